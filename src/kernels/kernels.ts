// The contract of an engine: each primitive, its shapes, its formula. reference.ts is its readable definition;
// a faster engine has the same signatures and is tested against it. nn/, sae/ and optim/ know nothing else.

import type { DType, FloatArray, Matrix } from "../core/arrays.js";
import type { ActivationKind } from "./activations.js";

/** Adam's numbers for one step; see `Primitives.adam`. */
export interface AdamStep {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** t, from 1: the step that is done */
  readonly step: number;
}

/**
 * What is kept of the latents of B examples: example b has slots starts[b] … starts[b + 1] − 1, and slot s is latent
 * indices[s] with values[s], which may be 0. Some examples are `starts.subarray(from, to + 1)` with the same slots.
 */
export interface Codes {
  /** [B + 1], rising */
  readonly starts: Int32Array;
  /** [slots], each within 0 … M − 1 */
  readonly indices: Int32Array;
  /** [slots] */
  readonly values: FloatArray;
}

/**
 * The same slots latent by latent: those of latent i are slots[p], of example examples[p], for p = starts[i] …
 * starts[i + 1] − 1, in the order of the examples. Some latents are `starts.subarray(from, to + 1)` with the same rest.
 */
export interface SlotsByLatent {
  /** [M + 1] */
  readonly starts: Int32Array;
  /** [slots] */
  readonly slots: Int32Array;
  /** [slots] */
  readonly examples: Int32Array;
}

/**
 * By what latents are ranked: π_j s_j or |π_j s_j|, s the scales [M], 1 for null. Of equal ones the first is ranked
 * higher, and NaN as ∞.
 */
export interface Ranking {
  readonly by: "value" | "magnitude";
  readonly scales: FloatArray | null;
}

/** How many values a digit of `countDigits` can have. */
export const DIGIT_VALUES = 2048;

/** How many digits `countDigits` takes a number of that precision apart into. */
export const digitsOf: Readonly<Record<DType, number>> = { float32: 3, float64: 6 };

/** The length of the memory in which `selectDigit` keeps K, how many are still to be found, and each digit. */
export const SELECTION_LENGTH = 8;

/** On the rows of matrices, which are contiguous: stride[1] is 1. What optimisers and constraints do. */
export interface RowPrimitives {
  /**
   * Adam on a gradient times a factor, φ g in place of g, with numbers that may change between runs of a schedule.
   *
   * @param numbers - [6], float64: what `writeAdamNumbers` writes
   */
  clippedAdam(
    theta: FloatArray,
    gradient: FloatArray,
    mean: FloatArray,
    square: FloatArray,
    numbers: FloatArray,
  ): void;

  /** sum[0] += Σ x_i², sum [1] in float64 whatever the engine's precision. */
  sumOfSquares(x: FloatArray, sum: FloatArray): void;

  /**
   * The smooth L1 norm and its slopes: slopes_i = x_i/√(x_i² + ε), and sum[0] += Σ √(x_i² + ε), sum [1] in float64
   * whatever the engine's precision. `slopes` may be `x`.
   */
  smoothMagnitudes(x: FloatArray, epsilon: number, slopes: FloatArray, sum: FloatArray): void;

  /** OUT = X + α 1 rowᵀ; X, OUT [m, n], row [n]; OUT may be X. */
  addToRows(alpha: number, row: FloatArray, x: Matrix, out: Matrix): void;

  /** norms[i] = ‖m_i‖, the rows' lengths; M [m, n], norms [m]. */
  rowNorms(m: Matrix, norms: FloatArray): void;

  /**
   * Takes the part along another row out of each row, in place: g_i = g_i − (g_i·u_i) u_i with u_i = w_i/(‖w_i‖ + ε).
   * Where w_i is 0, g_i stays. W, G [m, n].
   */
  projectRows(w: Matrix, gradient: Matrix, epsilon: number): void;

  /** m_i = m_i/(‖m_i‖ + ε), in place; rows of zeros stay. M [m, n]. */
  normalizeRows(m: Matrix, epsilon: number): void;
}

/** On sparse codes: only what is kept is computed with. The rows of matrices are contiguous. */
export interface CodePrimitives {
  /**
   * The highest ranking latents of each example: as many as it has slots, 0 … M, in falling order.
   *
   * @param activations - π [B, M]
   * @param codes - B examples: starts is read, the slots' indices and values π_i are overwritten
   * @param rectified - whether the values are max(0, π_i); the ranking is that of π all the same
   */
  selectTopK(activations: Matrix, ranking: Ranking, codes: Codes, rectified: boolean): void;

  /**
   * Decodes by gathering: out_b = bias + Σ_s values[s] w_indices[s], s the slots of example b.
   *
   * @param decoder - W [M, d]
   * @param bias - [d], or null for 0
   * @param out - [B, d], overwritten
   */
  gatherDecode(codes: Codes, decoder: Matrix, bias: FloatArray | null, out: Matrix): void;

  /**
   * Each slot's gradient: products[s] = r_b·w_indices[s], s a slot of example b; 0 where values[s] ≤ 0 if `rectified`.
   *
   * @param rows - R [B, d]
   * @param decoder - W [M, d]
   * @param products - [slots], those of these examples overwritten
   */
  gatherDot(codes: Codes, rows: Matrix, decoder: Matrix, products: FloatArray, rectified: boolean): void;

  /** The slots of all examples latent by latent, a counting sort: overwrites `byLatent`. */
  sortByLatent(codes: Codes, byLatent: SlotsByLatent): void;

  /**
   * The gradient of some latents' rows: out_i = Σ_s coefficients[s] r_b, sums[i] = Σ_s coefficients[s], over the slots
   * s of latent i, b the example of s; 0 where a latent has none.
   *
   * @param coefficients - [slots]
   * @param rows - R [B, d]
   * @param out - [latents, d], overwritten
   * @param sums - [latents], overwritten; or null
   */
  gatherByLatent(
    byLatent: SlotsByLatent,
    coefficients: FloatArray,
    rows: Matrix,
    out: Matrix,
    sums: FloatArray | null,
  ): void;
}

/**
 * The K highest ranking activations of a whole batch by a radix selection, put together by `scheduleBatchTopK`. The bits
 * of what is ranked, as a whole number that rises with it, are digits of 11 bits, the highest first.
 */
export interface BatchSelectionPrimitives {
  /**
   * counts[v] = how many activations of these examples have v as digit number `digit`, and before it the digits that
   * `selection` holds.
   *
   * @param activations - [B, M]
   * @param selection - [SELECTION_LENGTH], float64; what `selectDigit` wrote for the digits before
   * @param counts - [DIGIT_VALUES], overwritten
   */
  countDigits(
    activations: Matrix,
    ranking: Ranking,
    digit: number,
    selection: FloatArray,
    counts: Int32Array,
  ): void;

  /**
   * The digit of the K-th highest activation, from the counts of all tiles [tiles, DIGIT_VALUES].
   *
   * @param selection - [SELECTION_LENGTH], float64: K at 0 is read; how many of those with the chosen digits are among
   *   the K, at 1, and the digit, at 2 + digit, are written
   */
  selectDigit(counts: Int32Array, digit: number, selection: FloatArray): void;

  /**
   * How many activations of each example rank higher than the K-th highest, and how many as high.
   *
   * @param activations - [B, M]
   * @param selection - with all digits
   * @param kept - [B, 2], overwritten
   */
  countKept(activations: Matrix, ranking: Ranking, selection: FloatArray, kept: Int32Array): void;

  /**
   * Where the slots of each example start, so that K are kept: those that rank higher, and of those that rank as high
   * the first.
   *
   * @param kept - [B, 2]
   * @param starts - [B + 1], overwritten
   */
  placeRows(kept: Int32Array, selection: FloatArray, starts: Int32Array): void;
}

/**
 * Numeric primitives in one precision: what a task may call.
 *
 * Matrices may be any strided views (a transpose, some rows); vectors are contiguous. Arrays that are written
 * must not overlap those that are read, except where "in place" is said. Any length may be zero.
 */
export interface Primitives extends RowPrimitives, CodePrimitives, BatchSelectionPrimitives {
  /**
   * C = α A B + β C; with β = 0, C need not hold numbers before.
   *
   * @param a - [m, k]
   * @param b - [k, n]
   * @param c - [m, n], overwritten
   */
  matmul(a: Matrix, b: Matrix, c: Matrix, alpha?: number, beta?: number): void;

  /**
   * One layer forward, fused: OUT = f(X Wᵀ + 1 bᵀ).
   *
   * @param x - [m, in]
   * @param weights - W [out, in]
   * @param bias - b [out]
   * @param out - [m, out], overwritten
   */
  dense(f: ActivationKind, x: Matrix, weights: Matrix, bias: FloatArray, out: Matrix): void;

  /** a = f(z), element by element; `a` may be `z`. */
  activate(f: ActivationKind, z: FloatArray, a: FloatArray): void;

  /** y = e^x; `y` may be `x`. */
  exp(x: FloatArray, y: FloatArray): void;

  /** y = log x, −∞ at 0, NaN below; `y` may be `x`. */
  log(x: FloatArray, y: FloatArray): void;

  /**
   * From ∂J/∂a to ∂J/∂z, in place: gradient[i, j] = (gradient[i, j] + slopes[j]) · f'(z[i, j]), f' taken from a.
   *
   * @param a - [m, n], contiguous
   * @param gradient - [m, n], contiguous, overwritten
   * @param slopes - [n], added to each row first: what a penalty on the average activation sends back; null for none
   */
  activationBackward(f: ActivationKind, a: FloatArray, gradient: FloatArray, slopes: FloatArray | null): void;

  /**
   * The output layer backward: delta = (a − y) ∘ f'(z), and sum[0] += Σ (a − y)². `delta` may be `a`.
   *
   * @param sum - [1], float64 whatever the engine's precision
   */
  squaredErrorBackward(
    f: ActivationKind,
    a: FloatArray,
    y: FloatArray,
    delta: FloatArray,
    sum: FloatArray,
  ): void;

  /** sums[j] = α Σ_i M[i, j] + β sums[j]; with β = 0, `sums` [n] need not hold numbers before. */
  columnSums(m: Matrix, sums: FloatArray, alpha?: number, beta?: number): void;

  /** y = α x + y */
  axpy(alpha: number, x: FloatArray, y: FloatArray): void;

  /** y = α x; `y` may be `x`. */
  scale(alpha: number, x: FloatArray, y: FloatArray): void;

  /**
   * One step of Adam, all [n], θ, m and v in place:
   *
   *   m = β₁ m + (1−β₁) g,   v = β₂ v + (1−β₂) g²,   θ = θ − α m̂ / (√v̂ + ε),   m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ)
   *
   * @see Kingma and Ba, Adam: A method for stochastic optimization (2015), algorithm 1
   */
  adam(theta: FloatArray, gradient: FloatArray, mean: FloatArray, square: FloatArray, step: AdamStep): void;
}

/** Calls of primitives, always the same on the same arrays of the engine's own, whose contents may change. */
export type Task = (primitives: Primitives) => void;

/** The engines by name. */
export type EngineName = "reference" | "wasm" | "blas";

/** An engine in one precision: its primitives, its memory and its threads. */
export interface Kernels extends Primitives {
  /** The engine's name, as --engine takes it. */
  readonly engine: EngineName;
  readonly dtype: DType;
  /** Half a unit in the last place of 1: 2⁻⁵³ or 2⁻²⁴. */
  readonly epsilon: number;
  /** How many threads run the tasks of a schedule, this one included. */
  readonly threads: number;
  /** The native library that does the matrix products, with its version; null where there is none. */
  readonly library: string | null;

  /** Memory that this engine works on without a copy: zeros, [length], in its own precision unless another is given. */
  allocate(length: number, dtype?: DType): FloatArray;

  /** The same for whole numbers: zeros, [length]. */
  allocateIndices(length: number): Int32Array;

  /** Memory for the tasks of schedules, [length]: each thread has its own, and a task finds nothing in it. */
  scratch(length: number): FloatArray;

  /** Whether an array lies in memory of this engine, in its precision. */
  owns(array: FloatArray): boolean;

  /**
   * Runs each task once to learn what it calls; from then on each call of the result does all those calls again,
   * tasks beside each other on the engine's threads, the calls of one task in their order. Two tasks must not write
   * the same memory. The bits of the result do not depend on the number of threads.
   */
  schedule(tasks: readonly Task[]): () => void;

  /** Σ x_i y_i */
  dot(x: FloatArray, y: FloatArray): number;

  /** max |x_i|; 0 for no elements, NaN if any is NaN. */
  maxAbs(x: FloatArray): number;

  /** Ends the engine's threads; what was allocated stays usable. */
  dispose(): void;
}
