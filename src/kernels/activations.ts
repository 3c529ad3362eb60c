// Activation functions, forward and derivative side by side. The definition that every engine follows.
// To add one: give it an entry here; the types then name every place that must know it.

import { exp, tanh } from "../core/elementary.js";
import { assertNamed } from "../core/known-names.js";

/** f of a layer: its value, its slope and its range. */
export interface Activation {
  /** a = f(z) */
  readonly value: (z: number) => number;
  /** f'(z), from the activation itself: every f here is monotone enough that a says what z was. */
  readonly slope: (a: number) => number;
  /** The smallest and largest value that a can take. */
  readonly range: readonly [number, number];
  /**
   * KL sparsity needs activations in (0, 1): the affine map u = offset + scale·a that takes them there.
   * Null where there is none.
   */
  readonly unitInterval: { readonly scale: number; readonly offset: number } | null;
}

const { NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;

/** f(z) = 1/(1 + e⁻ᶻ), f' = f(1 − f); e is never more than 1, so far below 0 nothing overflows. */
const sigmoid: Activation = {
  value(z) {
    const e = exp(-Math.abs(z));
    return (z >= 0 ? 1 : e) / (1 + e);
  },
  slope: (a) => a * (1 - a),
  range: [0, 1],
  unitInterval: { scale: 1, offset: 0 },
};

/** f(z) = tanh z, f' = 1 − f²; the base network's. Its average activation is measured as mean((1 + a)/2). */
const hyperbolicTangent: Activation = {
  value: tanh,
  slope: (a) => 1 - a * a,
  range: [-1, 1],
  unitInterval: { scale: 0.5, offset: 0.5 },
};

/** f(z) = z, f' = 1 */
const linear: Activation = {
  value: (z) => z,
  slope: () => 1,
  range: [NEGATIVE_INFINITY, POSITIVE_INFINITY],
  unitInterval: null,
};

/** f(z) = max(0, z), f' = 1 where z > 0 (which is where a > 0), else 0. NaN stays NaN. */
const relu: Activation = {
  value: (z) => Math.max(0, z),
  slope: (a) => (a > 0 ? 1 : 0),
  range: [0, POSITIVE_INFINITY],
  unitInterval: null,
};

/** The activations by name. */
export type ActivationKind = "sigmoid" | "tanh" | "linear" | "relu";

/** Each activation's formulas by its name. */
export const activations: Readonly<Record<ActivationKind, Activation>> = {
  sigmoid,
  tanh: hyperbolicTangent,
  linear,
  relu,
};

/** Every activation that a layer can have. */
export const activationKinds: readonly ActivationKind[] = Object.keys(activations) as ActivationKind[];

/** @throws {InputError} that names the nearest kind, unless `kind` is one */
export function assertActivationKind(
  where: string,
  argument: string,
  kind: unknown,
): asserts kind is ActivationKind {
  assertNamed(where, argument, "name an activation", kind, activationKinds);
}
