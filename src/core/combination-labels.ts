// Combinations of varied values told apart by what differs between them: "ρ 0.05 · seed 1", "topk · k 3".

import { areDistinct, BETWEEN, joined } from "./run-labels.js";
import { symbolOf } from "./setting-symbols.js";
import { readable } from "./settings.js";
import { type Combination, inParts } from "./varied.js";

/** What a combination of varied values sets: "ρ 0.05 · seed 1". */
export const combinationLabel = (set: Combination): string =>
  joined(Object.entries(set).map(([key, value]) => `${symbolOf(key)} ${readable(value, key)}`));

/**
 * Labels that stand side by side, without what all of them say: of models which differ in λ only λ is left. As they are
 * where one would have nothing left.
 */
function withoutShared(labels: readonly string[]): readonly string[] {
  const parts = labels.map((label) => label.split(BETWEEN));
  const own = parts.map((words) => words.filter((word) => !parts.every((other) => other.includes(word))));
  return own.every((words) => words.length > 0) ? own.map((words) => words.join(BETWEEN)) : labels;
}

/** What more than this share of combinations say, which all say something of it, is the usual, and is not told. */
const USUAL = 2 / 3;

/**
 * The labels of combinations that stand side by side: what all of them say is left out. Of whole parts of a config, such
 * as models, what most of them say too, and what follows from a kind: "topk · k 3" where that is enough.
 */
export function combinationLabels(sets: readonly Combination[]): readonly string[] {
  const whole = withoutShared(sets.map(combinationLabel));
  const parts = sets.map((set) => inParts(set));
  if (sets.every((set) => Object.values(set).every((value) => typeof value !== "object"))) return whole;
  const written = (own: Combination, key: string) => JSON.stringify(own[key]);
  const having = (key: string, value: string | undefined) =>
    parts.filter((own) => written(own, key) === value);
  const isVaried = (key: string) => sets.some((set) => Object.hasOwn(set, key.replace(/\.kind$/, "")));
  // Those of a kind all have it, and only they.
  const follows = (key: string, holders: readonly Combination[]) =>
    key
      .split(".")
      .slice(0, -1)
      .map((_, i, names) => `${names.slice(0, i + 1).join(".")}.kind`)
      .some((kind) => {
        const value = written(holders[0], kind);
        const isTheirs = holders.every((own) => written(own, kind) === value);
        return kind !== key && isTheirs && having(kind, value).length === holders.length;
      });
  const tells = (own: Combination, key: string) => {
    const same = having(key, written(own, key));
    if (same.length === parts.length) return false;
    if (key.endsWith(".kind") && isVaried(key)) return true;
    const holders = parts.filter((other) => Object.hasOwn(other, key));
    return holders.length === parts.length
      ? same.length <= USUAL * parts.length
      : same.length < holders.length || !follows(key, holders);
  };
  const word = (key: string, value: unknown) =>
    `${key.endsWith(".kind") && isVaried(key) ? "" : `${symbolOf(key)} `}${readable(value, key)}`;
  const labels = parts.map((own) =>
    joined(
      Object.keys(own)
        .filter((key) => tells(own, key))
        .sort((a, b) => Number(isVaried(b)) - Number(isVaried(a)))
        .map((key) => word(key, own[key])),
    ),
  );
  return areDistinct(labels) && !labels.includes("") ? labels : whole;
}

/**
 * What the values of one varied key are called beside each other: whole parts of a config by what tells them apart.
 *
 * @returns the label of each of them
 */
export function valueLabels(key: string, values: readonly unknown[]): (value: unknown) => string {
  const isPart = values.every(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  );
  if (!isPart) return (value) => readable(value, key);
  const distinct = [...new Map(values.map((value) => [JSON.stringify(value), value]))];
  const labels = combinationLabels(distinct.map(([, value]) => ({ [key]: value })));
  const byValue = new Map(distinct.map(([written], i) => [written, labels[i]]));
  return (value) => byValue.get(JSON.stringify(value)) ?? readable(value, key);
}
