// What a unit does over data: how often it fires, how its activations are distributed, what excites it.

import type { Matrix } from "../core/arrays.js";

/** Bins of a histogram. */
export const HISTOGRAM_BINS = 30;
/** Equal intervals of a unit's range that examples are kept of, the highest first. */
export const INTERVALS = 5;
/** Examples kept of each interval: the highest of the first, of the others those that come first in the data. */
export const EXAMPLES_AN_INTERVAL = 8;

/** One entry a unit, [units, …]; sums are float64. */
export interface ActivationStatistics {
  readonly units: number;
  readonly examples: number;
  /** Share of the examples on which the unit is active: a > f(0), which is z > 0 */
  readonly density: Float64Array;
  /** mean_i a_i; of a sparse layer of sigmoid units it is ρ̂ */
  readonly mean: Float64Array;
  /** √(Σ_i (a_i − mean)² / m): what does not vary adds the same to every x̂. NaN in a run of before it was kept */
  readonly std: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** [units, HISTOGRAM_BINS], counts in equal bins of [min, max] */
  readonly histogram: Float64Array;
  /** [units, INTERVALS], examples in equal parts of [min, max], the highest first */
  readonly intervalCounts: Float64Array;
  /** [units, INTERVALS, EXAMPLES_AN_INTERVAL], index of an example or −1 */
  readonly exampleIndex: Float64Array;
  /** the activations of those */
  readonly exampleActivation: Float64Array;
}

/** Calls back with chunks of activations [chunk, units], in the order of the examples; the same ones each time. */
export type ActivationChunks = (visit: (from: number, activations: Matrix) => void) => void;

/**
 * Statistics in two passes: the range of each unit first, then what lies where in it.
 *
 * @param rest - f(0): a unit is active above it, and below it too where units have a sign
 * @param within - how far from it a unit still counts as inactive
 */
export function activationStatistics(
  units: number,
  layer: { readonly rest: number; readonly signed?: boolean; readonly within?: number },
  chunks: ActivationChunks,
): ActivationStatistics {
  const { examples, ...range } = rangeOf(units, layer, chunks);
  const std = new Float64Array(units); // Σ_i (a_i − mean)², until the pass is over
  const found = {
    histogram: new Float64Array(units * HISTOGRAM_BINS),
    intervalCounts: new Float64Array(units * INTERVALS),
    exampleIndex: new Float64Array(units * INTERVALS * EXAMPLES_AN_INTERVAL).fill(-1),
    exampleActivation: new Float64Array(units * INTERVALS * EXAMPLES_AN_INTERVAL),
  };
  chunks((from, { data, shape: [m], stride, offset }) => {
    for (let i = 0; i < m; i++) {
      for (let unit = 0; unit < units; unit++) {
        const a = data[offset + i * stride[0] + unit * stride[1]];
        std[unit] += (a - range.mean[unit]) * (a - range.mean[unit]);
        const width = range.max[unit] - range.min[unit];
        const place = width > 0 ? (a - range.min[unit]) / width : 0; // 0 … 1
        found.histogram[
          unit * HISTOGRAM_BINS + Math.min(HISTOGRAM_BINS - 1, Math.floor(place * HISTOGRAM_BINS))
        ]++;
        const interval = INTERVALS - 1 - Math.min(INTERVALS - 1, Math.floor(place * INTERVALS));
        const count = found.intervalCounts[unit * INTERVALS + interval]++;
        const slot = (unit * INTERVALS + interval) * EXAMPLES_AN_INTERVAL;
        if (interval === 0) keepHighest(found, slot, from + i, a);
        else if (count < EXAMPLES_AN_INTERVAL) {
          found.exampleIndex[slot + count] = from + i;
          found.exampleActivation[slot + count] = a;
        }
      }
    }
  });
  for (let unit = 0; unit < units; unit++) std[unit] = Math.sqrt(std[unit] / examples);
  return { units, examples, std, ...range, ...found };
}

function rangeOf(
  units: number,
  { rest, signed = false, within = 0 }: Parameters<typeof activationStatistics>[1],
  chunks: ActivationChunks,
): Pick<ActivationStatistics, "examples" | "density" | "mean" | "min" | "max"> {
  const density = new Float64Array(units);
  const mean = new Float64Array(units);
  const min = new Float64Array(units).fill(Number.POSITIVE_INFINITY);
  const max = new Float64Array(units).fill(Number.NEGATIVE_INFINITY);
  let examples = 0;
  chunks((_from, { data, shape: [m], stride, offset }) => {
    examples += m;
    for (let i = 0; i < m; i++) {
      for (let unit = 0; unit < units; unit++) {
        const a = data[offset + i * stride[0] + unit * stride[1]];
        if (a > rest + within || (signed && a < rest - within)) density[unit]++;
        mean[unit] += a;
        if (a < min[unit]) min[unit] = a;
        if (a > max[unit]) max[unit] = a;
      }
    }
  });
  for (let unit = 0; unit < units; unit++) {
    density[unit] /= examples;
    mean[unit] /= examples;
  }
  return { examples, density, mean, min, max };
}

/** Insertion into a short list that falls; of equal activations the earlier example stays ahead. */
function keepHighest(
  { exampleIndex, exampleActivation }: Pick<ActivationStatistics, "exampleIndex" | "exampleActivation">,
  slot: number,
  example: number,
  activation: number,
): void {
  let place = EXAMPLES_AN_INTERVAL;
  while (
    place > 0 &&
    (exampleIndex[slot + place - 1] < 0 || exampleActivation[slot + place - 1] < activation)
  )
    place--;
  if (place === EXAMPLES_AN_INTERVAL) return;
  for (let i = EXAMPLES_AN_INTERVAL - 1; i > place; i--) {
    exampleIndex[slot + i] = exampleIndex[slot + i - 1];
    exampleActivation[slot + i] = exampleActivation[slot + i - 1];
  }
  exampleIndex[slot + place] = example;
  exampleActivation[slot + place] = activation;
}
