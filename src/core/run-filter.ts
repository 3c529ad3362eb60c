// Which runs a person asks for: words, /regular expressions/, and values like rho<0.05 hidden=100 status=done.

import { nearest } from "./nearest.js";
import { namesOf, settingKeys } from "./setting-symbols.js";
import { keysOfAll, type Settings } from "./settings.js";

/** What may have become of a run; broken is one that cannot be read. */
export const statuses = ["running", "done", "interrupted", "failed", "stopped", "broken"] as const;

/** What a run is found by. */
export interface Findable {
  readonly experiment: string;
  readonly run: string;
  readonly name: string | null;
  readonly question: string;
  readonly status: string;
  readonly cost: number | null;
  readonly parts: Readonly<Record<string, number | null>>;
  readonly fvu: number | null;
  readonly rhoHat: number | null;
  readonly roughness: number | null;
  /** Against the features of data that know them */
  readonly truth: Readonly<Record<"mcc" | "mmcs" | "f1" | "uniqueness", number | null>> | null;
  readonly iteration: number | null;
  readonly settings: Settings;
}

type Value = string | number | boolean | null;

/** Where words are looked for. */
const textOf = ({ experiment, run, name, question, status }: Findable) =>
  [`${experiment}/${run}`, name, question, status].filter(Boolean).join(" ");

/** What a run can be asked for besides its settings. */
const facts: Readonly<Record<string, (run: Findable) => Value>> = {
  experiment: ({ experiment }) => experiment,
  name: ({ name }) => name,
  status: ({ status }) => status,
  cost: ({ cost }) => cost,
  error: ({ parts }) => parts.error ?? null,
  fvu: ({ fvu }) => fvu,
  rhoHat: ({ rhoHat }) => rhoHat,
  ρ̂: ({ rhoHat }) => rhoHat,
  roughness: ({ roughness }) => roughness,
  mcc: ({ truth }) => truth?.mcc ?? null,
  mmcs: ({ truth }) => truth?.mmcs ?? null,
  f1: ({ truth }) => truth?.f1 ?? null,
  uniqueness: ({ truth }) => truth?.uniqueness ?? null,
  iteration: ({ iteration }) => iteration,
};

/** What a filter asks for. */
export interface Filter {
  readonly matches: (run: Findable) => boolean;
  /** What of it nobody can understand, "… must …, got …; …": then it matches nothing */
  readonly problem: string | null;
}

class Misunderstood extends Error {}

type Condition = Filter["matches"];

const OPERATORS = ["=", "!=", "<", "<=", ">", ">="] as const;
type Operator = (typeof OPERATORS)[number];

/** What a run may be found by that has few words. */
const wordsOfFacts: Readonly<Record<string, readonly string[]>> = { status: statuses };

// A word ends at a space, but not inside /…/, […] or "…".
const WORD = /\/(?:\\.|[^/\\])*\/[a-z]*(?=\s|$)|(?:\[[^\]]*\]|[^\s"]|"[^"]*"?)+/g;
// What is no sign though it holds one, or a sign with the spaces about it.
const SIGN = /(?<=^|\s)\/(?:\\.|[^/\\])*\/[a-z]*(?=\s|$)|\[[^\]]*\]|"[^"]*"?|(?<=\S)\s*[<>=!]+\s*/g;
// Or at a comma, but not inside a value such as 25,10: before another comparison, or where there is none before it.
const COMMA = /,(?=[^<>=!,]+[!<>=])/;
const COMPARISON = /^([^<>=!]+)([<>=!]*[<>=][<>=!]*)(.*)$/;

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
const isNumber = (text: string) => text.trim() !== "" && Number.isFinite(Number(text));

/**
 * What a value may be compared with: each of several that a sweep varies, an object's kind, each step of a
 * preprocessing, a path's last part, the side of a square.
 */
function readings(value: Value): string[] {
  const text = String(value ?? "");
  const parts = text.split(/, | \| | · | → /);
  const more = parts.flatMap((part) => {
    const [, side, other] = /^(\d+)×(\d+)$/.exec(part) ?? [];
    const last = /[\\/]([^\\/]+)[\\/]?$/.exec(part)?.[1];
    return [...(side !== undefined && side === other ? [side] : []), ...(last === undefined ? [] : [last])];
  });
  return [...new Set([text, ...parts, ...more])];
}

/** As it is written in labels, 8×8, 25-10 and a → b, or as flags and JSON take it, 8x8, 25,10, [25,10] and a,b. */
function spellings(wanted: string): string[] {
  const bare = wanted.replace(/^\[(.*)\]$/, "$1").replaceAll(" ", "");
  const commas = bare === wanted ? [] : [bare];
  const lists = ["-", "×", " → "].map((sign) => bare.replaceAll(",", sign));
  return [wanted, ...commas, bare.replaceAll("x", "×"), ...lists];
}

function compare(operator: Operator, value: string, wanted: string): boolean {
  if (operator === "=")
    return spellings(wanted).some((one) =>
      isNumber(value) && isNumber(one) ? Number(value) === Number(one) : same(one, value),
    );
  if (!isNumber(value)) return false;
  const [a, b] = [Number(value), Number(wanted)];
  return { "!=": a !== b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b }[operator];
}

function holds(operator: Operator, value: Value, wanted: string): boolean {
  if (operator === "!=") return !readings(value).some((one) => compare("=", one, wanted));
  return value !== null && readings(value).some((one) => compare(operator, one, wanted));
}

/** @throws {Misunderstood} if nothing is compared with, or what nobody can */
function assertComparable(word: string, operator: Operator, wanted: string): void {
  if (wanted === "") throw new Misunderstood(`${word}${operator} must have a value after it, got nothing`);
  if (!["=", "!="].includes(operator) && !isNumber(wanted))
    throw new Misunderstood(`${word}${operator} must have a number after it, got ${wanted}`);
  const known = Object.entries(wordsOfFacts).find(([name]) => same(name, word))?.[1];
  if (known !== undefined && !known.some((one) => same(one, wanted)))
    throw new Misunderstood(
      `${word} must be one of ${known.join(", ")}, got ${wanted}${meaning(wanted, known)}`,
    );
}

/** "; did you mean …?" where a word is near. */
function meaning(word: string, known: readonly string[]): string {
  const best = nearest(word, known);
  return best === undefined ? "" : `; did you mean ${best}?`;
}

/** The nearest of the keys that a word may name; all of them where none is near. */
function unknownKey(word: string, keys: readonly string[]): Misunderstood {
  const known = [...new Set([...Object.keys(facts), ...keys.map((key) => namesOf(key)[0])])];
  const meant = nearest(word, [...new Set([...Object.keys(facts), ...keys.flatMap(namesOf)])]);
  const remedy = meant === undefined ? `there are ${known.join(", ")}` : `did you mean ${meant}?`;
  return new Misunderstood(`a key must be one that runs have, got ${word}; ${remedy}`);
}

/** What a filter is read with: the keys that runs have, and whether it is not yet whole. */
interface Reading {
  readonly keys: readonly string[];
  readonly isBeingTyped: boolean;
}

/** @throws {Misunderstood} if it is none, =< */
function operatorOf(sign: string): Operator {
  const found = OPERATORS.find((one) => one === (sign === "==" ? "=" : sign));
  if (found === undefined)
    throw new Misunderstood(`a comparison must be one of ${OPERATORS.join(" ")}, got ${sign}`);
  return found;
}

function comparison(word: string, sign: string, wanted: string, { keys, isBeingTyped }: Reading): Condition {
  const operator = operatorOf(sign);
  const fact = Object.keys(facts).find((name) => same(name, word));
  const named = keys.filter((key) => namesOf(key).some((name) => same(name, word)));
  if (fact === undefined && named.length === 0) throw unknownKey(word, keys);
  if (!isBeingTyped) assertComparable(word, operator, wanted);
  if (wanted === "") return () => true;
  if (fact !== undefined) return (run) => holds(operator, facts[fact](run), wanted);
  return ({ settings }) => {
    const values = named.filter((key) => Object.hasOwn(settings, key)).map((key) => settings[key]);
    // Who does not have the key has no such value either.
    return operator === "!="
      ? values.every((value) => holds(operator, value, wanted))
      : values.some((value) => holds(operator, value, wanted));
  };
}

function pattern(source: string, flags: string): Condition {
  try {
    const expression = new RegExp(source, flags.replace(/[gy]/g, "")); // those remember where they were
    return (run) => expression.test(textOf(run));
  } catch (error) {
    const why = (error as Error).message.replace(/^Invalid regular expression: /, "");
    throw new Misunderstood(`/…/ must be a regular expression, got ${why}`);
  }
}

function condition(word: string, reading: Reading): Condition {
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/.exec(word) ?? [];
  if (source !== undefined) return pattern(source, flags);
  const bare = word.replaceAll('"', "");
  const [, key, sign, wanted] = COMPARISON.exec(bare) ?? [];
  if (sign !== undefined && !word.startsWith('"')) return comparison(key, sign, wanted, reading);
  return (run) => textOf(run).toLowerCase().includes(bare.toLowerCase());
}

/** Without the spaces about signs: "rho < 0.05" is rho<0.05. */
const withoutGaps = (filter: string) =>
  filter.replace(SIGN, (found) => (/^\s*[<>=!]+\s*$/.test(found) ? found.trim() : found));

/** The words of a filter, which spaces or commas part. */
function wordsOf(filter: string): string[] {
  return (withoutGaps(filter).match(WORD) ?? [])
    .flatMap((word) => {
      if (/^["/]/.test(word)) return [word];
      return word
        .replace(/,+$/, "")
        .split(COMMA)
        .flatMap((part) => (COMPARISON.test(part) ? [part] : part.split(",")));
    })
    .filter((word) => word !== "");
}

/**
 * Reads a filter: all of its words must hold. A word occurs in the run's text; /…/ is a regular expression of it;
 * key=value, != < <= > >= ask for a setting by its last part, full path or symbol, or for a number of the run. Spaces or
 * commas part words; "between quotes" they and signs are part of one.
 *
 * @param settings - of the runs that are asked: their keys are known, and those that labels name
 * @param isBeingTyped - then a value that is not there, or not whole, is no problem yet
 */
export function parseFilter(filter: string, settings: readonly Settings[], isBeingTyped = false): Filter {
  const words = wordsOf(filter);
  if (words.length === 0) return { matches: () => true, problem: null };
  const keys = [...new Set([...settingKeys, ...keysOfAll(settings)])];
  try {
    const conditions = words.map((word) => condition(word, { keys, isBeingTyped }));
    return { matches: (run) => conditions.every((holds) => holds(run)), problem: null };
  } catch (problem) {
    if (!(problem instanceof Misunderstood)) throw problem;
    return { matches: () => false, problem: problem.message };
  }
}
