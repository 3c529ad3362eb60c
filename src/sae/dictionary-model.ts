// A dictionary as a model: what its latents look for and add, and examples sent through it.

import {
  contiguous,
  dtypeOf,
  type FloatArray,
  type Matrix,
  matrix,
  rows,
  view,
  zeros,
} from "../core/arrays.js";
import { rowNorms } from "../core/rows.js";
import type { Kernels } from "../kernels/kernels.js";
import { assertExamples } from "../nn/forward.js";
import { growing } from "../nn/growing.js";
import { type Dictionary, type DictionaryShape, flat, viewDictionary } from "./dictionary.js";
import { type DictionaryInitial, dictionaryTheta, startsFromData } from "./dictionary-start.js";
import { maximisingInputs } from "./features.js";
import { foldScaling } from "./fold-scaling.js";
import { latentsOfPass } from "./latents-of-pass.js";
import type { BatchLoss, LatentRanking, Model, ParameterBlock, Pass } from "./model.js";

/** From u = x − b_dec (or x) to the latents f of some examples, [count, M]. */
type Encode = (u: Matrix, f: Matrix) => void;

/**
 * How examples are encoded when nothing is trained.
 *
 * @param most - examples at once, at most, for which it may take memory
 */
export type CreateEncoder = (kernels: Kernels, at: Dictionary, most: number) => Encode;

/** π = u W_encᵀ + b_enc, and the latents from π, in place. */
export const encoderWith =
  (activate: (kernels: Kernels, pre: Matrix, at: Dictionary) => void): CreateEncoder =>
  (kernels, at) =>
  (u, f) => {
    kernels.dense("linear", u, at.encoder, at.encoderBias, f);
    activate(kernels, f, at);
  };

/** What makes a dictionary a model. */
export interface DictionaryModelParts {
  readonly shape: DictionaryShape;
  readonly parameters: readonly ParameterBlock[];
  readonly initial: DictionaryInitial;
  /** Whether latents have a sign: active is then ≠ 0 */
  readonly signed: boolean;
  /** How far from 0 a latent still counts as inactive; 0 unless given */
  readonly within?: number | undefined;
  /** What latents are kept by, where so many are kept; none unless given */
  readonly ranking?: LatentRanking | undefined;
  readonly createEncoder: CreateEncoder;
  /** What latents have to exceed, [M] or [1]; nothing unless given */
  readonly thresholds?: ((at: Dictionary) => FloatArray) | undefined;
  /** Parts of θ in units of π ‖w‖, by name */
  readonly lengths: readonly string[];
  batchLoss(kernels: Kernels, batch: number): BatchLoss;
}

/** Values that a chunk of examples may have together: a few megabytes. */
const CHUNK_VALUES = 1 << 20;

/** How many examples are sent through at once, of so many values each with all that is computed of them. */
export const chunkOf = (values: number, most = Number.POSITIVE_INFINITY): number =>
  Math.max(1, Math.min(most, Math.floor(CHUNK_VALUES / values)));

/** One layer of latents, with an atom each, and an encoder row, or else the atom looks for itself. */
export function createDictionaryModel(parts: DictionaryModelParts): Model {
  const { shape, parameters, initial, signed, within = 0, ranking, thresholds, lengths, batchLoss } = parts;
  const { inputs, latents } = shape;
  const pass = (kernels: Kernels, theta: FloatArray, most?: number) =>
    createDictionaryPass(kernels, theta, parts, most);
  return {
    title: `${inputs}-${latents}-${inputs}`,
    inputs,
    outputs: inputs,
    reconstructs: true,
    isDictionary: true,
    centred: shape.centred,
    ...(ranking && { ranking }),
    parameters,
    layers: [{ layer: 1, units: latents, rest: 0, signed, within, off: 0, target: null }],
    startsFromData: startsFromData(initial),
    initialTheta: (random, dtype, sample) =>
      dictionaryTheta(shape, parameters, initial, { random, dtype, sample }),
    anatomy(theta) {
      const at = viewDictionary(theta, parameters);
      const { decoder } = at;
      const encoder = at.hasEncoder ? at.encoder : decoder;
      return [
        {
          layer: 1,
          units: latents,
          features: maximisingInputs(encoder),
          weightNorms: rowNorms(encoder),
          atoms: view(decoder.data, [latents, inputs], decoder.offset),
          featuresExact: true,
          atomsExact: true,
          biases: at.hasEncoder ? at.encoderBias : zeros(dtypeOf(theta), latents),
          ...(thresholds === undefined ? {} : { thresholds: thresholds(at) }),
        },
      ];
    },
    createPass: pass,
    latentsOf: latentsOfPass(pass),
    objective: null,
    batchLoss,
    foldScaling: (theta, scale) => foldScaling(theta, parameters, lengths, scale),
    assertReachable() {},
  };
}

function createDictionaryPass(
  kernels: Kernels,
  theta: FloatArray,
  { shape: { inputs, latents, centred = true }, parameters, createEncoder }: DictionaryModelParts,
  most?: number,
): Pass {
  const own = kernels.owns(theta) ? theta : kernels.allocate(theta.length);
  if (own !== theta) own.set(theta);
  const at = viewDictionary(own, parameters);
  const chunk = chunkOf(latents + 3 * inputs, most);
  const memory = (width: number) => matrix(kernels.allocate(chunk * width), chunk, width);
  const [x, output, latent] = [inputs, inputs, latents].map(memory);
  const u = centred ? memory(inputs) : x;
  const encode = createEncoder(kernels, at, chunk);
  const decoded = growing(kernels);
  const decodeRows = (f: Matrix, out: Matrix) => {
    kernels.matmul(f, at.decoder, out);
    kernels.addToRows(1, at.decoderBias, out, out);
  };
  return {
    run(examples, visit) {
      assertExamples("encode", "x", examples, inputs);
      const m = examples.shape[0];
      for (let from = 0; from < m; from += chunk) {
        const count = Math.min(chunk, m - from);
        const [own, seen, out, f] = [x, u, output, latent].map((part) => rows(part, 0, count));
        flat(own).set(contiguous(rows(examples, from, from + count)));
        if (centred) kernels.addToRows(-1, at.decoderBias, own, seen);
        encode(seen, f);
        decodeRows(f, out);
        visit(from, { x: own, latents: [f], output: out });
      }
    },
    decode(_layer, f) {
      const [count] = f.shape;
      const out = matrix(decoded(count * inputs), count, inputs);
      decodeRows(f, out);
      return out;
    },
  };
}
