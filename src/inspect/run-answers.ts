// Answers about one run, from its folder alone: the data it was trained on need not be there.

import { relative } from "node:path";
import type { ResolvedConfig } from "../config/config.js";
import type { FloatNdArray } from "../core/arrays.js";
import { curveNames, curveValue } from "../core/curve-values.js";
import { InputError } from "../core/errors.js";
import { extent } from "../core/extent.js";
import { cosine, rowOf, squaredDistance } from "../core/rows.js";
import { unitNumbers } from "../core/unit-numbers.js";
import { HISTOGRAM_BINS } from "../metrics/activation-statistics.js";
import { isCopy, isTwin } from "../metrics/atom-cosines.js";
import { type Coactivation, PARTNERS, type Partners } from "../metrics/coactivation.js";
import { mostSimilar } from "../metrics/most-similar.js";
import { type LayerAnatomy, picturesOf, thresholdOf } from "../sae/model.js";
import { checkpointIterations } from "../train/checkpoint.js";
import type { MetricsLine, RunDirectory } from "../train/run-directory.js";
import { toOwnScale } from "../viz/tile-bytes.js";
import type {
  CoactivationAnswer,
  FeatureAnswer,
  LayerAnswer,
  MetricsAnswer,
  PartnerAnswer,
  ReconstructionsAnswer,
  RunDetail,
  RunSummary,
  SourceImage,
} from "./answers.js";
import { intervalsOf } from "./example-tiles.js";
import { frequenciesOfTheirOwn } from "./gabor-columns.js";
import { headlines } from "./headlines.js";
import { fitFeature, type Inspection } from "./inspection.js";
import { readInspection } from "./inspection-file.js";
import { type ModelAtStep, readModel } from "./model-at-step.js";
import { otherSeeds } from "./other-seeds.js";
import { readRunConfig } from "./run-config.js";
import { runId } from "./run-id.js";
import { summarise } from "./run-summary.js";
import { layerTable, type Table } from "./tables.js";

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

const allNaN = (values: ArrayLike<number>) => Array.prototype.every.call(values, Number.isNaN);
/** Six digits are more than any picture of it shows; null where it is not known. */
const shortest = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(6)) : null);

/** What units look for, or what they add */
export type TilesOf = "features" | "atoms";

/** Units that are listed as like one. */
const SIMILAR = 8;

export class RunAnswers {
  readonly #models: Recent<ModelAtStep> = new Recent(4);
  #config: ResolvedConfig | null = null;
  #inspection: Inspection | null = null;

  /** @param results - the folder that ids are relative to */
  constructor(
    readonly results: string,
    readonly directory: RunDirectory,
  ) {}

  config(): ResolvedConfig {
    this.#config ??= readRunConfig(this.directory);
    return this.#config;
  }

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

  /** A layer's pictures, of what there was before preprocessing. */
  pictured(layer: number, step?: number): LayerAnatomy {
    this.layer(layer, step); // tells which there are
    return this.model(step).pictured()[layer - 1];
  }

  /** What of units is looked at first: the atoms of a dictionary, else what they look for. */
  first(): TilesOf {
    return this.model().model.isDictionary === true ? "atoms" : "features";
  }

  /** Null while the run goes on. */
  inspection(): Inspection | null {
    if (checkpointIterations(this.directory).length === 0) return null; // nothing was trained yet, or only members
    this.#inspection ??= readInspection(this.directory, this.model().model, this.imageShape());
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
      config: this.config(),
      isTrained: this.config().data.kind !== "none",
      seeds: otherSeeds(directory).map(({ path }) => runId(this.results, path)),
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
      visible: model?.pictured()[0].features.shape[1] ?? 0,
      columns: model?.model.grid?.columns ?? null,
      first: model === null ? "features" : this.first(),
      imageShape: model?.imageShape ?? null,
      images: this.sourceImages().map((image, k) => ({ id: String(k), ...image })),
      figures: directory.figureNames(),
      rho: model?.model.layers.find(({ target }) => target !== null)?.target?.rho ?? null,
      hasBudgets: (this.inspection()?.budgets ?? null) !== null,
    };
  }

  /** @param lines - of metrics.jsonl: all unless given */
  metrics(lines: readonly MetricsLine[] = this.directory.readMetrics()): MetricsAnswer {
    const series = Object.fromEntries(
      curveNames(lines).map((name) => [name, lines.map((line) => curveValue(line, name))]),
    );
    return {
      iteration: lines.map(({ iteration }) => iteration),
      seconds: lines.map(({ seconds }) => seconds),
      series,
    };
  }

  layerAnswer(layer: number): LayerAnswer {
    const anatomy = this.layer(layer);
    const found = this.inspection()?.layers[layer - 1];
    const fits = found?.gabor ?? new Array<null>(anatomy.units).fill(null);
    const table = layerTable(this, anatomy, frequenciesOfTheirOwn(fits));
    const flag = (column: string, is: (value: number) => boolean) =>
      Array.from(table[column], (value) => (Number.isNaN(value) ? Number.NaN : Number(is(value))));
    const { k, first } = this.inspection()?.budgets ?? {};
    const columns: Table = {
      ...table,
      ...(k && first && { smallestBudget: first.map((at) => k[at] ?? Number.NaN) }),
      silent: flag("density", (density) => density === 0),
      constant: flag("effective", (effective) => effective === 0),
      copy: flag("largestCosine", isCopy),
      twin: flag("smallestCosine", isTwin),
    };
    const known = unitNumbers.filter(({ name }) => columns[name]?.length > 0 && !allNaN(columns[name]));
    return {
      layer,
      numbers: Object.fromEntries(known.map(({ name }) => [name, Array.from(columns[name], shortest)])),
      onBound: fits.map((fit) => fit?.onBound ?? null),
    };
  }

  /** A layer's features or atoms as pictures, [units, visible]. @param of - what is looked at first unless given */
  pictures(layer: number, of: TilesOf = this.first(), step?: number): FloatNdArray {
    const found = this.pictured(layer, step)[of];
    if (found === null)
      throw new InputError(`inspect: layer ${layer} has no atoms, the model reconstructs nothing`);
    return found;
  }

  /** Every unit's tile on its own scale, 128 for 0, [units, visible]. */
  tiles(layer: number, of: TilesOf, step?: number): Uint8Array {
    const pictures = this.pictures(layer, of, step);
    const [units, visible] = pictures.shape;
    const tiles = new Uint8Array(units * visible);
    for (let unit = 0; unit < units; unit++) tiles.set(toOwnScale(rowOf(pictures, unit)), unit * visible);
    return tiles;
  }

  feature(layer: number, unit: number, step?: number): FeatureAnswer {
    const anatomy = this.layer(layer, step);
    if (!(Number.isInteger(unit) && unit >= 0 && unit < anatomy.units))
      throw new InputError(`inspect: unit must be one of 0 to ${anatomy.units - 1}, got ${unit}`);
    const model = this.model(step);
    const inspection = this.inspection();
    const found = inspection?.layers[layer - 1];
    const { features, atoms } = anatomy;
    const pictures = this.pictured(layer, step);
    const isLast = model.step === last(checkpointIterations(this.directory));
    const statistics = found?.statistics;
    return {
      layer,
      unit,
      step: model.step,
      feature: Array.from(rowOf(pictures.features, unit)),
      atom: pictures.atoms === null ? null : Array.from(rowOf(pictures.atoms, unit)),
      bias: anatomy.biases[unit],
      threshold: thresholdOf(anatomy, unit),
      cosine: atoms === null ? null : cosine(rowOf(features, unit), rowOf(atoms, unit)),
      gabor:
        (isLast ? found?.gabor?.[unit] : undefined) ??
        fitFeature(rowOf(picturesOf(model.model, pictures), unit), this.imageShape()),
      density: statistics?.density[unit] ?? null,
      mean: statistics?.mean[unit] ?? null,
      rhoHat: statistics === undefined ? null : this.#rhoHat(layer, statistics.mean[unit]),
      range: statistics === undefined ? null : [statistics.min[unit], statistics.max[unit]],
      histogram:
        statistics === undefined
          ? null
          : Array.from(statistics.histogram.subarray(unit * HISTOGRAM_BINS, (unit + 1) * HISTOGRAM_BINS)),
      intervals:
        inspection === null ? [] : intervalsOf(inspection, { layer, unit, pixels: this.model().pixels() }),
      lossWithout: shortest(found?.closer.lossWithout?.[unit] ?? Number.NaN),
      coactivation: found?.closer.coactivation ? coactivationOf(found.closer.coactivation, unit) : null,
      similar: mostSimilar(anatomy.atoms ?? anatomy.features, unit, SIMILAR).map(({ row, cosine }) => ({
        unit: row,
        cosine,
      })),
    };
  }

  /** ρ̂ from the mean activation: null where the layer is not sparse. */
  #rhoHat(layer: number, mean: number): number | null {
    return this.model().model.layers[layer - 1].target?.rhoHat(mean) ?? null;
  }

  reconstructions(): ReconstructionsAnswer | null {
    const found = this.inspection()?.reconstructions ?? null;
    if (found === null) return null;
    const pixels = this.model().pixels();
    const [given, made] = [found.x, found.output].map((values) => pixels?.examples(values) ?? values);
    const n = given.shape[1];
    const mean = new Float64Array(n);
    for (let i = 0; i < found.index.length; i++)
      for (let j = 0; j < n; j++) mean[j] += given.data[i * n + j] / found.index.length;
    const examples = Array.from(found.index, (index, i) => {
      const [x, output] = [rowOf(given, i), rowOf(made, i)];
      return {
        index,
        x: Array.from(x),
        output: Array.from(output),
        error: squaredDistance(x, output) / squaredDistance(x, mean),
      };
    });
    const [low, high] = extent(given.data);
    return { low, high, drawn: found.drawn, examples };
  }
}

/** Of one unit. */
function coactivationOf(coactivation: Coactivation, unit: number): CoactivationAnswer {
  const { examples, active } = coactivation;
  const of = ({ unit: units, correlation, together }: Partners): PartnerAnswer[] =>
    Array.from({ length: PARTNERS }, (_, place) => unit * PARTNERS + place)
      .filter((at) => units[at] >= 0)
      .map((at) => ({
        unit: units[at],
        correlation: correlation[at],
        together: together[at],
        expected: (active[unit] * active[units[at]]) / examples,
      }));
  return { examples, active: active[unit], with: of(coactivation.with), instead: of(coactivation.instead) };
}

const emptyDetail = {
  record: {},
  config: null,
  isTrained: true,
  seeds: [],
  repeat: "",
  headlines: [],
  layers: [],
  first: "features",
  visible: 0,
  imageShape: null,
  images: [],
  figures: [],
  columns: null,
  rho: null,
  hasBudgets: false,
} as const;
