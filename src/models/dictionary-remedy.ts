// What helps latents that have been silent for long: the keys of a config.

import { z } from "zod";
import { InputError } from "../core/errors.js";
import { count, key, kind, notNegative, word } from "../core/rules.js";
import type { Kernels } from "../kernels/kernels.js";
import { type AuxKVersion, auxKVersions } from "../sae/auxk.js";
import type { DictionaryLoss } from "../sae/dictionary.js";
import { withGhostGradients } from "../sae/ghost-gradients.js";
import type { ParameterBlock } from "../sae/model.js";
import { resamplingVersions, withResampling } from "../sae/resampling.js";
import { withAuxK } from "../sae/with-auxk.js";
import type { ConstraintConfig } from "./dictionary-constraint.js";

const none = key(z.strictObject({ kind: kind("none") }), { description: "nothing" });
const resampling = key(
  z.strictObject({
    kind: kind("resampling"),
    every: key(count().default(1000), {
      description:
        "iterations after which latents that were silent for more than half of them begin again, as examples that are reconstructed badly",
      flag: "resample-every",
    }),
    times: key(count().exactOptional(), { description: "how often at most", unless: "to the end" }),
    version: key(word("a version", resamplingVersions).default("anthropic"), {
      description:
        "anthropic: examples are drawn by ‖x − x̂‖⁴, and their encoder rows are equally long; dictionary-learning: by ‖x − x̂‖, and those are as long as the examples, which are to have a length of about 1",
    }),
  }),
  { description: "they begin again as examples that are reconstructed badly" },
);
const ghost = key(z.strictObject({ kind: kind("ghost") }), {
  description: "ghost gradients: they learn what the others leave over, as if active by exp(π)",
});
const auxk = key(
  z.strictObject({
    kind: kind("auxk"),
    coefficient: key(notNegative().default(1), { description: "weight of AuxK" }),
    version: key(word("a version", auxKVersions).default("saelens-6.36.2"), {
      description:
        "saelens-6.36.2: their reconstruction has no b_dec; saelens-6.18: it has; dictionary-learning: rectified, in units of the variance of what is left over",
    }),
  }),
  { description: "AuxK: the highest of them learn what the others leave over" },
);
const ABOUT = { description: "what helps latents that have been silent for long", flag: "remedy" };

/** The key `remedy` of a kind. @param standard - what helps unless it says so */
export const dictionaryRemedy = (standard: "auxk" | "none") =>
  key(z.discriminatedUnion("kind", [none, auxk, resampling, ghost]).prefault({ kind: standard }), ABOUT);

export type RemedyConfig = z.output<ReturnType<typeof dictionaryRemedy>>;

/** What AuxK is in a loss that has it: of weight 0 with another remedy. */
export const auxKOf = (remedy: RemedyConfig): { aux: number; auxVersion: AuxKVersion } =>
  remedy.kind === "auxk"
    ? { aux: remedy.coefficient, auxVersion: remedy.version }
    : { aux: 0, auxVersion: "saelens-6.36.2" };

/** What of a dictionary a constraint keeps, so that no latent can begin again elsewhere; null where one can. */
function keptBy(constraint: ConstraintConfig): string | null {
  if (constraint.kind === "soft-frozen") return "keeps atoms near their start";
  if (constraint.kind !== "frozen") return null;
  return {
    decoder: "keeps atoms as they started",
    encoder: "keeps the encoder as it started",
    both: "keeps atoms and encoder as they started",
  }[constraint.part];
}

/** @throws {InputError} if a remedy needs an encoder that there is not, or moves what is to stay where it is */
export function assertRemedy(
  { kind: remedy }: RemedyConfig,
  {
    kind: model,
    hasEncoder,
    constraint,
  }: { kind: string; hasEncoder: boolean; constraint: ConstraintConfig },
): void {
  if ((remedy === "ghost" || remedy === "auxk") && !hasEncoder)
    throw new InputError(
      `model: remedy must be none or resampling with the kind ${model}, which has no encoder for silent latents to learn, got "${remedy}"`,
    );
  const kept = keptBy(constraint);
  if (remedy === "resampling" && kept !== null)
    throw new InputError(
      `model: remedy must not be resampling, which starts latents elsewhere, with the constraint ${constraint.kind}, which ${kept}, got "resampling"; choose another${hasEncoder ? ": auxk or ghost" : ""}`,
    );
}

/** A loss with its remedy. */
export function withRemedy(
  kernels: Kernels,
  loss: DictionaryLoss,
  parameters: readonly ParameterBlock[],
  remedy: RemedyConfig,
  also: {
    readonly silentAfter: number;
    readonly silentByExamples: boolean;
    readonly seed: number;
    readonly values: Readonly<Record<string, number>>;
    /** Whether AuxK is a part of the loss already: of those that keep codes of few latents, which it can share */
    readonly hasAuxK: boolean;
  },
): DictionaryLoss {
  switch (remedy.kind) {
    case "none":
      return loss;
    case "auxk":
      return also.hasAuxK ? loss : withAuxK(kernels, loss, parameters, { ...remedy, ...also });
    case "ghost":
      return withGhostGradients(kernels, loss, parameters, also.silentAfter);
    case "resampling":
      return withResampling(loss, parameters, { ...remedy, ...also });
  }
}
