// Resampling: latents that were silent for long begin again, as examples that the others reconstruct badly.

import { type FloatArray, type Matrix, sizeOf } from "../core/arrays.js";
import { createRandom, type Random } from "../core/random.js";
import { rowNorms } from "../core/rows.js";
import { type Dictionary, type DictionaryLoss, viewDictionary } from "./dictionary.js";
import type { BatchStep, ParameterBlock } from "./model.js";

export const resamplingVersions = ["dictionary-learning", "anthropic"] as const;

/** When latents begin again, and how. */
export interface ResamplingOptions {
  /**
   * dictionary-learning: an example is drawn with a chance that goes with ‖x − x̂‖, and its encoder row is x · 0.2 n̄;
   * anthropic: with ‖x − x̂‖⁴, the square of its loss, and x/‖x‖ · 0.2 n̄
   */
  readonly version: (typeof resamplingVersions)[number];
  /** Iterations from one time to the next; a latent begins again if it was silent for more than half of them */
  readonly every: number;
  /** How often at most; as often as there are iterations unless given */
  readonly times?: number | undefined;
  /** The experiment's: what is drawn depends on it and on the iteration alone */
  readonly seed: number;
  /** Where parts that a latent has besides start, by name; 0 unless given */
  readonly values?: Readonly<Record<string, number>> | undefined;
  /** Whether silence is counted in examples. No unless given */
  readonly silentByExamples?: boolean | undefined;
}

/** What the encoder rows of latents that are not silent are worth in a new one */
const SHARE = 0.2;

/**
 * A loss that resamples: after each `every` iterations, as many examples of the batch as latents are silent are drawn without
 * replacement, by how badly they are reconstructed after the step, and each gives a latent
 *
 *   w_dec = x/‖x‖,  w_enc = x (or x/‖x‖) · 0.2 n̄,  b_enc = 0,
 *
 * n̄ the mean length of the encoder rows of the others. What else is the latent's is as it started, the optimiser forgets
 * what it knew of it, and it counts as active. An encoder and its bias are left out where there is none.
 *
 * @see dictionary_learning, standard.py; Bricken et al., Towards monosemanticity (2023), "Neuron resampling"
 */
export function withResampling(
  loss: DictionaryLoss,
  parameters: readonly ParameterBlock[],
  options: ResamplingOptions,
): DictionaryLoss {
  const { every, times = Number.POSITIVE_INFINITY, seed, values = {} } = options;
  const { silentFor } = loss.state;
  const unit = options.silentByExamples === true ? loss.x.shape[0] : 1;
  const at = viewDictionary(loss.theta, parameters);
  const isDue = ({ iteration }: BatchStep) =>
    iteration > 0 && iteration % every === 0 && iteration / every <= times;
  return {
    ...loss,
    afterStep(step, moments) {
      loss.afterStep(step, moments);
      if (!isDue(step)) return;
      const silent = latentsWhere(silentFor, (silence) => silence > (every / 2) * unit);
      if (silent.length === 0) return;
      loss.evaluate(step);
      const random = createRandom(seed, `resampling ${step.iteration}`);
      const lengths = rowNorms(loss.x);
      const chances = chancesOf(loss, lengths, options.version);
      const length = SHARE * meanEncoderNorm(at, silent);
      for (const latent of silent) {
        const example = draw(chances, random);
        if (example === null) return;
        chances[example] = 0;
        for (const block of parameters) {
          if (!isOfLatents(block, silentFor.length)) continue;
          const row = rowIn(loss.theta, block, latent);
          const from = rowOf(loss.x, example);
          if (block.name === "W_dec") place(row, from, 1 / lengths[example]);
          else if (block.name === "encoder.weight")
            place(row, from, options.version === "anthropic" ? length / lengths[example] : length);
          else row.fill(block.name === "encoder.bias" ? 0 : (values[block.name] ?? 0));
          for (const moment of Object.values(moments ?? {})) rowIn(moment, block, latent).fill(0);
        }
        silentFor[latent] = 0;
      }
    },
  };
}

const latentsWhere = (silentFor: FloatArray, isSilent: (silence: number) => boolean): number[] =>
  Array.from(silentFor.keys()).filter((i) => isSilent(silentFor[i]));

/** Whether a part of θ has a row, or a number, of each latent. */
const isOfLatents = ({ name, shape }: ParameterBlock, latents: number) =>
  name !== "b_dec" && shape[0] === latents;

const rowIn = (values: FloatArray, { shape, offset }: ParameterBlock, row: number): FloatArray => {
  const width = sizeOf(shape) / shape[0];
  return values.subarray(offset + row * width, offset + (row + 1) * width);
};

const rowOf = ({ data, shape: [, width], offset }: Matrix, row: number): FloatArray =>
  data.subarray(offset + row * width, offset + (row + 1) * width);

function place(row: FloatArray, from: FloatArray, scale: number): void {
  for (let j = 0; j < row.length; j++) row[j] = scale * from[j];
}

/** Of the latents that are not silent; of all where there are none of those; 0 without an encoder. */
function meanEncoderNorm(at: Dictionary, silent: readonly number[]): number {
  if (!at.hasEncoder) return 0;
  const norms = rowNorms(at.encoder);
  const isSilent = new Set(silent.length < norms.length ? silent : []);
  const sum = norms.reduce((all, norm, i) => (isSilent.has(i) ? all : all + norm), 0);
  return sum / (norms.length - isSilent.size);
}

/** How badly each example is reconstructed, [B]; 0 for one that has no direction. */
function chancesOf(
  { error }: DictionaryLoss,
  lengths: Float64Array,
  version: ResamplingOptions["version"],
): Float64Array {
  return rowNorms(error).map((apart, b) => {
    if (lengths[b] === 0) return 0;
    return version === "anthropic" ? apart * apart * apart * apart : apart;
  });
}

/** An index with a chance that goes with its number; null where all are 0. */
function draw(chances: Float64Array, random: Random): number | null {
  const sum = chances.reduce((all, chance) => all + chance, 0);
  if (!(sum > 0)) return null;
  let left = random.uniform() * sum;
  let last = 0;
  for (const [i, chance] of chances.entries()) {
    if (chance === 0) continue;
    last = i;
    left -= chance;
    if (left < 0) break;
  }
  return last;
}
