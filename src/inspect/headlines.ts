// The numbers people look at first, with their names.

import { stopReasons } from "../optim/minimiser.js";
import type { FinalNumbers } from "../train/run-record.js";

const format = (value: number | null) => (value === null ? "–" : String(Number(value.toPrecision(4))));

export function headlines(numbers: FinalNumbers): { label: string; value: string }[] {
  const { cost, parts, iterations, evaluations, seconds, stopped, rhoHat = {}, roughness = null } = numbers;
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
