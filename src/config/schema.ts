// The schema of a config: every key once, with its rule, its default and what is known of it. Types, checks, help, the
// flags of `rhohat train` and an editor's JSON Schema come from here. To add a key, give it a line.

import { z } from "zod";
import { type DType, dtypes } from "../core/arrays.js";
import { DEFAULT_FACTOR } from "../data/preprocess/scale.js";
import { DEFAULT_F0 } from "../data/preprocess/whiten-1-over-f.js";
import { activationKinds } from "../kernels/activations.js";
import { DEFAULT_EPSILON } from "../nn/initial-values.js";
import { DEFAULT_MEMORY } from "../optim/lbfgs.js";
import { descentTolerances } from "../optim/minimiser.js";
import { classicDefaults } from "../sae/sparse-autoencoder.js";
import {
  count,
  insideUnitInterval,
  jsonValue,
  key,
  notNegative,
  positive,
  share,
  text,
  word,
} from "./rules.js";
import { isRunName, LONGEST_NAME } from "./run-name.js";

const kind = <Kind extends string>(name: Kind) => z.literal(name);

// Where examples come from.

const preprocessStep = z.discriminatedUnion("kind", [
  key(z.strictObject({ kind: kind("remove-mean") }), {
    description: "take its own mean from each example",
  }),
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
const preprocess = z.array(preprocessStep, { error: 'be a list of steps, like [{ kind: "remove-mean" }]' });
const PREPROCESS = {
  description: "steps, in their order: remove-mean, scale, normalize-ufldl, whiten-1-over-f (images)",
  flag: "preprocess",
};

const images = () => ({
  path: key(text(), { description: "the folder, or the file", isPath: true }),
  colour: key(z.boolean({ error: "be true or false" }).default(false), {
    description: "three colours, not grey",
    flag: "colour",
  }),
  maxSide: key(count().exactOptional(), {
    description: "larger images are scaled down until their longer side has so many",
    unit: "pixels",
    flag: "max-side",
    unless: "as they are",
  }),
});
const source = z.discriminatedUnion("kind", [
  key(z.strictObject({ kind: kind("photos") }), {
    description: "the shipped photographs",
    called: "the shipped photographs, which are grey, 512×432",
  }),
  key(z.strictObject({ kind: kind("folder"), ...images() }), {
    description: "a folder of PNG and JPEG images",
    called: "images of your own",
  }),
  key(z.strictObject({ kind: kind("image"), ...images() }), {
    description: "one PNG or JPEG image",
    called: "images of your own",
  }),
]);

const NUMBERS = "be a list of numbers";
const numbers = () =>
  z
    .array(z.array(z.number({ error: "be a finite number" }), { error: NUMBERS }), {
      error: "be a list of rows",
    })
    .refine(
      (rows) => rows.length > 0 && rows.every((row) => row.length > 0),
      "hold at least one row of at least one number",
    );
const PICTURE = "be [height, width] or [height, width, channels] with 1 or 3 channels, the last";
/** As many as the exercise has. */
export const DEFAULT_PATCHES = 10_000;

const patches = z.strictObject({
  kind: kind("patches"),
  source,
  size: key(z.tuple([count(), count()], { error: "be [height, width]" }).default([8, 8]), {
    description: "height and width of the patches cut from images",
    unit: "pixels",
    flag: "patch",
    square: true,
  }),
  count: key(count().default(DEFAULT_PATCHES), { description: "how many patches", flag: "patches" }),
  preprocess: key(
    preprocess.default([{ kind: "whiten-1-over-f", f0: DEFAULT_F0 }, { kind: "normalize-ufldl" }]),
    PREPROCESS,
  ),
});
const array = z.strictObject({
  kind: kind("array"),
  path: key(text(), { description: "the .npy file", isPath: true }),
  examples: key(z.enum(["rows", "columns"], { error: "be rows or columns" }).default("rows"), {
    description: "one example a column of the .npy array, not a row",
    flag: "columns",
    sets: "columns",
  }),
  imageShape: key(
    z
      .array(count(), { error: PICTURE })
      .refine(
        ({ length, 2: channels }) => length === 2 || (length === 3 && [1, 3].includes(channels)),
        PICTURE,
      )
      .exactOptional(),
    {
      description: "an example of the .npy array as a picture: 8x8, 8x8x3",
      flag: "image-shape",
      square: true,
      unless: "as the array's own axes say",
    },
  ),
  preprocess: key(preprocess.default([]), PREPROCESS),
});
const table = z.strictObject({
  kind: kind("table"),
  x: key(numbers(), { description: "inputs, a row an example" }),
  y: key(numbers(), { description: "targets, a row an example" }),
});
const data = z.discriminatedUnion("kind", [
  key(patches, { description: "random patches of images", called: "images" }),
  key(array, { description: "a .npy array of examples", called: "a .npy array" }),
  key(table, { description: "pairs (x, y) written down here, for small supervised examples" }),
]);

// The model.

const initial = z.discriminatedUnion("kind", [
  key(
    z.strictObject({
      kind: kind("normal"),
      epsilon: key(positive().default(DEFAULT_EPSILON), {
        description: "standard deviation of a normal start",
        flag: "epsilon",
      }),
    }),
    { description: "Normal(0, ε²), the base network's" },
  ),
  key(z.strictObject({ kind: kind("uniform") }), {
    description: "±√(6/(fan_in + fan_out + 1)), UFLDL's",
  }),
  key(
    z.strictObject({
      kind: kind("file"),
      path: key(text("be the path of a file"), {
        description: "start from a .npy file: [W1, W2, …, b1, b2, …], each W row-major",
        flag: "theta0",
        chooses: true,
        isPath: true,
      }),
    }),
    { description: "read from a .npy file" },
  ),
]);
const INITIAL = { description: "where θ starts", flag: "init" };

/** More than anybody has trained; a list of thousands would be checked for hours. */
const MOST_LAYERS = 100;
const hidden = () =>
  z
    .array(count(), { error: "be a list of layer sizes, like [25]" })
    .min(1, { error: "name at least one hidden layer" })
    .max(MOST_LAYERS, { error: `name at most ${MOST_LAYERS} hidden layers` });
const HIDDEN = { description: "units of each hidden layer", flag: "hidden" };
const layers = () => z.array(count(), { error: "be a list of layers, counted from 1" });
const activation = () => word("an activation", activationKinds);
const ACTIVATION = {
  description: `f of the hidden layers: ${activationKinds.join(", ")}`,
  flag: "activation",
};
const output = () =>
  key(activation().exactOptional(), {
    description: "f of the output",
    flag: "output",
    unless: "as that of the hidden layers",
  });
const WEIGHT_DECAY = {
  description: "weight decay λ",
  flag: "lambda",
  alias: "weight-decay",
};
const RHO = { description: "target average activation ρ", flag: "rho" };
const BETA = { description: "weight of the sparsity term β; 0 turns it off", flag: "beta" };

/** Completes "must …" for layers of which some are none of the model's. */
const layersOf = (hidden: readonly number[]) => `name hidden layers from 1 to ${hidden.length}`;
const areLayers = (layers: readonly number[] | undefined, hidden: readonly number[]) =>
  (layers ?? []).every((layer) => layer <= hidden.length);

const classic = z
  .strictObject({
    kind: kind("classic"),
    hidden: key(hidden().default([25]), HIDDEN),
    activation: key(activation().default(classicDefaults.activation), ACTIVATION),
    output: output(),
    rho: key(insideUnitInterval().default(classicDefaults.rho), RHO),
    beta: key(notNegative().default(classicDefaults.beta), BETA),
    weightDecay: key(notNegative().default(classicDefaults.weightDecay), WEIGHT_DECAY),
    sparseLayers: key(layers().exactOptional(), {
      description: "the hidden layers with the KL penalty, counted from 1",
      flag: "sparse-layers",
      unless: "all",
    }),
    initial: key(initial.default({ kind: "uniform" }), INITIAL),
  })
  .refine(({ sparseLayers, hidden }) => areLayers(sparseLayers, hidden), {
    path: ["sparseLayers"],
    error: ({ input }) => layersOf((input as { hidden: readonly number[] }).hidden),
  });
const network = z
  .strictObject({
    kind: kind("network"),
    hidden: key(hidden(), HIDDEN),
    activation: key(activation().default("tanh"), ACTIVATION),
    output: output(),
    weightDecay: key(notNegative().default(0), WEIGHT_DECAY),
    sparsity: key(
      z
        .strictObject({
          rho: key(insideUnitInterval(), RHO),
          beta: key(notNegative(), BETA),
          layers: key(layers(), { description: "the hidden layers with the KL penalty, counted from 1" }),
        })
        .exactOptional(),
      { description: "a KL penalty", unless: "none" },
    ),
    initial: key(initial.default({ kind: "normal", epsilon: DEFAULT_EPSILON }), INITIAL),
  })
  .refine(({ sparsity, hidden }) => areLayers(sparsity?.layers, hidden), {
    path: ["sparsity", "layers"],
    error: ({ input }) => layersOf((input as { hidden: readonly number[] }).hidden),
  });
const model = z.discriminatedUnion("kind", [
  key(classic, { description: "the sparse autoencoder: y = x, and KL on the hidden layers" }),
  key(network, { description: "the base network, on pairs (x, y)" }),
]);

// The optimiser.

const limits = ({
  gradientTolerance,
  costTolerance,
}: {
  gradientTolerance: number;
  costTolerance: number;
}) => ({
  iterations: key(count().default(400), { description: "at most so many", flag: "iterations" }),
  gradientTolerance: key(notNegative().exactOptional(), {
    description: "stop where no slope is steeper; 0 for none",
    flag: "gradient-tolerance",
    unless: String(gradientTolerance),
  }),
  costTolerance: key(notNegative().exactOptional(), {
    description: "stop where an iteration lowers the cost by no more, relative to max(J, 1); 0 for none",
    flag: "cost-tolerance",
    unless: String(costTolerance),
  }),
});
const optimizer = z.discriminatedUnion("kind", [
  key(
    z.strictObject({
      kind: kind("lbfgs"),
      memory: key(count().default(DEFAULT_MEMORY), {
        description: "steps that L-BFGS remembers",
        flag: "memory",
      }),
      ...limits(descentTolerances),
    }),
    { description: "L-BFGS with a strong-Wolfe line search" },
  ),
  key(z.strictObject({ kind: kind("conjugate-gradient"), ...limits(descentTolerances) }), {
    description: "nonlinear conjugate gradient, Polak–Ribière",
  }),
  key(
    z.strictObject({
      kind: kind("gradient-descent"),
      learningRate: key(positive(), {
        description: "learning rate α",
        flag: "alpha",
        alias: "learning-rate",
      }),
      momentum: key(share().default(0), {
        description: "momentum μ, in [0, 1)",
        flag: "momentum",
      }),
      ...limits({ gradientTolerance: 0, costTolerance: 0 }),
    }),
    { description: "batch gradient descent, with momentum" },
  ),
]);

// The experiment.

const NAME_RULE = `be a name of letters, digits, '-', '_' and '.', at most ${LONGEST_NAME}, that begins with no '-' or '.', ends with neither '.' nor .tmp and is not members or a device like nul`;
const SEED_RULE = "be a whole number in [0, 4294967295]";

/** Keys that are no matter of how a run is made. */
const NOT_VARIED = ["$schema", "name", "question", "vary"];
const areDistinct = (values: readonly unknown[]) =>
  new Set(values.map((value) => JSON.stringify(value))).size === values.length;
const isWithin = (key: string, other: string) => key === other || key.startsWith(`${other}.`);

const varied = z.strictObject({
  key: key(
    text("be the name of a key").refine((name) => !NOT_VARIED.includes(name), {
      error: "be a key that a run is made with",
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

export const experiment = z.strictObject({
  $schema: key(z.string({ error: "be a text" }).exactOptional(), {
    description: "of a .json file: what `rhohat config --schema` writes, for an editor",
    unless: "none",
  }),
  name: key(z.string({ error: NAME_RULE }).refine(isRunName, NAME_RULE), {
    description: "of the experiment: its folder in results/",
    flag: "name",
  }),
  question: key(z.string({ error: "be a text" }).exactOptional(), {
    description: "what it is to find out",
    unless: "none",
  }),
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
  model,
  optimizer: key(optimizer.prefault({ kind: "lbfgs" }), {
    description: "what minimises the cost",
    flag: "optimizer",
  }),
  checkpointEvery: key(count().default(20), {
    description: "iterations between checkpoints",
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
});
