// Answers about one run, from its folder alone: the data it was trained on need not be there.

import { relative } from "node:path";
import type { ResolvedConfig } from "../config/config.js";
import { type FloatArray, type FloatNdArray, sizeOf } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { activations } from "../kernels/activations.js";
import { EXAMPLES_AN_INTERVAL, HISTOGRAM_BINS, INTERVALS } from "../metrics/activation-statistics.js";
import type { Network } from "../nn/parameters.js";
import { checkpointIterations, readWeights } from "../train/checkpoint.js";
import type { MetricsLine, RunDirectory } from "../train/run-directory.js";
import { anatomyOf, type LayerAnatomy } from "./anatomy.js";
import type {
  ExampleAnswer,
  FeatureAnswer,
  LayerAnswer,
  MetricsAnswer,
  ReconstructionsAnswer,
  RunDetail,
  RunSummary,
  SourceImage,
} from "./answers.js";
import { frequenciesOfTheirOwn } from "./gabor-columns.js";
import { headlines } from "./headlines.js";
import { fitFeature, type Inspection, rowOf } from "./inspection.js";
import { readInspection } from "./inspection-file.js";
import { klTarget } from "./kl-target.js";
import { readRunConfig } from "./run-config.js";
import { summarise } from "./run-summary.js";

/** A run's model at one of its checkpoints. */
export interface ModelAtStep {
  readonly step: number;
  readonly network: Network;
  readonly theta: FloatArray;
  readonly autoencoder: boolean;
  readonly layers: readonly LayerAnatomy[];
  /** [height, width] or [height, width, channels] of an example that is a picture, else null */
  readonly imageShape: readonly number[] | null;
}

/**
 * @param step - an iteration that has a checkpoint; the last unless given
 * @param where - who asks, for errors
 * @throws {InputError} if it has none
 */
export function readModel(directory: RunDirectory, step?: number, where = "inspect"): ModelAtStep {
  const steps = checkpointIterations(directory);
  const chosen = step ?? steps.at(-1);
  if (chosen === undefined) throw withoutCheckpoint(directory, where);
  if (!steps.includes(chosen))
    throw new InputError(
      `${where}: step must be one of the checkpoints (${steps.join(", ") || "there is none yet"}), got ${chosen}`,
    );
  const { model } = readRunConfig(directory);
  const imageShape = directory.readRecord().data?.imageShape ?? null;
  const { sizes, theta } = readWeights(directory, chosen);
  assertFits(directory, model, sizes, imageShape);
  const network: Network = {
    sizes,
    activations: [...sizes.slice(2).map(() => model.activation), model.output ?? model.activation],
  };
  const autoencoder = model.kind === "classic";
  const layers = anatomyOf(network, theta, autoencoder);
  return { step: chosen, network, theta, autoencoder, layers, imageShape };
}

function withoutCheckpoint(directory: RunDirectory, where: string): InputError {
  const [member] = directory.members();
  const why =
    member === undefined ? "there is none yet" : `it varies a value; take a member, such as ${member.path}`;
  return new InputError(`${where}: ${directory.path} must have a checkpoint, ${why}`);
}

/** @throws {InputError} unless weights, config and record speak of the same model */
function assertFits(
  { path }: RunDirectory,
  { kind, hidden }: ResolvedConfig["model"],
  sizes: readonly number[],
  imageShape: readonly number[] | null,
): void {
  const outputs = kind === "classic" ? sizes[0] : sizes[sizes.length - 1];
  const expected = [sizes[0], ...hidden, outputs];
  if (sizes.join() !== expected.join())
    throw new InputError(
      `run directory: the weights in ${path} must be those of its config.json, layers of ${expected.join("-")} units, got ${sizes.join("-")}`,
    );
  if (imageShape !== null && sizeOf(imageShape) !== sizes[0])
    throw new InputError(
      `run directory: imageShape in ${path}/run.json must have the ${sizes[0]} values of an example, got ${imageShape.join("×")}`,
    );
}

const last = <Value>(values: readonly Value[]) => values.at(-1);

/** Models and inspections of the runs that were looked at last: a scrubbed slider or a paged list asks for them again. */
class Recent<Value> {
  readonly #kept = new Map<string, Value>();
  constructor(readonly most: number) {}
  get(key: string, make: () => Value): Value {
    const value = this.#kept.get(key) ?? make();
    this.#kept.delete(key);
    this.#kept.set(key, value);
    if (this.#kept.size > this.most) this.#kept.delete(this.#kept.keys().next().value as string);
    return value;
  }
}

export class RunAnswers {
  readonly #models: Recent<ModelAtStep> = new Recent(4);
  #inspection: Inspection | null = null;

  /** @param results - the folder that ids are relative to */
  constructor(
    readonly results: string,
    readonly directory: RunDirectory,
  ) {}

  model(step?: number): ModelAtStep {
    const chosen = step ?? last(checkpointIterations(this.directory));
    return this.#models.get(String(chosen), () => readModel(this.directory, chosen));
  }

  layer(layer: number, step?: number): LayerAnatomy {
    const { layers } = this.model(step);
    const found = layers[layer - 1];
    if (found === undefined)
      throw new InputError(`inspect: layer must be one of 1 to ${layers.length}, got ${layer}`);
    return found;
  }

  /** Null while the run goes on. */
  inspection(): Inspection | null {
    if (checkpointIterations(this.directory).length === 0) return null; // nothing was trained yet, or only members
    this.#inspection ??= readInspection(this.directory, this.model().network.sizes, this.imageShape());
    return this.#inspection;
  }

  imageShape(): readonly number[] | null {
    return this.model().imageShape;
  }

  /** The images it was trained on, as its record names them. */
  sourceImages(): readonly Omit<SourceImage, "id">[] {
    return this.directory.readRecord().data?.images ?? [];
  }

  summaryNow(): RunSummary {
    return summarise(this.results, this.directory);
  }

  /** Of a run that cannot be read, only why. */
  detail(): RunDetail {
    const summary = this.summaryNow();
    const broken = (problem: string | null): RunDetail => ({
      ...emptyDetail,
      summary: { ...summary, status: "broken", problem },
    });
    if (summary.status === "broken") return broken(summary.problem);
    try {
      return this.#detailOf(summary);
    } catch (error) {
      if (error instanceof InputError) return broken(error.message);
      throw error;
    }
  }

  #detailOf(summary: RunSummary): RunDetail {
    const { directory } = this;
    const record = directory.readRecord();
    const model = summary.checkpoints.length === 0 ? null : this.model();
    const inspected = this.inspection() !== null;
    return {
      summary,
      record,
      config: readRunConfig(directory),
      repeat: `npx rhohat run ${relative(process.cwd(), directory.file("config.json"))}`,
      headlines: record.metrics?.rhoHat === undefined ? [] : headlines(record.metrics),
      layers: (model?.layers ?? []).map(({ layer, units, atoms, featuresExact, atomsExact }) => ({
        layer,
        units,
        hasAtoms: atoms !== null,
        featuresExact,
        atomsExact,
        inspected,
      })),
      visible: model?.network.sizes[0] ?? 0,
      imageShape: model?.imageShape ?? null,
      images: this.sourceImages().map((image, k) => ({ id: String(k), ...image })),
      figures: directory.figureNames(),
      rho: sparsityTarget(directory)?.rho ?? null,
    };
  }

  /** @param lines - of metrics.jsonl: all unless given */
  metrics(lines: readonly MetricsLine[] = this.directory.readMetrics()): MetricsAnswer {
    const names = Object.keys(lines[0]?.parts ?? {});
    const series: Record<string, (number | null)[]> = { cost: lines.map(({ cost }) => cost) };
    for (const name of names) series[name] = lines.map(({ parts }) => parts[name] ?? null);
    if (lines.some(({ rhoHat }) => rhoHat !== undefined))
      series.ρ̂ = lines.map(({ rhoHat }) => rhoHat ?? null);
    return {
      iteration: lines.map(({ iteration }) => iteration),
      seconds: lines.map(({ seconds }) => seconds),
      series,
    };
  }

  layerAnswer(layer: number): LayerAnswer {
    const { units } = this.layer(layer);
    const found = this.inspection()?.layers[layer - 1];
    const unknown = () => new Array<null>(units).fill(null);
    const list = (values: ArrayLike<number> | undefined) =>
      values === undefined ? unknown() : Array.from(values);
    const { density, mean, max } = found?.statistics ?? {};
    const fits = found?.gabor ?? unknown();
    const own = frequenciesOfTheirOwn(fits);
    return {
      layer,
      density: list(density),
      mean: list(mean),
      max: list(max),
      orientation: own.map((fit) => fit?.orientation ?? null),
      frequency: own.map((fit) => fit?.frequency ?? null),
      onBound: fits.map((fit) => fit?.onBound ?? null),
      r2: fits.map((fit) => fit?.r2 ?? null),
      centre: fits.map((fit) => fit?.centre ?? null),
    };
  }

  /** Every unit's tile on its own scale, 128 for 0, [units, visible]. */
  tiles(layer: number, of: "features" | "atoms", step?: number): Uint8Array {
    const anatomy = this.layer(layer, step);
    const matrix = of === "atoms" ? anatomy.atoms : anatomy.features;
    if (matrix === null)
      throw new InputError(`inspect: layer ${layer} has no atoms, the model reconstructs nothing`);
    return ownScale(matrix);
  }

  feature(layer: number, unit: number, step?: number): FeatureAnswer {
    const anatomy = this.layer(layer, step);
    if (!(Number.isInteger(unit) && unit >= 0 && unit < anatomy.units))
      throw new InputError(`inspect: unit must be one of 0 to ${anatomy.units - 1}, got ${unit}`);
    const model = this.model(step);
    const inspection = this.inspection();
    const found = inspection?.layers[layer - 1];
    const feature = rowOf(anatomy.features, unit);
    const atom = anatomy.atoms === null ? null : rowOf(anatomy.atoms, unit);
    const isLast = model.step === last(checkpointIterations(this.directory));
    const statistics = found?.statistics;
    return {
      layer,
      unit,
      step: model.step,
      feature: Array.from(feature),
      atom: atom === null ? null : Array.from(atom),
      bias: anatomy.biases[unit],
      cosine: atom === null ? null : cosine(feature, atom),
      gabor: (isLast ? found?.gabor?.[unit] : undefined) ?? fitFeature(feature, this.imageShape()),
      density: statistics?.density[unit] ?? null,
      mean: statistics?.mean[unit] ?? null,
      rhoHat: statistics === undefined ? null : this.#rhoHat(layer, statistics.mean[unit]),
      range: statistics === undefined ? null : [statistics.min[unit], statistics.max[unit]],
      histogram:
        statistics === undefined
          ? null
          : Array.from(statistics.histogram.subarray(unit * HISTOGRAM_BINS, (unit + 1) * HISTOGRAM_BINS)),
      intervals: inspection === null ? [] : intervalsOf(inspection, layer, unit),
      similar: similarUnits(anatomy.atoms ?? anatomy.features, unit, 8),
    };
  }

  /** ρ̂ from the mean activation: null where the layer is not sparse. */
  #rhoHat(layer: number, mean: number): number | null {
    const target = sparsityTarget(this.directory);
    return target === null || !target.layers.includes(layer) ? null : target.rhoHat(mean);
  }

  reconstructions(): ReconstructionsAnswer | null {
    const found = this.inspection()?.reconstructions ?? null;
    if (found === null) return null;
    const n = found.x.shape[1];
    const mean = new Float64Array(n);
    for (let i = 0; i < found.index.length; i++)
      for (let j = 0; j < n; j++) mean[j] += found.x.data[i * n + j] / found.index.length;
    const examples = Array.from(found.index, (index, i) => {
      const [x, output] = [rowOf(found.x, i), rowOf(found.output, i)];
      return {
        index,
        x: Array.from(x),
        output: Array.from(output),
        error: squaredDistance(x, output) / squaredDistance(x, mean),
      };
    });
    const [low, high] = [smallest(found.x.data), largest(found.x.data)];
    return { low, high, drawn: found.drawn, examples };
  }
}

/** What is asked of the average activations. */
export interface SparsityTarget {
  readonly rho: number;
  /** Hidden layers with the KL term, counted from 1 */
  readonly layers: readonly number[];
  /** ρ̂ of a unit from its mean activation: of the activation taken to (0, 1) */
  readonly rhoHat: (mean: number) => number;
}

/** The target that a run's config names; null where β = 0 or there is none. */
export function sparsityTarget(directory: RunDirectory): SparsityTarget | null {
  const { model } = readRunConfig(directory);
  const target = klTarget(model);
  const interval = activations[model.activation].unitInterval;
  if (target === null || interval === null) return null;
  const { rho, layers } = target;
  return { rho, layers, rhoHat: (mean) => interval.offset + interval.scale * mean };
}

const emptyDetail = {
  record: {},
  config: null,
  repeat: "",
  headlines: [],
  layers: [],
  visible: 0,
  imageShape: null,
  images: [],
  figures: [],
  rho: null,
} as const;

function smallest(values: ArrayLike<number>): number {
  let found = Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i++) if (values[i] < found) found = values[i];
  return found;
}

function largest(values: ArrayLike<number>): number {
  let found = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) if (values[i] > found) found = values[i];
  return found;
}

export function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb);
}

/** Each row as 128 + 127·v/max|v|. */
function ownScale({ data, shape: [units, n], stride, offset }: FloatNdArray): Uint8Array {
  const tiles = new Uint8Array(units * n).fill(128);
  for (let unit = 0; unit < units; unit++) {
    const at = (j: number) => data[offset + unit * stride[0] + j * stride[1]];
    let limit = 0;
    for (let j = 0; j < n; j++) limit = Math.max(limit, Math.abs(at(j)));
    if (limit > 0 && Number.isFinite(limit))
      for (let j = 0; j < n; j++) tiles[unit * n + j] = Math.round(128 + (127 * at(j)) / limit);
  }
  return tiles;
}

/** The units of the greatest cosine with one, in one pass: a report asks for thousands of them. */
function similarUnits(matrix: FloatNdArray, unit: number, count: number): FeatureAnswer["similar"] {
  const [units, n] = matrix.shape;
  const { data, stride, offset } = matrix;
  const own = rowOf(matrix, unit);
  const norm = Math.sqrt(own.reduce((sum, v) => sum + v * v, 0)) || 1;
  const best: { unit: number; cosine: number }[] = [];
  for (let other = 0; other < units; other++) {
    if (other === unit) continue;
    let [dot, squares] = [0, 0];
    for (let j = 0; j < n; j++) {
      const v = data[offset + other * stride[0] + j * stride[1]];
      dot += own[j] * v;
      squares += v * v;
    }
    const cosine = squares === 0 ? 0 : dot / Math.sqrt(squares) / norm;
    if (best.length === count && !(cosine > best[count - 1].cosine)) continue;
    const place = best.findIndex((known) => cosine > known.cosine);
    best.splice(place < 0 ? best.length : place, 0, { unit: other, cosine });
    best.length = Math.min(best.length, count);
  }
  return best;
}

/** Bytes 0 … 255 of values between low and high, in base64. */
export function tileText(values: ArrayLike<number>, low: number, high: number): string {
  const scale = high > low ? 255 / (high - low) : 0;
  return Buffer.from(
    Uint8Array.from(values, (v) => Math.min(255, Math.max(0, Math.round((v - low) * scale)))),
  ).toString("base64");
}

/** The scale that examples are shown on: from the smallest to the largest value of all that are kept. */
const scales = new WeakMap<Inspection, readonly [number, number]>();
function scaleOf(inspection: Inspection): readonly [number, number] {
  let scale = scales.get(inspection);
  if (scale === undefined) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const { values } of inspection.examples.values()) {
      low = Math.min(low, smallest(values));
      high = Math.max(high, largest(values));
    }
    scale = [low, high];
    scales.set(inspection, scale);
  }
  return scale;
}

function intervalsOf(inspection: Inspection, layer: number, unit: number): FeatureAnswer["intervals"] {
  const found = inspection.layers[layer - 1]?.statistics;
  if (found === undefined) return [];
  const [low, high] = scaleOf(inspection);
  const [least, most] = [found.min[unit], found.max[unit]];
  return Array.from({ length: INTERVALS }, (_, interval) => {
    const slot = (unit * INTERVALS + interval) * EXAMPLES_AN_INTERVAL;
    const examples: ExampleAnswer[] = [];
    for (let k = slot; k < slot + EXAMPLES_AN_INTERVAL; k++) {
      const index = found.exampleIndex[k];
      const example = inspection.examples.get(index);
      if (example === undefined) continue;
      const { values, origin } = example;
      examples.push({
        index,
        activation: found.exampleActivation[k],
        tile: tileText(values, low, high),
        origin,
      });
    }
    examples.sort((a, b) => b.activation - a.activation);
    const bound = (part: number) => most - ((most - least) * part) / INTERVALS;
    return {
      low: bound(interval + 1),
      high: bound(interval),
      count: found.intervalCounts[unit * INTERVALS + interval],
      examples,
    };
  });
}
