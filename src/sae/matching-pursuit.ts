// Matching pursuit: no encoder; the atom that fits best is taken off, again and again.

import { type FloatArray, type Matrix, rows, transpose } from "../core/arrays.js";
import { codesOf } from "../kernels/batch-top-k.js";
import type { Kernels } from "../kernels/kernels.js";
import { createActivity } from "./activity.js";
import {
  createDictionaryBatch,
  type DictionaryBatch,
  type DictionaryLoss,
  type DictionaryShape,
  dictionaryParameters,
  flat,
  overLatents,
  overTiles,
} from "./dictionary.js";
import { createSparseCodes, latentsIn, type SparseCodes, slotsOf } from "./sparse-codes.js";

/** When an example stops, and what counts as silent. */
export interface MatchingPursuitOptions {
  /** T: rounds at most; d unless given */
  readonly rounds?: number | undefined;
  /** An example stops after a round that leaves ‖r‖ below this; 0: never */
  readonly residualThreshold: number;
  /** Whether an example stops after a round without a new latent */
  readonly stopOnRepeat: boolean;
  readonly silentAfter: number;
}

/** θ is W_dec [M, d] and b_dec [d] alone. */
export const matchingPursuitParameters = (shape: DictionaryShape) =>
  dictionaryParameters(shape, { encoder: false });

/**
 *   r_0 = x − b_dec;  round t = 1 … T: i_t = argmax_i r_{t−1}·w_i, v_t = relu(r_{t−1}·w_{i_t}), r_t = r_{t−1} − v_t w_{i_t}
 *   L = 1/B Σ ‖r_T‖²
 *
 * Atoms are taken as they are, of any length. Whether an example stops is asked after each round, so that it has one at
 * least. Backwards, i_t held fixed, from g_T = 2/B r_T:
 *
 *   p_t = g_t·w_{i_t} where v_t > 0, else 0;  ∂w_{i_t} −= v_t g_t + p_t r_{t−1};  g_{t−1} = g_t − p_t w_{i_t};  ∂b_dec = −Σ g_0
 *
 * Takes memory for the residuals of all rounds, and as much for their gradients.
 *
 * @see Costa et al., From flat to hierarchical: extracting sparse representations with matching pursuit (2025); SAELens,
 *   matching_pursuit_sae.py
 */
export function matchingPursuitLoss(
  kernels: Kernels,
  shape: DictionaryShape,
  size: number,
  options: MatchingPursuitOptions,
): DictionaryLoss {
  const batch = createDictionaryBatch(kernels, shape, matchingPursuitParameters(shape), size);
  const { x, at, slopes } = batch;
  const most = options.rounds ?? shape.inputs;
  const sparse = createSparseCodes(kernels, {
    examples: most * size,
    latents: shape.latents,
    slots: most * size,
  });
  const residuals = batch.memory((most + 1) * size, shape.inputs);
  const pursue = createPursuit(batch, sparse, residuals, options);
  const backward = createPursuitBackward(batch, sparse, residuals);
  const squares = kernels.allocate(1, "float64");
  const activity = createActivity(shape.latents, options.silentAfter);
  const parts = { error: 0 };
  const evaluation = { cost: 0, parts, l0: 0 };
  return {
    x,
    theta: batch.theta,
    gradient: batch.gradient,
    error: batch.error,
    state: activity.state,
    silent: activity.silent,
    latents: () => latentsIn(sparse.codes, size, shape.latents),
    evaluate() {
      kernels.addToRows(-1, at.decoderBias, x, blockOf(residuals, 0, size));
      const { rounds, active } = pursue();
      squares.fill(0);
      kernels.sumOfSquares(flat(blockOf(residuals, rounds, size)), squares);
      parts.error = squares[0] / size;
      kernels.scale(-2 / size, flat(blockOf(residuals, rounds, size)), flat(batch.error));
      const { starts } = sparse.codes;
      starts.fill(rounds * size, rounds * size + 1);
      activity.countCodes(sparse.codes);
      kernels.columnSums(backward(rounds), slopes.decoderBias, -1);
      evaluation.cost = parts.error;
      evaluation.l0 = active / size;
      return evaluation;
    },
    afterStep: () => activity.after(),
  };
}

/** The rows of round t, of matrices that have B for each. */
const blockOf = (m: Matrix, t: number, size: number) => rows(m, t * size, (t + 1) * size);

/** A matrix less another: OUT = A − OUT. */
const takeFrom = (k: Pick<Kernels, "scale" | "axpy">, a: Matrix, out: Matrix) => {
  k.scale(-1, flat(out), flat(out));
  k.axpy(1, flat(a), flat(out));
};

/**
 * The rounds forward: slot t B + b is what example b takes in round t, of value 0 once it has stopped.
 *
 * @returns what does them, and tells how many there were and how many latents are active, each counted once an example
 */
function createPursuit(
  batch: DictionaryBatch,
  { codes }: SparseCodes,
  residuals: Matrix,
  { residualThreshold, stopOnRepeat }: MatchingPursuitOptions,
): () => { readonly rounds: number; readonly active: number } {
  const { kernels, batch: size, pre, at } = batch;
  const most = codes.indices.length / size;
  const norms = kernels.allocate(size);
  const choose: (() => void)[] = [];
  const subtract: (() => void)[] = [];
  for (let b = 0; b <= most * size; b++) codes.starts[b] = b;
  for (let t = 0; t < most; t++) {
    const [before, after] = [t, t + 1].map((round) => blockOf(residuals, round, size));
    const own = (from: number, to: number) => codesOf(codes, t * size + from, t * size + to);
    choose.push(
      overTiles(batch, (k, { from, to }) => {
        k.matmul(rows(before, from, to), transpose(at.decoder), rows(pre, from, to));
        k.selectTopK(rows(pre, from, to), { by: "value", scales: null }, own(from, to), true);
      }),
    );
    subtract.push(
      overTiles(batch, (k, { from, to }) => {
        k.gatherDecode(own(from, to), at.decoder, null, rows(after, from, to));
        takeFrom(k, rows(before, from, to), rows(after, from, to));
        k.rowNorms(rows(after, from, to), norms.subarray(from, to));
      }),
    );
  }
  const stopped = new Uint8Array(size);
  const isNew = createSupport(size, at.decoder.shape[0]);
  return () => {
    for (let b = 0; b <= most * size; b++) codes.starts[b] = b;
    stopped.fill(0);
    isNew.clear();
    let active = 0;
    for (let t = 0; t < most; t++) {
      choose[t]();
      for (let b = 0; b < size; b++) if (stopped[b] === 1) codes.values[t * size + b] = 0;
      subtract[t]();
      let left = 0;
      for (let b = 0; b < size; b++) {
        if (stopped[b] === 1) continue;
        const slot = t * size + b;
        const grew = codes.values[slot] > 0 && isNew.add(b, codes.indices[slot]);
        if (grew) active += 1;
        if ((stopOnRepeat && !grew) || (residualThreshold > 0 && norms[b] < residualThreshold))
          stopped[b] = 1;
        else left += 1;
      }
      if (left === 0) return { rounds: t + 1, active };
    }
    return { rounds: most, active };
  };
}

/** The latents that each example has had. */
function createSupport(examples: number, latents: number) {
  const had = new Uint8Array(examples * latents);
  return {
    clear: () => had.fill(0),
    /** Whether it is the first time. */
    add(example: number, latent: number): boolean {
      const place = example * latents + latent;
      if (had[place] === 1) return false;
      had[place] = 1;
      return true;
    },
  };
}

/** The rounds backward, so many as there were. @returns what does them and gives g_0, [B, d] */
function createPursuitBackward(
  batch: DictionaryBatch,
  { codes, byLatent, slotSlopes }: SparseCodes,
  residuals: Matrix,
): (rounds: number) => Matrix {
  const { kernels, batch: size, at, slopes, memory } = batch;
  const [latents, inputs] = at.decoder.shape;
  const most = codes.indices.length / size;
  const gradients = memory(most * size, inputs);
  const first = memory(size, inputs);
  const share = memory(latents, inputs);
  const back = Array.from({ length: most }, (_, t) =>
    overTiles(batch, (k, { from, to }) => {
      const own = codesOf(codes, t * size + from, t * size + to);
      const here = rows(blockOf(gradients, t, size), from, to);
      const before = rows(t === 0 ? first : blockOf(gradients, t - 1, size), from, to);
      k.gatherDot(own, here, at.decoder, slotSlopes, true);
      k.gatherDecode({ ...own, values: slotSlopes }, at.decoder, null, before);
      takeFrom(k, here, before);
    }),
  );
  const sort = kernels.schedule([(k) => k.sortByLatent(codes, byLatent)]);
  const toDecoder = overLatents(batch, (k, { from, to }) => {
    const [out, other] = [slopes.decoder, share].map((m) => rows(m, from, to));
    k.gatherByLatent(slotsOf(byLatent, from, to), codes.values, gradients, out, null);
    k.gatherByLatent(slotsOf(byLatent, from, to), slotSlopes, residuals, other, null);
    k.axpy(1, flat(other), flat(out));
    k.scale(-1, flat(out), flat(out));
  });
  const start = (rounds: number): FloatArray => flat(blockOf(gradients, rounds - 1, size));
  return (rounds) => {
    kernels.scale(2 / size, flat(blockOf(residuals, rounds, size)), start(rounds));
    for (let t = rounds - 1; t >= 0; t--) back[t]();
    sort();
    toDecoder();
    return first;
  };
}
