// What is known of a trained model on its data: written once into the run, so that looking needs no data.

import { dtypeOf, type FloatArray, type FloatNdArray, toDType, view, zeros } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { encodeSafetensors, parseSafetensors, type Tensor } from "../data/io/safetensors.js";
import type { PatchOrigin } from "../data/patches.js";
import { activations } from "../kernels/activations.js";
import type { Kernels } from "../kernels/kernels.js";
import {
  type ActivationStatistics,
  activationStatistics,
  EXAMPLES_AN_INTERVAL,
  HISTOGRAM_BINS,
  INTERVALS,
} from "../metrics/activation-statistics.js";
import { fitGabor, type GaborFit } from "../metrics/gabor-fit.js";
import { forEachChunk } from "../nn/chunked-activations.js";
import type { Network } from "../nn/parameters.js";
import type { RunDirectory } from "../train/run-directory.js";
import { readRunFile } from "../train/run-file.js";
import { writeAtomically } from "../train/write-atomically.js";
import { anatomyOf } from "./anatomy.js";

/** Gabor fits take milliseconds each: in larger layers they are made when a feature is looked at. */
const MOST_FITS = 1024;
/** Examples whose reconstruction is kept. */
const SHOWN = 36;

export interface Inspection {
  /** One a hidden layer */
  readonly layers: readonly {
    readonly statistics: ActivationStatistics;
    readonly gabor: readonly (GaborFit | null)[] | null;
  }[];
  /** The examples that the statistics name, by index */
  readonly examples: ReadonlyMap<
    number,
    { readonly values: FloatArray; readonly origin: PatchOrigin | null }
  >;
  /** The examples of most contrast, x and x̂, [shown, n] each; null where nothing is reconstructed */
  readonly reconstructions: {
    readonly index: Float64Array;
    readonly x: FloatNdArray;
    readonly output: FloatNdArray;
  } | null;
}

export interface InspectionInput {
  readonly kernels: Kernels;
  readonly network: Network;
  readonly theta: Float32Array | Float64Array;
  readonly autoencoder: boolean;
  readonly x: FloatNdArray;
  readonly imageShape: readonly number[] | null;
  readonly origins: readonly PatchOrigin[] | null;
}

/** A tile of several channels as one of brightness. */
function greyTile(values: ArrayLike<number>, channels: number): Float64Array {
  return Float64Array.from({ length: values.length / channels }, (_, pixel) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += values[pixel * channels + c];
    return sum / channels;
  });
}

/** The Gabor fit of one feature; null where it is no picture of at least 4×4. */
export function fitFeature(values: ArrayLike<number>, shape: readonly number[] | null): GaborFit | null {
  if (shape === null || shape[0] < 4 || shape[1] < 4) return null;
  const [height, width, channels = 1] = shape;
  return fitGabor(greyTile(values, channels), height, width);
}

export const rowOf = ({ data, shape, stride, offset }: FloatNdArray, row: number): Float64Array =>
  Float64Array.from({ length: shape[1] }, (_, j) => data[offset + row * stride[0] + j * stride[1]]);

/** The `count` examples that vary most, in the order of the data: on the others there is little to see. */
function mostContrast(x: FloatNdArray, count: number): number[] {
  const [m, n] = x.shape;
  const variance = Float64Array.from({ length: m }, (_, i) => {
    const at = (j: number) => x.data[x.offset + i * x.stride[0] + j * x.stride[1]];
    let [sum, squares] = [0, 0];
    for (let j = 0; j < n; j++) sum += at(j);
    for (let j = 0; j < n; j++) squares += (at(j) - sum / n) * (at(j) - sum / n);
    return squares;
  });
  return Array.from(variance.keys())
    .sort((a, b) => variance[b] - variance[a])
    .slice(0, count)
    .sort((a, b) => a - b);
}

/** Goes through the data and looks at every unit of every hidden layer. */
export function inspect({
  kernels,
  network,
  theta,
  autoencoder,
  x,
  imageShape,
  origins,
}: InspectionInput): Inspection {
  const anatomy = anatomyOf(network, theta, autoencoder);
  const layers = anatomy.map(({ layer, units, features }) => ({
    statistics: activationStatistics(units, activations[network.activations[layer - 1]].value(0), (visit) =>
      forEachChunk(kernels, network, theta, x, (from, a) => visit(from, a[layer])),
    ),
    gabor:
      imageShape === null || units > MOST_FITS
        ? null
        : Array.from({ length: units }, (_, unit) => fitFeature(rowOf(features, unit), imageShape)),
  }));
  const named = new Set<number>();
  for (const { statistics } of layers)
    for (const index of statistics.exampleIndex) if (index >= 0) named.add(index);
  const examples = new Map(
    [...named]
      .sort((a, b) => a - b)
      .map((index) => [
        index,
        { values: toDType(rowOf(x, index), kernels.dtype), origin: origins?.[index] ?? null },
      ]),
  );
  if (!autoencoder) return { layers, examples, reconstructions: null };
  const index = Float64Array.from(mostContrast(x, SHOWN));
  const n = x.shape[1];
  const chosen = view(
    toDType(
      [...index].flatMap((i) => [...rowOf(x, i)]),
      kernels.dtype,
    ),
    [index.length, n],
  );
  const output = zeros(kernels.dtype, chosen.data.length);
  forEachChunk(kernels, network, theta, chosen, (from, a) => {
    const last = a[a.length - 1];
    for (let i = 0; i < last.shape[0]; i++)
      for (let j = 0; j < n; j++) output[(from + i) * n + j] = last.data[last.offset + i * n + j];
  });
  return { layers, examples, reconstructions: { index, x: chosen, output: view(output, [index.length, n]) } };
}

const GABOR_VALUES = 10;
const gaborRow = (fit: GaborFit | null): number[] =>
  fit === null
    ? new Array<number>(GABOR_VALUES).fill(Number.NaN)
    : [
        fit.orientation,
        fit.frequency,
        fit.bandwidth ?? Number.NaN,
        fit.phase,
        ...fit.centre,
        ...fit.sigma,
        fit.amplitude,
        fit.r2,
      ];

function gaborOf(row: ArrayLike<number>): GaborFit | null {
  if (Number.isNaN(row[0])) return null;
  const [orientation, frequency, bandwidth, phase, r, c, across, along, amplitude, r2] = Array.from(row);
  return {
    orientation,
    frequency,
    bandwidth: Number.isNaN(bandwidth) ? null : bandwidth,
    phase,
    centre: [r, c],
    sigma: [across, along],
    amplitude,
    r2,
  };
}

const FILE = "inspection.safetensors";
const statisticsShapes = {
  density: [],
  mean: [],
  min: [],
  max: [],
  histogram: [HISTOGRAM_BINS],
  intervalCounts: [INTERVALS],
  exampleIndex: [INTERVALS, EXAMPLES_AN_INTERVAL],
  exampleActivation: [INTERVALS, EXAMPLES_AN_INTERVAL],
} as const;
type StatisticsName = keyof typeof statisticsShapes;
const statisticsNames = Object.keys(statisticsShapes) as StatisticsName[];

/** Writes inspection.safetensors: layer1.density [units], layer1.histogram [units, bins], examples.values [named, n], …. */
export function writeInspection(
  directory: RunDirectory,
  { layers, examples, reconstructions }: Inspection,
): void {
  const tensors: Record<string, Tensor> = {};
  for (const [l, { statistics, gabor }] of layers.entries()) {
    const { units } = statistics;
    tensors[`layer${l + 1}.examples`] = { shape: [1], data: Float64Array.of(statistics.examples) };
    for (const name of statisticsNames)
      tensors[`layer${l + 1}.${name}`] = {
        shape: [units, ...statisticsShapes[name]],
        data: statistics[name],
      };
    if (gabor !== null)
      tensors[`layer${l + 1}.gabor`] = {
        shape: [units, GABOR_VALUES],
        data: Float64Array.from(gabor.flatMap(gaborRow)),
      };
  }
  const all = [...examples];
  const n = all[0]?.[1].values.length ?? 0;
  const values = zeros(dtypeOf(all[0]?.[1].values ?? new Float64Array(0)), all.length * n);
  for (const [i, [, example]] of all.entries()) values.set(example.values, i * n);
  tensors["examples.index"] = { shape: [all.length], data: Float64Array.from(all, ([index]) => index) };
  tensors["examples.values"] = { shape: [all.length, n], data: values };
  if (all.length > 0 && all[0][1].origin !== null)
    tensors["examples.origin"] = {
      shape: [all.length, 3],
      data: Float64Array.from(all.flatMap(([, { origin }]) => [origin!.image, origin!.row, origin!.column])),
    };
  if (reconstructions !== null) {
    const { index, x, output } = reconstructions;
    tensors["reconstructions.index"] = { shape: [index.length], data: index };
    tensors["reconstructions.x"] = { shape: x.shape, data: x.data };
    tensors["reconstructions.output"] = { shape: output.shape, data: output.data };
  }
  writeAtomically(directory.file(FILE), encodeSafetensors(tensors));
}

/** Bytes of the file, at most. */
const MOST_BYTES = 2 ** 31;

/** The tensors of the file, asked for by name and shape. @throws {InputError} unless they are of that shape */
class StoredTensors {
  constructor(
    readonly path: string,
    readonly tensors: Readonly<Record<string, Tensor>>,
  ) {}

  has(name: string): boolean {
    return this.tensors[name] !== undefined;
  }

  /** @param shape - null where any length will do */
  get(name: string, shape: readonly (number | null)[]): Tensor {
    const tensor = this.tensors[name];
    const fits =
      tensor?.shape.length === shape.length && shape.every((n, i) => n === null || n === tensor.shape[i]);
    if (!fits)
      throw new InputError(
        `readInspection: ${name} in ${this.path} must have the shape ${shape.map((n) => n ?? "any").join("×")} of the run's model, got ${tensor?.shape.join("×") ?? "nothing"}`,
      );
    return tensor;
  }

  wide(name: string, shape: readonly (number | null)[]): Float64Array {
    return Float64Array.from(this.get(name, shape).data);
  }
}

/**
 * What writeInspection wrote; null where the run has none yet.
 *
 * @param sizes - of the layers of the run's model
 * @throws {InputError} if the file is broken, or is that of another model
 */
export function readInspection(directory: RunDirectory, sizes: readonly number[]): Inspection | null {
  const bytes = readRunFile(directory.path, FILE, MOST_BYTES);
  if (bytes === null) return null;
  const path = directory.file(FILE);
  const stored = new StoredTensors(path, parseSafetensors(bytes, path));
  return {
    layers: sizes.slice(1, -1).map((units, l) => readLayer(stored, l + 1, units)),
    examples: readExamples(stored, sizes[0]),
    reconstructions: stored.has("reconstructions.x") ? readReconstructions(stored, sizes[0]) : null,
  };
}

function readLayer(stored: StoredTensors, layer: number, units: number): Inspection["layers"][number] {
  const arrays = Object.fromEntries(
    statisticsNames.map((name) => [
      name,
      stored.wide(`layer${layer}.${name}`, [units, ...statisticsShapes[name]]),
    ]),
  ) as Record<StatisticsName, Float64Array>;
  const gabor = `layer${layer}.gabor`;
  const fits = stored.has(gabor) ? stored.get(gabor, [units, GABOR_VALUES]).data : null;
  return {
    statistics: { units, examples: stored.get(`layer${layer}.examples`, [1]).data[0], ...arrays },
    gabor:
      fits === null
        ? null
        : Array.from({ length: units }, (_, unit) =>
            gaborOf(fits.subarray(unit * GABOR_VALUES, (unit + 1) * GABOR_VALUES)),
          ),
  };
}

function readExamples(stored: StoredTensors, n: number): Inspection["examples"] {
  const index = stored.get("examples.index", [null]).data;
  if (index.length === 0) return new Map(); // no unit ever fired
  const values = stored.get("examples.values", [index.length, n]).data;
  const origin = stored.has("examples.origin") ? stored.get("examples.origin", [index.length, 3]).data : null;
  return new Map(
    Array.from(index, (example, i) => [
      example,
      {
        values: values.subarray(i * n, (i + 1) * n),
        origin:
          origin === null
            ? null
            : { image: origin[3 * i], row: origin[3 * i + 1], column: origin[3 * i + 2] },
      },
    ]),
  );
}

function readReconstructions(stored: StoredTensors, n: number): Inspection["reconstructions"] {
  const index = stored.wide("reconstructions.index", [null]);
  const matrixOf = (name: string) => view(stored.wide(name, [index.length, n]), [index.length, n]);
  return { index, x: matrixOf("reconstructions.x"), output: matrixOf("reconstructions.output") };
}
