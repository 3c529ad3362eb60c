// The settings of a sweep on data that know their truth, ranked by how much of it each found.

import { combinationLabels } from "../core/combination-labels.js";
import { BETWEEN } from "../core/run-labels.js";
import { bySetting, type Combination, inParts } from "../core/varied.js";
import { overLayers } from "../metrics/units-at-work.js";
import type { FinalNumbers } from "../train/run-record.js";
import type { Ranked } from "../viz/ranking-figure.js";
import { type MemberNumbers, numbersOf, repeated } from "./sweep-groups.js";

/** What settings are ranked by. */
export const RANKED_BY = "MCC";

/** What a ranking shows, in order; held out where something was, but for silent units. */
function rankedNumbers(final: Omit<FinalNumbers, "stopped">): MemberNumbers {
  const own = numbersOf(final);
  const { heldOut, layers = {} } = final;
  return {
    L0: heldOut === undefined ? own["active units"] : heldOut.l0,
    FVU: heldOut === undefined ? own.FVU : heldOut.fvu,
    MCC: own.MCC,
    MMCS: own.MMCS,
    F1: own.F1,
    uniqueness: own.uniqueness,
    silent: overLayers(layers, ({ silent }) => silent),
  };
}

/** What a setting is called that others have to beat, something being held as it started; null where nothing is. */
function baselineOf(set: Combination): string | null {
  const values = Object.entries(inParts(set));
  const value = (name: string) => values.find(([key]) => key.endsWith(name))?.[1];
  if (value("constraint.kind") === "soft-frozen") return "soft-frozen decoder";
  if (value("constraint.kind") !== "frozen") return null;
  const part = value("constraint.part") ?? "decoder";
  if (part !== "both") return `frozen ${part}`;
  return value("initial.kind") === "components" ? "PCA" : "random";
}

/** A label without what the name of a baseline says: "random: topk · k 4". */
const named = (baseline: string | null, label: string): string =>
  baseline === null
    ? label
    : `${baseline}: ${label
        .split(BETWEEN)
        .filter((word) => !/^(constraint .*|part .*|initial components)$/.test(word))
        .join(BETWEEN)}`;

/**
 * Each setting with its numbers over seeds, the one that found most of the truth first.
 *
 * @returns null where the truth is not known, or there is nothing to rank
 */
export function ranking(
  members: readonly { readonly set: Combination; readonly result: Omit<FinalNumbers, "stopped"> }[],
): Ranked[] | null {
  if (members.some(({ result: { truth } }) => truth === undefined || truth.mcc === null)) return null;
  const settings = bySetting(members);
  if (settings.length < 2) return null;
  const labels = combinationLabels(settings.map(({ set }) => set));
  const ranked = settings.map(({ set, members: own }, i): Ranked => {
    const numbers = own.map(({ result }) => rankedNumbers(result));
    const names = Object.keys(numbers[0]);
    const baseline = baselineOf(set);
    return {
      label: named(baseline, labels[i]),
      isBaseline: baseline !== null,
      numbers: Object.fromEntries(names.map((name) => [name, repeated(numbers, name)])),
    };
  });
  const by = ({ numbers }: Ranked) => numbers[RANKED_BY]?.mean ?? Number.NEGATIVE_INFINITY;
  return ranked.sort((a, b) => by(b) - by(a));
}
