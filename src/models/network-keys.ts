// The keys that the classic sparse autoencoder and the base network share.

import { z } from "zod";
import { afterZero, count, key, kind, positive, word } from "../core/rules.js";
import { activationKinds } from "../kernels/activations.js";
import { DEFAULT_EPSILON, type InitialValues } from "../nn/initial-values.js";
import { startFromFile } from "./start-from-file.js";

export const initial = z.discriminatedUnion("kind", [
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
  startFromFile,
]);
/** Where θ starts before a file gives it. */
export const drawnValues = (values: z.output<typeof initial>): InitialValues =>
  values.kind === "file" ? { kind: "uniform" } : values;

/** More than anybody has trained; a list of thousands would be checked for hours. */
const MOST_LAYERS = 100;
export const hidden = () =>
  z
    .array(count(), { error: "be a list of layer sizes, like [25]" })
    .min(1, { error: "name at least one hidden layer" })
    .max(MOST_LAYERS, { error: `name at most ${MOST_LAYERS} hidden layers` });
export const HIDDEN = { description: "units of each hidden layer", flag: "hidden" };
export const layers = () => z.array(count(), { error: "be a list of layers, counted from 1" });
export const activation = () => word("an activation", activationKinds);
export const ACTIVATION = {
  description: `f of the hidden layers: ${activationKinds.join(", ")}`,
  flag: "activation",
};
export const output = () =>
  key(activation().exactOptional(), {
    description: "f of the output",
    flag: "output",
    unless: "as that of the hidden layers",
  });
/** Weights that stay as they started: 1 for W1, … */
export const frozen = () =>
  key(z.array(count(), { error: "be a list of weights, counted from 1" }).exactOptional(), {
    description: "weights that stay as they started, 1 for W1, 2 for W2: a baseline",
    flag: "frozen",
    unless: "none",
  });
/** Completes "must …" for weights of which some are none of the model's. */
export const weightsOf = (hidden: readonly number[]) => `name weights from 1 to ${hidden.length + 1}`;
export const areWeights = (frozen: readonly number[] | undefined, hidden: readonly number[]) =>
  (frozen ?? []).every((layer) => layer <= hidden.length + 1);
export const WEIGHT_DECAY = {
  description: "weight decay λ",
  flag: "lambda",
  alias: "weight-decay",
};
export const RHO = { description: "target average activation ρ", flag: "rho" };
export const BETA = { description: "weight of the sparsity term β; 0 turns it off", flag: "beta" };

/** What ρ̂ is of where it is left out: the batch alone. */
export const RHO_RATE = 1;
export const rhoRate = () =>
  key(afterZero().exactOptional(), {
    description: "on minibatches: what a batch is worth in the running ρ̂, η; β counts η times in its slopes",
    flag: "rho-rate",
    unless: `${RHO_RATE}, the batch alone`,
  });

/** Completes "must …" for layers of which some are none of the model's. */
export const layersOf = (hidden: readonly number[]) => `name hidden layers from 1 to ${hidden.length}`;
export const areLayers = (layers: readonly number[] | undefined, hidden: readonly number[]) =>
  (layers ?? []).every((layer) => layer <= hidden.length);
