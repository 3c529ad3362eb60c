// Ghost gradients: silent latents, as if each were active by the exponential of π, learn what the others leave over.

import { type FloatArray, type Matrix, matrix, rows, transpose } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import { type Dictionary, type DictionaryLoss, flat, viewDictionary } from "./dictionary.js";
import type { ParameterBlock } from "./model.js";

/** What keeps quotients finite */
const EPSILON = 1e-6;

/**
 * A loss with a part more, where latents were silent for more than `silentAfter` batches:
 *
 *   g = exp(π) W_dec of those alone, without b_dec;  r = x − x̂,  s_b = ‖r_b‖ / (2 ‖g_b‖ + 1e-6)
 *   G = 1/B Σ ‖s_b g_b − r_b‖² / ‖r_b − r̄‖,  r̄ the mean of r;  L_ghost = E/(G + 1e-6) · G,  E = 1/B Σ ‖r‖²
 *
 * r, s and the factor before G are held fixed. So
 *
 *   ∂g_b = E/(G + 1e-6) · 2/B · s_b (s_b g_b − r_b)/‖r_b − r̄‖,  ∂π = exp(π) ∘ ∂g W_decᵀ,  ∂W_dec += exp(π)ᵀ ∂g, …
 *
 * An example with r_b = r̄ is left out.
 *
 * @see Jermyn and Templeton, Ghost grads (2024); vit-prisma, sae.py
 */
export function withGhostGradients(
  kernels: Kernels,
  loss: DictionaryLoss,
  parameters: readonly ParameterBlock[],
  silentAfter: number,
): DictionaryLoss {
  const { x, error, centred: isCentred = true } = loss;
  const { silentFor } = loss.state;
  const at = viewDictionary(loss.theta, parameters);
  const slopes = viewDictionary(loss.gradient, parameters);
  const [examples, inputs] = x.shape;
  const [latents] = at.decoder.shape;
  const memory = (m: number, n: number) => matrix(kernels.allocate(m * n), m, n);
  const [centred, ghost] = [isCentred ? memory(examples, inputs) : x, memory(examples, inputs)];
  const [encoder, decoder, encoderSlopes, decoderSlopes] = [1, 2, 3, 4].map(() => memory(latents, inputs));
  const [values, back] = [kernels.allocate(examples * latents), kernels.allocate(examples * latents)];
  const [biases, biasSlopes] = [kernels.allocate(latents), kernels.allocate(latents)];
  const mean = kernels.allocate(inputs);
  const parts: Record<string, number> = {};
  const evaluation = { cost: 0, parts, l0: 0 };

  const silentLatents = () => Array.from(silentFor.keys()).filter((i) => silentFor[i] > silentAfter);

  /** ∂g in place of g, but for its factor. @returns G */
  const throughScale = (): number => {
    kernels.columnSums(error, mean, 1 / examples);
    let sum = 0;
    for (let b = 0; b < examples; b++) {
      const [g, e] = [flat(rows(ghost, b, b + 1)), flat(rows(error, b, b + 1))];
      sum += ghostRow(g, e, mean, examples);
    }
    return sum;
  };

  /** Adds the part's gradient to that of the loss. @returns the part */
  const add = (silent: readonly number[]): number => {
    const n = silent.length;
    if (n === 0) return 0;
    const few = (m: Matrix) => rows(m, 0, n);
    const [f, fSlopes] = [values, back].map((of) => matrix(of.subarray(0, examples * n), examples, n));
    for (const [row, latent] of silent.entries()) {
      flat(rows(encoder, row, row + 1)).set(flat(rows(at.encoder, latent, latent + 1)));
      flat(rows(decoder, row, row + 1)).set(flat(rows(at.decoder, latent, latent + 1)));
      biases[row] = at.encoderBias[latent];
    }
    if (isCentred) kernels.addToRows(-1, at.decoderBias, x, centred);
    kernels.dense("linear", centred, few(encoder), biases.subarray(0, n), f);
    kernels.exp(flat(f), flat(f));
    kernels.matmul(f, few(decoder), ghost);
    const found = throughScale();
    // error is 2/B (x̂ − x), so that E = B/4 Σ error²
    const squares = (examples / 4) * kernels.dot(flat(error), flat(error));
    const factor = squares / (found + EPSILON);
    kernels.scale(factor, flat(ghost), flat(ghost));
    kernels.matmul(ghost, transpose(few(decoder)), fSlopes);
    for (let i = 0; i < examples * n; i++) back[i] *= values[i];
    kernels.matmul(transpose(f), ghost, few(decoderSlopes));
    kernels.matmul(transpose(fSlopes), centred, few(encoderSlopes));
    kernels.columnSums(fSlopes, biasSlopes.subarray(0, n));
    scatter(silent, { encoder, encoderSlopes, decoderSlopes, biasSlopes, isCentred }, slopes);
    return factor * found;
  };

  return {
    ...loss,
    evaluate(step) {
      const found = loss.evaluate(step);
      Object.assign(parts, found.parts);
      parts.ghost = add(silentLatents());
      return Object.assign(evaluation, found, { cost: found.cost + parts.ghost, parts });
    },
  };
}

/**
 * 2/B · s (s g − r)/‖r − r̄‖ in place of g, of one example.
 *
 * @param error - 2/B (x̂ − x): r is −B/2 of it
 * @returns its share of G
 */
function ghostRow(g: FloatArray, error: FloatArray, mean: FloatArray, examples: number): number {
  const half = examples / 2;
  let [squares, ghosts, apart] = [0, 0, 0];
  for (let j = 0; j < g.length; j++) {
    squares += error[j] * error[j];
    ghosts += g[j] * g[j];
    const difference = error[j] - mean[j];
    apart += difference * difference;
  }
  const scale = (half * Math.sqrt(squares)) / (2 * Math.sqrt(ghosts) + EPSILON);
  const spread = half * Math.sqrt(apart);
  let sum = 0;
  for (let j = 0; j < g.length; j++) {
    const difference = spread === 0 ? 0 : scale * g[j] + half * error[j];
    sum += difference * difference;
    g[j] = spread === 0 ? 0 : (scale * difference) / (half * spread);
  }
  return spread === 0 ? 0 : sum / (examples * spread);
}

/** What was computed of some latents, to where it belongs; and ∂b_dec −= W_encᵀ ∂b_enc. */
function scatter(
  latents: readonly number[],
  of: {
    encoder: Matrix;
    encoderSlopes: Matrix;
    decoderSlopes: Matrix;
    biasSlopes: FloatArray;
    isCentred: boolean;
  },
  slopes: Dictionary,
): void {
  for (const [row, latent] of latents.entries()) {
    const own = (m: Matrix) => flat(rows(m, row, row + 1));
    addTo(flat(rows(slopes.encoder, latent, latent + 1)), own(of.encoderSlopes), 1);
    addTo(flat(rows(slopes.decoder, latent, latent + 1)), own(of.decoderSlopes), 1);
    slopes.encoderBias[latent] += of.biasSlopes[row];
    if (of.isCentred) addTo(slopes.decoderBias, own(of.encoder), -of.biasSlopes[row]);
  }
}

function addTo(sum: FloatArray, values: FloatArray, weight: number): void {
  for (let j = 0; j < sum.length; j++) sum[j] += weight * values[j];
}
