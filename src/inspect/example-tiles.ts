// Examples that excite a unit, as tiles.

import { view } from "../core/arrays.js";
import { extent } from "../core/extent.js";
import { rowOf } from "../core/rows.js";
import type { InPixels } from "../data/preprocess/in-pixels.js";
import { EXAMPLES_AN_INTERVAL, INTERVALS } from "../metrics/activation-statistics.js";
import { toBytes } from "../viz/tile-bytes.js";
import type { ExampleAnswer, FeatureAnswer } from "./answers.js";
import type { Inspection } from "./inspection.js";

/** Bytes 0 … 255 of values between low and high, in base64. */
export const tileText = (values: ArrayLike<number>, low: number, high: number): string =>
  Buffer.from(toBytes(values, low, high)).toString("base64");

interface Shown {
  /** From the smallest to the largest value of all that are kept: the scale that they are shown on */
  readonly scale: readonly [number, number];
  /** The pixels of each that is kept, by its index */
  readonly tiles: ReadonlyMap<number, ArrayLike<number>>;
}

const shown = new WeakMap<Inspection, Shown>();
function shownOf(inspection: Inspection, pixels: InPixels | null): Shown {
  const known = shown.get(inspection);
  if (known !== undefined) return known;
  const tiles = tilesOf(inspection, pixels);
  const made = { scale: extent(Array.from(tiles.values(), (values) => extent(values)).flat()), tiles };
  shown.set(inspection, made);
  return made;
}

function tilesOf({ examples }: Inspection, pixels: InPixels | null): Shown["tiles"] {
  const kept = [...examples];
  if (pixels === null || kept.length === 0)
    return new Map(kept.map(([index, { values }]) => [index, values]));
  const length = kept[0][1].values.length;
  const all = view(Float64Array.from(kept.flatMap(([, { values }]) => [...values])), [kept.length, length]);
  const before = pixels.examples(all);
  return new Map(kept.map(([index], i) => [index, rowOf(before, i)]));
}

/** What excites a unit: examples of equal parts of its range, the highest first. */
export function intervalsOf(
  inspection: Inspection,
  {
    layer,
    unit,
    pixels,
  }: { readonly layer: number; readonly unit: number; readonly pixels: InPixels | null },
): FeatureAnswer["intervals"] {
  const found = inspection.layers[layer - 1]?.statistics;
  if (found === undefined) return [];
  const {
    scale: [low, high],
    tiles,
  } = shownOf(inspection, pixels);
  const [least, most] = [found.min[unit], found.max[unit]];
  return Array.from({ length: INTERVALS }, (_, interval) => {
    const slot = (unit * INTERVALS + interval) * EXAMPLES_AN_INTERVAL;
    const examples: ExampleAnswer[] = [];
    for (let k = slot; k < slot + EXAMPLES_AN_INTERVAL; k++) {
      const index = found.exampleIndex[k];
      const example = inspection.examples.get(index);
      if (example === undefined) continue;
      examples.push({
        index,
        activation: found.exampleActivation[k],
        tile: tileText(tiles.get(index)!, low, high),
        origin: example.origin,
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
