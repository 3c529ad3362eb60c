// A start out of trained runs: what a stacked network is fine-tuned from.

import { z } from "zod";
import { key, kind, text } from "../core/rules.js";

export const startFromRuns = key(
  z.strictObject({
    kind: kind("runs"),
    runs: key(z.array(text(), { error: "be a list of runs" }).min(1, { error: "name at least one run" }), {
      description:
        "the hidden layers of trained autoencoders, in their order, and the softmax of the last run: folders, or stage:NAME of stages before",
      isPath: true,
    }),
  }),
  { description: "from trained runs, layer by layer: autoencoders, and a softmax" },
);
