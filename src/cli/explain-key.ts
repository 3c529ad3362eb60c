// What is known of a key of the config, for people: config --explain, and help.

import { type ConfigKey, configKeys } from "../config/keys.js";
import { entryOf } from "../core/glossary.js";
import { nearest } from "../core/nearest.js";
import { readableNumber } from "../core/readable-number.js";
import { namesOf } from "../core/setting-symbols.js";
import { typed } from "./config-values.js";
import { print } from "./output.js";

/** The words that it may be. */
export const wordsOf = ({ words }: ConfigKey) => words.map(({ word }) => word).join(", ");

/** What holds where the key is left out. */
export function defaultOf({ required, unless, default: standard, square }: ConfigKey): string {
  if (required) return "required";
  return unless ?? (standard === undefined ? "–" : typed(standard, square));
}

/** Prints everything about one key, as it is in one kind of the parts that it stands in. */
export function explainKey(key: ConfigKey): void {
  const { path, symbol, description = "", rule, words, unit, flag, alias, of } = key;
  print(`${path}${path.split(".").includes(symbol) ? "" : `  ${symbol}`}`);
  const lines = [
    description,
    of.length === 0 ? "" : `where ${of.map(({ at, kind }) => `${at}.kind is ${kind}`).join(" and ")}`,
    rule === "" ? "" : `must ${rule}`,
    unit === undefined ? "" : `in ${unit}`,
    key.required ? "required" : `unless given: ${defaultOf(key)}`,
    flag === undefined ? "" : `rhohat train --${flag}${alias === undefined ? "" : `, --${alias}`}`,
  ];
  for (const line of lines) if (line !== "") print(`  ${line}`);
  for (const { word, description: means = "" } of words)
    print(`    ${word}${means === "" ? "" : `: ${means}`}${settingsOf(key, word)}`);
}

/** What a step can be set to, as it is typed: " (zca-whiten:epsilon=0.1)". */
function settingsOf({ path, type, of }: ConfigKey, step: string): string {
  if (type !== "steps") return "";
  const entry = `${path}[]`;
  const own = configKeys().filter(
    (key) =>
      key.of.length === of.length + 1 &&
      of.every(({ kind }, i) => key.of[i].kind === kind) &&
      key.of[of.length].at === entry &&
      key.of[of.length].kind === step,
  );
  const written = own.map(({ path: inner, default: standard }) => {
    const value = typeof standard === "number" ? readableNumber(standard, 4) : "…";
    return `${step}:${inner.slice(entry.length + 1)}=${value}`;
  });
  return written.length === 0 ? "" : ` (${written.join(", ")})`;
}

/** What a key is called where its flag, and its part by a kind, are names too. */
const allNames = ({ path, flag, alias }: ConfigKey) =>
  [...namesOf(path), path.replace(/\.kind$/, ""), flag, alias].filter((name) => name !== undefined);

/** The keys that a word names: by a path, the end of one, a symbol, or a flag without its dashes; none if it is none. */
export function keysNamed(name: string): ConfigKey[] {
  const exact = configKeys().filter(({ path }) => path === name);
  return exact.length > 0 ? exact : configKeys().filter((key) => allNames(key).includes(name));
}

/** The keys that may be a word, by any name that the glossary has for it. */
export function keysWith(name: string): ConfigKey[] {
  const { word: first = name, also = [] } = entryOf(name) ?? {};
  const names = [name, first, ...also];
  return configKeys().filter(({ words }) => words.some(({ word }) => names.includes(word)));
}

/**
 * The name of a key, or the word that one may be, that is nearest to a misspelt one: of a path "model.rh" a path, which
 * may end in the symbol.
 */
export function nearestKey(name: string): string | undefined {
  const keys = configKeys();
  if (!name.includes("."))
    return nearest(
      name,
      keys.flatMap((key) => [...allNames(key), ...key.words.map(({ word }) => word)]),
    );
  const [part] = name.split(".");
  const bySymbol = keysNamed(name.split(".").at(-1)!).find(({ path }) => path.startsWith(`${part}.`));
  return (
    bySymbol?.path ??
    nearest(
      name,
      keys.map(({ path }) => path),
    )
  );
}
