// Matching pursuit of examples when nothing is trained: their latents alone.

import { type FloatArray, matrix, rows, transpose } from "../core/arrays.js";
import { flat } from "./dictionary.js";
import type { CreateEncoder } from "./dictionary-model.js";
import type { MatchingPursuitOptions } from "./matching-pursuit.js";

/** The place of the highest value; of equal ones the first. */
function highestOf(values: FloatArray): number {
  let place = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[place]) place = i;
  return place;
}

/**
 * Up to T rounds, as `matchingPursuitLoss` has them: f_i += v, r ← r − v w_i for the atom of highest r·w_i, v = relu(r·w_i).
 * f is the sum of what a latent was given in all of them.
 */
export const createPursuitEncoder =
  ({ rounds, residualThreshold, stopOnRepeat }: Omit<MatchingPursuitOptions, "silentAfter">): CreateEncoder =>
  (kernels, at, most) => {
    const [latents, inputs] = at.decoder.shape;
    const [residuals, products] = [inputs, latents].map((width) =>
      matrix(kernels.allocate(most * width), most, width),
    );
    const atoms = flat(at.decoder);
    /** One round of an example. @returns whether there is another */
    const pursue = (r: FloatArray, product: FloatArray, f: FloatArray): boolean => {
      const place = highestOf(product);
      const value = Math.max(0, product[place]);
      const isNew = value > 0 && f[place] === 0;
      f[place] += value;
      let squares = 0;
      for (let j = 0; j < inputs; j++) {
        r[j] -= value * atoms[place * inputs + j];
        squares += r[j] * r[j];
      }
      return !(stopOnRepeat && !isNew) && !(residualThreshold > 0 && Math.sqrt(squares) < residualThreshold);
    };
    return (u, f) => {
      const examples = u.shape[0];
      const [r, product] = [residuals, products].map((part) => rows(part, 0, examples));
      flat(r).set(flat(u));
      flat(f).fill(0);
      const row = (part: typeof f, b: number) => flat(rows(part, b, b + 1));
      let going = Array.from({ length: examples }, (_, b) => b);
      for (let t = 0; t < (rounds ?? inputs) && going.length > 0; t++) {
        kernels.matmul(r, transpose(at.decoder), product);
        going = going.filter((b) => pursue(row(r, b), row(product, b), row(f, b)));
      }
    };
  };
