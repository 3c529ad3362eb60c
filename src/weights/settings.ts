// The config of a tool: JSON, whose keys are read with what they have to be.

import { describeValue, type InputError } from "../core/errors.js";
import { refuse } from "./trained-dictionary.js";

/** What Python writes for numbers that JSON lacks. */
const NUMBERS_OF_PYTHON = /(?<=[:[,]\s*)(NaN|-?Infinity)(?=\s*[,\]}])/g;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The object that a JSON text holds, its keys read one by one. */
export class Settings {
  private constructor(
    readonly path: string,
    readonly values: Readonly<Record<string, unknown>>,
  ) {}

  /** @throws {InputError} if it is no JSON, or no object */
  static parse(text: string, path: string): Settings {
    const value = parsed(text) ?? parsed(text.replace(NUMBERS_OF_PYTHON, "null"));
    if (value === undefined) throw refuse(path, "be JSON");
    return Settings.of(value, path);
  }

  /** @throws {InputError} if it is no object */
  static of(value: unknown, path: string): Settings {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw refuse(path, `hold an object of settings, got ${describeValue(value)}`);
    return new Settings(path, value as Record<string, unknown>);
  }

  has(key: string): boolean {
    return this.values[key] !== undefined && this.values[key] !== null;
  }

  /** The settings of a key, empty where there are none. */
  inner(key: string): Settings {
    return this.has(key)
      ? Settings.of(this.values[key], `${this.path}: ${key}`)
      : new Settings(this.path, {});
  }

  text(key: string, unless?: string): string {
    return this.#read(key, unless, "a text", (value) => typeof value === "string");
  }

  number(key: string, unless?: number): number {
    return this.#read(key, unless, "a number", (value) => typeof value === "number");
  }

  count(key: string, unless?: number): number {
    return this.#read(
      key,
      unless,
      "a whole number ≥ 1",
      (value) => Number.isSafeInteger(value) && (value as number) >= 1,
    );
  }

  yes(key: string, unless?: boolean): boolean {
    return this.#read(key, unless, "true or false", (value) => typeof value === "boolean");
  }

  counts(key: string): number[] {
    return this.#read<number[]>(
      key,
      undefined,
      "a list of whole numbers",
      (value) => Array.isArray(value) && value.every((part) => Number.isSafeInteger(part) && part >= 1),
    );
  }

  /** The error of a key. */
  refuse(key: string, rule: string): InputError {
    const value = this.values[key];
    const found = value === undefined ? "it has none" : `got ${describeValue(value)}`;
    return refuse(
      this.path,
      `have ${/^[aeiou]|^l[01]_/.test(key) ? "an" : "a"} ${key} that ${rule}, ${found}`,
    );
  }

  #read<Value>(key: string, unless: Value | undefined, what: string, is: (value: unknown) => boolean): Value {
    if (!this.has(key) && unless !== undefined) return unless;
    if (!is(this.values[key])) throw this.refuse(key, `is ${what}`);
    return this.values[key] as Value;
  }
}
