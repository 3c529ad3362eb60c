// Independent component analysis, W orthonormal, and RICA, whose reconstruction takes the place of that: W may be overcomplete.

import { z } from "zod";
import { InputError } from "../core/errors.js";
import { readableNumber } from "../core/readable-number.js";
import { count, key, kind, notNegative, positive } from "../core/rules.js";
import type { Model, ModelShape } from "../sae/model.js";
import { orthonormalRows } from "../sae/orthonormal-rows.js";
import { createRicaModel } from "../sae/rica-model.js";
import { rowsOfLength } from "../sae/rows-of-length.js";
import { distanceFromWhite } from "../sae/whiteness.js";
import type { MadeFor, ModelKind, ModelStandards } from "./model-kind.js";
import { INITIAL, startFromFile } from "./start-from-file.js";

/** The key `smoothing` of kinds with a smooth L1 penalty. @param standard - ε unless a config says it */
export const smoothing = (standard: number) =>
  key(positive().default(standard), {
    description: "ε of √(s² + ε), the smooth |s| of the penalty",
    flag: "smoothing",
  });
const initial = key(
  z
    .discriminatedUnion("kind", [
      key(z.strictObject({ kind: kind("normal") }), { description: "rows of directions drawn at random" }),
      startFromFile,
    ])
    .prefault({ kind: "normal" }),
  INITIAL,
);

const icaSchema = z.strictObject({
  kind: kind("ica"),
  latents: key(count().exactOptional(), {
    description: "latents: rows of W, at most as many as an example has values",
    flag: "latents",
    unless: "as many as an example has values",
  }),
  smoothing: smoothing(1e-6),
  initial,
});
const ricaSchema = z.strictObject({
  kind: kind("rica"),
  latents: key(count().default(256), { description: "latents: rows of W", flag: "latents" }),
  l1: key(notNegative().default(1), { description: "weight λ of the smooth L1 penalty", flag: "l1" }),
  rowNorm: key(positive().exactOptional(), {
    description: "length of the rows of W",
    flag: "row-norm",
    unless: "1, or √(d/M) of more latents M than values d: then WᵀW can be I, and x̂ x",
  }),
  smoothing: smoothing(1e-2),
  initial,
});

type IcaConfig = z.output<typeof icaSchema>;
type RicaConfig = z.output<typeof ricaSchema>;

/** White patches of photographs, whose variances are from 1e-4 on where a pixel is within 0 … 1. */
const standards: ModelStandards = {
  preprocess: [{ kind: "centre-features" }, { kind: "zca-whiten", epsilon: 1e-5 }],
};

/** The length of M rows of d values. */
const rowNormOf = ({ latents, rowNorm }: RicaConfig, inputs: number): number =>
  rowNorm ?? Math.sqrt(Math.min(1, inputs / latents));

/** d, by V [M, d]. */
function shapeOf({ V }: Readonly<Record<string, readonly number[]>>): ModelShape | null {
  const inputs = V?.[1];
  return inputs === undefined ? null : { inputs, outputs: inputs };
}

/** Data that are further from white are told of: in so far as one direction among eleven has no variance. */
const MOST_DISTANCE = 0.3;

/** ICA, and RICA as its stand-in, find what they are meant to on white data alone. */
const onWhiteData = (model: Model, kind: string): Model => ({
  ...model,
  warning(kernels, _theta, { x }) {
    const distance = distanceFromWhite(kernels, x);
    if (!(distance > MOST_DISTANCE)) return null;
    return `the data are not white, as ${kind} takes them to be: their covariance is ${readableNumber(distance, 2)} from that of white ones (0: white); take the preprocessing step zca-whiten with an epsilon near 0`;
  },
});

function createIca({ latents, smoothing: epsilon }: IcaConfig, { inputs }: MadeFor): Model {
  const rows = latents ?? inputs;
  if (rows > inputs)
    throw new InputError(
      `model: latents must be at most the ${inputs} values of an example with the kind ica, whose rows are orthonormal, got ${rows}; make latents fewer, or choose rica`,
    );
  const model = createRicaModel(inputs, {
    latents: rows,
    weight: 1,
    hasError: false,
    epsilon,
    constraint: orthonormalRows,
  });
  return onWhiteData(model, "ica");
}

export const ica: ModelKind<IcaConfig> & { readonly schema: typeof icaSchema } = {
  kind: "ica",
  description: "independent component analysis: orthonormal rows whose latents are sparse, on white data",
  schema: icaSchema,
  checked: [{ latents: 3 }, { latents: 5, smoothing: 0.01 }],
  standards,
  create: createIca,
  shapeOf,
};

export const rica: ModelKind<RicaConfig> & { readonly schema: typeof ricaSchema } = {
  kind: "rica",
  description: "reconstruction ICA: rows of one length whose latents are sparse and reconstruct, tied",
  schema: ricaSchema,
  checked: [{}, { rowNorm: 1, l1: 0.1 }],
  standards,
  create(config, { inputs }) {
    const model = createRicaModel(inputs, {
      latents: config.latents,
      weight: config.l1,
      hasError: true,
      epsilon: config.smoothing,
      constraint: rowsOfLength(rowNormOf(config, inputs)),
    });
    return onWhiteData(model, "rica");
  },
  shapeOf,
};
