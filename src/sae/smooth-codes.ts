// The codes of examples under a smooth penalty on neighbourhoods of latents, found by majorisation with momentum.

import { type FloatArray, type Matrix, matrix, rows, transpose } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import { flat } from "./dictionary.js";
import { largestEigenvalue } from "./fista.js";
import type { Neighbourhoods } from "./neighbourhoods.js";

/** What a code minimises, and for how long. */
export interface SmoothCodeOptions {
  /** λ of ‖u − f W‖² + λ Σ_g √(Σ_{j∈g} f_j² + ε) */
  readonly weight: number;
  /** ε > 0 */
  readonly epsilon: number;
  readonly iterations: number;
  /** g: one neighbourhood a latent */
  readonly neighbourhoods: Neighbourhoods;
}

/**
 * √(Σ_{j∈g} f_j² + ε) of the neighbourhood g of each latent, of one example.
 *
 * @param squares - f_j², [M]
 * @param lengths - [M], overwritten
 */
function groupLengths(
  squares: Float64Array,
  lengths: Float64Array,
  { size, members }: Neighbourhoods,
  epsilon: number,
): void {
  for (let g = 0; g < lengths.length; g++) {
    let sum = epsilon;
    for (let at = g * size; at < (g + 1) * size; at++) sum += squares[members[at]];
    lengths[g] = Math.sqrt(sum);
  }
}

/** Σ_g √(Σ_{j∈g} f_j² + ε) of all examples. @param f - [m, M] */
export function smoothPenalty(
  f: Matrix,
  { neighbourhoods, epsilon }: Pick<SmoothCodeOptions, "neighbourhoods" | "epsilon">,
): number {
  const [examples, latents] = f.shape;
  const [squares, lengths] = [1, 2].map(() => new Float64Array(latents));
  let sum = 0;
  for (let i = 0; i < examples; i++) {
    for (let j = 0; j < latents; j++) {
      const value = f.data[f.offset + i * latents + j];
      squares[j] = value * value;
    }
    groupLengths(squares, lengths, neighbourhoods, epsilon);
    for (let g = 0; g < latents; g++) sum += lengths[g];
  }
  return sum;
}

/**
 * f ≈ argmin ‖u − f W‖² + λ Σ_g √(Σ_{j∈g} f_j² + ε) of each example. At a point y both terms lie below parabolas that touch
 * them there, L the largest eigenvalue of W Wᵀ and w_j = Σ_{g∋j} 1/√(Σ_{i∈g} y_i² + ε), whose sum is least at
 *
 *   f_k = (y_k + (u − y_k W) Wᵀ/L) / (1 + λ/(2L) w),   y_{k+1} = f_k + (t_k − 1)/t_{k+1} (f_k − f_{k−1})
 *
 * with t as FISTA has it, from f_0 = y_1 = u Wᵀ/L on. Where the momentum leads back, (y_k − f_k)·(f_k − f_{k−1}) > 0, an
 * example begins anew with t = 1. However small ε is, no step has to be found.
 *
 * @param atoms - W, [M, d], read whenever a batch is encoded
 * @param most - examples at once, at most
 * @returns what encodes u, [m, d], into f, [m, M]
 * @see Hunter and Lange, A tutorial on MM algorithms (2004); O'Donoghue and Candès, Adaptive restart for accelerated
 *   gradient schemes (2015)
 */
export function createSmoothCodes(
  kernels: Kernels,
  atoms: Matrix,
  most: number,
  options: SmoothCodeOptions,
): (u: Matrix, f: Matrix) => void {
  const [latents, inputs] = atoms.shape;
  const memory = (m: number, n: number) => matrix(kernels.allocate(m * n), m, n);
  const gram = memory(inputs, inputs);
  const [residuals, points, slopes] = [inputs, latents, latents].map((width) => memory(most, width));
  const momenta = new Float64Array(most);
  const improvement = createImprovement(latents, options);
  return (u, f) => {
    const m = u.shape[0];
    const [r, y, g] = [residuals, points, slopes].map((part) => rows(part, 0, m));
    kernels.matmul(transpose(atoms), atoms, gram);
    const lipschitz = largestEigenvalue(flat(gram), inputs);
    flat(f).fill(0);
    if (lipschitz === 0) return;
    kernels.matmul(u, transpose(atoms), f, 1 / lipschitz);
    flat(y).set(flat(f));
    momenta.fill(1);
    const improve = improvement(flat(f), flat(y), flat(g), lipschitz);
    for (let step = 0; step < options.iterations; step++) {
      kernels.matmul(y, atoms, r);
      kernels.scale(-1, flat(r), flat(r));
      kernels.axpy(1, flat(u), flat(r));
      kernels.matmul(r, transpose(atoms), g);
      for (let i = 0; i < m; i++) momenta[i] = improve(i * latents, momenta[i]);
    }
  };
}

/** What makes f_k of f_{k−1} and y_{k+1} of y_k, of the example whose values begin at a place; it gives t_{k+1}. */
function createImprovement(latents: number, { weight, epsilon, neighbourhoods }: SmoothCodeOptions) {
  const { size, members } = neighbourhoods;
  const [squares, inverses, next] = [1, 2, 3].map(() => new Float64Array(latents));
  return (f: FloatArray, y: FloatArray, slopes: FloatArray, lipschitz: number) => {
    const half = weight / (2 * lipschitz);
    return (from: number, t: number): number => {
      for (let j = 0; j < latents; j++) squares[j] = y[from + j] * y[from + j];
      groupLengths(squares, inverses, neighbourhoods, epsilon);
      for (let g = 0; g < latents; g++) inverses[g] = 1 / inverses[g];
      let back = 0;
      for (let j = 0; j < latents; j++) {
        let w = 0;
        for (let at = j * size; at < (j + 1) * size; at++) w += inverses[members[at]];
        next[j] = (y[from + j] + slopes[from + j] / lipschitz) / (1 + half * w);
        back += (y[from + j] - next[j]) * (next[j] - f[from + j]);
      }
      const after = back > 0 ? 1 : (1 + Math.sqrt(1 + 4 * t * t)) / 2;
      const share = back > 0 ? 0 : (t - 1) / after;
      for (let j = 0; j < latents; j++) {
        y[from + j] = next[j] + share * (next[j] - f[from + j]);
        f[from + j] = next[j];
      }
      return after;
    };
  };
}
