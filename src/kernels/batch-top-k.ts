// The K highest activations of a whole batch, on all threads: a radix selection of the K-th highest, then of each example
// as many as rank so high.

import { type Matrix, rows } from "../core/arrays.js";
import {
  type Codes,
  DIGIT_VALUES,
  digitsOf,
  type Kernels,
  type Ranking,
  SELECTION_LENGTH,
} from "./kernels.js";

export interface BatchTopKOptions {
  /** π [B, M], rows contiguous, in the engine's memory */
  readonly activations: Matrix;
  /** How the examples are cut into tasks: [from, to) each, all of them in order */
  readonly tiles: readonly { readonly from: number; readonly to: number }[];
  readonly ranking: Ranking;
  /** Room for K slots; all of it is overwritten */
  readonly codes: Codes;
  /** Whether the values are max(0, π) */
  readonly rectified: boolean;
}

/** Examples [from, to) of codes, on the same slots. */
export function codesOf(codes: Codes, from: number, to: number): Codes {
  return { ...codes, starts: codes.starts.subarray(from, to + 1) };
}

/**
 * Keeps the K highest ranking activations of all examples together, each example's in falling order. Of equal ones the
 * first are kept: exactly K are, or all where there are fewer.
 *
 * @returns what does it, for the K that it is given: at most the number of slots
 */
export function scheduleBatchTopK(
  kernels: Kernels,
  { activations, tiles, ranking, codes, rectified }: BatchTopKOptions,
): (count: number) => void {
  const selection = kernels.allocate(SELECTION_LENGTH, "float64");
  const counts = kernels.allocateIndices(tiles.length * DIGIT_VALUES);
  const kept = kernels.allocateIndices(2 * activations.shape[0]);
  const rounds: (() => void)[] = [];
  for (let digit = 0; digit < digitsOf[kernels.dtype]; digit++) {
    rounds.push(
      kernels.schedule(
        tiles.map(({ from, to }, tile) => (k) => {
          const own = counts.subarray(tile * DIGIT_VALUES, (tile + 1) * DIGIT_VALUES);
          k.countDigits(rows(activations, from, to), ranking, digit, selection, own);
        }),
      ),
      kernels.schedule([(k) => k.selectDigit(counts, digit, selection)]),
    );
  }
  rounds.push(
    kernels.schedule(
      tiles.map(({ from, to }) => (k) => {
        k.countKept(rows(activations, from, to), ranking, selection, kept.subarray(2 * from, 2 * to));
      }),
    ),
    kernels.schedule([(k) => k.placeRows(kept, selection, codes.starts)]),
    kernels.schedule(
      tiles.map(({ from, to }) => (k) => {
        k.selectTopK(rows(activations, from, to), ranking, codesOf(codes, from, to), rectified);
      }),
    ),
  );
  return (count) => {
    selection[0] = count;
    for (const run of rounds) run();
  };
}
