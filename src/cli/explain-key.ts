// What is known of a key of the config, for people: config --explain, and help.

import { type ConfigKey, configKeys } from "../config/keys.js";
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
    print(`    ${word}${means === "" ? "" : `: ${means}`}`);
}

/** The keys that a word names: by a path, the end of one, a symbol, or a flag without its dashes; none if it is none. */
export function keysNamed(name: string): ConfigKey[] {
  const exact = configKeys().filter(({ path }) => path === name);
  const isIt = ({ path, flag, alias }: ConfigKey) =>
    [...namesOf(path), path.replace(/\.kind$/, ""), flag, alias].includes(name);
  return exact.length > 0 ? exact : configKeys().filter(isIt);
}
