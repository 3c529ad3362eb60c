// What a file says beside what is computed here.

import type { z } from "zod";
import { InputError } from "../core/errors.js";
import type { Kernels } from "../kernels/kernels.js";

/** One array or number of a file. */
export interface Comparison {
  /** As the file calls it: "grads.W_enc" */
  readonly name: string;
  /** The largest |found − wanted| over the largest |wanted|, of a number itself, or over 1e-3 where that is larger */
  readonly error: number;
  /** Where it is largest */
  readonly at: readonly number[];
  readonly found: number;
  readonly wanted: number;
}

/** Below it an array's size is taken to be this: an array of zeros has to be zeros, not nothing at all. */
const LEAST_SIZE = 1e-3;

/** Null in a file is "not defined", which is NaN here. */
type Wanted = readonly (number | null)[];

/**
 * @param shape - of the array, for the place of the largest error
 * @throws {InputError} unless there are as many of both
 */
export function compareArrays(
  name: string,
  found: ArrayLike<number>,
  wanted: Wanted,
  { shape = [wanted.length] }: { readonly shape?: readonly number[] } = {},
): Comparison {
  if (found.length !== wanted.length)
    throw new InputError(`conformance: ${name} must have ${found.length} values, got ${wanted.length}`);
  const known = wanted.map((value) => value ?? Number.NaN);
  const scale = known.reduce(
    (most, value) => (Number.isNaN(value) ? most : Math.max(most, Math.abs(value))),
    LEAST_SIZE,
  );
  let [worst, place] = [0, 0];
  for (const [i, value] of known.entries()) {
    const error = errorOf(found[i], value, scale);
    if (error > worst) [worst, place] = [error, i];
  }
  return { name, error: worst, at: placeIn(shape, place), found: found[place], wanted: known[place] };
}

/** Infinite where only one of the two is a number. */
function errorOf(found: number, wanted: number, size: number): number {
  if (Number.isNaN(found) || Number.isNaN(wanted))
    return Number.isNaN(found) && Number.isNaN(wanted) ? 0 : Number.POSITIVE_INFINITY;
  return Math.abs(found - wanted) / size;
}

/** A number; its error is a share of itself, so that a small part of a loss is held as a large one is. */
export const compareNumber = (name: string, found: number, wanted: number | null): Comparison => ({
  ...compareArrays(name, [found], [wanted]),
  at: [],
});

function placeIn(shape: readonly number[], place: number): number[] {
  const at: number[] = [];
  for (let axis = shape.length - 1, rest = place; axis >= 0; axis--) {
    at.unshift(rest % shape[axis]);
    rest = Math.floor(rest / shape[axis]);
  }
  return at;
}

/** What a file comes to. */
export interface Conformance {
  readonly path: string;
  /** "saelens", "dictionary_learning", … */
  readonly form: string;
  /** What was computed: architecture, and the version of the convention where the file names one */
  readonly what: string;
  /** Who computed the file's values, as it says */
  readonly by: string;
  readonly comparisons: readonly Comparison[];
  /** What the file holds that is not compared, by name */
  readonly left: readonly string[];
}

/** A form of golden files. */
export interface Form {
  readonly name: string;
  /** What it has to hold; what a file holds besides is left */
  readonly schema: z.ZodType;
  /** Whether a file is of this form, by its keys */
  is(file: Readonly<Record<string, unknown>>): boolean;
  /** @throws {InputError} if a value of it cannot be used */
  compute(
    kernels: Kernels,
    file: Readonly<Record<string, unknown>>,
    path: string,
  ): Pick<Conformance, "what" | "by" | "comparisons"> & { readonly left?: readonly string[] };
}

/** The largest error of a file; NaN where a value is none. */
export const worstOf = ({ comparisons }: Conformance): number =>
  comparisons.reduce((worst, { error }) => (error > worst || Number.isNaN(error) ? error : worst), 0);
