// The keys of `model`.

import { z } from "zod";
import { activationKinds } from "../kernels/activations.js";
import { DEFAULT_EPSILON } from "../nn/initial-values.js";
import { classicDefaults } from "../sae/sparse-autoencoder.js";
import { count, insideUnitInterval, key, kind, notNegative, positive, text, word } from "./rules.js";

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
export const model = z.discriminatedUnion("kind", [
  key(classic, { description: "the sparse autoencoder: y = x, and KL on the hidden layers" }),
  key(network, { description: "the base network, on pairs (x, y)" }),
]);
