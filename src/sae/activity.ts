// Which latents were active in a batch, and for how long each has not been.

import type { FloatArray, Matrix } from "../core/arrays.js";
import type { Codes } from "../kernels/kernels.js";

/** Counters of latents that are silent. */
export interface Activity {
  /** silentFor: batches (or examples) since each latent was active, [M], float64 */
  readonly state: { readonly silentFor: FloatArray };
  /**
   * Looks at the latents of a batch, [B, M].
   *
   * @param within - how far from 0 one still counts as inactive; 0 unless given
   * @returns active latents of an example, on average
   */
  countDense(f: Matrix, within?: number): number;
  /** The same of codes. */
  countCodes(codes: Codes): number;
  /** After a step: the batch that was looked at last counts. */
  after(): void;
  /** How many have been silent for longer than allowed */
  silent(): number;
  /** 1 where a latent has been silent for so long */
  readonly dead: Uint8Array;
  /** Brings `dead` up to date. @returns how many there are */
  findDead(): number;
}

/**
 * Counters of M latents, none of which has been silent yet.
 *
 * @param silentAfter - batches after which a latent counts as silent: it is dead where it was silent for more of them
 * @param examples - of a batch, where silence is counted in examples, as dictionary_learning does: it is dead where it was
 *   silent for as many, those of the batch that was looked at last included. Null: in batches
 */
export function createActivity(
  latents: number,
  silentAfter: number,
  examples: number | null = null,
): Activity {
  const silentFor = new Float64Array(latents);
  const active = new Uint8Array(latents);
  const dead = new Uint8Array(latents);
  const worth = examples ?? 1;
  const isSilent = (silence: number) => (examples === null ? silence > silentAfter : silence >= silentAfter);
  const silenceNow = (i: number) => (active[i] === 1 ? 0 : silentFor[i] + worth);
  return {
    state: { silentFor },
    dead,
    findDead() {
      let count = 0;
      for (let i = 0; i < latents; i++) {
        dead[i] = isSilent(examples === null ? silentFor[i] : silenceNow(i)) ? 1 : 0;
        count += dead[i];
      }
      return count;
    },
    silent() {
      let count = 0;
      for (let i = 0; i < latents; i++) if (isSilent(silentFor[i])) count += 1;
      return count;
    },
    countDense({ data, shape: [examples], offset }, within = 0) {
      active.fill(0);
      let count = 0;
      for (let b = 0; b < examples; b++)
        for (let i = 0; i < latents; i++)
          if (Math.abs(data[offset + b * latents + i]) > within) {
            active[i] = 1;
            count += 1;
          }
      return count / examples;
    },
    countCodes({ starts, indices, values }) {
      active.fill(0);
      let count = 0;
      const slots = starts[starts.length - 1];
      for (let s = 0; s < slots; s++)
        if (values[s] !== 0) {
          active[indices[s]] = 1;
          count += 1;
        }
      return count / (starts.length - 1);
    },
    after() {
      for (let i = 0; i < latents; i++) silentFor[i] = silenceNow(i);
    },
  };
}
