// The schema of a config: every key once, with its rule, its default and what is known of it; data, model and optimizer
// have files of their own, and each kind of model. Types, checks, help, the flags of `rhohat train` and an editor's JSON Schema come from here.
// To add a key, give it a line.

import { z } from "zod";
import { type DType, dtypes } from "../core/arrays.js";
import { count, jsonValue, key, text } from "../core/rules.js";
import { builtInSchema, modelSchema } from "../models/registry.js";
import { data } from "./data-schema.js";
import { optimizer } from "./optimizer-schema.js";
import { isRunName, LONGEST_NAME } from "./run-name.js";
import { stages } from "./stages-schema.js";
import { through } from "./through-schema.js";

const NAME_RULE = `be a name of letters, digits, '-', '_' and '.', at most ${LONGEST_NAME}, that begins with no '-' or '.', ends with neither '.' nor .tmp and is not members or a device like nul`;
const SEED_RULE = "be a whole number from 0 to 4294967295";

/** Keys that are no matter of how a run is made. */
const NOT_VARIED = ["$schema", "name", "question", "published", "vary", "stages"];
const areDistinct = (values: readonly unknown[]) =>
  new Set(values.map((value) => JSON.stringify(value))).size === values.length;
const isWithin = (key: string, other: string) => key === other || key.startsWith(`${other}.`);

const varied = z.strictObject({
  key: key(
    text("be the name of a key")
      .refine((name) => !NOT_VARIED.includes(name), { error: "be a key that a run is made with" })
      .refine((name) => name !== "model.convention", {
        error: "be model where conventions vary, with a whole model for each: other keys follow from it",
      }),
    { description: "the key, with dots: model.rho" },
  ),
  values: key(
    z
      .array(jsonValue(), { error: "be a list of values" })
      .min(1, { error: "hold a value" })
      .refine(areDistinct, { error: "hold each value once" }),
    {
      description: "a run for each",
    },
  ),
});

const experimentOf = <Model extends z.ZodType>(model: Model) =>
  z.strictObject({
    $schema: key(z.string({ error: "be a text" }).exactOptional(), {
      description: "of a .json file: what `rhohat config --schema` writes, for an editor",
      unless: "none",
    }),
    name: key(z.string({ error: NAME_RULE }).refine(isRunName, NAME_RULE), {
      description: "of the experiment: its folder in results/",
      flag: "experiment",
    }),
    question: key(z.string({ error: "be a text" }).exactOptional(), {
      description: "what it is to find out",
      unless: "none",
    }),
    published: key(
      z
        .record(z.string(), z.number({ error: "be a number" }), {
          error: "be an object of names and numbers",
        })
        .exactOptional(),
      {
        description:
          'numbers that were published for it, by the names that tables have: "test accuracy"; of a stage "softmax: test accuracy"',
        unless: "none",
      },
    ),
    seed: key(
      z
        .int({ error: SEED_RULE })
        .min(0, { error: SEED_RULE })
        .max(2 ** 32 - 1, { error: SEED_RULE })
        .default(0),
      { description: "everything random comes from it", flag: "seed" },
    ),
    dtype: key(
      z.enum(dtypes as readonly [DType, DType], { error: "be float64 or float32" }).default("float64"),
      {
        description: "precision: float64 or float32",
        flag: "dtype",
      },
    ),
    engine: key(
      z.enum(["reference", "wasm", "blas"], { error: "be reference, wasm or blas" }).exactOptional(),
      {
        description: "what computes; it decides the last bits",
        unless: "blas where there is a library, else wasm",
      },
    ),
    data,
    through,
    model: key(model, { description: "what is trained", flag: "model" }),
    optimizer: key(optimizer.prefault({ kind: "lbfgs" }), {
      description: "what minimises the cost",
      flag: "optimizer",
    }),
    checkpointEvery: key(count().default(20), {
      description: "iterations between checkpoints; of a model for minibatches 500 unless given",
      flag: "checkpoint-every",
    }),
    vary: key(
      z
        .union(
          [
            varied,
            z
              .array(varied, { error: "be { key, values } or a list of such" })
              .min(1)
              .refine(
                (all) =>
                  all.every(({ key }, i) => all.every((other, j) => i === j || !isWithin(key, other.key))),
                { error: "name each key once, and none within another" },
              ),
          ],
          {
            error: "be { key, values } or a list of such",
          },
        )
        .exactOptional(),
      {
        description: "values to vary, a run for each; of several keys a run for each combination",
        unless: "one run",
      },
    ),
    stages,
  });

/** With the kinds of models that come with the package: the types of configs are its. */
const builtIn = experimentOf(builtInSchema);
export type Experiment = typeof builtIn;

let current: { readonly model: typeof builtInSchema; readonly schema: Experiment } = {
  model: builtInSchema,
  schema: builtIn,
};

/** With every kind that is known by now. */
export function experimentSchema(): Experiment {
  const model = modelSchema();
  if (model !== current.model) current = { model, schema: experimentOf(model) };
  return current.schema;
}
