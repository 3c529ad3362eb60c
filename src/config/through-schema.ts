// Trained runs that examples go through before a model sees them: the keys of `through`.

import { z } from "zod";
import { count, key, kind, text } from "../core/rules.js";
import { poolings } from "../nn/convolve-pool.js";

const run = () =>
  key(text("be the folder of a run, or stage: and the name of a stage before"), {
    description: "the trained run: its folder, or stage:NAME of a stage before",
    isPath: true,
  });

const passage = z.discriminatedUnion("kind", [
  key(
    z.strictObject({
      kind: kind("latents"),
      run: run(),
      layer: key(count().exactOptional(), {
        description: "the layer of latents, counted from 1",
        unless: "the last",
      }),
    }),
    { description: "the latents of a trained run take the examples' place" },
  ),
  key(
    z.strictObject({
      kind: kind("convolution"),
      run: run(),
      layer: key(count().exactOptional(), {
        description: "the layer of latents, counted from 1",
        unless: "the last",
      }),
      pool: key(count(), {
        description: "height and width of the regions that are pooled",
        unit: "places of a patch",
      }),
      pooling: key(z.enum(poolings, { error: "be mean or max" }).default("mean"), {
        description: "the mean or the maximum of a region",
      }),
    }),
    {
      description:
        "the latents of a run on patches, found at every place of an image and pooled over regions side by side",
    },
  ),
]);

export const through = key(
  z
    .array(passage, { error: 'be a list of runs, like [{ kind: "latents", run: "results/…" }]' })
    .min(1, { error: "name at least one run" })
    .exactOptional(),
  {
    description: "trained runs that the examples go through, one after the other, before the model sees them",
    unless: "none",
  },
);
