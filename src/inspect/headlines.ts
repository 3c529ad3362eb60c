// The numbers people look at first, with their names.

import type { CostParts } from "../core/objective.js";
import { stopReasons } from "../optim/minimiser.js";
import type { Outcome } from "../train/loop.js";

/** What a finished run says of itself. */
export interface FinalNumbers {
  readonly cost: number;
  readonly parts: CostParts;
  readonly iterations: number;
  readonly evaluations: number;
  readonly seconds: number;
  readonly stopped: Outcome;
  /** ρ̂ of each sparse layer: smallest, mean and largest of its units */
  readonly rhoHat: Readonly<Record<string, { min: number; mean: number; max: number }>>;
  readonly roughness: number | null;
}

const format = (value: number) => String(Number(value.toPrecision(4)));

export function headlines(numbers: FinalNumbers): { label: string; value: string }[] {
  const { cost, parts, iterations, evaluations, seconds, stopped, rhoHat, roughness } = numbers;
  return [
    { label: "cost J", value: format(cost) },
    ...Object.entries(parts).map(([label, value]) => ({ label, value: format(value) })),
    ...Object.entries(rhoHat).map(([layer, { min, mean, max }]) => ({
      label: `ρ̂ of hidden layer ${layer}`,
      value: `${format(mean)} (${format(min)} to ${format(max)})`,
    })),
    ...(roughness === null ? [] : [{ label: "roughness of the features", value: format(roughness) }]),
    { label: "iterations", value: `${iterations} (${evaluations} evaluations)` },
    { label: "training time", value: `${seconds.toFixed(1)} s` },
    { label: "stopped", value: stopReasons[stopped] },
  ];
}
