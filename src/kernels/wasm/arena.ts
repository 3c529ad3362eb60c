// One block of memory that kernels, threads and a native BLAS all work on in place.

import type { DType, FloatArray } from "../../core/arrays.js";
import { InputError, RunError } from "../../core/errors.js";

const PAGE = 65_536;
const LARGEST = 65_536; // pages: the 4 GiB that 32-bit addresses reach
const SMALLEST = 1_024;
/** Kernels load whole vectors and may read past the end of an array. */
const MARGIN = 4_096;
/** A cache line: what two threads write must not share one. */
const ALIGNMENT = 64;

/**
 * As much memory as can be reserved, at once: memory that grows would leave the arrays on it behind.
 * Pages that nobody touches cost nothing.
 */
export function reserveMemory(shared: boolean): WebAssembly.Memory {
  for (let pages = LARGEST; ; pages /= 2) {
    try {
      return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
    } catch (error) {
      if (pages > SMALLEST) continue;
      const why = (error as Error).message;
      throw new RunError(
        `engine wasm: its memory must be reserved, got ${why}; allow more address space (ulimit -v) or use --engine reference`,
      );
    }
  }
}

/** @throws {InputError} unless so many bytes are within the memory there is, or can be at most */
export function assertWithin(bytes: number, size: number = LARGEST * PAGE): void {
  if (bytes <= size) return;
  const gib = (count: number) => `${(count / 2 ** 30).toFixed(2)} GiB`;
  throw new InputError(
    `allocate: the memory of all arrays must fit in ${gib(size)}, got ${gib(bytes)}; use fewer examples or hidden units, a smaller memory of L-BFGS, --dtype float32, or the reference engine`,
  );
}

/** Hands out zeroed memory from its beginning to its end; it is given back as a whole, by the garbage collector. */
export class Arena {
  /** Asked for once: the memory does not grow, and asking takes as long as a small operation. */
  readonly #buffer: ArrayBufferLike;
  #next: number;

  /** @param from - the first free address */
  constructor(memory: WebAssembly.Memory, from: number) {
    this.#buffer = memory.buffer;
    this.#next = from;
  }

  /** @returns the address of so many zero bytes, a multiple of 64 */
  reserve(bytes: number): number {
    const at = Math.ceil(this.#next / ALIGNMENT) * ALIGNMENT;
    assertWithin(at + bytes + MARGIN, this.#buffer.byteLength);
    this.#next = at + bytes;
    return at;
  }

  /** @param copies - reserves the memory of so many such arrays; the first is returned */
  floats(dtype: DType, length: number, copies = 1): FloatArray {
    const bytes = dtype === "float32" ? 4 : 8;
    return this.view(dtype, this.reserve(strideBetweenCopies(bytes * length) * copies), length);
  }

  /** Zeros, as whole numbers. */
  indices(length: number): Int32Array {
    return new Int32Array(this.#buffer, this.reserve(4 * length), length);
  }

  /** An array on memory that was reserved before. */
  view(dtype: DType, at: number, length: number): FloatArray {
    const buffer = this.#buffer;
    return dtype === "float32" ? new Float32Array(buffer, at, length) : new Float64Array(buffer, at, length);
  }

  /** An array like another one, on memory that was reserved before. */
  viewLike<T extends FloatArray | Int32Array>(array: T, at: number): T {
    const Kind = array.constructor as new (buffer: ArrayBufferLike, at: number, length: number) => T;
    return new Kind(this.#buffer, at, array.length);
  }

  owns({ buffer }: FloatArray | Int32Array): boolean {
    return buffer === this.#buffer;
  }
}

/** How far apart the copies of an array of so many bytes lie. */
export function strideBetweenCopies(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
