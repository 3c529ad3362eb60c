// Data that come from a file are what they should be, or one line says what is not: small readers, put together.

import { describeValue, InputError } from "./errors.js";

/** Gives the value as its type. @param at - "file:" or "file: key", for the error. @throws {InputError} if it is no such value */
export type Reader<Value> = (value: unknown, at: string) => Value;

/** Levels of lists and objects in each other, at most: configs and records have less than ten. */
export const DEEPEST = 100;

/** Whether lists and objects stand in each other no deeper than that: what recurses may then do so. */
export function isShallow(value: unknown): boolean {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 1 }];
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    if (typeof top.value !== "object" || top.value === null) continue;
    if (top.depth > DEEPEST) return false;
    for (const inner of Object.values(top.value)) open.push({ value: inner, depth: top.depth + 1 });
  }
  return true;
}

const below = (at: string, key: string) => (at.endsWith(":") ? `${at} ${key}` : `${at}.${key}`);

type Fields<Readers> = { readonly [Key in keyof Readers]: Readers[Key] extends Reader<infer V> ? V : never };

function refuse(at: string, rule: string, value: unknown): never {
  const found = value === undefined ? "nothing" : describeValue(value);
  throw new InputError(`run directory: ${at.replace(/:$/, "")} must ${rule}, got ${found}`);
}

export const text: Reader<string> = (value, at) =>
  typeof value === "string" ? value : refuse(at, "be a text", value);

export const finite: Reader<number> = (value, at) =>
  typeof value === "number" && Number.isFinite(value) ? value : refuse(at, "be a finite number", value);

/** JSON has no word for NaN and infinities: they are written as null. */
export const measured: Reader<number | null> = (value, at) => (value === null ? null : finite(value, at));

export const yesOrNo: Reader<boolean> = (value, at) =>
  typeof value === "boolean" ? value : refuse(at, "be true or false", value);

export const whole =
  (least: number, most: number = Number.MAX_SAFE_INTEGER): Reader<number> =>
  (value, at) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? (value as number)
      : refuse(at, `be a whole number from ${least} to ${most}`, value);

export const oneOf =
  <Word extends string>(words: readonly Word[]): Reader<Word> =>
  (value, at) =>
    words.includes(value as Word) ? (value as Word) : refuse(at, `be one of ${words.join(", ")}`, value);

export const optional =
  <Value>(reader: Reader<Value>): Reader<Value | undefined> =>
  (value, at) =>
    value === undefined ? undefined : reader(value, at);

export const nullOr =
  <Value>(reader: Reader<Value>): Reader<Value | null> =>
  (value, at) =>
    value === null ? null : reader(value, at);

export const listOf =
  <Value>(reader: Reader<Value>, least = 0, most: number = Number.POSITIVE_INFINITY): Reader<Value[]> =>
  (value, at) =>
    Array.isArray(value) && value.length >= least && value.length <= most
      ? value.map((entry, i) => reader(entry, `${at}[${i}]`))
      : refuse(at, least === 0 ? "be a list" : `be a list of at least ${least}`, value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object whose every entry is of one kind. */
export const recordOf =
  <Value>(reader: Reader<Value>): Reader<Record<string, Value>> =>
  (value, at) =>
    isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, reader(entry, below(at, key))]))
      : refuse(at, "be an object", value);

/** An object with these fields; what else it holds stays as it is. */
export const objectOf =
  <Readers extends Readonly<Record<string, Reader<unknown>>>>(
    readers: Readers,
  ): Reader<Fields<Readers> & Readonly<Record<string, unknown>>> =>
  (value, at) => {
    if (!isObject(value)) return refuse(at, "be an object", value);
    for (const [key, reader] of Object.entries(readers))
      reader(Object.hasOwn(value, key) ? value[key] : undefined, below(at, key));
    return value as never;
  };
