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
 * Numeric primitives in one precision: what a task may call.
 *
 * Matrices may be any strided views (a transpose, some rows); vectors are contiguous. Arrays that are written
 * must not overlap those that are read, except where "in place" is said. Any length may be zero.
 */
export interface Primitives {
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
