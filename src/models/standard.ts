// The standard sparse autoencoder: relu latents and an L1 penalty; and the same with a penalty that is annealed.

import { z } from "zod";
import type { Matrix } from "../core/arrays.js";
import { count, key, kind, unitInterval, whole } from "../core/rules.js";
import type { Kernels } from "../kernels/kernels.js";
import { flat } from "../sae/dictionary.js";
import { pAnnealedLoss } from "../sae/p-annealed.js";
import { standardLoss } from "../sae/standard.js";
import {
  type Convention,
  type Conventions,
  constrainedAdam,
  conventionKey,
  saelensStart,
  saelensVersions,
  sameFor,
} from "./convention.js";
import { dictionaryConstraint } from "./dictionary-constraint.js";
import { dictionaryKeys, dictionaryKind, dictionaryModel, hasUnitAtoms } from "./dictionary-kind.js";
import type { ModelKind } from "./model-kind.js";
import { l1Keys, l1Weight } from "./penalty-keys.js";

const saelens = {
  holds: { ...saelensStart.holds, remedy: { kind: "none" } },
  suggests: saelensStart.suggests,
} satisfies Convention;
const standardConventions = {
  ...sameFor(saelensVersions, saelens),
  "dictionary-learning": {
    holds: { constraint: constrainedAdam },
    suggests: { l1: 0.1, l1WarmUp: 2000 },
  },
  paper: {
    holds: {
      initial: { kind: "kaiming", decoderBias: "geometric-median" },
      constraint: constrainedAdam,
      remedy: { kind: "resampling", version: "anthropic" },
    },
    suggests: { remedy: { times: 4 } },
  },
} satisfies Conventions;
const annealedConventions = {
  "dictionary-learning": { holds: { constraint: constrainedAdam } },
} satisfies Conventions;
const schema = z.strictObject({
  kind: kind("standard"),
  ...conventionKey(standardConventions),
  ...dictionaryKeys,
  ...l1Keys,
});
const annealedSchema = z.strictObject({
  kind: kind("p-annealed"),
  ...conventionKey(annealedConventions),
  ...dictionaryKeys,
  constraint: dictionaryConstraint("unit-norm"),
  ...l1Keys,
  annealFrom: key(whole().default(0), { description: "iterations before p, 1 at first, falls" }),
  changes: key(count().default(10), { description: "steps in which p falls, evenly to the end" }),
  lastPower: key(unitInterval().default(0.2), { description: "p of the penalty Σ f^p at the end" }),
});

type StandardConfig = z.output<typeof schema>;
type AnnealedConfig = z.output<typeof annealedSchema>;

const activate = (kernels: Kernels, pre: Matrix) => kernels.activate("relu", flat(pre), flat(pre));

export const standard: ModelKind<StandardConfig> & { readonly schema: typeof schema } = {
  ...dictionaryKind,
  kind: "standard",
  description: "relu latents, L1 penalty",
  schema,
  conventions: standardConventions,
  checked: [{}, { constraint: { kind: "unit-norm" } }],
  create(config, data) {
    const options = {
      ...l1Weight(config),
      weighted: !hasUnitAtoms(config),
      silentAfter: config.silentAfter,
    };
    return dictionaryModel(config, data, {
      activate,
      batchLoss: (kernels, shape, batch) => standardLoss(kernels, shape, batch, options),
    });
  },
};

export const pAnnealed: ModelKind<AnnealedConfig> & { readonly schema: typeof annealedSchema } = {
  ...dictionaryKind,
  kind: "p-annealed",
  description: "relu latents, an Lp penalty whose p falls from 1: nearer and nearer to counting",
  schema: annealedSchema,
  conventions: annealedConventions,
  checked: [{}],
  create(config, data) {
    const { annealFrom, changes, lastPower, silentAfter } = config;
    const annealing = { start: annealFrom, changes, last: lastPower };
    const options = { ...l1Weight(config), annealing, silentAfter };
    return dictionaryModel(config, data, {
      activate,
      batchLoss: (kernels, shape, batch) => pAnnealedLoss(kernels, shape, batch, options),
    });
  },
};
