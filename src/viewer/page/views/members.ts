// The members of a sweep, and the numbers that they come to.

import { type Combination, combinations, variedIn } from "../../../core/varied.js";
import type { RunDetail, RunSummary } from "../../../inspect/answers.js";
import { overLayers } from "../../../metrics/units-at-work.js";
import { runs } from "../live.js";

/** A run of a sweep, planned or begun. */
export interface Member {
  /** Its folder: 01, 02, … */
  readonly folder: string;
  readonly set: Combination;
  /** Null until it has begun */
  readonly run: RunSummary | null;
}

/** What a sweep plans, each with its run once it has begun. */
export function membersOf({ config, summary }: RunDetail, ids: readonly string[]): Member[] {
  return combinations(variedIn(config)).map((set, i) => {
    const folder = String(i + 1).padStart(2, "0");
    const id = `${summary.id}~${folder}`;
    return { folder, set, run: (ids.includes(id) && runs.value?.find((run) => run.id === id)) || null };
  });
}

/** A number of each member; of units, those of all hidden layers. */
export interface Numbered {
  readonly title: string;
  readonly of: (run: RunSummary) => number | null;
  readonly wide?: boolean;
}

export const numbers: readonly Numbered[] = [
  { title: "cost", of: ({ cost }) => cost },
  { title: "error", of: ({ parts }) => parts.error ?? null, wide: true },
  { title: "FVU", of: ({ fvu }) => fvu },
  { title: "mean ρ̂", of: ({ rhoHat }) => rhoHat, wide: true },
  { title: "active", of: ({ layers }) => overLayers(layers, ({ active }) => active), wide: true },
  { title: "silent", of: ({ layers }) => overLayers(layers, ({ silent }) => silent), wide: true },
  { title: "dense", of: ({ layers }) => overLayers(layers, ({ dense }) => dense), wide: true },
  { title: "constant", of: ({ layers }) => overLayers(layers, ({ constant }) => constant), wide: true },
  { title: "copies", of: ({ layers }) => overLayers(layers, ({ copies }) => copies), wide: true },
  { title: "twins", of: ({ layers }) => overLayers(layers, ({ twins }) => twins), wide: true },
  { title: "roughness", of: ({ roughness }) => roughness, wide: true },
  { title: "MCC", of: ({ truth }) => truth?.mcc ?? null },
  { title: "MMCS", of: ({ truth }) => truth?.mmcs ?? null, wide: true },
  { title: "F1", of: ({ truth }) => truth?.f1 ?? null, wide: true },
  { title: "uniqueness", of: ({ truth }) => truth?.uniqueness ?? null, wide: true },
];

/** Those that some member knows; all while none has ended. */
export function knownOf(members: readonly Member[]): readonly Numbered[] {
  const ended = members.flatMap(({ run }) => (run !== null && run.fvu !== null ? [run] : []));
  return ended.length === 0 ? numbers : numbers.filter(({ of }) => ended.some((run) => of(run) !== null));
}
