// Trainings that follow each other in one run, later ones on what earlier ones learned: the keys of `stages`.

import { z } from "zod";
import { jsonValue, key, text } from "../core/rules.js";
import { isRunName, LONGEST_NAME } from "./run-name.js";

/** What stands before the name of a stage where a run is named. */
export const STAGE = "stage:";

const NAME = `be a name of letters, digits, '-', '_' and '.', at most ${LONGEST_NAME}`;
/** Keys of an experiment that a stage has none of its own of. */
const NOT_SET = ["$schema", "name", "question", "published", "vary", "stages"];

const stage = z.strictObject({
  name: key(text(NAME).refine(isRunName, NAME), { description: "of the stage: stage:NAME means its run" }),
  set: key(
    z
      .record(z.string(), jsonValue(), { error: "be an object of keys and values" })
      .refine((set) => Object.keys(set).every((name) => !NOT_SET.includes(name)), {
        error: "hold keys that a run is made with",
      })
      .default({}),
    { description: "keys of the experiment that are others in this stage, with dots, and their values" },
  ),
});

export const stages = key(
  z
    .array(stage, { error: 'be a list of stages, like [{ name: "features", set: {} }]' })
    .min(1, { error: "hold a stage" })
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
      error: "have names of their own",
    })
    .exactOptional(),
  {
    description:
      "trainings one after the other in one run, each with some keys of its own; later ones may take what earlier ones learned",
    unless: "one training",
  },
);
