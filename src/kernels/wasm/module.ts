// The compiled kernels: scripts/build.mjs makes binary.ts out of assembly/.

import { shared, unshared } from "./binary.js";

/** A loaded library with cblas_sgemm and cblas_dgemm. */
export interface NativeBlas {
  /** Its name and version, for people */
  readonly name: string;
  /** What the dynamic loader takes: threads load it again, and get the same */
  readonly path: string;
  /** The functions that the kernel module imports, for products on `memory` */
  bind(memory: WebAssembly.Memory): WebAssembly.ModuleImports;
}

/** What assembly/index.ts exports. */
export interface KernelModule {
  heapBase(): number;
  threadBytes(threads: number): number;
  setup(control: number, thread: number, native: boolean): void;
  execute(record: number): void;
  run(tasks: number, count: number, alone: boolean): void;
  stop(): void;
}

let compiled: WebAssembly.Module | null = null;

/** Some environments have no memory that threads can share, a web page without cross-origin isolation for one. */
export function sharedMemoryAvailable(): boolean {
  return typeof SharedArrayBuffer !== "undefined";
}

/** @throws {WebAssembly.CompileError} where WebAssembly has no SIMD */
export function compiledModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(bytesOf(sharedMemoryAvailable() ? shared : unshared));
  return compiled;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Without a BLAS its functions are never called. */
const noBlas: WebAssembly.ModuleImports = { sgemm() {}, dgemm() {} };

export function instantiate(memory: WebAssembly.Memory, blas: NativeBlas | null): KernelModule {
  const imports = { env: { memory }, blas: blas?.bind(memory) ?? noBlas };
  return new WebAssembly.Instance(compiledModule(), imports).exports as unknown as KernelModule;
}
