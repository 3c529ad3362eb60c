// Examples that excite a unit, as tiles.

import { extent } from "../core/extent.js";
import { EXAMPLES_AN_INTERVAL, INTERVALS } from "../metrics/activation-statistics.js";
import { toBytes } from "../viz/tile-bytes.js";
import type { ExampleAnswer, FeatureAnswer } from "./answers.js";
import type { Inspection } from "./inspection.js";

/** Bytes 0 … 255 of values between low and high, in base64. */
export const tileText = (values: ArrayLike<number>, low: number, high: number): string =>
  Buffer.from(toBytes(values, low, high)).toString("base64");

/** The scale that examples are shown on: from the smallest to the largest value of all that are kept. */
const scales = new WeakMap<Inspection, readonly [number, number]>();
function scaleOf(inspection: Inspection): readonly [number, number] {
  let scale = scales.get(inspection);
  if (scale === undefined) {
    scale = extent(Array.from(inspection.examples.values(), ({ values }) => extent(values)).flat());
    scales.set(inspection, scale);
  }
  return scale;
}

/** What excites a unit: examples of equal parts of its range, the highest first. */
export function intervalsOf(inspection: Inspection, layer: number, unit: number): FeatureAnswer["intervals"] {
  const found = inspection.layers[layer - 1]?.statistics;
  if (found === undefined) return [];
  const [low, high] = scaleOf(inspection);
  const [least, most] = [found.min[unit], found.max[unit]];
  return Array.from({ length: INTERVALS }, (_, interval) => {
    const slot = (unit * INTERVALS + interval) * EXAMPLES_AN_INTERVAL;
    const examples: ExampleAnswer[] = [];
    for (let k = slot; k < slot + EXAMPLES_AN_INTERVAL; k++) {
      const index = found.exampleIndex[k];
      const example = inspection.examples.get(index);
      if (example === undefined) continue;
      const { values, origin } = example;
      examples.push({
        index,
        activation: found.exampleActivation[k],
        tile: tileText(values, low, high),
        origin,
      });
    }
    examples.sort((a, b) => b.activation - a.activation);
    const bound = (part: number) => most - ((most - least) * part) / INTERVALS;
    return {
      low: bound(interval + 1),
      high: bound(interval),
      count: found.intervalCounts[unit * INTERVALS + interval],
      examples,
    };
  });
}
