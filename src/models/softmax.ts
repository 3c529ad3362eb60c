// Softmax regression on labelled data, and the same on top of hidden layers: what a stacked autoencoder is fine-tuned as.

import { z } from "zod";
import { InputError } from "../core/errors.js";
import { count, key, kind, notNegative } from "../core/rules.js";
import { createClassifierModel } from "../sae/classifier-model.js";
import type { ModelShape } from "../sae/model.js";
import type { ModelKind } from "./model-kind.js";
import { ACTIVATION, activation, drawnValues, HIDDEN, initial, WEIGHT_DECAY } from "./network-keys.js";
import { INITIAL } from "./start-from-file.js";
import { startFromRuns } from "./start-from-runs.js";

/** λ of the UFLDL exercises */
const DECAY = 1e-4;

const start = z.discriminatedUnion("kind", [...initial.options, startFromRuns]);

const schema = z.strictObject({
  kind: kind("softmax"),
  hidden: key(z.array(count(), { error: "be a list of layer sizes, like [200, 200]" }).default([]), {
    ...HIDDEN,
    description: "units of each hidden layer below the softmax; none is softmax regression",
  }),
  activation: key(activation().default("sigmoid"), ACTIVATION),
  weightDecay: key(notNegative().default(DECAY), {
    ...WEIGHT_DECAY,
    description: "weight decay λ, of the softmax weights alone",
  }),
  initial: key(start.default({ kind: "uniform" }), INITIAL),
});

type SoftmaxConfig = z.output<typeof schema>;

/** n and K: the columns of W1, else of the softmax weights, and their rows. */
function shapeOf({ softmax, W1 }: Readonly<Record<string, readonly number[]>>): ModelShape | null {
  const [classes, last] = softmax ?? [];
  const inputs = W1 === undefined ? last : W1[1];
  return classes === undefined || inputs === undefined ? null : { inputs, outputs: classes };
}

export const softmax: ModelKind<SoftmaxConfig> & { readonly schema: typeof schema } = {
  kind: "softmax",
  description: "softmax regression on labels, below it hidden layers if there are to be",
  schema,
  checked: [{}, { hidden: [4] }, { hidden: [4, 3], activation: "tanh" }],
  create({ hidden, activation, weightDecay, initial }, { inputs, outputs }) {
    if (outputs === null)
      throw new InputError(
        'model: the kind "softmax" must have labels, the data have none; use a folder of images for each class or a set such as MNIST (--data FOLDER, data of kind "labelled"), or an array with labels (--labels)',
      );
    return createClassifierModel({
      classifier: { inputs, hidden, activation, classes: outputs },
      weightDecay,
      initial: initial.kind === "runs" ? { kind: "uniform" } : drawnValues(initial),
    });
  },
  shapeOf,
};
