// Numbers, lists and words as they are typed. Every verb reads them here, so that an error shows what was typed.

import { InputError } from "../core/errors.js";
import { nearest } from "../core/nearest.js";

/** The words of a list, which commas or spaces part: --only features,atoms curves */
export const listed = (words: readonly string[]): string[] =>
  words.join(" ").trim() === ""
    ? []
    : words
        .join(" ")
        .trim()
        .split(/\s*,\s*|\s+/);

/** A number where the text is one and keeps all its digits, else the text: a number of 20 digits would be another. */
export function numberOr(text: string): number | string {
  const value = Number(text);
  const isRounded = /^\s*[+-]?\d+\s*$/.test(text) && !Number.isSafeInteger(value);
  return text.trim() === "" || Number.isNaN(value) || isRounded ? text : value;
}

interface Whole {
  readonly least?: number;
  readonly most?: number;
}

/**
 * The whole number of an option that was given; undefined where it was not.
 *
 * @param option - its name, without --
 * @throws {InputError} that shows what was typed
 */
export function wholeNumber<Text extends string | undefined>(
  verb: string,
  option: string,
  text: Text,
  { least = 0, most = Number.POSITIVE_INFINITY }: Whole = {},
): Text extends string ? number : number | undefined {
  type Result = Text extends string ? number : number | undefined;
  if (text === undefined) return undefined as Result;
  const value = numberOr(text);
  if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most) return value as Result;
  const range = most < Number.POSITIVE_INFINITY ? `from ${least} to ${most}` : `≥ ${least}`;
  throw new InputError(`${verb}: --${option} must be a whole number ${range}, got ${text}`);
}

/** What random numbers begin with. @throws {InputError} that shows what was typed */
export const seedNumber = (verb: string, text: string | undefined): number | undefined =>
  wholeNumber(verb, "seed", text, { most: 2 ** 32 - 1 });

/** The number > 0 of an option. @throws {InputError} that shows what was typed */
export function positiveNumber(verb: string, option: string, text: string): number {
  const value = numberOr(text);
  if (Number.isFinite(value) && Number(value) > 0) return Number(value);
  throw new InputError(`${verb}: --${option} must be a number > 0, got ${text}`);
}

/**
 * The word of an option, --theme, or of a positional.
 *
 * @param otherwise - what helps where none is near
 * @throws {InputError} that says which there are, or which was meant
 */
export function oneOf<Word extends string>(
  verb: string,
  option: string,
  text: string,
  words: readonly Word[],
  otherwise?: string | null,
): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  const best = nearest(text, words);
  const helps = best === undefined ? otherwise : `did you mean ${best}?`;
  const remedy = helps ? `; ${helps}` : "";
  throw new InputError(`${verb}: ${option} must be one of ${words.join(", ")}, got ${text}${remedy}`);
}
