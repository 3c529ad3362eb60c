// Sparse coding as the tutorial has it: codes and dictionary by turns; with neighbourhoods its topographic form.

import { z } from "zod";
import { InputError } from "../core/errors.js";
import { count, key, kind, notNegative, positive } from "../core/rules.js";
import { activeFrom, alternatingCodingLoss, createSmoothEncoder } from "../sae/alternating-coding.js";
import { codingParameters } from "../sae/coding.js";
import type { Model } from "../sae/model.js";
import { type LatentGrid, neighbourhoodsOn, squarestGrid } from "../sae/neighbourhoods.js";
import { dictionaryConstraint } from "./dictionary-constraint.js";
import { dictionaryInitial } from "./dictionary-initial.js";
import { completedDictionary, dictionaryKeys, dictionaryKind, dictionaryModel } from "./dictionary-kind.js";
import type { MadeFor, ModelKind, ModelStandards } from "./model-kind.js";
import { smoothing } from "./rica.js";

/** The length of atoms before training; free ones have that which the weight decay gives them from the first step on. */
const DECODER_NORM = 1;

const schema = z.strictObject({
  kind: kind("alternating-coding"),
  ...dictionaryKeys,
  initial: dictionaryInitial(DECODER_NORM),
  constraint: dictionaryConstraint("unit-norm"),
  l1: key(notNegative().default(1), { description: "weight λ of the smooth L1 penalty", flag: "l1" }),
  smoothing: smoothing(1e-5),
  weightDecay: key(positive().default(0.01), {
    description: "weight decay γ of the atoms, which holds their lengths where they are free",
    flag: "lambda",
    alias: "weight-decay",
  }),
  neighbourhood: key(count().default(1), {
    description:
      "latents a side of the squares that are penalised together: odd, 1 for each alone, 3 for a map",
    flag: "neighbourhood",
  }),
  gridColumns: key(count().exactOptional(), {
    description: "latents side by side on the grid whose edges meet",
    flag: "grid-columns",
    unless: "as many as make it nearest to a square",
  }),
  codeIterations: key(count().default(30), {
    description: "steps in which the latents of an example are found",
    flag: "code-iterations",
  }),
});

type AlternatingConfig = z.output<typeof schema>;

/** @throws {InputError} if the latents do not fill the rows of the grid */
function gridOf({ latents, gridColumns: columns }: AlternatingConfig): LatentGrid {
  if (columns === undefined) return squarestGrid(latents);
  if (latents % columns !== 0)
    throw new InputError(
      `model: gridColumns must divide the ${latents} latents, got ${columns}; a grid near a square has ${squarestGrid(latents).columns}`,
    );
  return { rows: latents / columns, columns };
}

function create(config: AlternatingConfig, data: MadeFor): Model {
  const { latents, l1, smoothing: epsilon, weightDecay, neighbourhood, codeIterations, silentAfter } = config;
  const grid = gridOf(config);
  const options = {
    weight: l1,
    epsilon,
    iterations: codeIterations,
    neighbourhoods: neighbourhoodsOn(grid, neighbourhood),
  };
  const model = dictionaryModel(config, data, {
    decoderNorm: DECODER_NORM,
    parameters: codingParameters({ inputs: data.inputs, latents }),
    createEncoder: createSmoothEncoder(options),
    signed: true,
    within: activeFrom(epsilon),
    batchLoss: (kernels, shape, batch) =>
      alternatingCodingLoss(kernels, shape, batch, { ...options, weightDecay, silentAfter }),
  });
  return neighbourhood === 1 ? model : { ...model, grid };
}

/** A step of length 1 is the one in closed form; the gradient that it follows is one no more, and not to be clipped. */
const standards: ModelStandards = {
  ...dictionaryKind.standards,
  optimizer: { kind: "sgd", learningRate: 1, clip: 0, batch: 2000, iterations: 200 },
  checkpointEvery: 20,
};

export const alternatingCoding: ModelKind<AlternatingConfig> & { readonly schema: typeof schema } = {
  ...dictionaryKind,
  kind: "alternating-coding",
  description:
    "sparse coding by turns: codes under a smooth penalty, then the dictionary in closed form; topographic with neighbourhoods",
  schema,
  checked: [
    { codeIterations: 300, smoothing: 0.01 },
    { codeIterations: 300, smoothing: 0.01, neighbourhood: 3 },
  ],
  standards,
  create,
  folded: (config, scale) => ({
    ...config,
    l1: config.l1 / scale,
    smoothing: config.smoothing / (scale * scale),
  }),
  completed: (config) => completedDictionary(config, DECODER_NORM),
};
