// How much each latent, and the data, vary over examples.

import { type Batch, rowsIn } from "./metric.js";

/** What examples come to. */
export interface Variation {
  /** std_i(f_ij), [M] */
  readonly std: Float64Array;
  /** √(Σ_i ‖x_i − mean x‖² / m) */
  readonly spread: number;
}

/** Sums of squares about a mean that moves with each value, by Welford. */
function aboutMean(width: number) {
  const [means, squares] = [new Float64Array(width), new Float64Array(width)];
  return {
    squares,
    add(values: Float64Array, count: number) {
      for (let j = 0; j < width; j++) {
        const off = values[j] - means[j];
        means[j] += off / count;
        squares[j] += off * (values[j] - means[j]);
      }
    },
  };
}

/** Of all examples that are added, batch after batch. */
export function measureVariation({ inputs, latents }: { inputs: number; latents: number }) {
  const [x, f] = [aboutMean(inputs), aboutMean(latents)];
  let count = 0;
  return {
    add(batch: Batch) {
      for (const row of rowsIn(batch)) {
        count += 1;
        x.add(row.x, count);
        f.add(row.latents, count);
      }
    },
    value: (): Variation => ({
      std: f.squares.map((sum) => Math.sqrt(sum / count)),
      spread: Math.sqrt(x.squares.reduce((sum, own) => sum + own, 0) / count),
    }),
  };
}
