// Minibatches of examples in memory: each epoch in an order of its own, drawn from the seed.

import type { Matrix } from "../core/arrays.js";
import { inputError } from "../core/errors.js";
import { createRandom, type RandomState, restoreRandom } from "../core/random.js";

/** Where in the data a training is: plain numbers. */
export interface BatchPlace {
  /** Of the random numbers, before the order of this epoch was drawn */
  random: number[];
  /** Examples of this epoch that were given out */
  taken: number;
}

/** Gives batches, one after the other. */
export interface Batches {
  /** Puts the next batch into `into`, [batch, inputs]. */
  fill(into: Matrix): void | Promise<void>;
  /** Where it is */
  place(): BatchPlace;
  /** Goes on from there. */
  restore(place: BatchPlace): void;
}

/**
 * Batches of `size` of the rows of x. Every epoch has every example at most once; what is left of an epoch and makes no
 * whole batch is left out, others each time.
 *
 * @param x - [m, inputs]
 * @throws {InputError} if there are fewer examples than a batch has
 */
export function shuffledBatches(x: Matrix, size: number, seed: number): Batches {
  const [m, inputs] = x.shape;
  if (size > m)
    throw inputError("batches", "batch", `be at most the ${m} examples of the data`, size, "make it smaller");
  const order = new Uint32Array(m);
  let random = createRandom(seed, "batches");
  let place: BatchPlace = { random: [], taken: 0 };
  const shuffle = () => {
    place = { random: [...random.state()], taken: 0 };
    for (let i = 0; i < m; i++) order[i] = i;
    // Fisher and Yates
    for (let i = m - 1; i > 0; i--) {
      const j = random.integer(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
  };
  shuffle();
  return {
    fill(into) {
      if (place.taken + size > m) shuffle();
      for (let row = 0; row < size; row++) {
        const from = x.offset + order[place.taken + row] * x.stride[0];
        const to = into.offset + row * into.stride[0];
        for (let j = 0; j < inputs; j++) into.data[to + j] = x.data[from + j * x.stride[1]];
      }
      place.taken += size;
    },
    place: () => ({ random: [...place.random], taken: place.taken }),
    restore({ random: before, taken }) {
      random = restoreRandom(before as RandomState);
      shuffle();
      place.taken = taken;
    },
  };
}
