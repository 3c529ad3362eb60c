// A model held against what its examples are made of.

import { contiguous, type FloatArray, type Matrix, matrix } from "../core/arrays.js";
import { denseRows, type SparseRows } from "../core/sparse-rows.js";
import { gatherRows } from "../data/batches/gather-rows.js";
import type { Kernels } from "../kernels/kernels.js";
import { mean } from "../metrics/average.js";
import { countDetections } from "../metrics/truth/f1.js";
import { trueAtoms } from "../metrics/truth/true-atoms.js";
import { isActive, type Model } from "../sae/model.js";
import type { TruthNumbers } from "../train/run-record.js";

/** What a model is held against. */
export interface TruthToMeet {
  /** The true atoms, [G, d] */
  readonly atoms: Matrix;
  /** How active each is on each example, [m, G]; detections are not counted without */
  readonly activations?: SparseRows | undefined;
  /** The examples that they are counted on; all unless given */
  readonly examples?: Uint32Array | undefined;
}

/** What came of it, by the names of `rhohat metrics`. */
export interface HeldAgainstTruth {
  readonly numbers: Readonly<Record<string, number>>;
  /** Of each latent of the first layer, [M] */
  readonly latents: Readonly<Record<string, Float64Array>>;
  /** How many examples detections were counted on */
  readonly examples: number;
}

/** Examples that are gone through at a time. */
const CHUNK = 2048;

/**
 * MCC, MMCS and uniqueness of the atoms of the first layer; of its latents precision, recall and F1.
 *
 * @param x - all examples, [m, d]
 */
export function holdAgainstTruth(
  { kernels, model, theta, x }: { kernels: Kernels; model: Model; theta: FloatArray; x: Matrix },
  { atoms: truth, activations, examples }: TruthToMeet,
): HeldAgainstTruth {
  const [{ atoms }] = model.anatomy(theta);
  const { bestTrueAtom, mmcsTrueToLatents, mmcsLatentsToTrue, mcc, uniqueness } = trueAtoms(truth, atoms!);
  const numbers: Record<string, number> = { mmcsTrueToLatents, mmcsLatentsToTrue, mcc, uniqueness };
  const latents: Record<string, Float64Array> = { bestTrueAtom: Float64Array.from(bestTrueAtom) };
  if (activations === undefined) return { numbers, latents, examples: 0 };
  const [layer] = model.layers;
  const detections = countDetections(bestTrueAtom, (value) => isActive(layer, value));
  const chosen = examples ?? Uint32Array.from({ length: x.shape[0] }, (_, i) => i);
  const pass = model.createPass(kernels, theta, Math.min(CHUNK, chosen.length));
  for (let from = 0; from < chosen.length; from += CHUNK) {
    const part = chosen.subarray(from, from + CHUNK);
    pass.run(rowsAt(x, part), (at, seen) => {
      const [count] = seen.output.shape;
      detections.add(seen.latents[0], denseRows(activations, part.subarray(at, at + count)));
    });
  }
  for (const [name, values] of Object.entries(detections.value())) {
    numbers[name] = mean(values);
    latents[name] = values;
  }
  return { numbers, latents, examples: chosen.length };
}

/** Some rows, in memory of their own. */
function rowsAt(x: Matrix, chosen: Uint32Array): Matrix {
  const [values, n] = [contiguous(x), x.shape[1]];
  const out = values.slice(0, chosen.length * n);
  gatherRows(chosen, values, n, (row, i) => out.set(values.subarray(row * n, (row + 1) * n), i * n));
  return matrix(out, chosen.length, n);
}

/** The numbers of a run's record. */
export function truthNumbers(
  { numbers, examples }: HeldAgainstTruth,
  { atoms, examples: chosen }: TruthToMeet,
): TruthNumbers {
  const { mcc, mmcsTrueToLatents: mmcs, f1, uniqueness } = numbers;
  return { atoms: atoms.shape[0], examples, heldOut: chosen !== undefined, mcc, mmcs, f1, uniqueness };
}
