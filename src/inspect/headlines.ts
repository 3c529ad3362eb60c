// The numbers people look at first, with their names.

import { stopReasons } from "../optim/minimiser.js";
import type { FinalNumbers, LayerNumbers } from "../train/run-record.js";

const format = (value: number | null) => (value === null ? "–" : String(Number(value.toPrecision(4))));

type Headline = { readonly label: string; readonly value: string };

/** What is known of a model on data, whether or not it was just trained. */
type ModelNumbers = Omit<FinalNumbers, "iterations" | "evaluations" | "seconds" | "stopped">;

/** "25: 1 constant, 1 silent; 0.09 active on an example" */
function unitsText({ units, constant, silent, active }: LayerNumbers): string {
  const idle = [...(constant === null ? [] : [`${constant} constant`]), `${silent} silent`].join(", ");
  return `${units}: ${idle}; ${format(active)} active on an example`;
}

export function headlines(numbers: FinalNumbers | ModelNumbers): Headline[] {
  const { cost, parts, fvu = null, rhoHat = {}, layers = {}, roughness = null } = numbers;
  return [
    { label: "cost J", value: format(cost) },
    ...Object.entries(parts).map(([label, value]) => ({ label, value: format(value) })),
    ...(fvu === null ? [] : [{ label: "variance unexplained, FVU", value: format(fvu) }]),
    ...Object.entries(rhoHat).map(([layer, { min, mean, max }]) => ({
      label: `ρ̂ of hidden layer ${layer}`,
      value: `${format(mean)} (${format(min)} to ${format(max)})`,
    })),
    ...Object.entries(layers).map(([layer, numbers]) => ({
      label: `units of hidden layer ${layer}`,
      value: unitsText(numbers),
    })),
    ...(roughness === null ? [] : [{ label: "roughness of the features", value: format(roughness) }]),
    ...("iterations" in numbers ? training(numbers) : []),
  ];
}

function training({ iterations, evaluations, seconds, stopped }: FinalNumbers): Headline[] {
  return [
    { label: "iterations", value: `${iterations} (${evaluations} evaluations)` },
    { label: "training time", value: `${seconds.toFixed(1)} s` },
    { label: "stopped", value: stopReasons[stopped] },
  ];
}
