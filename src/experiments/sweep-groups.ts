// The members of a sweep as statistics see them: seeds repeat a setting, everything else is one.

import type { Combination } from "../config/vary.js";
import { mean, standardDeviation } from "../metrics/average.js";
import type { FinalNumbers } from "../train/run-record.js";

/** The numbers that members are compared by, in the order in which they are shown. */
export type MemberNumbers = Readonly<Record<string, number | null>>;

/** One setting, and the members that repeat it with other seeds. */
export interface Setting<Member> {
  /** What was set, but for the seed */
  readonly set: Combination;
  readonly members: readonly Member[];
}

/** What a run is compared by; null where it is not known. */
export function numbersOf(numbers: Omit<FinalNumbers, "stopped">): MemberNumbers {
  const { cost, parts, fvu = null, rhoHat = {}, layers = {}, roughness = null } = numbers;
  return {
    "cost J": cost,
    error: parts.error,
    FVU: fvu,
    ρ̂: Object.values(rhoHat)[0]?.mean ?? null,
    "active units": Object.values(layers)[0]?.active ?? null,
    roughness,
  };
}

/** Members that differ in nothing but their seeds, together; in the order of their first ones. */
export function settingsOf<Member extends { readonly set: Combination }>(
  members: readonly Member[],
): Setting<Member>[] {
  const settings = new Map<string, { set: Combination; members: Member[] }>();
  for (const member of members) {
    const { seed: _seed, ...set } = member.set;
    const key = JSON.stringify(set);
    const known = settings.get(key);
    if (known === undefined) settings.set(key, { set, members: [member] });
    else known.members.push(member);
  }
  return [...settings.values()];
}

/** Mean and standard deviation of a number over members; null unless all know it. */
export function repeated(
  numbers: readonly MemberNumbers[],
  name: string,
): { readonly mean: number; readonly deviation: number } | null {
  const values = numbers.map((own) => own[name]);
  if (values.length === 0 || values.some((value) => value === null || value === undefined)) return null;
  return { mean: mean(values as number[]), deviation: standardDeviation(values as number[]) };
}
