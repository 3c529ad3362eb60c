// Kinds of values that keys of a config have, and what is known of each key beside its value. A rule completes "must …".

import { z } from "zod";
import { didYouMean } from "./nearest.js";

/** What is known of a key: the help, the flags of `rhohat train` and an editor's JSON Schema come from it. */
export interface KeyMeta {
  readonly description: string;
  readonly unit?: string;
  /** Its flag of `rhohat train`, without the dashes */
  readonly flag?: string;
  /** Another name of the flag */
  readonly alias?: string;
  /** A flag without a value that sets the key to this */
  readonly sets?: string;
  /** A flag that says by itself which kind of part it belongs to */
  readonly chooses?: true;
  /** One number stands for a square */
  readonly square?: true;
  /** A path: relative to the file that it stands in */
  readonly isPath?: true;
  /** Of a kind of data: as a sentence names it, "a .npy array" */
  readonly called?: string;
  /** What holds where the key is left out and no value stands for that */
  readonly unless?: string;
}

/** A key with what is known of it. */
export const key = <Schema extends z.ZodType>(schema: Schema, about: KeyMeta): Schema =>
  schema.meta({ ...about });

/** What tells the kinds of a part apart. */
export const kind = <Kind extends string>(name: Kind) => z.literal(name);

const ruled = (rule: string) => ({ error: rule });

const COUNT = "be a whole number ≥ 1";
/** A whole number ≥ 1. */
export const count = () => z.int(ruled(COUNT)).min(1, ruled(COUNT));
const WHOLE = "be a whole number ≥ 0";
/** A whole number ≥ 0. */
export const whole = () => z.int(ruled(WHOLE)).min(0, ruled(WHOLE));
/** A number > 0. */
export const positive = () => z.number(ruled("be a number > 0")).gt(0, ruled("be a number > 0"));
/** A number ≥ 0. */
export const notNegative = () => z.number(ruled("be a number ≥ 0")).min(0, ruled("be a number ≥ 0"));
const INSIDE = "lie inside (0, 1)";
/** A number in (0, 1). */
export const insideUnitInterval = () => z.number(ruled(INSIDE)).gt(0, ruled(INSIDE)).lt(1, ruled(INSIDE));
const SHARE = "lie in [0, 1)";
/** A number in [0, 1). */
export const share = () => z.number(ruled(SHARE)).min(0, ruled(SHARE)).lt(1, ruled(SHARE));
const AFTER_ZERO = "lie in (0, 1]";
/** A number in (0, 1]. */
export const afterZero = () => z.number(ruled(AFTER_ZERO)).gt(0, ruled(AFTER_ZERO)).max(1, ruled(AFTER_ZERO));
const UNIT = "lie in [0, 1]";
/** A number in [0, 1]. */
export const unitInterval = () => z.number(ruled(UNIT)).min(0, ruled(UNIT)).max(1, ruled(UNIT));
/** True or false. */
export const yesOrNo = () => z.boolean(ruled("be true or false"));
/** A text that is not empty. @param rule - what errors say it must */
export const text = (rule = "be a text") => z.string(ruled(rule)).min(1, ruled("not be empty"));

/** One of some words; the nearest is named where it is none. */
export const word = <Word extends string>(what: string, words: readonly Word[]) =>
  z.enum(words as readonly [Word, ...Word[]], {
    error: ({ input }) => `name ${what} (${didYouMean(String(input), words)})`,
  });

function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false; // a bigint in it
  }
}
/** Whatever JSON can hold. */
export const jsonValue = () => z.unknown().refine(isJson, "be a value that JSON can hold");
