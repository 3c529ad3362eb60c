// What the doctor is told of a trained run: its data and its reconstructions, on some examples.

import { contiguous, type Matrix, matrix, transpose } from "../core/arrays.js";
import { examine } from "../doctor/doctor.js";
import { type DataFacts, type Examined, numberOf } from "../doctor/rule.js";
import { type ActivationKind, activations } from "../kernels/activations.js";
import type { Kernels } from "../kernels/kernels.js";
import { hasEncoder } from "../sae/dictionary.js";
import type { RunDirectory } from "../train/run-directory.js";
import type { Finding } from "../train/run-record.js";
import type { Trained } from "./trained.js";

/** Examples that are looked at, spread evenly over all */
const EXAMPLES = 2048;
/** Inputs up to which the rank is found: it takes d² m and d³ products */
const MOST_INPUTS = 1024;
/** The share of an output's range that is next to its bounds */
const NEXT = 1 / 50;

/** Some examples, [≤ 2048, d], in the engine's memory. */
function sampleOf(kernels: Kernels, x: Matrix): Matrix {
  const [all, d] = x.shape;
  const m = Math.min(all, EXAMPLES);
  const values = contiguous(x);
  const sample = kernels.allocate(m * d);
  for (let i = 0; i < m; i++) {
    const from = Math.floor((i * all) / m) * d;
    sample.set(values.subarray(from, from + d), i * d);
  }
  return matrix(sample, m, d);
}

function meanOf({ data, offset, shape: [m, d] }: Matrix): Float64Array {
  const mean = new Float64Array(d);
  for (let i = 0; i < m; i++) for (let j = 0; j < d; j++) mean[j] += data[offset + i * d + j] / m;
  return mean;
}

/** Pivots of a matrix that is smaller than this share of its largest are rounding. */
const ROUNDING = 1e-9;

/** The rank of a symmetric matrix without negative eigenvalues, [d, d], by Cholesky's method with pivots; it is overwritten. */
export function rankOf(c: Float64Array, d: number): number {
  const at = (i: number, j: number) => c[i * d + j];
  const left = new Set(Array.from({ length: d }, (_, i) => i));
  let largest = 0;
  for (let rank = 0; rank < d; rank++) {
    let pivot = -1;
    for (const i of left) if (pivot === -1 || at(i, i) > at(pivot, pivot)) pivot = i;
    if (rank === 0) largest = at(pivot, pivot);
    if (!(at(pivot, pivot) > ROUNDING * largest)) return rank;
    left.delete(pivot);
    for (const i of left) {
      const share = at(i, pivot) / at(pivot, pivot);
      for (const j of left) c[i * d + j] -= share * at(pivot, j);
    }
  }
  return d;
}

function rankIn(kernels: Kernels, x: Matrix, mean: Float64Array): number {
  const [m, d] = x.shape;
  const centred = matrix(kernels.allocate(m * d), m, d);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < d; j++)
      centred.data[centred.offset + i * d + j] = x.data[x.offset + i * d + j] - mean[j];
  const covariance = matrix(kernels.allocate(d * d), d, d);
  kernels.matmul(transpose(centred), centred, covariance);
  return rankOf(Float64Array.from(contiguous(covariance)), d);
}

/** The range of the output, where that is bounded. */
function boundsOf({ config, model }: Trained): readonly [number, number] | null {
  if (!model.reconstructs) return null;
  const { activation, output = activation } = config.model as {
    readonly activation?: ActivationKind;
    readonly output?: ActivationKind;
  };
  if (output === undefined) return null;
  const range = activations[output]?.range;
  return range?.every(Number.isFinite) ? range : null;
}

function dataFacts(trained: Trained, x: Matrix, mean: Float64Array): DataFacts {
  const { kernels } = trained;
  const [m, d] = x.shape;
  const bounds = boundsOf(trained);
  const next = bounds === null ? 0 : NEXT * (bounds[1] - bounds[0]);
  let [squares, near] = [0, 0];
  for (let i = 0; i < m; i++)
    for (let j = 0; j < d; j++) {
      const value = x.data[x.offset + i * d + j];
      squares += (value - mean[j]) ** 2;
      if (bounds !== null && (value < bounds[0] + next || value > bounds[1] - next)) near += 1;
    }
  const [size, spread] = [
    Math.sqrt(mean.reduce((sum, value) => sum + value * value, 0)),
    Math.sqrt(squares / m),
  ];
  const keepsFew = numberOf(trained, "k") !== null || numberOf(trained, "rounds") !== null;
  return {
    inputs: d,
    gamma: spread === 0 ? 0 : size / spread,
    rank: keepsFew && d <= MOST_INPUTS && m > d ? rankIn(kernels, x, mean) : null,
    nearBounds: bounds === null ? null : near / (m * d),
  };
}

/** Σ ‖x̂ − mean‖² / Σ (x̂ − mean)·(x − mean); null where nothing is reconstructed or x̂ does not vary. */
function lengthOfOutput({ model, kernels, theta }: Trained, x: Matrix, mean: Float64Array): number | null {
  if (!model.reconstructs) return null;
  let [squares, products] = [0, 0];
  model.createPass(kernels, theta, x.shape[0]).run(x, (_, { x: own, output }) => {
    const [m, d] = own.shape;
    for (let i = 0; i < m; i++)
      for (let j = 0; j < d; j++) {
        const out = output.data[output.offset + i * output.stride[0] + j * output.stride[1]] - mean[j];
        squares += out * out;
        products += out * (own.data[own.offset + i * own.stride[0] + j * own.stride[1]] - mean[j]);
      }
  });
  const length = squares / products;
  return Number.isFinite(length) && length > 0 ? length : null;
}

/** What the doctor finds amiss in a trained run. */
export function diagnose(directory: RunDirectory, trained: Trained, numbers: Examined["numbers"]): Finding[] {
  const { config, model, theta } = trained;
  const x = sampleOf(trained.kernels, trained.dataset.x);
  const mean = meanOf(x);
  const [{ thresholds }] = model.anatomy(theta);
  const { initial } = config.model as { readonly initial?: { readonly decoderBias?: string } };
  return examine({
    config,
    numbers,
    course: directory.readMetrics(),
    data: dataFacts(trained, x, mean),
    lengthOfOutput: lengthOfOutput(trained, x, mean),
    hasEncoder: hasEncoder(model.parameters),
    hasThresholds: (thresholds?.length ?? 0) > 1,
    startsOffCentre: initial?.decoderBias === "zero",
  });
}
