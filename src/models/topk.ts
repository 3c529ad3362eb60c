// TopK and its kin: so many latents an example.

import { z } from "zod";
import type { Matrix } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { highest } from "../core/highest.js";
import { rowNorms } from "../core/rows.js";
import { count, key, kind, whole, yesOrNo } from "../core/rules.js";
import { hierarchicalTopKLoss } from "../sae/hierarchical-topk.js";
import type { Model } from "../sae/model.js";
import { type TopKOptions, topKLoss } from "../sae/topk.js";
import { type Conventions, conventionKey, dictionaryLearningTopK, saelensTopK } from "./convention.js";
import {
  dictionaryKeys,
  dictionaryKind,
  dictionaryModel,
  signedKey,
  silenceOf,
  silentUnit,
} from "./dictionary-kind.js";
import { auxKOf, dictionaryRemedy } from "./dictionary-remedy.js";
import type { MadeFor, ModelKind } from "./model-kind.js";

/** The keys of TopK and its kin. */
export const topKKeys = {
  ...dictionaryKeys,
  k: key(count().default(8), {
    description: "latents that are kept of an example",
    flag: "top-k",
    alias: "k",
  }),
  rescale: key(yesOrNo().default(true), {
    description: "whether latents are ranked by π ‖atom‖ in place of π",
  }),
  remedy: dictionaryRemedy("auxk"),
  silentIn: silentUnit,
};
const { rescale: _, silentIn: __, ...hierarchicalKeys } = topKKeys;
const topkConventions = { ...saelensTopK(), "dictionary-learning": dictionaryLearningTopK };
/** A change of SAELens that is not merged */
const absTopkConventions = { "saelens-pr736": saelensTopK()["saelens-6.36.2"] };
const hierarchicalConventions = { paper: { holds: { remedy: { kind: "none" } } } } satisfies Conventions;
const hierarchicalSchema = z.strictObject({
  kind: kind("hierarchical-topk"),
  ...conventionKey(hierarchicalConventions),
  ...hierarchicalKeys,
  remedy: dictionaryRemedy("none"),
});
const annealingKeys = {
  kFrom: key(count().exactOptional(), {
    description: "latents that are kept at first",
    flag: "k-from",
    unless: "k",
  }),
  kOver: key(whole().default(1000), {
    description: "iterations over which kFrom becomes k",
    flag: "k-over",
  }),
};
const topkSchema = z.strictObject({
  kind: kind("topk"),
  ...conventionKey(topkConventions),
  ...topKKeys,
  signed: signedKey,
  ...annealingKeys,
});
const absTopkSchema = z.strictObject({
  kind: kind("abstopk"),
  ...conventionKey(absTopkConventions),
  ...topKKeys,
  ...annealingKeys,
});

type TopKConfig = z.output<typeof topkSchema> | z.output<typeof absTopkSchema>;

/** Keeps the latents of an example that rank highest, in place. */
function keepHighest(
  pre: Matrix,
  norms: ArrayLike<number> | null,
  { k, by, signed }: { k: number } & Pick<TopKOptions, "by" | "signed">,
) {
  const { data, shape, offset } = pre;
  const [examples, latents] = shape;
  const [places, ranks] = [new Int32Array(k), new Float64Array(k)];
  const kept = new Float64Array(k);
  for (let b = 0; b < examples; b++) {
    const row = offset + b * latents;
    const rank = (i: number) => {
      const q = data[row + i] * (norms === null ? 1 : norms[i]);
      return by === "magnitude" ? Math.abs(q) : q;
    };
    const found = highest(latents, k, rank, places, ranks);
    for (let s = 0; s < found; s++) kept[s] = data[row + places[s]];
    data.fill(0, row, row + latents);
    for (let s = 0; s < found; s++) data[row + places[s]] = signed ? kept[s] : Math.max(0, kept[s]);
  }
}

/** @throws {InputError} if more latents are to be kept than there are */
export function assertKept(k: number, latents: number, name = "k"): void {
  if (k > latents)
    throw new InputError(
      `model: ${name} must be at most the ${latents} latents, got ${k}; make ${name} smaller or latents more`,
    );
}

function create(config: TopKConfig, data: MadeFor): Model {
  const { latents, k, kFrom = k, kOver, rescale, remedy } = config;
  assertKept(k, latents);
  assertKept(kFrom, latents, "kFrom");
  const annealing = { from: kFrom, over: kOver };
  const how =
    config.kind === "abstopk"
      ? ({ by: "magnitude", signed: true } as const)
      : ({ by: "value", signed: config.signed } as const);
  return dictionaryModel(config, data, {
    hasAuxK: true,
    signed: how.signed,
    // Of π and −π that rank apart |f| does not tell which was higher.
    ...(how.signed && how.by === "value" ? {} : { ranking: { over: "example", rescale } as const }),
    activate: (_kernels, pre, at) => keepHighest(pre, rescale ? rowNorms(at.decoder) : null, { k, ...how }),
    batchLoss: (kernels, shape, batch) =>
      topKLoss(kernels, shape, batch, {
        k,
        annealing,
        rescale,
        ...how,
        ...auxKOf(remedy),
        ...silenceOf(config),
      }),
  });
}

export const topk: ModelKind<TopKConfig> & { readonly schema: typeof topkSchema } = {
  ...dictionaryKind,
  kind: "topk",
  description: "TopK: so many latents an example",
  schema: topkSchema,
  conventions: topkConventions,
  checked: [
    { k: 3, remedy: { kind: "none" } },
    { k: 3, rescale: false, remedy: { kind: "none" } },
    { k: 6, signed: true, remedy: { kind: "none" } },
  ],
  create,
};

export const absTopk: ModelKind<TopKConfig> & { readonly schema: typeof absTopkSchema } = {
  ...dictionaryKind,
  kind: "abstopk",
  description: "AbsTopK: so many latents an example, with their sign: an edge and its negative are one atom",
  schema: absTopkSchema,
  conventions: absTopkConventions,
  checked: [
    { k: 3, remedy: { kind: "none" } },
    { k: 3, rescale: false, remedy: { kind: "none" } },
  ],
  create,
};

type HierarchicalConfig = z.output<typeof hierarchicalSchema>;

export const hierarchicalTopk: ModelKind<HierarchicalConfig> & {
  readonly schema: typeof hierarchicalSchema;
} = {
  ...dictionaryKind,
  kind: "hierarchical-topk",
  description:
    "HierarchicalTopK: the highest latent, the two highest, … each reconstruct: one model for every budget",
  schema: hierarchicalSchema,
  conventions: hierarchicalConventions,
  checked: [{ k: 4 }],
  create(config, data) {
    const { latents, k, remedy, silentAfter } = config;
    assertKept(k, latents);
    return dictionaryModel(config, data, {
      ranking: { over: "example", rescale: false, forEveryBudget: true },
      activate: (_kernels, pre) => keepHighest(pre, null, { k, by: "value", signed: false }),
      batchLoss: (kernels, shape, batch) =>
        hierarchicalTopKLoss(kernels, shape, batch, { k, ...auxKOf(remedy), silentAfter }),
    });
  },
};
