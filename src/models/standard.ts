// The standard sparse autoencoder: relu latents and an L1 penalty.

import { z } from "zod";
import { key, kind, notNegative } from "../core/rules.js";
import { dictionaryParameters, flat } from "../sae/dictionary.js";
import { createDictionaryModel } from "../sae/dictionary-model.js";
import { standardLoss } from "../sae/standard.js";
import {
  decoderNorm,
  dictionaryShapeOf,
  dictionaryStandards,
  l1WarmUp,
  latents,
  silentAfter,
} from "./dictionary-keys.js";
import type { ModelKind } from "./model-kind.js";

const schema = z.strictObject({
  kind: kind("standard"),
  latents: latents(),
  l1: key(notNegative().default(1), { description: "weight λ of the L1 penalty", flag: "l1" }),
  l1WarmUp: l1WarmUp(),
  decoderNorm: decoderNorm(),
  silentAfter: silentAfter(),
});

type StandardConfig = z.output<typeof schema>;

export const standard: ModelKind<StandardConfig> & { readonly schema: typeof schema } = {
  kind: "standard",
  description: "relu latents, L1 penalty",
  schema,
  standards: dictionaryStandards,
  create(config, { inputs }) {
    const shape = { inputs, latents: config.latents };
    const { l1, l1WarmUp: warmUp, silentAfter } = config;
    return createDictionaryModel({
      shape,
      parameters: dictionaryParameters(shape),
      initial: config,
      signed: false,
      activate: (kernels, pre) => kernels.activate("relu", flat(pre), flat(pre)),
      batchLoss: (kernels, batch) =>
        standardLoss(kernels, shape, batch, { l1, warmUp, weighted: true, silentAfter }),
    });
  },
  shapeOf: dictionaryShapeOf,
};
