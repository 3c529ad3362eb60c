// Writes operations as numbers into the engine's memory, where the kernels read them: at once, or when a schedule runs.

import type { FloatArray, Matrix } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";
import type { Arena } from "./arena.js";
import { RESULT, SLOTS } from "./assembly/operations.js";
import { Staging } from "./staging.js";

/** Memory of which every thread has a copy of its own, `stride` bytes from the next thread's. */
interface Scratch {
  readonly from: number;
  readonly stride: number;
}

export class OperationWriter {
  readonly #arena: Arena;
  readonly #execute: (record: number) => void;
  readonly #record: FloatArray;
  readonly #staging: Staging;
  readonly #scratch: Scratch[] = [];
  #slot = 0;
  #recorded: number[] | null = null;

  /** @param execute - does the operation whose record lies at an address */
  constructor(arena: Arena, execute: (record: number) => void) {
    this.#arena = arena;
    this.#execute = execute;
    this.#record = arena.floats("float64", SLOTS);
    this.#staging = new Staging(arena);
  }

  /** Makes known that from `array` on each thread has a copy of its own. */
  addScratch(array: FloatArray, stride: number): void {
    this.#scratch.push({ from: array.byteOffset, stride });
  }

  /** The operations that `task` asks for, as numbers: SLOTS for each. Nothing is done yet. */
  record(task: () => void): readonly number[] {
    const recorded: number[] = [];
    this.#recorded = recorded;
    try {
      task();
    } finally {
      this.#recorded = null;
    }
    return recorded;
  }

  begin(operation: number, bytesPerElement: number): void {
    this.#slot = 0;
    this.number(operation);
    this.number(bytesPerElement);
  }

  number(value: number): void {
    this.#record[this.#slot++] = value;
  }

  /** The memory of a vector; none for null. */
  vector(array: FloatArray | Int32Array | null, written = false): void {
    if (array === null) {
      this.number(0);
      this.number(0);
    } else {
      this.#address(array, 0, array.length, 0, written);
    }
  }

  /** The memory of a matrix, then its strides in bytes. */
  matrix({ data, shape, stride, offset }: Matrix, written = false): void {
    const empty = shape[0] === 0 || shape[1] === 0;
    const down = empty ? 0 : (shape[0] - 1) * stride[0];
    const right = empty ? 0 : (shape[1] - 1) * stride[1];
    const first = offset + Math.min(down, 0) + Math.min(right, 0);
    const last = offset + Math.max(down, 0) + Math.max(right, 0);
    this.#address(data, first, empty ? first : last + 1, offset, written);
    this.number(stride[0] * data.BYTES_PER_ELEMENT);
    this.number(stride[1] * data.BYTES_PER_ELEMENT);
  }

  /** Does the operation and returns its result; while recording, keeps it and returns NaN. */
  end(): number {
    if (this.#recorded !== null) {
      for (let slot = 0; slot < SLOTS; slot++) {
        this.#recorded.push(slot < this.#slot ? this.#record[slot] : 0);
      }
      return Number.NaN;
    }
    this.#execute(this.#record.byteOffset);
    this.#staging.copyOut();
    return this.#record[RESULT];
  }

  /** The address of element `origin` of an array of which the operation uses elements [from, to). */
  #address(array: FloatArray | Int32Array, from: number, to: number, origin: number, written: boolean): void {
    const size = array.BYTES_PER_ELEMENT;
    if (this.#arena.owns(array)) {
      const at = array.byteOffset + origin * size;
      this.number(at);
      this.number(this.#recorded === null ? 0 : this.#threadStride(at));
      return;
    }
    if (this.#recorded !== null) {
      throw new InputError(
        "kernels.schedule: a task must work on arrays in the engine's memory, got one of its own; take it from kernels.allocate or scratch",
      );
    }
    this.number(this.#staging.copyIn(array.subarray(from, to), written) + (origin - from) * size);
    this.number(0);
  }

  #threadStride(at: number): number {
    const found = this.#scratch.find(({ from, stride }) => at >= from && at < from + stride);
    return found === undefined ? 0 : found.stride;
  }
}
