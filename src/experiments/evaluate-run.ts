// A trained run on its own data, or on others that it has not seen.

import type { ResolvedConfig, ResolvedData, SourceConfig } from "../config/config.js";
import { DEFAULT_PATCHES } from "../config/data-schema.js";
import { dtypeOf } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import type { CostParts } from "../core/objective.js";
import { isImageStep } from "../data/preprocess/steps.js";
import type { Reading } from "../data/reading.js";
import { completedLeaves } from "../data/sources/dead-leaves.js";
import { inspect } from "../inspect/inspection.js";
import { type ModelAtStep, readModel } from "../inspect/model-at-step.js";
import { readPreprocessing, readRunConfig } from "../inspect/run-config.js";
import { assertRoom, createKernels, type EngineOptions } from "../kernels/engine.js";
import type { EngineName } from "../kernels/kernels.js";
import { lossOn } from "../sae/loss-on.js";
import type { RunDirectory } from "../train/run-directory.js";
import type { LayerNumbers, LookedAt } from "../train/run-record.js";
import { classified } from "./classified.js";
import { type Dataset, fingerprintOf, lookedAtOf, truthToMeet } from "./dataset.js";
import { loadExamples } from "./load-examples.js";
import { assertExampleLength, assertOwn, valuesRead } from "./own-dataset.js";
import { rhoHatRanges } from "./rho-hat-ranges.js";
import type { RunResult } from "./run-result.js";
import { chosenEngine } from "./runner.js";
import { trainingNumbers } from "./training-numbers.js";

/**
 * Data that a run has not seen: examples in an array or in many files, a set of labelled pictures, or random patches of
 * images, of the run's size.
 */
export type OtherData =
  | {
      readonly kind: "array";
      readonly path: string;
      readonly examples?: "rows" | "columns";
      /** The name of the array, in a file that names several */
      readonly tensor?: string;
    }
  | { readonly kind: "shards"; readonly path: string | readonly string[] }
  | {
      /** Whole pictures, or patches of them for a run on patches */
      readonly kind: "labelled";
      readonly dir: string;
      /** train */
      readonly part?: "train" | "test" | "unlabelled";
      /** Of patches, as below */
      readonly count?: number | undefined;
      readonly seed?: number | undefined;
    }
  | {
      readonly kind: "patches";
      /** Grey or in colour as the run's were */
      readonly source: SourceConfig;
      /** 10 000 */
      readonly count?: number | undefined;
      /** That the patches are drawn with; 0 */
      readonly seed?: number | undefined;
    };

/** On what and with what a run is evaluated. */
export interface EvaluateOptions extends EngineOptions, Pick<Reading, "onPhase" | "onNotice"> {
  /** The run's own, read again from where its config says, unless given */
  readonly data?: OtherData | undefined;
  /** An iteration that has a checkpoint; the last unless given */
  readonly step?: number | undefined;
}

/** The numbers of a run on data. */
export interface RunEvaluation {
  readonly step: number;
  /** How many examples, and the fingerprint of their preprocessed values */
  readonly examples: number;
  /** Of which examples; absent where they are all */
  readonly lookedAt?: LookedAt | undefined;
  readonly fingerprint: string;
  /** J(θ) on the data, and its parts */
  readonly cost: number;
  readonly parts: CostParts;
  /** Σ ‖x − x̂‖² / Σ ‖x − mean x‖²; null where nothing is reconstructed */
  readonly fvu: number | null;
  /** ρ̂ of each sparse layer: smallest, mean and largest of its units */
  readonly rhoHat: RunResult["rhoHat"];
  /** Of a model for every budget: at some smaller ones, rising */
  readonly budgets?: RunResult["budgets"];
  /** How near it came to the features of data that know them: on the run's own */
  readonly truth?: RunResult["truth"];
  /** What the units of each hidden layer do, counted from 1 */
  readonly layers: Readonly<Record<string, LayerNumbers>>;
  /** The engine that computed it */
  readonly engine: EngineName;
}

/**
 * Cost, its parts, FVU, ρ̂ and what the units do, of a trained run on data. What was done to its examples is done to
 * these with the constants that were fitted to its own. Other data need none of the run's own to be there.
 *
 * @throws {InputError} if the run has no such checkpoint; its own data have changed; or others have another length, lie
 *   outside the range of the model's output, or cannot be preprocessed as the run's were
 */
export async function evaluateRun(
  directory: RunDirectory,
  { data, step, engine, threads, ...reading }: EvaluateOptions = {},
): Promise<RunEvaluation> {
  const model = readModel(directory, step, "evaluate");
  const chosen = { engine: chosenEngine({ engine }, readRunConfig(directory).engine), threads };
  const dataset = await datasetFor("evaluate", directory, { model, data, engine: chosen, ...reading });
  const { coefficient } = trainingNumbers(directory, model.step);
  return {
    ...compute(model, { dataset, config: readRunConfig(directory), coefficient }, chosen),
    step: model.step,
    fingerprint: fingerprintOf(dataset),
  };
}

/**
 * The examples that a run is looked at on: its own, or others, preprocessed as its own were.
 *
 * @param where - who asks, for errors
 * @throws {InputError} as evaluateRun
 */
export async function datasetFor(
  where: string,
  directory: RunDirectory,
  {
    model: at,
    data,
    engine,
    ...reading
  }: Pick<EvaluateOptions, "data" | "onPhase" | "onNotice"> & {
    readonly model: ModelAtStep;
    readonly engine: EngineOptions;
  },
): Promise<Dataset> {
  const { model, theta } = at;
  const config = readRunConfig(directory);
  const steps = readPreprocessing(directory);
  const read = data === undefined ? config.data : otherData(where, directory, config, at, data);
  if ((read.kind === "array" || read.kind === "shards") && steps.some(isImageStep))
    throw new InputError(
      `${where}: the data must be images, which ${directory.path} whitens, got the array ${[read.path].flat()[0]}; name an image or a folder of them`,
    );
  const onShape = ([m, n]: readonly [number, number]) => {
    assertExampleLength(where, directory, valuesRead(config, steps, model), n);
    assertRoom(dtypeOf(theta), engine, m * n);
  };
  const seed = data === undefined ? config.seed : "seed" in data ? (data.seed ?? 0) : 0;
  const dataset = await loadExamples({ ...config, data: read, seed }, { ...reading, onShape }, steps);
  assertExampleLength(where, directory, model.inputs, dataset.x.shape[1]);
  if (data === undefined) assertOwn(where, directory, fingerprintOf(dataset));
  if (model.reconstructs)
    model.assertReachable(dataset.x, {
      where,
      what: "the data, preprocessed as the run's were,",
      remedy: "give data of the same scale",
    });
  return dataset;
}

function compute(
  { model, theta }: ModelAtStep,
  {
    dataset,
    config,
    coefficient,
  }: { dataset: Dataset; config: ResolvedConfig; coefficient: number | undefined },
  engine: EngineOptions,
): Omit<RunEvaluation, "step" | "fingerprint"> {
  const kernels = createKernels(dtypeOf(theta), engine);
  try {
    const { cost, parts, rhoHat } = lossOn(kernels, model, theta, dataset, coefficient);
    const { x } = dataset;
    // As no pictures: what units look for is no matter of the data, and fits take long.
    const { numbers } = inspect({
      ...{ kernels, model, theta, x, imageShape: null, origins: null },
      ...truthToMeet(dataset, config),
    });
    return {
      examples: x.shape[0],
      ...lookedAtOf(dataset),
      cost,
      parts,
      ...numbers,
      ...classified({ kernels, model, theta }, dataset),
      rhoHat: rhoHatRanges({ rhoHat }),
      engine: kernels.engine,
    };
  } finally {
    kernels.dispose();
  }
}

/** Other data as a data config; what is drawn of images has the size and the channels of the run's examples. */
function otherData(
  where: string,
  { path }: RunDirectory,
  { data }: ResolvedConfig,
  { imageShape }: ModelAtStep,
  other: OtherData,
): ResolvedData {
  if (data.kind === "table")
    throw new InputError(
      `${where}: ${path} must be a run on examples, it has learned pairs (x, y) of its config; leave the data out`,
    );
  if (other.kind === "array") return { ...other, examples: other.examples ?? "rows", preprocess: [] };
  if (other.kind === "shards") return { kind: "shards", path: other.path, preprocess: [] };
  const [height, width, channels = 1] = imageShape ?? [];
  const colour = channels === 3;
  if (other.kind === "labelled" && data.kind !== "patches") {
    const scaled = data.kind === "labelled" && data.maxSide !== undefined ? { maxSide: data.maxSide } : {};
    return {
      kind: "labelled",
      dir: other.dir,
      part: other.part ?? "train",
      colour,
      ...scaled,
      preprocess: [],
    };
  }
  if (imageShape === null)
    throw new InputError(
      `${where}: the data must be an array, as the examples of ${path} are no pictures, got images`,
    );
  const { count = DEFAULT_PATCHES } = other;
  const source = sourceOf(other.kind === "labelled" ? other : other.source, colour);
  return { kind: "patches", source, size: [height, width], count, preprocess: [] };
}

/** What patches are cut from, with nothing left to default. */
function sourceOf(
  source: SourceConfig,
  colour: boolean,
): Extract<ResolvedData, { kind: "patches" }>["source"] {
  if (source.kind === "photos" || source.kind === "array") return source;
  if (source.kind === "dead-leaves") return { ...completedLeaves(source), colour };
  if (source.kind !== "labelled") return { ...source, colour };
  return { kind: "labelled", dir: source.dir, part: source.part ?? "train", colour };
}
