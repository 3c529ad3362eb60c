// Penalties on how many latents are active, as JumpReLU has them: a loss, and its slopes.

import type { FloatArray, Matrix } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import { type DictionaryBatch, flat } from "./dictionary.js";

/** H_bi is 1 where latent i is active in example b, L0_b = Σ_i H_bi. */
export type ActivityPenaltyKind =
  /** 1/B Σ_b L0_b */
  | { readonly kind: "step" }
  /** 1/B Σ_bi tanh(c f_bi n_i) */
  | { readonly kind: "tanh"; readonly scale: number }
  /** 1/B Σ_b 2/L0* (L0_b − L0*)²: each example on its own */
  | { readonly kind: "quadratic"; readonly target: number }
  /** (1/B Σ_b L0_b − L0*)² */
  | { readonly kind: "quadratic-batch"; readonly target: number }
  /** (1/B Σ_b L0_b / L0* − 1)²: the same in units of the target */
  | { readonly kind: "quadratic-relative"; readonly target: number };

/** A penalty on a batch. */
export interface ActivityPenalty {
  /**
   * @param f - [B, M]
   * @param counts - L0_b, [B]
   * @param norms - n, [M]
   * @returns the penalty, without λ
   */
  evaluate(f: Matrix, counts: Float64Array, norms: FloatArray): number;
  /** ∂/∂H_bi, the same for all latents of an example, [B] */
  readonly countSlopes: Float64Array;
  /** ∂/∂f_bi, [B, M]; null where it is 0 */
  readonly latentSlopes: Matrix | null;
  /** Σ_b ∂/∂n_i, [M]; null where it is 0 */
  readonly normSlopes: Float64Array | null;
}

/** A penalty with memory of its own. */
export function createActivityPenalty(batch: DictionaryBatch, of: ActivityPenaltyKind): ActivityPenalty {
  if (of.kind === "tanh") return createTanhPenalty(batch, of.scale);
  const countSlopes = new Float64Array(batch.batch);
  return {
    countSlopes,
    latentSlopes: null,
    normSlopes: null,
    evaluate: (_f, counts) => countPenalty(of, counts, countSlopes),
  };
}

function countPenalty(
  of: Exclude<ActivityPenaltyKind, { kind: "tanh" }>,
  counts: Float64Array,
  slopes: Float64Array,
): number {
  const examples = counts.length;
  const mean = counts.reduce((sum, count) => sum + count, 0) / examples;
  switch (of.kind) {
    case "step":
      slopes.fill(1 / examples);
      return mean;
    case "quadratic-batch":
      slopes.fill((2 * (mean - of.target)) / examples);
      return (mean - of.target) * (mean - of.target);
    case "quadratic-relative": {
      const away = mean / of.target - 1;
      slopes.fill((2 * away) / (of.target * examples));
      return away * away;
    }
    case "quadratic": {
      let sum = 0;
      for (const [b, count] of counts.entries()) {
        const away = count - of.target;
        sum += (2 / of.target) * away * away;
        slopes[b] = ((4 / of.target) * away) / examples;
      }
      return sum / examples;
    }
  }
}

/** With t = tanh(c f n): ∂/∂f = c n (1 − t²)/B, ∂/∂n = Σ_b c f (1 − t²)/B. */
function createTanhPenalty({ kernels, batch, at, memory }: DictionaryBatch, scale: number): ActivityPenalty {
  const [latents] = at.decoder.shape;
  const t = memory(batch, latents);
  const normSlopes = new Float64Array(latents);
  return {
    countSlopes: new Float64Array(batch),
    latentSlopes: t,
    normSlopes,
    evaluate: (f, _counts, norms) =>
      tanhPenalty(kernels, scale, { f: flat(f), t: flat(t), norms, normSlopes }),
  };
}

function tanhPenalty(
  kernels: Kernels,
  scale: number,
  of: { f: FloatArray; t: FloatArray; norms: FloatArray; normSlopes: Float64Array },
): number {
  const { f, t, norms, normSlopes } = of;
  const latents = norms.length;
  const examples = f.length / latents;
  for (let at = 0; at < f.length; at++) t[at] = scale * f[at] * norms[at % latents];
  kernels.activate("tanh", t, t);
  normSlopes.fill(0);
  let sum = 0;
  for (let at = 0; at < f.length; at++) {
    sum += t[at];
    const slope = (scale * (1 - t[at] * t[at])) / examples;
    normSlopes[at % latents] += f[at] * slope;
    t[at] = norms[at % latents] * slope;
  }
  return sum / examples;
}
