// Which class each example is of.

import { InputError, inputError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";

/** Labels of examples that are of several classes. */
export interface Labels {
  /** The class of each example, counted from 0, [m] */
  readonly values: Int32Array;
  /** What the classes are called, in their order */
  readonly classes: readonly string[];
}

/** Labels as files have them, words or numbers: the classes are their values, numbers by size and words by letters. */
export function labelsFrom(values: ArrayLike<string | number>): Labels {
  const all = Array.from(values);
  const inOrder = (a: string | number, b: string | number) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1;
  const classes = [...new Set(all)].sort(inOrder);
  const numbers = new Map(classes.map((name, i) => [name, i]));
  return { values: Int32Array.from(all, (value) => numbers.get(value)!), classes: classes.map(String) };
}

/** A class by its name, else by its number. @throws {InputError} that names the nearest */
function classNumber(asked: string | number, classes: readonly string[]): number {
  const named = classes.indexOf(String(asked));
  if (named >= 0) return named;
  if (typeof asked === "number" && asked < classes.length) return asked;
  throw inputError("data", "classes", "be of the data", asked, didYouMean(String(asked), classes));
}

/**
 * Which examples are of some classes, and their labels counted from 0 in the order in which those are asked for.
 *
 * @param asked - by name, or by number from 0; undefined: all
 * @returns the rows, and the labels of those rows
 * @throws {InputError} if there is no such class, or one is asked for twice
 */
export function ofClasses(
  labels: Labels,
  asked: readonly (string | number)[] | undefined,
): { rows: number[]; labels: Labels } {
  const all = Array.from(labels.values.keys());
  if (asked === undefined) return { rows: all, labels };
  const numbers = asked.map((one) => classNumber(one, labels.classes));
  const twice = numbers.find((number, i) => numbers.indexOf(number) < i);
  if (twice !== undefined)
    throw new InputError(`data: classes must name each once, ${labels.classes[twice]} is named twice`);
  const renumbered = new Map(numbers.map((number, i) => [number, i]));
  const rows = all.filter((row) => renumbered.has(labels.values[row]));
  return {
    rows,
    labels: {
      values: Int32Array.from(rows, (row) => renumbered.get(labels.values[row])!),
      classes: numbers.map((number) => labels.classes[number]),
    },
  };
}
