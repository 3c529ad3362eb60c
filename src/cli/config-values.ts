// Values of a config as people type them, for the flags of rhohat train and for --set: 0.01, 25,10, 8x8, [25,10],
// centre-features,zca-whiten:epsilon=0.1, {"count":4}.

import type { ConfigKey } from "../config/keys.js";
import { listed, numberOr } from "./typed-values.js";

/** A value as it is typed. */
export function typed(value: unknown, square = false): string {
  if (!Array.isArray(value)) return String((value as { kind?: unknown } | null)?.kind ?? value);
  return value.length === 0 ? "none" : value.map((entry) => typed(entry)).join(square ? "x" : ",");
}

/** A list's text without the brackets that may stand around it. */
const withoutBrackets = (text: string) => text.replace(/^\[(.*)\]$/s, "$1");

/** The numbers of a list; where one is none the text, for the schema to refuse: an error shows what was typed. */
function numbersIn(text: string, square: boolean): unknown {
  if (text === "") return text;
  const entries = listed([withoutBrackets(square ? text.replaceAll(/[x×X]/g, ",") : text)]).map(numberOr);
  if (entries.some((entry) => typeof entry === "string")) return text;
  return square && entries.length === 1 ? [entries[0], entries[0]] : entries;
}

/** The lengths of a picture: 8x8, 8x8x3, or one for a square. */
export const shapeIn = (text: string): unknown => numbersIn(text, true);

/** Undefined where it is none. */
export function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What may stand in place of a list: an object, as JSON. */
const objectIn = (text: string): unknown => (text.startsWith("{") ? asJson(text) : undefined);

/** A step with what it is set to: zca-whiten:epsilon=0.1. */
function stepIn(text: string): Readonly<Record<string, unknown>> {
  const [kind, ...settings] = text.split(":");
  const pairs = settings.map((setting) => {
    const [key, ...value] = setting.split("=");
    return [key, numberOr(value.join("="))]; // a text that is no number is refused by the schema
  });
  return { kind, ...Object.fromEntries(pairs) };
}

/** The steps that are named one after the other; none is no step. */
const stepsIn = (text: string) =>
  listed([withoutBrackets(text)])
    .filter((step) => step !== "none")
    .map(stepIn);

/** Lists of which there may be several are parted by "/", for they have commas of their own. */
const lists = (words: readonly string[]) =>
  words
    .join(" ")
    .split("/")
    .map((list) => list.trim());

/** The values of a key that words say: alternatives with commas or spaces, those of lists with "/". */
export function valuesOf({ type, square }: ConfigKey, words: readonly string[]): unknown[] {
  switch (type) {
    case "number":
      return listed(words).map(numberOr); // a text that is no number is refused by the schema
    case "word":
      return listed(words);
    case "list":
      return lists(words).map((text) => objectIn(text) ?? numbersIn(text, square === true));
    case "names":
      return lists(words).map((text) => listed([withoutBrackets(text)]).map(numberOr));
    case "steps":
      return lists(words).map(stepsIn);
    default:
      return [...words];
  }
}
