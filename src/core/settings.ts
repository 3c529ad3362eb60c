// The settings of a run, flat and readable: "model.rho" → 0.05, "model.hidden" → 25-10. Whatever the config holds.

import { quantity } from "./in-words.js";
import { readableNumber } from "./readable-number.js";
import { symbolOf } from "./setting-symbols.js";
import { variedIn } from "./varied.js";

/** Keys with dots, values as a person reads them. */
export type Settings = Readonly<Record<string, string | number | boolean | null>>;

/** The keys that some have, each once, in the order in which they come. */
export function keysOfAll(all: Iterable<Settings>): string[] {
  const keys = new Set<string>();
  for (const settings of all) for (const key of Object.keys(settings)) keys.add(key);
  return [...keys];
}

/** Letters of a value, at most. */
const LONGEST = 80;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A text of at most so many letters; … stands for what is cut off. */
export const cut = (text: string, most: number = LONGEST): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

/** Sizes of pictures are written 8×8, sizes of layers 25-10. */
const joint = (key: string) => (/(^|\.)(size|imageShape)$/.test(key) ? "×" : "-");

/** A value of a config as a person reads it: 0.05, 25-10, whiten-1-over-f → normalize-ufldl, classic · hidden 3. */
export function readable(value: unknown, key = ""): string {
  return cut(written(value, key));
}

function written(value: unknown, key: string): string {
  if (typeof value === "number") return readableNumber(value, 6);
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value)) {
    if (value.length === 0) return "none";
    if (value.every(isObject)) return value.map(stepName).join(" → ");
    return value.some(Array.isArray)
      ? quantity(value.length, "row")
      : value.map((entry) => written(entry, "")).join(joint(key));
  }
  if (!isObject(value)) return String(value);
  const below = (name: string) => (key === "" ? name : `${key}.${name}`);
  return Object.entries(value)
    .map(([name, inner]) =>
      name === "kind"
        ? String(inner)
        : `${symbolOf(below(name), { [below("kind")]: value.kind })} ${written(inner, below(name))}`,
    )
    .join(" · ");
}

const stepName = (step: Readonly<Record<string, unknown>>) =>
  typeof step.kind === "string" ? step.kind : written(step, "");

/** What says what a run is for, not how it is made. */
const notSettings = ["name", "question", "published", "vary", "stages"];

/** A config with its values by their keys; a varied one has all of its values. */
export function settingsOf(config: unknown): Settings {
  const into: Record<string, string | number | boolean | null> = {};
  if (!isObject(config)) return into;
  for (const [key, value] of Object.entries(config))
    if (!notSettings.includes(key)) flatten(value, key, into);
  for (const { key, values } of variedIn(config)) {
    for (const inner of Object.keys(into))
      if (inner === key || inner.startsWith(`${key}.`)) delete into[inner];
    into[key] = cut(values.map((value) => readable(value, key)).join(values.some(isObject) ? " | " : ", "));
  }
  return into;
}

function flatten(value: unknown, key: string, into: Record<string, string | number | boolean | null>): void {
  if (isObject(value)) {
    for (const [name, inner] of Object.entries(value)) flatten(inner, `${key}.${name}`, into);
    return;
  }
  into[key] =
    typeof value === "number" || typeof value === "boolean" || value === null ? value : readable(value, key);
  // A step by its kind, and what it is set to: "data.preprocess.whiten-1-over-f.f0".
  if (Array.isArray(value) && value.length > 0 && value.every(isObject))
    for (const { kind, ...rest } of value)
      if (typeof kind === "string") flatten(rest, `${key}.${kind}`, into);
}
