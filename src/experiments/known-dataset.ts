// Examples that know what they are made of, from their config. Features have random numbers of their own, so that more
// examples are of the same.

import type { ResolvedData } from "../config/config.js";
import type { FloatMatrix } from "../core/arrays.js";
import { assertNever } from "../core/errors.js";
import { createRandom } from "../core/random.js";
import { readArrayExamplesNow } from "../data/sources/array-file.js";
import { randomFeatures, sparseToy } from "../data/sources/sparse-toy.js";
import { synth } from "../data/sources/synth.js";
import { barPictures, drawGabors, gaborPictures, occludingBars } from "../data/sources/world.js";
import type { KnownExamples } from "../data/truth.js";
import type { Dataset } from "./dataset.js";

type Config<Kind extends string> = Extract<ResolvedData, { readonly kind: Kind }>;

/**
 * The examples of a config, with their truth.
 *
 * @throws {InputError} if features cannot be read, or there are no such examples
 */
export function knownDataset(config: Config<"sparse-toy" | "synth" | "world">, seed: number): Dataset {
  const side = config.kind === "world" ? config.side : null;
  return {
    ...examplesOf(config, seed),
    y: null,
    imageShape: side === null ? null : [side, side],
    preprocessing: [],
    origins: null,
    images: [],
    leftOut: [],
  };
}

/**
 * What a seed draws the true features by; null where those are the same with each, or none are known. With another seed
 * they are others, which have not to be found again.
 */
export function drawnBy(data: ResolvedData): object | null {
  if (data.kind === "sparse-toy" || data.kind === "synth")
    return data.features.kind === "drawn" ? data.features : null;
  if (data.kind !== "world" || data.shapes.kind !== "gabors") return null;
  return { shapes: data.shapes.count, side: data.side };
}

function examplesOf(config: Config<"sparse-toy" | "synth" | "world">, seed: number): KnownExamples {
  switch (config.kind) {
    case "sparse-toy":
      return sparseToy({ ...config, features: featuresOf(config, seed) }, createRandom(seed, "toy examples"));
    case "synth":
      return synth({ ...config, features: featuresOf(config, seed) }, (use) =>
        createRandom(seed, `synth ${use}`),
      );
    case "world":
      return pictures(config, seed);
    default:
      return assertNever(config);
  }
}

function featuresOf({ features }: Config<"sparse-toy" | "synth">, seed: number): FloatMatrix {
  return features.kind === "file"
    ? readArrayExamplesNow(features.path, { examples: "rows" }).x
    : randomFeatures(features.count, features.inputs, createRandom(seed, "toy features"));
}

function pictures({ shapes, side, spread, count }: Config<"world">, seed: number): KnownExamples {
  const random = createRandom(seed, "world examples");
  const { probability } = shapes;
  if (shapes.kind === "bars" && shapes.occlusion)
    return occludingBars(side, { probability, spread, count }, random);
  const features =
    shapes.kind === "bars"
      ? barPictures(side)
      : gaborPictures(drawGabors(shapes.count, side, createRandom(seed, "world shapes")), side);
  return sparseToy({ features, probability, spread, count }, random);
}
