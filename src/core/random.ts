// Everything random comes from one seed. State is a value: save it, restore it, get the same numbers again.

import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus, xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { log } from "./elementary.js";
import { inputError } from "./errors.js";

/** The state of a generator: plain numbers, fit for JSON. */
export type RandomState = readonly number[];

/** A stream of random numbers, the same for the same seed on every machine. */
export interface Random {
  /** Uniform in [0, 1), a multiple of 2⁻⁵³. */
  uniform(): number;
  /** A whole number uniform in [0, below). */
  integer(below: number): number;
  /** Normal(0, 1), by Marsaglia's polar method. */
  normal(): number;
  /** What `restoreRandom` needs to continue from here. */
  state(): RandomState;
}

type Generator = ReturnType<typeof xoroshiro128plus>;

function wrap(generator: Generator): Random {
  return {
    uniform: () => uniformFloat64(generator),
    integer: (below) => uniformInt(generator, 0, below - 1),
    normal() {
      // A point uniform in the unit disc. Its second normal value is dropped: so the generator's state is all there is.
      for (;;) {
        const u = 2 * uniformFloat64(generator) - 1;
        const v = 2 * uniformFloat64(generator) - 1;
        const square = u * u + v * v;
        if (square > 0 && square < 1) return u * Math.sqrt((-2 * log(square)) / square);
      }
    },
    state: () => [...generator.getState()],
  };
}

/** FNV-1a, 32 bits: spreads a stream's name over the seeds. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash;
}

/**
 * A generator (xoroshiro128+) for one use of the seed.
 *
 * @param seed - a whole number in [0, 2³²)
 * @param stream - what the numbers are for: streams of one seed are independent, so that
 *   another number of hidden units leaves the patches as they were
 * @throws {InputError} if the seed is not such a number
 */
export function createRandom(seed: number, stream = ""): Random {
  if (!(Number.isSafeInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
    throw inputError("createRandom", "seed", "be a whole number from 0 to 4294967295", seed);
  }
  // The multiplier is odd, so different seeds stay different; without it, near seeds would share streams.
  return wrap(xoroshiro128plus((Math.imul(seed, 0x9e3779b1) ^ hashName(stream)) | 0));
}

/** The generator that `state()` was taken from, at that point. */
export function restoreRandom(state: RandomState): Random {
  if (!(Array.isArray(state) && state.length === 4 && state.every(Number.isSafeInteger))) {
    throw inputError("restoreRandom", "state", "be the four whole numbers of Random.state()", state);
  }
  return wrap(xoroshiro128plusFromState(state));
}
