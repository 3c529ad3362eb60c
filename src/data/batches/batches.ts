// Minibatches: what a trainer asks of its data, wherever they come from.
//
// createBatches(x, …) has the examples in memory, openBatches(paths, …) reads them from files that memory could not
// hold. A trainer allocates [batch, inputs] once, calls `fill` before each step, keeps `state()` in its checkpoint and
// gives it to `restore` when it goes on; `heldOut` are the examples that it evaluates by. `measureExamples` tells how
// long they are, for scaling.

import type { FloatArray } from "../../core/arrays.js";
import { assertCount, inputError } from "../../core/errors.js";
import { createRandom, type Random } from "../../core/random.js";

/** How batches are made. */
export interface BatchOptions {
  /** Examples a batch */
  readonly batch: number;
  /** Whether a batch may be as large as all examples where there are fewer; an error unless given */
  readonly shrinks?: boolean | undefined;
  /** A whole number in [0, 2³²): it alone decides on the order, and on what is held out */
  readonly seed: number;
  /** Share of the examples that are never in a batch, in [0, 1); 0 unless given */
  readonly heldOut?: number | undefined;
}

/** Which batch comes next, and with the seed all that decides what is in it and in those after it. */
export interface BatchState {
  /** Epochs done */
  readonly epoch: number;
  /** Batches of this epoch done */
  readonly batch: number;
}

/** Examples in an order that stays. */
export interface ExampleRows {
  /** How many there are */
  readonly examples: number;
  /**
   * Puts those from number `from` on into `into`, [rows, inputs].
   *
   * @throws {InputError} if there are not so many
   */
  read(from: number, into: FloatArray): void | Promise<void>;
}

/**
 * A row of batches without an end. Each example comes once an epoch, in an order that is another each epoch; what is
 * left of an epoch and fills no batch is left out, other examples each time.
 */
export interface BatchSource {
  /** Values an example, n */
  readonly inputs: number;
  /** How many examples there are without those held out, m */
  readonly examples: number;
  /** Examples a batch */
  readonly batch: number;
  /** Batches an epoch: ⌊m / batch⌋ */
  readonly epochLength: number;
  /** The examples held out, in the order of the data */
  readonly heldOut: ExampleRows;
  /**
   * The next batch. One call at a time: the promise of the last must be settled. After an error the same batch is next.
   *
   * @param into - [batch, inputs], overwritten
   */
  fill(into: FloatArray): void | Promise<void>;
  state(): BatchState;
  /**
   * Goes to where `state()` was taken: the following batches are, to the bit, those that followed then.
   *
   * @throws {InputError} if it is no state of this data in batches of this size
   */
  restore(state: BatchState): void;
  /** Closes what is open; nothing is asked of it afterwards. */
  close(): Promise<void>;
}

/** How many of `examples` a share holds out. @throws {InputError} if it is no share, or holds out none or all */
export function heldOutCount(where: string, share: number, examples: number): number {
  if (!(share >= 0 && share < 1)) throw inputError(where, "heldOut", "lie in [0, 1)", share);
  const count = Math.round(share * examples);
  if (share > 0 && count === 0) {
    const least = `hold out at least one of ${examples} examples`;
    throw inputError(where, "heldOut", least, share, "hold out more or 0");
  }
  if (count === examples)
    throw inputError(
      where,
      "heldOut",
      `leave one of ${examples} examples to train on`,
      share,
      "hold out fewer",
    );
  return count;
}

/**
 * Examples a batch, of what there is without those held out.
 *
 * @throws {InputError} if it is no count, or larger than the data and not to shrink
 */
export function batchWithin(
  where: string,
  { batch, shrinks = false }: Pick<BatchOptions, "batch" | "shrinks">,
  examples: number,
  heldOut: number,
): number {
  assertCount(where, "batch", batch);
  if (batch <= examples) return batch;
  if (shrinks) return examples;
  const besides = heldOut === 0 ? "" : ` that are not held out`;
  const rule = `be at most the ${examples} examples${besides}`;
  throw inputError(where, "batch", rule, batch, "take smaller batches or more data");
}

/** @throws {InputError} unless an array holds `rows` examples */
export function assertRows(where: string, into: FloatArray, rows: number, inputs: number): void {
  if (into.length !== rows * inputs)
    throw inputError(where, "into", `have ${rows}×${inputs} values`, into.length);
}

/** How many rows of those from `from` on an array asks for. @throws {InputError} if there are not so many */
export function rowsAsked(examples: number, inputs: number, from: number, into: FloatArray): number {
  const rows = into.length / inputs;
  if (!Number.isInteger(rows))
    throw inputError("heldOut.read", "into", `have a multiple of ${inputs} values`, into.length);
  if (!(Number.isSafeInteger(from) && from >= 0 && from + rows <= examples)) {
    const rule = `be a whole number from 0 to ${examples} − ${rows}`;
    throw inputError("heldOut.read", "from", rule, from);
  }
  return rows;
}

/** The state after one more batch. */
export const nextBatch = ({ epoch, batch }: BatchState, epochLength: number): BatchState =>
  batch + 1 < epochLength ? { epoch, batch: batch + 1 } : { epoch: epoch + 1, batch: 0 };

/** A state of its own. @throws {InputError} if there is no such batch in an epoch of that length */
export function givenState({ epoch, batch }: BatchState, epochLength: number): BatchState {
  if (!(Number.isSafeInteger(epoch) && epoch >= 0))
    throw inputError("restore", "epoch", "be a whole number ≥ 0", epoch);
  if (!(Number.isSafeInteger(batch) && batch >= 0 && batch < epochLength))
    throw inputError("restore", "batch", `be a whole number from 0 to ${epochLength - 1}`, batch);
  return { epoch, batch };
}

/** The random numbers of one part of one epoch: so any part can be had without those before it. */
export const epochRandom = (seed: number, epoch: number, part: number): Random =>
  createRandom(seed, `batches ${epoch} ${part}`);

/** Those that decide what is held out. */
export const heldOutRandom = (seed: number): Random => createRandom(seed, "held out");

/** Puts values into a random order, in place; each order is as likely (Fisher–Yates). */
export function shuffle(values: Uint32Array, random: Random): Uint32Array {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const value = values[i];
    values[i] = values[j];
    values[j] = value;
  }
  return values;
}

/**
 * Which of `examples` are held out and which are trained on, each rising: the seed alone decides.
 *
 * @throws {InputError} as heldOutCount
 */
export function splitExamples(
  where: string,
  { seed, heldOut: share = 0 }: Pick<BatchOptions, "seed" | "heldOut">,
  examples: number,
): { readonly heldOut: Uint32Array; readonly training: Uint32Array } {
  const held = heldOutCount(where, share, examples);
  const drawn = shuffledNumbers(examples, heldOutRandom(seed));
  return { heldOut: drawn.subarray(0, held).sort(), training: drawn.subarray(held).sort() };
}

/** The numbers from 0 on in a random order, [count]. */
export function shuffledNumbers(count: number, random: Random): Uint32Array {
  const numbers = new Uint32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = i;
  return shuffle(numbers, random);
}
