// The products of a BLAS, on the engine's memory.

// @ts-check

const ROW_MAJOR = 101;

/**
 * C = α op(A) op(B) + β C, as products.ts imports it: matrices by their addresses in `memory`.
 * Every number is passed as it is, so a call allocates nothing.
 *
 * @param {typeof import("koffi")} koffi
 * @param {string} path - what the dynamic loader takes
 * @param {WebAssembly.Memory} memory
 * @returns {WebAssembly.ModuleImports}
 * @throws if there is no such library, or it has no cblas_sgemm and cblas_dgemm
 */
export function bindBlas(koffi, path, memory) {
  const library = koffi.load(path);
  const base = Number(koffi.address(new Uint8Array(memory.buffer)));
  const bind = (/** @type {string} */ name, /** @type {string} */ real) => {
    const gemm = library.func(
      `void ${name}(int, int, int, int, int, int, ${real}, uintptr_t, int, uintptr_t, int, ${real}, uintptr_t, int)`,
    );
    /** @type {(...operands: number[]) => void} */
    const product = (transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) =>
      // Addresses above 2³¹ arrive from the kernels as negative numbers.
      gemm(
        ROW_MAJOR,
        transA,
        transB,
        m,
        n,
        k,
        alpha,
        base + (a >>> 0),
        lda,
        base + (b >>> 0),
        ldb,
        beta,
        base + (c >>> 0),
        ldc,
      );
    return product;
  };
  return { sgemm: bind("cblas_sgemm", "float"), dgemm: bind("cblas_dgemm", "double") };
}
