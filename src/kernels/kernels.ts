// The contract of an engine: each primitive, its shapes, its formula. reference.ts is its readable definition;
// a faster engine has the same signatures and is tested against it. nn/, sae/ and optim/ know nothing else.

import type { DType, FloatArray, Matrix } from "../core/arrays.js";
import type { ActivationKind } from "./activations.js";

/**
 * Numeric primitives in one precision.
 *
 * Matrices may be any strided views (a transpose, some rows); vectors are contiguous. Arrays that are written
 * must not overlap those that are read, except where "in place" is said. Any length may be zero.
 * After the first call with given shapes, no primitive allocates.
 */
export interface Kernels {
  /** The engine's name, as --engine takes it. */
  readonly engine: string;
  readonly dtype: DType;
  /** Half a unit in the last place of 1: 2⁻⁵³ or 2⁻²⁴. */
  readonly epsilon: number;

  /** Memory that this engine works on without a copy: zeros, [length]. */
  allocate(length: number): FloatArray;

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

  /**
   * From ∂J/∂a to ∂J/∂z, in place: gradient[i, j] = (gradient[i, j] + slopes[j]) · f'(z[i, j]), f' taken from a.
   *
   * @param a - [m, n], contiguous
   * @param gradient - [m, n], contiguous, overwritten
   * @param slopes - [n], added to each row first: what a penalty on the average activation sends back; null for none
   */
  activationBackward(f: ActivationKind, a: FloatArray, gradient: FloatArray, slopes: FloatArray | null): void;

  /** difference = a − y; returns Σ (a − y)². `difference` may be `a`. */
  squaredError(a: FloatArray, y: FloatArray, difference: FloatArray): number;

  /** sums[j] = α Σ_i M[i, j]; `sums` [n] is overwritten. */
  columnSums(m: Matrix, sums: FloatArray, alpha?: number): void;

  /** Σ x_i y_i */
  dot(x: FloatArray, y: FloatArray): number;

  /** y = α x + y */
  axpy(alpha: number, x: FloatArray, y: FloatArray): void;

  /** y = α x; `y` may be `x`. */
  scale(alpha: number, x: FloatArray, y: FloatArray): void;

  /** max |x_i|; 0 for no elements, NaN if any is NaN. */
  maxAbs(x: FloatArray): number;
}
