// The standard sparse autoencoder: relu latents and an L1 penalty.

import { z } from "zod";
import { key, kind, notNegative } from "../core/rules.js";
import { flat } from "../sae/dictionary.js";
import { standardLoss } from "../sae/standard.js";
import {
  completedDictionary,
  dictionaryKeys,
  dictionaryModel,
  dictionaryShapeOf,
  dictionaryStandards,
  hasUnitAtoms,
  movedKeys,
  warmUpOfPenalty,
} from "./dictionary-kind.js";
import type { ModelKind } from "./model-kind.js";

const schema = z.strictObject({
  kind: kind("standard"),
  ...dictionaryKeys,
  l1: key(notNegative().default(1), { description: "weight λ of the L1 penalty", flag: "l1" }),
  l1WarmUp: warmUpOfPenalty(),
});

type StandardConfig = z.output<typeof schema>;

export const standard: ModelKind<StandardConfig> & { readonly schema: typeof schema } = {
  kind: "standard",
  description: "relu latents, L1 penalty",
  schema,
  standards: dictionaryStandards,
  moved: movedKeys,
  create(config, data) {
    const { l1, l1WarmUp: warmUp, silentAfter } = config;
    const weighted = !hasUnitAtoms(config);
    return dictionaryModel(config, data, {
      activate: (kernels, pre) => kernels.activate("relu", flat(pre), flat(pre)),
      batchLoss: (kernels, shape, batch) =>
        standardLoss(kernels, shape, batch, { l1, warmUp, weighted, silentAfter }),
    });
  },
  shapeOf: dictionaryShapeOf,
  completed: completedDictionary,
};
