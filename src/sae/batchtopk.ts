// BatchTopK: the highest latents of a whole batch are kept, k an example on average.

import type { FloatArray } from "../core/arrays.js";
import { inputError } from "../core/errors.js";
import { scheduleBatchTopK } from "../kernels/batch-top-k.js";
import type { Kernels } from "../kernels/kernels.js";
import { createActivity } from "./activity.js";
import { type AuxKVersion, createAuxK } from "./auxk.js";
import {
  createDictionaryBatch,
  type DictionaryBatch,
  type DictionaryLoss,
  type DictionaryShape,
  dictionaryParameters,
  scheduleCentring,
  scheduleEncoder,
  scheduleError,
} from "./dictionary.js";
import {
  createSparseCodes,
  latentsIn,
  type SparseCodes,
  scheduleCodesBackward,
  scheduleGatherDecode,
} from "./sparse-codes.js";
import { createThreshold, type ThresholdOptions } from "./threshold.js";

/** What is kept, and what helps silent latents. */
export interface BatchTopKOptions {
  /** Latents of an example on average: ⌊k B⌋ of a batch are kept; it need not be whole */
  readonly k: number;
  /** Whether latents are ranked by π n, n_i = ‖w_i‖, in place of π */
  readonly rescale: boolean;
  /** What AuxK weighs; 0 for none */
  readonly aux: number;
  readonly auxVersion: AuxKVersion;
  /** The threshold that stands for the batch later, of what latents are ranked by */
  readonly threshold: ThresholdOptions;
  /** Batches after which a latent is silent; examples, the present ones included, if `silentByExamples` */
  readonly silentAfter: number;
  readonly silentByExamples?: boolean;
}

/** The parts of θ: those of a dictionary; and the threshold [1], which no gradient moves. */
export const batchTopKParameters = (shape: DictionaryShape) =>
  dictionaryParameters(shape, { extra: { threshold: [1] } });

/** Latents of a batch, chosen. */
export interface BatchSelection {
  readonly sparse: SparseCodes;
  /** n, where latents are ranked by π n; null where by π */
  readonly norms: FloatArray | null;
  /** From x at θ to π and to the codes */
  select(): void;
}

/**
 *   f = relu(π) at the ⌊k B⌋ highest π (or π n) of the batch, 0 elsewhere
 *
 * @throws {InputError} if there are fewer latents than k, or none is kept
 */
export function createBatchSelection(
  batch: DictionaryBatch,
  { k, rescale }: Pick<BatchTopKOptions, "k" | "rescale">,
): BatchSelection {
  const { kernels, batch: examples, pre, at, tiles } = batch;
  const [latents] = at.decoder.shape;
  if (!(k <= latents)) throw inputError("batchTopK", "k", `be at most the ${latents} latents`, k);
  const count = Math.floor(k * examples);
  if (!(count >= 1)) throw inputError("batchTopK", "k", `keep a latent of ${examples} examples`, k);
  const sparse = createSparseCodes(kernels, { examples, latents, slots: count });
  const norms = rescale ? kernels.allocate(latents) : null;
  const encode = scheduleEncoder(batch);
  const choose = scheduleBatchTopK(kernels, {
    activations: pre,
    tiles,
    ranking: { by: "value", scales: norms },
    codes: sparse.codes,
    rectified: true,
  });
  return {
    sparse,
    norms,
    select() {
      if (norms !== null) kernels.rowNorms(at.decoder, norms);
      encode();
      choose(count);
    },
  };
}

/**
 *   f = relu(π) at the ⌊k B⌋ highest π (or π n) of the batch, 0 elsewhere
 *   x̂ = f W_dec + b_dec,  L = 1/B Σ ‖x̂ − x‖² + AuxK
 *
 *   ∂f = 2/B (x̂ − x) W_decᵀ at those latents, ∂π = ∂f where f > 0, ∂W_dec = fᵀ 2/B (x̂ − x), …
 *
 * The part `threshold` of θ, what f (or f n) has to exceed where there is no batch to choose from, runs along after each step
 * and has no gradient; `calibrateThreshold` gives it its last value.
 *
 * @throws {InputError} if there are fewer latents than k, or none is kept
 * @see Bussmann, Leask and Nanda, BatchTopK sparse autoencoders (2024); SAELens, batchtopk_sae.py
 */
export function batchTopKLoss(
  kernels: Kernels,
  shape: DictionaryShape,
  size: number,
  options: BatchTopKOptions,
): DictionaryLoss {
  const batch = createDictionaryBatch(kernels, shape, batchTopKParameters(shape), size);
  const { at, error } = batch;
  const { sparse, norms, select } = createBatchSelection(batch, options);
  const { codes } = sparse;
  const decode = scheduleGatherDecode(batch, codes, error);
  const meanSquares = scheduleError(batch, error);
  const backward = scheduleCodesBackward(batch, sparse, true);
  const toCentre = scheduleCentring(batch);
  const activity = createActivity(
    shape.latents,
    options.silentAfter,
    options.silentByExamples === true ? size : null,
  );
  const threshold = createThreshold(options.threshold, at.part("threshold"));
  const auxiliary = createAuxK(batch, {
    coefficient: options.aux,
    version: options.auxVersion,
    byMagnitude: false,
  });
  const parts = { error: 0, aux: 0 };
  const evaluation = { cost: 0, parts, l0: 0 };
  return {
    x: batch.x,
    theta: batch.theta,
    gradient: batch.gradient,
    error: batch.error,
    state: activity.state,
    silent: activity.silent,
    latents: () => latentsIn(codes, size, shape.latents),
    evaluate() {
      select();
      decode();
      parts.error = meanSquares();
      backward();
      evaluation.l0 = activity.countCodes(codes);
      threshold.look(codes, norms);
      parts.aux = auxiliary.add(activity.dead, activity.findDead(), norms);
      toCentre();
      evaluation.cost = parts.error + parts.aux;
      return evaluation;
    },
    afterStep(step) {
      activity.after();
      threshold.after(step);
    },
  };
}
