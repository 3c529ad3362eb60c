// JumpReLU: each latent has a threshold of its own, which is learned.

import { z } from "zod";
import { type FloatArray, type Matrix, rows } from "../core/arrays.js";
import { assertNever, InputError } from "../core/errors.js";
import { key, kind, notNegative, positive, word, yesOrNo } from "../core/rules.js";
import type { Kernels } from "../kernels/kernels.js";
import type { ActivityPenaltyKind } from "../sae/activity-penalty.js";
import { type Dictionary, flat, viewDictionary } from "../sae/dictionary.js";
import { jumpReluLoss, jumpReluParameters } from "../sae/jumprelu.js";
import type { Model } from "../sae/model.js";
import {
  type ThresholdForm,
  thresholdFrom,
  thresholdPart,
  thresholdsOf,
} from "../sae/threshold-parameter.js";
import {
  type Convention,
  type Conventions,
  conventionKey,
  projectedUnitNorm,
  saelensStart,
  sameFor,
} from "./convention.js";
import { dictionaryInitial } from "./dictionary-initial.js";
import { completedDictionary, dictionaryKeys, dictionaryKind, dictionaryModel } from "./dictionary-kind.js";
import type { ModelKind } from "./model-kind.js";
import { assertOneCourse, assertTarget, l0Keys } from "./penalty-keys.js";

const penalties = ["step", "tanh", "quadratic", "quadratic-batch", "quadratic-relative"] as const;
const forms = ["projected", "exponential", "relu", "raw"] as const satisfies readonly ThresholdForm[];

/** The length of atoms before training */
const DECODER_NORM = 1;

/** What SAELens begins with */
const suggests = { ...saelensStart.suggests, bandwidth: 0.05, initialThreshold: 0.01 };
const saelens = (form: ThresholdForm, throughToInput = false): Convention => ({
  holds: {
    ...saelensStart.holds,
    remedy: { kind: "none" },
    form,
    throughToInput,
    stepOn: "pre",
    centred: true,
  },
  suggests,
});
const conventions = {
  ...sameFor(["saelens-6.18", "saelens-6.36.2"], saelens("exponential")),
  "saelens-6.48": saelens("projected"),
  "saelens-pr728": saelens("projected", true),
  "saelens-pr732": saelens("projected"),
  "dictionary-learning": {
    holds: {
      initial: { kind: "kaiming", encoder: "tied", decoderNorm: 1, decoderBias: "zero" },
      constraint: projectedUnitNorm,
      remedy: { kind: "none" },
      penalty: "quadratic-relative",
      form: "raw",
      stepOn: "latents",
      centred: false,
      preAct: 0,
      throughToInput: false,
    },
    suggests: { targetL0: 20, l0WarmUp: 2000, bandwidth: 0.001, initialThreshold: 0.001 },
  },
} satisfies Conventions;
const schema = z.strictObject({
  kind: kind("jumprelu"),
  ...conventionKey(conventions),
  ...dictionaryKeys,
  initial: dictionaryInitial(DECODER_NORM),
  penalty: key(word("a penalty", penalties).default("step"), {
    description: `what λ weighs: ${penalties.join(", ")}; step counts active latents, tanh nearly so, the others their squared distance from targetL0: quadratic of each example, quadratic-batch of the batch, quadratic-relative of the batch in units of targetL0`,
    flag: "penalty",
  }),
  ...l0Keys,
  tanhScale: key(positive().default(4), { description: "c of the penalty tanh(c f ‖atom‖)" }),
  bandwidth: key(positive().default(0.3), {
    description: "ε: width of the window around a threshold within which it learns",
    flag: "bandwidth",
  }),
  initialThreshold: key(positive().default(0.1), {
    description: "thresholds before training",
    flag: "threshold",
  }),
  form: key(word("a form of the threshold", forms).default("projected"), {
    description: `how a threshold is made of its parameter: ${forms.join(", ")}`,
  }),
  preAct: key(notNegative().default(0), {
    description: "weight of what silent latents lack to their threshold; 0 for none",
  }),
  throughToInput: key(yesOrNo().default(false), {
    description: "whether the straight-through slopes go into the encoder too",
  }),
  stepOn: key(word("what is counted", ["pre", "latents"] as const).default("pre"), {
    description:
      "what a threshold's window is around where active latents are counted: pre, the input of the step, or latents, its output, so that only those above the threshold are within",
  }),
  centred: key(yesOrNo().default(true), { description: "whether the encoder sees x − b_dec, or x itself" }),
});

type JumpReluConfig = z.output<typeof schema>;

/** @throws {InputError} if the penalty needs a target and there is none */
function penaltyOf({ penalty, tanhScale, targetL0 }: JumpReluConfig): ActivityPenaltyKind {
  switch (penalty) {
    case "step":
      return { kind: penalty };
    case "tanh":
      return { kind: penalty, scale: tanhScale };
    case "quadratic":
    case "quadratic-batch":
    case "quadratic-relative":
      if (targetL0 === undefined)
        throw new InputError(
          `model: targetL0 must be given with the penalty ${penalty}, got nothing; name how many latents are to be active, or take the penalty step`,
        );
      return { kind: penalty, target: targetL0 };
    default:
      return assertNever(penalty);
  }
}

/** A penalty that has the target in it is not steered besides. */
const steeredTo = ({ penalty, targetL0 }: JumpReluConfig): number | undefined =>
  penalty === "step" || penalty === "tanh" ? targetL0 : undefined;

/** f = π 1[π > θ], in place. */
function jump({ data, shape, offset }: Matrix, thresholds: FloatArray) {
  const [examples, latents] = shape;
  for (let at = offset, i = 0; at < offset + examples * latents; at++, i = i + 1 === latents ? 0 : i + 1)
    if (!(data[at] > thresholds[i])) data[at] = 0;
}

/** Examples that are looked at before a training. */
const LOOKED_AT = 1000;

/** The mean of the positive π of some examples: 0.8 of their standard deviation where they are normal. */
function typicalOf(
  kernels: Kernels,
  model: Model,
  theta: FloatArray,
  x: Matrix,
  form: ThresholdForm,
): number {
  const open = theta.slice();
  viewDictionary(open, model.parameters).part(thresholdPart[form]).fill(thresholdFrom(form, LEAST));
  const few = rows(x, 0, Math.min(LOOKED_AT, x.shape[0]));
  let [sum, count] = [0, 0];
  model.createPass(kernels, open, few.shape[0]).run(few, (_from, { latents: [f] }) => {
    for (const value of flat(f)) {
      if (value === 0) continue;
      sum += value;
      count += 1;
    }
  });
  return count === 0 ? 0 : sum / count;
}
/** A threshold that every positive π exceeds. */
const LEAST = 1e-30;

export const jumprelu: ModelKind<JumpReluConfig> & { readonly schema: typeof schema } = {
  ...dictionaryKind,
  kind: "jumprelu",
  description: "JumpReLU: each latent has a threshold of its own, which is learned",
  schema,
  conventions,
  checked: [
    ...["step", "tanh"].map((penalty) => ({ penalty })),
    ...["quadratic", "quadratic-batch"].map((penalty) => ({ penalty, targetL0: 2 })),
    { penalty: "quadratic-relative", targetL0: 2, form: "raw", stepOn: "latents", centred: false },
  ],
  // The window is so narrow that nothing lies within: what straight-through slopes are is no derivative.
  differentiable: { bandwidth: 1e-9 },
  create(config, data) {
    const { latents, form, initialThreshold, targetL0 } = config;
    assertTarget(targetL0, latents);
    const options = {
      ...config,
      weight: config.l0,
      name: "l0",
      warmUp: config.l0WarmUp,
      decay: config.l0Decay,
      decayIterations: config.l0DecayIterations,
      targetL0: steeredTo(config),
      penalty: penaltyOf(config),
    };
    assertOneCourse("l0", options);
    const thresholds = (at: Dictionary) => thresholdsOf(form, at);
    const model = dictionaryModel(config, data, {
      decoderNorm: DECODER_NORM,
      parameters: jumpReluParameters({ inputs: data.inputs, latents }, form),
      values: { [thresholdPart[form]]: thresholdFrom(form, initialThreshold) },
      thresholds,
      activate: (_kernels, pre, at) => jump(pre, thresholds(at)),
      batchLoss: (kernels, shape, batch) => jumpReluLoss(kernels, shape, batch, options),
    });
    return {
      ...model,
      warning(kernels, theta, { x }) {
        const typical = typicalOf(kernels, model, theta, x, form);
        if (initialThreshold <= typical) return null;
        return `initialThreshold ${initialThreshold} exceeds what latents are given at first, typically ${typical.toPrecision(2)}: most are silent and cannot learn; --threshold ${(typical / 4).toPrecision(1)} or longer atoms, initial.decoderNorm, make them active`;
      },
    };
  },
  completed: (config) => completedDictionary(config, DECODER_NORM),
};
