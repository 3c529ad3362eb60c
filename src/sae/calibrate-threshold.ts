// A threshold in place of a batch: what keeps as many latents of all the data as BatchTopK kept of each batch.

import { type FloatArray, type Matrix, sizeOf } from "../core/arrays.js";
import { rowNorms } from "../core/rows.js";
import type { Kernels } from "../kernels/kernels.js";
import { flat, viewDictionary } from "./dictionary.js";
import type { Model } from "./model.js";

/** Bits of a float32 that are looked at in one pass over the data: the upper, then the lower ones. */
const BITS = 16;
const HALVES = 2 ** 16;

/**
 * Sets the part `threshold` of θ to the largest float32 θ so that at least k latents an example exceed it on average, 0 where
 * fewer are positive. L0 over these examples is k then, but for latents of the same value.
 *
 * Positive float32 numbers are in the order of their bits, so that two passes over the examples that count upper and lower
 * halves find the ⌊k m⌋-th highest, whatever the number of examples, in little memory.
 *
 * @param model - its latents are those whose π (or π n, where they are ranked by it) exceeds the threshold
 * @param x - [m, d]
 * @remarks A moving average alone lags behind what it averages, and keeps another number: 10.7 of 8 on digits.
 */
export function calibrateThreshold(
  kernels: Kernels,
  model: Pick<Model, "createPass" | "parameters">,
  { theta, x }: { readonly theta: FloatArray; readonly x: Matrix },
  { k, rescale }: { readonly k: number; readonly rescale: boolean },
): void {
  const at = viewDictionary(theta, model.parameters);
  const threshold = at.part("threshold");
  threshold[0] = 0; // every positive latent
  const norms = rescale ? rowNorms(at.decoder) : null;
  const pass = model.createPass(kernels, theta, x.shape[0]);
  const value = new Float32Array(1);
  const bits = new Uint32Array(value.buffer);
  const visit = (see: (bits: number) => void) =>
    pass.run(x, (_from, { latents: [f] }) => {
      const values = flat(f);
      const [, units] = f.shape;
      for (let i = 0; i < sizeOf(f.shape); i++) {
        if (!(values[i] > 0)) continue;
        value[0] = values[i] * (norms === null ? 1 : norms[i % units]);
        see(bits[0]);
      }
    });
  const wanted = Math.floor(k * x.shape[0]);
  const upper = halfAt(wanted, (count) => visit((seen) => count(seen >>> BITS)));
  if (upper === null) return;
  const lower = halfAt(wanted - upper.above, (count) =>
    visit((seen) => {
      if (seen >>> BITS === upper.half) count(seen & (HALVES - 1));
    }),
  )!;
  bits[0] = upper.half * HALVES + lower.half;
  // The number before it: what is to be kept exceeds that.
  bits[0] -= 1;
  threshold[0] = value[0];
}

/** The half within which the `wanted`-th highest lies, and how many lie in higher ones; null where there are fewer. */
function halfAt(
  wanted: number,
  countAll: (count: (half: number) => void) => void,
): { readonly half: number; readonly above: number } | null {
  const counts = new Float64Array(HALVES);
  countAll((half) => {
    counts[half] += 1;
  });
  let above = 0;
  for (let half = counts.length - 1; half >= 0; half--) {
    if (above + counts[half] >= wanted) return { half, above };
    above += counts[half];
  }
  return null;
}
