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
  const whole = () => withoutShared(sets.map(combinationLabel));
  if (sets.every((set) => Object.values(set).every((value) => typeof value !== "object"))) return whole();
  const parts = sets.map((set) => inParts(set));
  const counts = countValues(parts);
  const ofKinds = keysOfKinds(parts, counts);
  const varied = new Set(sets.flatMap((set) => Object.keys(set)));
  /** The kind of a part that is varied: "topk", not "model topk". */
  const isOwnKind = (key: string) => key.endsWith(".kind") && varied.has(key.slice(0, -".kind".length));
  const tells = (own: Combination, key: string) => {
    const { holders, byValue } = counts.get(key)!;
    const same = byValue.get(JSON.stringify(own[key]))!;
    if (same === parts.length) return false;
    if (isOwnKind(key)) return true;
    if (holders === parts.length) return same <= USUAL * parts.length;
    return !ofKinds.has(key);
  };
  const labels = parts.map((own) =>
    joined(
      Object.keys(own)
        .filter((key) => tells(own, key))
        .sort((a, b) => Number(isOwnKind(b)) - Number(isOwnKind(a)))
        .map((key) => `${isOwnKind(key) ? "" : `${symbolOf(key)} `}${readable(own[key], key)}`),
    ),
  );
  return areDistinct(labels) && !labels.includes("") ? labels : whole();
}

/** How many combinations have a key, and how many each of its values, as JSON. */
type Counts = ReadonlyMap<
  string,
  { readonly holders: number; readonly byValue: ReadonlyMap<string, number> }
>;

function countValues(parts: readonly Combination[]): Counts {
  const counts = new Map<string, { holders: number; byValue: Map<string, number> }>();
  for (const own of parts)
    for (const [key, value] of Object.entries(own)) {
      const known = counts.get(key) ?? { holders: 0, byValue: new Map() };
      const written = JSON.stringify(value);
      known.holders += 1;
      known.byValue.set(written, (known.byValue.get(written) ?? 0) + 1);
      counts.set(key, known);
    }
  return counts;
}

/** The keys that those of a kind have, all with one value, and only they: they tell no more than the kind. */
function keysOfKinds(parts: readonly Combination[], counts: Counts): ReadonlySet<string> {
  const follows = (key: string) => {
    const holders = parts.filter((own) => Object.hasOwn(own, key));
    const above = key.split(".").slice(0, -1);
    return above
      .map((_, i) => `${above.slice(0, i + 1).join(".")}.kind`)
      .some((kind) => {
        const values = new Set(holders.map((own) => JSON.stringify(own[kind])));
        const [value] = values;
        return kind !== key && values.size === 1 && counts.get(kind)?.byValue.get(value) === holders.length;
      });
  };
  return new Set(
    [...counts].flatMap(([key, { byValue }]) => (byValue.size === 1 && follows(key) ? [key] : [])),
  );
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
