// What a step of preprocessing is to the pipeline. Each has a file of its own: fitted, applied and undone side by side.

import type { FloatMatrix, FloatNdArray } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";

/** What a step made of examples. */
export interface Done {
  /** [m, k]: the given examples overwritten, or new ones */
  readonly values: FloatNdArray;
  /** What it took out of each example, as many numbers an example as `neutral` has */
  readonly memory: Float64Array;
}

/** The lengths of what a step learned: n values of an example before it, k after it. [] is a number. */
export type LearnedShape = readonly [] | readonly ["n"] | readonly ["k", "n"] | readonly ["n", "n"];

type Learned<Shape> = Shape extends readonly []
  ? number
  : Shape extends readonly ["n"]
    ? Float64Array
    : FloatMatrix;

/** A step with what it learned, by the shapes of that. */
export type FittedBy<Kind extends string, Shapes extends Readonly<Record<string, LearnedShape>>> = {
  readonly kind: Kind;
} & { readonly [Field in keyof Shapes]: Learned<Shapes[Field]> };

/** What a direction in the space of the values is in that of the values before them. Matrices have a direction a row. */
interface Directions<Fitted> {
  /** Aᵀ w of a filter w, for x′ = A x + b: what of x it answers to, [units, k] → [units, n] */
  filters(fitted: Fitted, w: FloatMatrix): FloatMatrix;
  /** A⁺ d of an atom d: what of x it adds, [units, k] → [units, n] */
  atoms(fitted: Fitted, d: FloatMatrix): FloatMatrix;
}

/** A step on examples. What it is given it may overwrite. */
export interface Step<Config extends { readonly kind: string }, Fitted extends { readonly kind: string }> {
  /** What it learns, by name, with its shape */
  readonly learned: Readonly<Record<Exclude<keyof Fitted, "kind">, LearnedShape>>;
  /** What stands for that which it takes out of each example where it is not known: [] of one that takes nothing */
  readonly neutral: readonly number[];
  /**
   * Fits the step to examples and applies it to them.
   *
   * @param x - [m, n]
   * @param size - the largest |value| of the data as they came, in the units of x: what is much smaller is rounding
   * @throws {InputError} if it cannot be fitted to them
   */
  fit(config: Config, x: FloatNdArray, size: number): Done & { readonly fitted: Fitted };
  /** As it was fitted, to any examples, [m, n] */
  apply(fitted: Fitted, x: FloatNdArray): Done;
  /** The inverse, as far as there is one, [m, k] → [m, n] */
  undo(fitted: Fitted, x: FloatNdArray, memory: ArrayLike<number>): FloatNdArray;
  /** `size` in the units of the values after it; as it is unless given */
  sizeAfter?(fitted: Fitted, size: number): number;
  /** Of a step that treats each value of an example in a way of its own; one that treats them alike has none */
  readonly directions?: Directions<Fitted>;
}

/** What is wrong with the data of a step, or with what it is set to. */
export const stepError = (kind: string, what: string): InputError =>
  new InputError(`preprocess: ${kind}: ${what}`);

const NOTHING = new Float64Array(0);

/** Of a step that takes nothing out of examples. */
export const done = (values: FloatNdArray): Done => ({ values, memory: NOTHING });

/** Fits first and applies then, as most steps do. */
export function learnThenApply<Config, Fitted>(
  learn: (config: Config, x: FloatNdArray, size: number) => Fitted,
  apply: (fitted: Fitted, x: FloatNdArray) => Done,
): (config: Config, x: FloatNdArray, size: number) => Done & { readonly fitted: Fitted } {
  return (config, x, size) => {
    const fitted = learn(config, x, size);
    return { fitted, ...apply(fitted, x) };
  };
}
