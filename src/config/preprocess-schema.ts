// The steps of preprocessing: the keys of each.

import { z } from "zod";
import { afterZero, count, key, kind, notNegative, positive } from "../core/rules.js";
import { DEFAULT_DEVIATIONS } from "../data/preprocess/clip.js";
import { DEFAULT_C } from "../data/preprocess/contrast-normalise.js";
import { DEFAULT_VARIANCE } from "../data/preprocess/pca.js";
import { DEFAULT_EPSILON } from "../data/preprocess/pca-whiten.js";
import { DEFAULT_FACTOR } from "../data/preprocess/scale.js";
import { stepKinds } from "../data/preprocess/steps.js";
import { DEFAULT_F0 } from "../data/preprocess/whiten-1-over-f.js";

const keep = key(count().exactOptional(), {
  description: "how many components are kept, those of the largest variance",
  unless: "as variance says",
});
const variance = (unless: string) =>
  key(afterZero().exactOptional(), {
    description: "as few components are kept as have this share of the variance",
    unless,
  });
const epsilon = (standard: number) =>
  key(notNegative().default(standard), {
    description: "ε, added to variances before they are divided by",
    unit: "values of the data, squared",
  });

/** A step of any kind. */
const step = z.discriminatedUnion("kind", [
  key(z.strictObject({ kind: kind("remove-mean") }), {
    description: "take its own mean from each example",
  }),
  key(z.strictObject({ kind: kind("centre-examples") }), {
    description: "remove-mean by another name",
  }),
  key(z.strictObject({ kind: kind("centre-features") }), {
    description: "take from each feature its mean over the data",
  }),
  key(z.strictObject({ kind: kind("standardise"), epsilon: epsilon(0) }), {
    description: "each feature to mean 0 and variance 1",
  }),
  key(
    z.strictObject({
      kind: kind("pca"),
      keep,
      variance: variance(`${DEFAULT_VARIANCE}, unless keep says how many`),
    }),
    {
      description:
        "examples by their principal components, about 0: centre-features before it makes that the mean",
    },
  ),
  key(
    z.strictObject({
      kind: kind("pca-whiten"),
      epsilon: epsilon(DEFAULT_EPSILON),
      keep,
      variance: variance("all are kept"),
    }),
    {
      description:
        "principal components, each of variance 1 about 0: centre-features before it makes that the mean",
    },
  ),
  key(z.strictObject({ kind: kind("zca-whiten"), epsilon: epsilon(DEFAULT_EPSILON) }), {
    description: "the same, about 0 too, turned back: whitened pictures are still pictures",
  }),
  key(
    z.strictObject({
      kind: kind("contrast-normalise"),
      c: key(notNegative().default(DEFAULT_C), {
        description: "added to variances: 10/255², which is 10 for values 0 … 255",
        unit: "values of the data, squared",
      }),
    }),
    { description: "each example to mean 0, over √(variance + c)" },
  ),
  key(
    z.strictObject({
      kind: kind("clip"),
      deviations: key(positive().default(DEFAULT_DEVIATIONS), {
        description: "how far from the mean of all values",
        unit: "standard deviations of all values",
      }),
    }),
    { description: "cut off values far from the others" },
  ),
  key(
    z.strictObject({
      kind: kind("scale"),
      factor: key(positive().default(DEFAULT_FACTOR), { description: "1/255 takes 0 … 255 to 0 … 1" }),
    }),
    { description: "multiply all values" },
  ),
  key(z.strictObject({ kind: kind("normalize-ufldl") }), {
    description: "UFLDL's: to [0.1, 0.9], cut off at three standard deviations",
  }),
  key(z.strictObject({ kind: kind("mean-norm") }), {
    description: "scale to examples of mean length √d, for models of atoms",
  }),
  key(
    z.strictObject({
      kind: kind("whiten-1-over-f"),
      f0: key(positive().default(DEFAULT_F0), {
        description: "cut-off of the low-pass",
        unit: "cycles per pixel",
      }),
    }),
    { description: "flatten the spectrum of whole images: f·exp(−(f/f0)⁴)" },
  ),
]);

const steps = z.array(step, { error: 'be a list of steps, like [{ kind: "remove-mean" }]' });

/** The key `preprocess`. @param standard - the steps unless given */
export const preprocess = (standard: z.input<typeof steps>) =>
  key(steps.default(standard as z.output<typeof steps>), {
    description: `steps in their order, each with what it is set to, as zca-whiten:epsilon=0.1: ${stepKinds.join(", ")} (whole images)`,
    flag: "preprocess",
  });
