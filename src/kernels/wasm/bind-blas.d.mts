import type * as Koffi from "koffi";

/** cblas_sgemm and cblas_dgemm of the library at `path`, for matrices by their addresses in `memory`. */
export declare function bindBlas(
  koffi: typeof Koffi,
  path: string,
  memory: WebAssembly.Memory,
): WebAssembly.ModuleImports;
