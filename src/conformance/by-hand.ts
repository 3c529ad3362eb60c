// What files in SAELens' words hold between x and the loss, in plain loops over their parameters.

import { type Comparison, compareArrays, compareNumber } from "./comparison.js";
import { type Config, matryoshkaLevels } from "./losses.js";
import { assertShape, type Stored } from "./stored.js";

/** What the files tell of how the latents came about. */
export interface Between {
  /** π as the latents are chosen by it, [B, F] */
  readonly hidden_pre?: Stored | undefined;
  /** HierarchicalTopK: the error with the first latent, the first two, …, [K] */
  readonly level_mse?: Stored | undefined;
  /** Matching pursuit: latent (−1: stopped), its value and ‖r‖ after, of each example */
  readonly rounds?: readonly Round[] | undefined;
}
interface Round {
  readonly latent: readonly number[];
  readonly value: Stored;
  readonly residual_norm: Stored;
}

interface Sizes {
  readonly arch: string;
  readonly D: number;
  readonly F: number;
  readonly B: number;
  readonly x: Stored;
  readonly params: Readonly<Record<string, Stored>>;
  readonly config: Config;
  readonly losses: Readonly<Record<string, number>>;
  readonly feature_acts: Stored;
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};
const rowOf = ({ data }: Stored, i: number, width: number): readonly number[] =>
  data.slice(i * width, (i + 1) * width);

/** u = x − b_dec of an example; x itself where the architecture does not centre. */
function centredExample({ D, x, params, config }: Sizes, b: number): number[] {
  const bias = config.centred === false ? [] : params.b_dec.data;
  return rowOf(x, b, D).map((value, j) => value - (bias[j] ?? 0));
}

/**
 *   π_i = u·W_enc[:, i] + b_i, times n_i where latents are ranked by it;  gated: u·W_enc[:, i] e^{r_i} + b_mag,i
 *
 * Zeros for matching pursuit, which has no encoder.
 */
function preActivations(golden: Sizes, scales: ArrayLike<number>): Float64Array {
  const { D, F, B, params } = golden;
  const pre = new Float64Array(B * F);
  if (params.W_enc === undefined) return pre;
  const bias = (params.b_mag ?? params.b_enc).data;
  for (let b = 0; b < B; b++) {
    const u = centredExample(golden, b);
    for (let i = 0; i < F; i++) {
      let sum = 0;
      for (let j = 0; j < D; j++) sum += u[j] * params.W_enc.data[j * F + i];
      const gain = params.r_mag === undefined ? 1 : Math.exp(params.r_mag.data[i]);
      pre[b * F + i] = (sum * gain + bias[i]) * scales[i];
    }
  }
  return pre;
}

/** mean_b ‖x − b_dec − Σ_{t ≤ j} v_t w_{i_t}‖² for j = 1 … K, latents by falling value. */
function levelErrors(golden: Sizes, levels: number): Float64Array {
  const { D, F, B, params, feature_acts } = golden;
  const errors = new Float64Array(levels);
  for (let b = 0; b < B; b++) {
    const left = centredExample(golden, b);
    const f = rowOf(feature_acts, b, F);
    const order = f.map((_, i) => i).sort((i, k) => f[k] - f[i]);
    for (let level = 0; level < levels; level++) {
      const i = order[level];
      for (let j = 0; j < D; j++) left[j] -= f[i] * params.W_dec.data[i * D + j];
      errors[level] += dot(left, left) / B;
    }
  }
  return errors;
}

/** How files name the error with the first latents alone, before how many those are. */
export const INNER = "inner_mse_loss_";

/** mean_b ‖x − b_dec − Σ_{i < width} f_i / n_i w_i‖², f in units of n as the file has it. */
function prefixError(golden: Sizes, width: number, scales: ArrayLike<number>): number {
  const { D, F, B, params, feature_acts } = golden;
  let error = 0;
  for (let b = 0; b < B; b++) {
    const left = centredExample(golden, b);
    const f = rowOf(feature_acts, b, F);
    for (let i = 0; i < width; i++)
      for (let j = 0; j < D; j++) left[j] -= (f[i] / scales[i]) * params.W_dec.data[i * D + j];
    error += dot(left, left) / B;
  }
  return error;
}

/** Rounds of matching pursuit: what is taken of each example, as {@link Round} has it. */
function pursuits(golden: Sizes, count: number) {
  const { D, F, B, params, config } = golden;
  const [latent, value, norm] = [0, 0, 0].map(() => Array.from({ length: count }, () => new Float64Array(B)));
  for (let b = 0; b < B; b++) {
    const left = centredExample(golden, b);
    const taken = new Set<number>();
    let stopped = false;
    for (let round = 0; round < count; round++) {
      if (stopped) latent[round][b] = -1;
      else {
        const products = Array.from({ length: F }, (_, i) => dot(left, rowOf(params.W_dec, i, D)));
        const i = products.indexOf(Math.max(...products));
        const v = Math.max(products[i], 0);
        for (let j = 0; j < D; j++) left[j] -= v * params.W_dec.data[i * D + j];
        [latent[round][b], value[round][b]] = [i, v];
        const repeated = v === 0 || taken.has(i);
        if (v > 0) taken.add(i);
        const limit = Number(config.residual_threshold);
        stopped =
          (config.stop_on_duplicate_support === true && repeated) ||
          (limit > 0 && Math.sqrt(dot(left, left)) < limit);
      }
      norm[round][b] = Math.sqrt(dot(left, left));
    }
  }
  return { latent, value, norm };
}

/**
 * Those of a file that it has.
 *
 * @param scales - of each latent: n_i where it is ranked by π n, else 1
 * @throws {InputError} if an array has another shape
 */
export function compareBetween(
  golden: Sizes & Between,
  scales: ArrayLike<number>,
  path: string,
): Comparison[] {
  const { F, B, hidden_pre: pre, level_mse: levels, rounds = [] } = golden;
  const found: Comparison[] = [];
  const compare = (name: string, own: ArrayLike<number>, wanted: Stored, shape: readonly number[]) => {
    assertShape(path, name, wanted, shape);
    found.push(compareArrays(name, own, wanted.data, wanted));
  };
  if (pre !== undefined) compare("hidden_pre", preActivations(golden, scales), pre, [B, F]);
  if (levels !== undefined) {
    const count = Math.min(levels.data.length, F);
    compare("level_mse", levelErrors(golden, count), levels, [count]);
  }
  const { widths, weight } = matryoshkaLevels(golden.config);
  for (const width of widths) {
    const name = `${INNER}${width}`;
    const wanted = golden.losses[name];
    if (wanted !== undefined)
      found.push(compareNumber(`losses.${name}`, weight * prefixError(golden, width, scales), wanted));
  }
  const { latent, value, norm } = pursuits(golden, rounds.length);
  for (const [t, round] of rounds.entries()) {
    const latents = { shape: [round.latent.length], data: [...round.latent] };
    compare(`rounds.${t}.latent`, latent[t], latents, [B]);
    compare(`rounds.${t}.value`, value[t], round.value, [B]);
    compare(`rounds.${t}.residual_norm`, norm[t], round.residual_norm, [B]);
  }
  return found;
}
