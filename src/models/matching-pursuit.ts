// Matching pursuit: no encoder, the atom that fits best is taken off, again and again.

import { z } from "zod";
import { InputError } from "../core/errors.js";
import { count, key, kind, notNegative, yesOrNo } from "../core/rules.js";
import { matchingPursuitLoss, matchingPursuitParameters } from "../sae/matching-pursuit.js";
import { createPursuitEncoder } from "../sae/pursuit-encoder.js";
import { conventionKey, sameFor } from "./convention.js";
import { dictionaryInitial } from "./dictionary-initial.js";
import { completedDictionary, dictionaryKeys, dictionaryKind, dictionaryModel } from "./dictionary-kind.js";
import type { ModelKind } from "./model-kind.js";

/** The length of atoms before training */
const DECODER_NORM = 1;

/** SAELens has it from 6.26 on */
const conventions = sameFor(["saelens-6.36.2", "saelens-6.48"], {
  holds: { constraint: { kind: "free" }, remedy: { kind: "none" } },
});
const schema = z.strictObject({
  kind: kind("matching-pursuit"),
  ...conventionKey(conventions),
  ...dictionaryKeys,
  initial: dictionaryInitial(DECODER_NORM),
  rounds: key(count().default(8), {
    description: "atoms that are taken off an example, one after the other, at most",
    flag: "rounds",
  }),
  residualThreshold: key(notNegative().default(0.01), {
    description: "an example is done where no more than this length of it is left; 0: never",
  }),
  stopOnRepeat: key(yesOrNo().default(true), {
    description: "whether an example is done where an atom is taken again",
  }),
});

/** @throws {InputError} if there are more rounds than one for each latent, and the one in which an atom is taken again */
function assertRounds({ rounds, latents, stopOnRepeat }: MatchingPursuitConfig): void {
  if (stopOnRepeat && rounds > latents + 1)
    throw new InputError(
      `model: rounds must be at most ${latents + 1} with stopOnRepeat, one for each of the ${latents} latents and one that repeats, got ${rounds}; make rounds fewer or latents more`,
    );
}

type MatchingPursuitConfig = z.output<typeof schema>;

export const matchingPursuit: ModelKind<MatchingPursuitConfig> & { readonly schema: typeof schema } = {
  ...dictionaryKind,
  kind: "matching-pursuit",
  description: "matching pursuit: no encoder, the atom that fits best is taken off, again and again",
  schema,
  conventions,
  checked: [{ rounds: 4 }],
  create(config, data) {
    assertRounds(config);
    return dictionaryModel(config, data, {
      decoderNorm: DECODER_NORM,
      parameters: matchingPursuitParameters({ inputs: data.inputs, latents: config.latents }),
      createEncoder: createPursuitEncoder(config),
      batchLoss: (kernels, shape, batch) => matchingPursuitLoss(kernels, shape, batch, config),
    });
  },
  folded: (config, scale) => ({ ...config, residualThreshold: config.residualThreshold / scale }),
  completed: (config) => completedDictionary(config, DECODER_NORM),
};
