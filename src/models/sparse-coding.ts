// Sparse coding: no encoder, an example's latents minimise error and L1 penalty together.

import { z } from "zod";
import { count, key, kind } from "../core/rules.js";
import { codingParameters } from "../sae/coding.js";
import { createCodingEncoder, sparseCodingLoss } from "../sae/sparse-coding.js";
import { dictionaryConstraint } from "./dictionary-constraint.js";
import { dictionaryInitial } from "./dictionary-initial.js";
import {
  completedDictionary,
  dictionaryKeys,
  dictionaryKind,
  dictionaryModel,
  signedKey,
} from "./dictionary-kind.js";
import type { ModelKind } from "./model-kind.js";
import { l1Keys } from "./penalty-keys.js";

/** The length of atoms before training: with free lengths the penalty could be had for nothing. */
const DECODER_NORM = 1;

const schema = z.strictObject({
  kind: kind("sparse-coding"),
  ...dictionaryKeys,
  initial: dictionaryInitial(DECODER_NORM),
  constraint: dictionaryConstraint("unit-norm"),
  l1: l1Keys.l1,
  signed: signedKey,
  fistaIterations: key(count().default(50), {
    description: "steps of FISTA in which the latents of an example are found",
    flag: "fista-iterations",
  }),
});

type SparseCodingConfig = z.output<typeof schema>;

const codingOf = ({ l1, signed, fistaIterations }: SparseCodingConfig) => ({
  weight: l1,
  signed,
  iterations: fistaIterations,
});

export const sparseCoding: ModelKind<SparseCodingConfig> & { readonly schema: typeof schema } = {
  ...dictionaryKind,
  kind: "sparse-coding",
  description: "sparse coding: no encoder, the latents of an example minimise error and L1 penalty by FISTA",
  schema,
  checked: [{ fistaIterations: 1000 }, { fistaIterations: 1000, signed: true }],
  create(config, data) {
    const { latents, silentAfter, signed } = config;
    return dictionaryModel(config, data, {
      decoderNorm: DECODER_NORM,
      parameters: codingParameters({ inputs: data.inputs, latents }),
      createEncoder: createCodingEncoder(codingOf(config)),
      signed,
      batchLoss: (kernels, shape, batch) =>
        sparseCodingLoss(kernels, shape, batch, { ...codingOf(config), silentAfter }),
    });
  },
  folded: (config, scale) => ({ ...config, l1: config.l1 / scale }),
  completed: (config) => completedDictionary(config, DECODER_NORM),
};
