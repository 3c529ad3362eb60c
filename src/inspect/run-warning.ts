// A run that learned little does not look like a success: one line, from the numbers of its record alone.

import type { FinalNumbers, LayerNumbers } from "../train/run-record.js";

export interface RunWarning {
  /** note: it learned, with fewer units than it has */
  readonly level: "warning" | "note";
  /** For a list: "24 of 25 constant" */
  readonly mark: string;
  /** What is the matter, why probably, what helps */
  readonly text: string;
}

/** From here on x̂ is hardly better than the mean of the data: natural patches end at .50 to .67, what failed above .93. */
const HIGH_FVU = 0.9;
/** Above 1 by more than what too few iterations leave. */
const ABOVE_ONE = 1.05;
/** Shares of constant units: 25 units on natural patches have 0 to .08, 100 have .57, mixed pictures .88 and more. */
const [SOME_CONSTANT, MOST_CONSTANT] = [0.25, 0.75];
/** Iterations after which an optimiser has hardly begun. */
const FEW_ITERATIONS = 50;

interface ConstantUnits {
  readonly layer: string;
  readonly units: number;
  readonly constant: number;
}

/** The layer with the greatest share of constant units; null where nothing is reconstructed. */
function mostConstant(layers: Readonly<Record<string, LayerNumbers>>): ConstantUnits | null {
  let found: ConstantUnits | null = null;
  for (const [layer, { units, constant }] of Object.entries(layers))
    if (constant !== null && (found === null || constant * found.units > found.constant * units))
      found = { layer, units, constant };
  return found;
}

/** What to say of a run; null where nothing is amiss, or nothing is known. */
export function runWarning({
  fvu = null,
  layers = {},
  iterations,
  stopped,
  parts,
}: Pick<FinalNumbers, "fvu" | "layers" | "iterations" | "stopped" | "parts">): RunWarning | null {
  const found = mostConstant(layers);
  const share = found === null ? 0 : found.constant / found.units;
  const counted = found === null ? "" : `${found.constant} of ${found.units}`;
  const of = found === null || Object.keys(layers).length === 1 ? "" : ` of hidden layer ${found.layer}`;
  const constant = `${counted} units${of} are constant: they add the same to every x̂`;
  const remedy = `${"sparsity" in parts ? "a larger rho (×5) or " : ""}a smaller weightDecay (÷10)`;
  if (fvu === null || fvu < HIGH_FVU) {
    if (share <= SOME_CONSTANT) return null;
    const cause = "likely because at this weightDecay and rho more units cost more than they gain";
    const text = `${constant}; ${cause}; try fewer units, or ${remedy} to use them`;
    return { level: share > MOST_CONSTANT ? "warning" : "note", mark: `${counted} constant`, text };
  }
  const mark = share > SOME_CONSTANT ? `${counted} constant` : `FVU ${fvu.toPrecision(3)}`;
  const hardly = `x̂ is hardly better than the mean of the data (FVU ${fvu.toPrecision(3)})`;
  const warning = (text: string): RunWarning => ({ level: "warning", mark, text });
  const isCutShort = stopped === "iterations" || stopped === "interrupted"; // not at a minimum
  if (isCutShort && iterations < FEW_ITERATIONS)
    return warning(`${hardly}; likely because ${iterations} iterations are few; try more`);
  if (fvu > ABOVE_ONE)
    return warning(
      `x̂ is farther from x than the mean of the data (FVU ${fvu.toPrecision(3)}); likely because the output cannot take the values of the data, a sigmoid's lie in 0 … 1; try normalize-ufldl or a linear output`,
    );
  return warning(
    `${share > SOME_CONSTANT ? `${constant}, and ` : ""}${hardly}; likely because on these data a unit costs more than it gains (noise, flat or very different pictures); try ${remedy}, or other data`,
  );
}
