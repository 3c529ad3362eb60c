// Finds the system's BLAS: Accelerate, MKL, OpenBLAS or BLIS, through koffi. Its own threads are set to one: the
// engine's threads call it, each for its own part.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type * as Koffi from "koffi";
import { bindBlas } from "./wasm/bind-blas.mjs";
import type { NativeBlas } from "./wasm/module.js";

/** The library, or why there is none. */
export type BlasSearch =
  | { readonly blas: NativeBlas; readonly problem: null }
  | { readonly blas: null; readonly problem: string };

/** What the dynamic loader may know the libraries by, best first. RHOHAT_BLAS names one of the user's own. */
function candidates(): string[] {
  const own = process.env.RHOHAT_BLAS;
  if (own !== undefined && own !== "") return [own];
  switch (process.platform) {
    case "darwin":
      return ["/System/Library/Frameworks/Accelerate.framework/Accelerate"];
    case "win32":
      return ["mkl_rt.2.dll", "libopenblas.dll", "openblas.dll", "libblis.dll"];
    default:
      return [
        "libmkl_rt.so.2",
        "libmkl_rt.so",
        "libopenblas.so.0",
        "libopenblas.so",
        "libblis.so.4",
        "libblis.so",
      ];
  }
}

/**
 * What the libraries read from the environment when they are loaded. OpenBLAS does not know every AMD processor with
 * AVX-512 and then takes kernels without it, which are half as fast.
 */
function settings(): Record<string, string> {
  const cpu = process.platform === "linux" ? readFileSync("/proc/cpuinfo", "utf8") : "";
  const avx512 = ["avx512f", "avx512dq", "avx512bw", "avx512vl"].every((flag) => cpu.includes(flag));
  return {
    OPENBLAS_NUM_THREADS: "1",
    MKL_NUM_THREADS: "1",
    MKL_THREADING_LAYER: "SEQUENTIAL",
    BLIS_NUM_THREADS: "1",
    VECLIB_MAXIMUM_THREADS: "1",
    ...(avx512 && cpu.includes("AuthenticAMD") ? { OPENBLAS_CORETYPE: "SKYLAKEX" } : {}),
  };
}

/** Does `work` with environment variables set, those that the user has set excepted. */
function withEnvironment<T>(variables: Record<string, string>, work: () => T): T {
  const names = Object.keys(variables).filter((name) => process.env[name] === undefined);
  for (const name of names) process.env[name] = variables[name];
  try {
    return work();
  } finally {
    for (const name of names) delete process.env[name];
  }
}

/** The result of a function of the library without arguments; undefined where it has no such function. */
function ask(library: Koffi.LibraryHandle, declaration: string): unknown {
  try {
    return library.func(declaration)();
  } catch {
    return undefined;
  }
}

function describe(library: Koffi.LibraryHandle, path: string): string {
  const config = ask(library, "const char* openblas_get_config()");
  if (typeof config === "string") {
    const core = ask(library, "const char* openblas_get_corename()");
    return `${config.split(" ").slice(0, 2).join(" ")} ${core ?? ""}`.trim();
  }
  const blis = ask(library, "const char* bli_info_get_version_str()");
  if (typeof blis === "string") return `BLIS ${blis}`;
  if (path.includes("Accelerate")) return "Accelerate";
  return path.includes("mkl") ? "MKL" : path;
}

/** [1 2] [3 4]ᵀ = 11: a library whose integers have another width, say, would fail here and not later. */
function assertComputes(blas: NativeBlas): void {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { sgemm, dgemm } = blas.bind(memory) as Record<string, (...operands: number[]) => void>;
  for (const [gemm, numbers] of [
    [sgemm, new Float32Array(memory.buffer, 1024, 5)],
    [dgemm, new Float64Array(memory.buffer, 2048, 5)],
  ] as const) {
    numbers.set([1, 2, 3, 4, 0]);
    const at = (element: number) => numbers.byteOffset + element * numbers.BYTES_PER_ELEMENT;
    gemm(111, 112, 1, 1, 2, 1, at(0), 2, at(2), 2, 0, at(4), 1);
    if (numbers[4] !== 11) throw new Error(`its product of [1 2] and [3 4] is ${numbers[4]}`);
  }
}

function search(): BlasSearch {
  let koffi: typeof Koffi;
  try {
    koffi = createRequire(import.meta.url)("koffi");
  } catch (error) {
    return { blas: null, problem: `koffi does not load (${firstLine(error)})` };
  }
  const problems: string[] = [];
  for (const path of candidates()) {
    try {
      const blas = withEnvironment(settings(), () => {
        handle = koffi.load(path);
        const loaded: NativeBlas = {
          name: describe(handle, path),
          path,
          bind: (memory) => bindBlas(koffi, path, memory),
        };
        assertComputes(loaded);
        return loaded;
      });
      return { blas, problem: null };
    } catch (error) {
      problems.push(firstLine(error));
    }
  }
  const own = process.env.RHOHAT_BLAS;
  const problem = own ? `RHOHAT_BLAS=${own}: ${problems[0]}` : `none of ${candidates().join(", ")} loads`;
  return { blas: null, problem };
}

const firstLine = (error: unknown) => String(error instanceof Error ? error.message : error).split("\n")[0];

/** Kept for good: a library that nobody holds is unloaded, and comes back with threads of its own. */
let handle: Koffi.LibraryHandle | null = null;
let searched: BlasSearch | null = null;

/** Looks for a BLAS once a process. Never fails: the answer is the library or the reason. */
export function findBlas(): BlasSearch {
  searched ??= search();
  return searched;
}

/** How to get one, for people. */
export function howToGetBlas(): string {
  return process.platform === "linux"
    ? "apt-get install libopenblas0-pthread, or set RHOHAT_BLAS to a library's path"
    : "install OpenBLAS, or set RHOHAT_BLAS to a library's path";
}
