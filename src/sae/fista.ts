// FISTA: the sparsest code that reconstructs an example, found by steps along the gradient with momentum.

import { type FloatArray, type Matrix, matrix, rows, transpose } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import { flat } from "./dictionary.js";

/** What a code minimises, and for how long. */
export interface FistaOptions {
  /** μ of ½ ‖u − f W‖² + μ ‖f‖₁ */
  readonly penalty: number;
  readonly iterations: number;
  /** Whether latents have a sign; if not, f ≥ 0 */
  readonly signed: boolean;
}

/** Products with C until its largest eigenvalue stays as it is, at most. */
const MOST_PRODUCTS = 1000;
const STEADY = 1e-15;

/**
 * The largest eigenvalue of C = Wᵀ W, which is that of W Wᵀ, by the power method from a start that is always the same.
 *
 * @param gram - C, [d, d], in one piece
 */
export function largestEigenvalue(gram: ArrayLike<number>, d: number): number {
  let v = Float64Array.from({ length: d }, (_, j) => 1 + j / d);
  let found = 0;
  for (let step = 0; step < MOST_PRODUCTS; step++) {
    const norm = Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
    if (norm === 0) return 0;
    const unit = v.map((value) => value / norm);
    v = unit.map((_, i) => {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += gram[i * d + j] * unit[j];
      return sum;
    });
    const before = found;
    found = v.reduce((sum, value, i) => sum + value * unit[i], 0);
    if (Math.abs(found - before) <= STEADY * found) break;
  }
  return found;
}

/**
 * f ≈ argmin ½ ‖u − f W‖² + μ ‖f‖₁ of each example, after so many steps from f = 0:
 *
 *   f_k = prox(y_k + (u − y_k W) Wᵀ / L),  t_{k+1} = (1 + √(1 + 4 t_k²)) / 2,
 *   y_{k+1} = f_k + (t_k − 1)/t_{k+1} (f_k − f_{k−1}),  y_1 = 0, t_1 = 1
 *
 * L is the largest eigenvalue of W Wᵀ; prox(z) = sign(z) relu(|z| − μ/L), of f ≥ 0 relu(z − μ/L).
 *
 * @param atoms - W, [M, d], read whenever a batch is encoded
 * @param most - examples at once, at most
 * @returns what encodes u, [m, d], into f, [m, M]
 * @see Beck and Teboulle, A fast iterative shrinkage-thresholding algorithm (2009)
 */
export function createFista(
  kernels: Kernels,
  atoms: Matrix,
  most: number,
  { penalty, iterations, signed }: FistaOptions,
): (u: Matrix, f: Matrix) => void {
  const [latents, inputs] = atoms.shape;
  const memory = (m: number, n: number) => matrix(kernels.allocate(m * n), m, n);
  const gram = memory(inputs, inputs);
  const [residuals, points, slopes] = [inputs, latents, latents].map((width) => memory(most, width));
  return (u, f) => {
    const m = u.shape[0];
    const [r, y, g] = [residuals, points, slopes].map((part) => rows(part, 0, m));
    kernels.matmul(transpose(atoms), atoms, gram);
    const lipschitz = largestEigenvalue(flat(gram), inputs);
    flat(f).fill(0);
    flat(y).fill(0);
    if (lipschitz === 0) return;
    let t = 1;
    for (let step = 0; step < iterations; step++) {
      kernels.matmul(y, atoms, r);
      kernels.scale(-1, flat(r), flat(r));
      kernels.axpy(1, flat(u), flat(r));
      kernels.matmul(r, transpose(atoms), g);
      const next = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
      shrink(
        flat(f),
        { y: flat(y), slopes: flat(g) },
        { lipschitz, penalty, signed, momentum: (t - 1) / next },
      );
      t = next;
    }
  };
}

/** f_k in place of f_{k−1}, and y_{k+1} in place of y_k. */
function shrink(
  f: FloatArray,
  { y, slopes }: { readonly y: FloatArray; readonly slopes: FloatArray },
  how: {
    readonly lipschitz: number;
    readonly penalty: number;
    readonly signed: boolean;
    readonly momentum: number;
  },
): void {
  const { lipschitz, penalty, signed, momentum } = how;
  const off = penalty / lipschitz;
  for (let at = 0; at < f.length; at++) {
    const before = f[at];
    const z = y[at] + slopes[at] / lipschitz;
    if (z > off) f[at] = z - off;
    else f[at] = signed && z < -off ? z + off : 0;
    y[at] = f[at] + momentum * (f[at] - before);
  }
}
