// Several reconstructions from one code, each with all that the one before has and some latents more.

import { type Matrix, rows } from "../core/arrays.js";
import { codesOf } from "../kernels/batch-top-k.js";
import type { Codes } from "../kernels/kernels.js";
import { type DictionaryBatch, flat, overLatents, overTiles } from "./dictionary.js";
import { createSparseCodes, slotsOf } from "./sparse-codes.js";

/** The error of the levels, and its gradient. */
export interface NestedLevels {
  /**
   * Σ_g α_g 1/B Σ ‖x̂_g − x‖², and all gradients but that of b_dec through the encoder. e = 2/B (x̂_G − x) of the last level
   * is left in `batch.error`.
   *
   * @param levelOf - the level, from 0, that a slot enters at: of its latent, or of its place within the example
   * @returns 1/B Σ ‖x̂_g − x‖² of each level, overwritten by the next call
   */
  evaluate(levelOf: (latent: number, place: number) => number): Float64Array;
}

/**
 *   x̂_g = b_dec + Σ_{slots of levels ≤ g} v w,  L = Σ_g α_g 1/B Σ ‖x̂_g − x‖²
 *
 *   E_g = 2/B Σ_{h ≥ g} α_h (x̂_h − x):  ∂v = E_g·w for a slot of level g (0 where v ≤ 0),  ∂w += v E_g,  ∂b_dec = Σ_b E_1
 *
 * The slots are put in an order by level, so that row g B + b has those of example b that enter at level g: then every
 * level's sum is a gathering, the levels add up row by row, and so they do backwards.
 *
 * @param source - what was kept of each example
 * @param weights - α, one a level
 */
export function createNestedLevels(
  batch: DictionaryBatch,
  source: Codes,
  weights: readonly number[],
): NestedLevels {
  const { kernels, batch: examples, x, error, centred, at, slopes, tiles } = batch;
  const [latents, inputs] = at.decoder.shape;
  const levels = weights.length;
  const slots = source.indices.length;
  const { codes, byLatent, slotSlopes } = createSparseCodes(kernels, {
    examples: levels * examples,
    latents,
    slots,
  });
  const byExample = { ...byLatent, examples: kernels.allocateIndices(slots) };
  const sums = batch.memory(levels * examples, inputs);
  const level = (g: number, from = 0, to = examples): Matrix =>
    rows(sums, g * examples + from, g * examples + to);
  const ofLevel = (g: number, from: number, to: number) =>
    codesOf(codes, g * examples + from, g * examples + to);
  const squares = kernels.allocate(tiles.length * levels, "float64");
  const forward = overTiles(batch, (k, { from, to }, tile) => {
    for (let g = 0; g < levels; g++) {
      const here = flat(level(g, from, to));
      k.gatherDecode(ofLevel(g, from, to), at.decoder, g === 0 ? at.decoderBias : null, level(g, from, to));
      if (g === 0) k.axpy(-1, flat(rows(x, from, to)), here);
      else k.axpy(1, flat(level(g - 1, from, to)), here);
      k.sumOfSquares(here, squares.subarray(tile * levels + g, tile * levels + g + 1));
    }
    k.scale(2 / examples, flat(level(levels - 1, from, to)), flat(rows(error, from, to)));
    for (let g = levels - 1; g >= 0; g--) {
      const here = flat(level(g, from, to));
      k.scale((2 * weights[g]) / examples, here, here);
      if (g < levels - 1) k.axpy(1, flat(level(g + 1, from, to)), here);
      k.gatherDot(ofLevel(g, from, to), level(g, from, to), at.decoder, slotSlopes, true);
    }
  });
  const sort = kernels.schedule([(k) => k.sortByLatent(codes, byLatent)]);
  const toWeights = overLatents(batch, (k, { from, to }) => {
    const bias = slopes.encoderBias.subarray(from, to);
    k.gatherByLatent(slotsOf(byLatent, from, to), codes.values, sums, rows(slopes.decoder, from, to), null);
    k.gatherByLatent(slotsOf(byExample, from, to), slotSlopes, centred, rows(slopes.encoder, from, to), bias);
  });
  const order = createLevelOrder(source, codes, levels, examples);
  const found = new Float64Array(levels);
  return {
    evaluate(levelOf) {
      order(levelOf);
      squares.fill(0);
      forward();
      sort();
      const used = codes.starts[levels * examples];
      for (let p = 0; p < used; p++) byExample.examples[p] = byLatent.examples[p] % examples;
      toWeights();
      kernels.columnSums(level(0), slopes.decoderBias);
      for (let g = 0; g < levels; g++) {
        found[g] = 0;
        for (let tile = 0; tile < tiles.length; tile++) found[g] += squares[tile * levels + g];
        found[g] /= examples;
      }
      return found;
    },
  };
}

/** Puts the slots of each example in order by level, a counting sort: row g B + b. */
function createLevelOrder(source: Codes, codes: Codes, levels: number, examples: number) {
  const { starts, indices, values } = codes;
  const next = new Int32Array(levels * examples);
  return (levelOf: (latent: number, place: number) => number): void => {
    const visit = (see: (row: number, slot: number) => void) => {
      for (let b = 0; b < examples; b++)
        for (let s = source.starts[b]; s < source.starts[b + 1]; s++)
          see(levelOf(source.indices[s], s - source.starts[b]) * examples + b, s);
    };
    starts.fill(0);
    visit((row) => {
      starts[row + 1] += 1;
    });
    for (let row = 0; row < next.length; row++) {
      next[row] = starts[row];
      starts[row + 1] += starts[row];
    }
    visit((row, s) => {
      const to = next[row]++;
      indices[to] = source.indices[s];
      values[to] = source.values[s];
    });
  };
}
