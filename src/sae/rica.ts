// Independent component analysis and its form with a reconstruction: latents W x that are sparse, decoded by Wᵀ.

import { columns, type FloatArray, type Matrix, matrix, rows, transpose } from "../core/arrays.js";
import { inputError } from "../core/errors.js";
import { extent } from "../core/extent.js";
import type { Evaluation } from "../core/objective.js";
import type { Kernels, Task } from "../kernels/kernels.js";
import { planShards, type Span, split } from "../nn/shards.js";
import { flat } from "./dictionary.js";
import type { BatchLoss } from "./model.js";
import type { CreateRowConstraint } from "./rows-of-length.js";

/** The terms, and what holds the rows. */
export interface RicaOptions {
  /** M, the rows of W */
  readonly latents: number;
  /** λ */
  readonly weight: number;
  /** Whether the error of the reconstruction is a term: where W is orthonormal and square there is none */
  readonly hasError: boolean;
  /** ε > 0 */
  readonly epsilon: number;
  /** What makes W of θ */
  readonly constraint: CreateRowConstraint;
}

/** J on the examples that lie in `x`, which may change between evaluations. */
export interface RicaCost {
  /** V and ∇J, [M d], in the engine's memory */
  readonly theta: FloatArray;
  readonly gradient: FloatArray;
  evaluate(): Evaluation;
}

/** How many elements of ∇J one task sums up over the shards. */
const VALUES_A_SUM = 1024;

/**
 *   z = W x,  x̂ = Wᵀ z,  J(V) = 1/m Σ ½ ‖x̂ − x‖² + λ/m Σ Σ_j √(z_j² + ε)
 *
 * in the parts error, if it is one, and l1, W made of θ = V by the constraint. Backward, e = x̂ − x:
 *
 *   ∂J/∂W = 1/m Σ z eᵀ + (W e + λ z/√(z² + ε)) xᵀ
 *
 * @param x - [m, d], in the engine's memory
 * @throws {InputError} if ε is not > 0
 * @see Le et al., ICA with reconstruction cost for efficient overcomplete feature learning (2011); UFLDL, "RICA" and
 *   "Independent component analysis"
 */
export function createRicaCost(kernels: Kernels, x: Matrix, options: RicaOptions): RicaCost {
  const { latents, weight, hasError, epsilon, constraint } = options;
  if (!(epsilon > 0)) throw inputError("createRicaCost", "epsilon", "be > 0", epsilon);
  const [m, inputs] = x.shape;
  const length = latents * inputs;
  const shards = planShards(m, 2 * (inputs + latents), length);
  const tileRows = extent(shards.flat().map(({ from, to }) => to - from))[1];
  const weights = () => matrix(kernels.allocate(length), latents, inputs);
  const [v, w, gradient] = [1, 2, 3].map(weights);
  const partial = matrix(kernels.allocate(shards.length * length), shards.length, length);
  const [squares, magnitudes] = [1, 2].map(() => kernels.allocate(shards.length, "float64"));
  const scratch = (width: number) => matrix(kernels.scratch(tileRows * width), tileRows, width);
  const [z, slopes, e] = [latents, latents, inputs].map(scratch);

  const task =
    (tiles: readonly Span[], shard: number): Task =>
    (k) => {
      const own = matrix(flat(rows(partial, shard, shard + 1)), latents, inputs);
      const [square, magnitude] = [squares, magnitudes].map((sums) => sums.subarray(shard, shard + 1));
      tiles.forEach(({ from, to }, t) => {
        const before = t === 0 ? 0 : 1; // what the shard's earlier tiles have summed
        const at = rows(x, from, to);
        const [latent, slope, error] = [z, slopes, e].map((part) => rows(part, 0, to - from));
        k.matmul(at, transpose(w), latent);
        k.smoothMagnitudes(flat(latent), epsilon, flat(slope), magnitude);
        k.scale(weight, flat(slope), flat(slope));
        if (hasError) {
          k.matmul(latent, w, error);
          k.axpy(-1, flat(at), flat(error));
          k.sumOfSquares(flat(error), square);
          k.matmul(error, transpose(w), slope, 1, 1);
          k.matmul(transpose(latent), error, own, 1 / m, before);
        }
        k.matmul(transpose(slope), at, own, 1 / m, hasError ? 1 : before);
      });
    };
  const run = kernels.schedule(shards.map(task));
  const sumUp = kernels.schedule(
    split(length, Math.ceil(length / VALUES_A_SUM)).map(({ from, to }) => (k) => {
      k.columnSums(columns(partial, from, to), flat(gradient).subarray(from, to));
    }),
  );
  const { apply, backward } = constraint(kernels, v, w);
  return {
    theta: flat(v),
    gradient: flat(gradient),
    evaluate() {
      apply();
      squares.fill(0);
      magnitudes.fill(0);
      run();
      sumUp();
      backward(gradient);
      const l1 = (weight / m) * total(magnitudes);
      const error = (0.5 / m) * total(squares);
      return hasError ? { cost: error + l1, parts: { error, l1 } } : { cost: l1, parts: { l1 } };
    },
  };
}

function total(sums: FloatArray): number {
  let sum = 0;
  for (let i = 0; i < sums.length; i++) sum += sums[i];
  return sum;
}

/** J on batches. All latents are active: none is 0. */
export function ricaLoss(kernels: Kernels, inputs: number, size: number, options: RicaOptions): BatchLoss {
  const x = matrix(kernels.allocate(size * inputs), size, inputs);
  const { theta, gradient, evaluate } = createRicaCost(kernels, x, options);
  return {
    x,
    theta,
    gradient,
    state: {},
    evaluate: () => ({ ...evaluate(), l0: options.latents }),
    afterStep() {},
    silent: () => 0,
  };
}
