// The numbers of a sweep's members, and their statistics over seeds.

import { mean, standardDeviation } from "../metrics/average.js";
import { meanRhoHat } from "../metrics/mean-rho-hat.js";
import { overLayers } from "../metrics/units-at-work.js";
import type { FinalNumbers } from "../train/run-record.js";

/** The numbers that members are compared by, in the order in which they are shown. */
export type MemberNumbers = Readonly<Record<string, number | null>>;

/** What a run is compared by; null where it is not known. */
export function numbersOf(numbers: Omit<FinalNumbers, "stopped">): MemberNumbers {
  const { cost, parts, fvu = null, layers = {}, roughness = null, truth, classification } = numbers;
  return {
    "cost J": cost,
    error: parts.error,
    FVU: fvu,
    "mean ρ̂": meanRhoHat(numbers),
    "active units": overLayers(layers, ({ active }) => active),
    roughness,
    MCC: truth?.mcc ?? null,
    MMCS: truth?.mmcs ?? null,
    F1: truth?.f1 ?? null,
    uniqueness: truth?.uniqueness ?? null,
    accuracy: classification?.train.accuracy ?? null,
    "test accuracy": classification?.test?.accuracy ?? null,
  };
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
