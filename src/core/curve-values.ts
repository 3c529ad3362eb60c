// The curves of a training, from lines of its metrics: which there are, and the value of each.

import type { CostParts } from "./objective.js";

/** What of a line of metrics is drawn as a curve. */
export interface CurveValues {
  readonly cost: number;
  readonly parts: CostParts;
  readonly rhoHat?: number | undefined;
  readonly heldOut?: { readonly cost: number | null } | undefined;
}

/** The curve of the loss on what is held out. */
export const HELD_OUT = "held out";

/** The names of the curves that lines have. */
export function curveNames(lines: readonly CurveValues[]): string[] {
  const has = (of: (line: CurveValues) => unknown) => lines.some((line) => of(line) !== undefined);
  return [
    "cost",
    ...Object.keys(lines[0]?.parts ?? {}),
    ...(has(({ rhoHat }) => rhoHat) ? ["ρ̂"] : []),
    ...(has(({ heldOut }) => heldOut) ? [HELD_OUT] : []),
  ];
}

/** The value of a curve in a line; null where it has none. */
export function curveValue({ cost, parts, rhoHat, heldOut }: CurveValues, name: string): number | null {
  switch (name) {
    case "cost":
      return cost;
    case "ρ̂":
      return rhoHat ?? null;
    case HELD_OUT:
      return heldOut?.cost ?? null;
    default:
      return parts[name] ?? null;
  }
}
