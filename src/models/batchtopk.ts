// BatchTopK: so many latents an example on average over a batch; and Matryoshka, whose first latents alone reconstruct too.

import { z } from "zod";
import type { FloatArray, Matrix } from "../core/arrays.js";
import { rowNorms } from "../core/rows.js";
import { count, key, kind, positive, yesOrNo } from "../core/rules.js";
import { batchTopKLoss, batchTopKParameters } from "../sae/batchtopk.js";
import { calibrateThreshold } from "../sae/calibrate-threshold.js";
import type { Dictionary } from "../sae/dictionary.js";
import { matryoshkaLoss } from "../sae/matryoshka.js";
import type { Model } from "../sae/model.js";
import { assertPrefixes, levelsOf, type Prefixes } from "../sae/prefixes.js";
import { batchMinimum } from "../sae/threshold.js";
import { conventionKey, dictionaryLearningTopK, saelensTopK } from "./convention.js";
import {
  completedDictionary,
  type DictionaryVariant,
  dictionaryKind,
  dictionaryModel,
  silenceOf,
} from "./dictionary-kind.js";
import { auxKOf } from "./dictionary-remedy.js";
import type { MadeFor, ModelKind } from "./model-kind.js";
import { assertKept, topKKeys } from "./topk.js";

const keys = {
  ...topKKeys,
  k: key(positive().default(8), {
    description: "latents that are kept of an example, on average over a batch; it need not be whole",
    flag: "top-k",
    alias: "k",
  }),
  calibrate: key(yesOrNo().default(true), {
    description:
      "whether the threshold is set anew at the end, so that k latents of an example exceed it; else it stays where it ran along",
  }),
};
const batchTopkConventions = { ...saelensTopK(), "dictionary-learning": dictionaryLearningTopK };
/** A mean over the levels, of errors that have the weight 1/G already */
const MEAN_OF_SHARES = "1/G^2";
const matryoshkaConventions = {
  ...saelensTopK({ rescale: true, levelWeight: 1 }),
  "dictionary-learning": {
    ...dictionaryLearningTopK,
    holds: { ...dictionaryLearningTopK.holds, levelWeight: MEAN_OF_SHARES },
  },
};
const batchTopkSchema = z.strictObject({
  kind: kind("batchtopk"),
  ...conventionKey(batchTopkConventions),
  ...keys,
});
const levelShares = ["1/G", MEAN_OF_SHARES] as const;
const LEVEL_WEIGHT = "be a number > 0, 1/G or 1/G^2";
const PREFIXES = 'be a list of widths, like 64,128,256, or {"count":4}';
const matryoshkaSchema = z.strictObject({
  kind: kind("matryoshka"),
  ...conventionKey(matryoshkaConventions),
  ...keys,
  prefixes: key(
    z
      .union([z.array(count(), { error: PREFIXES }), z.strictObject({ count: count() })], { error: PREFIXES })
      .exactOptional(),
    {
      description:
        'how many of the first latents reconstruct alone, rising to all; {"count":4}: so many widths, drawn anew for each batch',
      flag: "prefixes",
      unless: "a quarter, half and all of the latents",
    },
  ),
  levelWeight: key(z.union([positive(), z.enum(levelShares)], { error: LEVEL_WEIGHT }).default(1), {
    description:
      "weight of the error of each of the G levels: a number, 1/G (their mean) or 1/G^2 (dictionary_learning's)",
  }),
});

type BatchTopKConfig = z.output<typeof batchTopkSchema>;
type MatryoshkaConfig = z.output<typeof matryoshkaSchema>;

/** Keeps the positive latents whose π (or π n) exceeds the threshold, in place. */
function keepAbove({ data, shape, offset }: Matrix, norms: ArrayLike<number> | null, { part }: Dictionary) {
  const [examples, latents] = shape;
  const threshold = Math.max(0, part("threshold")[0]);
  for (let at = offset, i = 0; at < offset + examples * latents; at++, i = i + 1 === latents ? 0 : i + 1)
    if (!(data[at] * (norms === null ? 1 : norms[i]) > threshold)) data[at] = 0;
}

/** A model that encodes by its threshold, which is calibrated at the end of the training unless it is to run along alone. */
function thresholdModel(
  config: BatchTopKConfig | MatryoshkaConfig,
  data: MadeFor,
  batchLoss: DictionaryVariant["batchLoss"],
): Model {
  const { latents, k, rescale, calibrate } = config;
  assertKept(k, latents);
  const model = dictionaryModel(config, data, {
    hasAuxK: true,
    parameters: batchTopKParameters({ inputs: data.inputs, latents }),
    ranking: { over: "batch", rescale },
    lengths: rescale ? ["threshold"] : [],
    thresholds: ({ part }): FloatArray => part("threshold"),
    activate: (_kernels, pre, at) => keepAbove(pre, rescale ? rowNorms(at.decoder) : null, at),
    batchLoss,
  });
  if (!calibrate) return model;
  return {
    ...model,
    calibrate: (kernels, theta, { x }) => calibrateThreshold(kernels, model, { theta, x }, { k, rescale }),
  };
}

/** What the losses of both have. */
const optionsOf = (config: BatchTopKConfig | MatryoshkaConfig) => ({
  k: config.k,
  rescale: config.rescale,
  ...auxKOf(config.remedy),
  threshold: batchMinimum,
  ...silenceOf(config),
});

export const batchTopk: ModelKind<BatchTopKConfig> & { readonly schema: typeof batchTopkSchema } = {
  ...dictionaryKind,
  kind: "batchtopk",
  description: "BatchTopK: so many latents an example on average, more where there is more to see",
  schema: batchTopkSchema,
  conventions: batchTopkConventions,
  checked: [
    { k: 2.5, remedy: { kind: "none" } },
    { k: 3, rescale: false, remedy: { kind: "none" } },
  ],
  create: (config, data) =>
    thresholdModel(config, data, (kernels, shape, batch) =>
      batchTopKLoss(kernels, shape, batch, optionsOf(config)),
    ),
};

/** What a level weighs of so many. */
function levelWeightOf({ levelWeight }: MatryoshkaConfig, levels: number): number {
  if (typeof levelWeight === "number") return levelWeight;
  return levelWeight === MEAN_OF_SHARES ? 1 / levels ** 2 : 1 / levels;
}

/** A quarter, half and all of the latents, as far as those are different. */
const standardWidths = (latents: number): number[] => [
  ...new Set([Math.ceil(latents / 4), Math.ceil(latents / 2), latents]),
];

export const matryoshka: ModelKind<MatryoshkaConfig> & { readonly schema: typeof matryoshkaSchema } = {
  ...dictionaryKind,
  kind: "matryoshka",
  description: "Matryoshka BatchTopK: the first latents alone reconstruct too: coarse ones first",
  schema: matryoshkaSchema,
  conventions: matryoshkaConventions,
  checked: [
    { k: 3, remedy: { kind: "none" } },
    { k: 3, prefixes: { count: 3 }, remedy: { kind: "none" } },
  ],
  create(config, data) {
    const { latents, prefixes: given = standardWidths(latents) } = config;
    const prefixes: Prefixes = "count" in given ? { ...given, seed: data.seed ?? 0 } : { widths: given };
    assertPrefixes("model", prefixes, latents);
    const levelWeight = levelWeightOf(config, levelsOf(prefixes));
    return thresholdModel(config, data, (kernels, shape, batch) =>
      matryoshkaLoss(kernels, shape, batch, { ...optionsOf(config), prefixes, levelWeight }),
    );
  },
  completed: (config) => ({
    ...completedDictionary(config),
    prefixes: config.prefixes ?? standardWidths(config.latents),
  }),
};
