// The curves of a training, from lines of its metrics: which there are, the value of each, and how those of batches are
// smoothed.

import type { CostParts } from "./objective.js";

/** What of a line of metrics is drawn as a curve. */
export interface CurveValues {
  readonly cost: number;
  readonly parts: CostParts;
  /** The mean of ρ̂ over the sparse units */
  readonly rhoHat?: number | undefined;
  /** Of minibatches: examples seen, active latents of an example, and the coefficient of the penalty where it changes */
  readonly examples?: number | undefined;
  readonly l0?: number | undefined;
  readonly coefficient?: number | undefined;
  /** On what is held out, where it was evaluated */
  readonly heldOut?: { readonly cost: number | null; readonly accuracy?: number | undefined } | undefined;
}

/** The curves besides the cost and its parts, each by its name. */
const others = {
  ρ̂: ({ rhoHat }) => rhoHat,
  L0: ({ l0 }) => l0,
  λ: ({ coefficient }) => coefficient,
  "held out": ({ heldOut }) => heldOut?.cost,
  accuracy: ({ heldOut }) => heldOut?.accuracy,
} as const satisfies Readonly<Record<string, (line: CurveValues) => number | null | undefined>>;

/** Curves that share an axis: the cost and what it mostly is, the penalties, and what has one of its own. */
export const curveAxes = ["cost", "penalties", "ρ̂", "L0", "λ", "accuracy"] as const;

export function axisOf(name: string): (typeof curveAxes)[number] {
  if (["cost", "error", "held out"].includes(name)) return "cost";
  return curveAxes.find((axis) => axis === name) ?? "penalties";
}

/** Of a curve's values, the share that may be missing from a logarithmic axis. */
const LEFT_OUT = 0.1;

/**
 * Whether curves are shown on a logarithmic axis: not the cost, nor what is 0 for more than a tenth of the training, as the
 * loss of silent latents while there are none: its average would only fall and fall there. What is never above 0 has no say.
 */
export const suitsLogarithm = (
  axis: (typeof curveAxes)[number],
  curves: readonly (readonly (number | null)[])[],
): boolean =>
  axis !== "cost" &&
  curves.every((values) => {
    const known = values.filter((value) => value !== null);
    const above = known.filter((value) => value > 0).length;
    return above === 0 || above >= (1 - LEFT_OUT) * known.length;
  });

/** The names of the curves that lines have. */
export function curveNames(lines: readonly CurveValues[]): string[] {
  const shown = Object.entries(others).filter(([, of]) => lines.some((line) => of(line) !== undefined));
  return ["cost", ...Object.keys(lines[0]?.parts ?? {}), ...shown.map(([name]) => name)];
}

/** The value of a curve in a line; null where it has none. */
export function curveValue(line: CurveValues, name: string): number | null {
  if (name === "cost") return line.cost;
  const of = Object.entries(others).find(([other]) => other === name)?.[1];
  return (of === undefined ? line.parts[name] : of(line)) ?? null;
}

/** The lines that a smoothed curve is made of, at each place about a sixtieth of them. */
const PLACES = 60;
const MOST = 0.99;

/** α of `smoothed` for the curves of a training: those of single batches go up and down with what is in them; else 0. */
export const smoothingOf = (count: number, onBatches: boolean): number =>
  onBatches ? Math.min(MOST, Math.max(0, 1 - PLACES / count)) : 0;

/** Of the values up to one, the share that its average is mostly of: at first a curve is steep, and may not come late. */
const SHARE = 0.1;

/**
 * Exponential moving average of the t-th value: s_t = (y_t + α_t n_{t−1} s_{t−1}) / n_t, n_t = 1 + α_t n_{t−1}, with
 * α_t = min(α, 1 − 1/(1 + t/10)). Null where y is.
 */
export function smoothed(y: readonly (number | null)[], alpha: number): (number | null)[] {
  let [sum, norm, t] = [0, 0, 0];
  return y.map((value) => {
    if (value === null) return null;
    const kept = Math.min(alpha, 1 - 1 / (1 + SHARE * t++));
    sum = kept * sum + value;
    norm = kept * norm + 1;
    return sum / norm;
  });
}

/** Whether a curve goes up and down with what is in a batch. */
export const isOfBatches = (name: string): boolean => !["held out", "λ", "accuracy"].includes(name);

/** Trainings of which one is so many times as long as another: the short one would have no room beside it. */
const MUCH_LONGER = 5;

/** Whether trainings of these many iterations are best compared by the logarithm of the iteration. */
export const suitIterationLogarithm = (lengths: readonly number[]): boolean =>
  Math.max(...lengths) > MUCH_LONGER * Math.min(...lengths);
