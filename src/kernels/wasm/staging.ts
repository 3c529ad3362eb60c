// Arrays of another memory, for the time of one operation: copied in before, and out after if they were written.

import type { FloatArray } from "../../core/arrays.js";
import type { Arena } from "./arena.js";

interface Copy {
  readonly array: FloatArray | Int32Array;
  readonly inside: FloatArray | Int32Array;
  written: boolean;
}

export class Staging {
  readonly #arena: Arena;
  #copies: Copy[] = [];
  #block: { readonly at: number; readonly bytes: number } = { at: 0, bytes: 0 };
  #used = 0;

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  /** @returns the address of a copy; the same array twice is one copy */
  copyIn(array: FloatArray | Int32Array, written: boolean): number {
    const known = this.#copies.find(
      (copy) =>
        copy.array.buffer === array.buffer &&
        copy.array.byteOffset === array.byteOffset &&
        copy.array.length === array.length,
    );
    if (known !== undefined) {
      known.written ||= written;
      return known.inside.byteOffset;
    }
    if (this.#used + array.byteLength > this.#block.bytes) {
      const bytes = 2 * (this.#used + array.byteLength);
      this.#block = { at: this.#arena.reserve(bytes), bytes };
      this.#used = 0;
    }
    const inside = this.#arena.viewLike(array, this.#block.at + this.#used);
    this.#used += Math.ceil(array.byteLength / 64) * 64;
    inside.set(array);
    this.#copies.push({ array, inside, written });
    return inside.byteOffset;
  }

  copyOut(): void {
    if (this.#copies.length === 0) return;
    for (const { array, inside, written } of this.#copies) if (written) array.set(inside);
    this.#copies = [];
    this.#used = 0;
  }
}
