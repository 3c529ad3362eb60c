// Runs an experiment: data, model, optimiser, run directory, figures. Resumes one that was stopped.

import { view } from "../core/arrays.js";
import { InputError, RunError } from "../core/errors.js";
import type { CostParts } from "../core/objective.js";
import { fingerprint } from "../data/fingerprint.js";
import type { Reading } from "../data/reading.js";
import { inspect, writeInspection } from "../inspect/inspection.js";
import { reportHtml } from "../inspect/report.js";
import { createKernels, type EngineOptions } from "../kernels/engine.js";
import type { Kernels } from "../kernels/kernels.js";
import { mean } from "../metrics/average.js";
import { examplesFor } from "../nn/forward.js";
import type { NetworkObjective } from "../nn/network-objective.js";
import type { MinimiserState } from "../optim/minimiser.js";
import { checkpointIterations, lastResumable, readCheckpoint, writeCheckpoint } from "../train/checkpoint.js";
import { type Outcome, trainFullBatch } from "../train/loop.js";
import {
  assertFree,
  createRunDirectory,
  type MetricsLine,
  newRunPath,
  type RunDirectory,
} from "../train/run-directory.js";
import { writeAtomically } from "../train/write-atomically.js";
import type { ResolvedConfig } from "./config.js";
import { type Dataset, loadDataset } from "./dataset.js";
import { environment } from "./environment.js";
import { meanRoughness, type Trained, writeFigures } from "./figures.js";
import { createModel, type Model } from "./model.js";
import { createMinimiser } from "./optimizer.js";

export interface RunOptions extends Pick<Reading, "onPhase" | "onNotice"> {
  /** The folder for run directories */
  readonly results: string;
  /** The run directory itself, instead of a new one in `results` */
  readonly out?: string | undefined;
  /** The engine and its threads; one that a run was started with is kept when it is resumed */
  readonly engine?: string | undefined;
  readonly threads?: number | "auto" | undefined;
  /** Where the examples come from; loadDataset unless given */
  readonly load?: typeof loadDataset | undefined;
  /** Aborted: finish the iteration, write a checkpoint, stop; while data are read, throw its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each iteration, and before the first */
  readonly onProgress?: ((line: MetricsLine, total: number) => void) | undefined;
}

export interface RunResult {
  readonly directory: RunDirectory;
  readonly stopped: Outcome;
  readonly cost: number;
  readonly parts: CostParts;
  readonly iterations: number;
  readonly evaluations: number;
  readonly seconds: number;
  /** ρ̂ of each sparse layer: smallest, mean and largest of its units */
  readonly rhoHat: Readonly<Record<string, { min: number; mean: number; max: number }>>;
  readonly roughness: number | null;
  readonly figures: readonly string[];
  /** For comparisons; null where the run was not finished now */
  readonly trained: Trained | null;
}

interface Prepared {
  readonly config: ResolvedConfig;
  readonly kernels: Kernels;
  readonly dataset: Dataset;
  readonly dataFingerprint: string;
  readonly model: Model;
  readonly objective: NetworkObjective;
}

/** Everything that can be wrong with a config is found here, before anything is written. */
export async function prepare(
  config: ResolvedConfig,
  engine: EngineOptions,
  { load = loadDataset, ...reading }: Reading & Pick<RunOptions, "load">,
): Promise<Prepared> {
  const loaded = await load(config.data, config.seed, reading);
  const dataFingerprint = fingerprint(loaded.x);
  const kernels = createKernels(config.dtype, engine);
  // From here on the data are held once, where the engine works on them.
  const dataset = { ...loaded, x: view(examplesFor(kernels, loaded.x).data, loaded.x.shape) };
  const model = createModel(config, dataset);
  return { config, kernels, dataset, dataFingerprint, model, objective: model.objective(kernels) };
}

function summarise(values: ArrayLike<number>): { min: number; mean: number; max: number } {
  const list = Array.from(values);
  return { min: Math.min(...list), mean: mean(list), max: Math.max(...list) };
}

/** Trains from `state` on, writing metrics and checkpoints; then the figures and the record. */
async function finish(
  directory: RunDirectory,
  prepared: Prepared,
  state: MinimiserState,
  options: RunOptions,
): Promise<RunResult> {
  const { config, kernels, model, objective } = prepared;
  const { iterations } = config.optimizer;
  const before = directory.readMetrics().at(-1)?.seconds ?? 0;
  const started = performance.now();
  const seconds = () => before + (performance.now() - started) / 1000;
  const written = new Set(directory.readMetrics().map((line) => line.iteration));
  const sparseUnits = Object.values(objective.rhoHat);

  const onIteration = ({ iteration, evaluations, cost, parts }: MinimiserState) => {
    const rhoHat =
      sparseUnits.length === 0 ? {} : { rhoHat: mean(sparseUnits.flatMap((layer) => Array.from(layer))) };
    const line = { iteration, evaluations, cost, parts, ...rhoHat, seconds: seconds() };
    if (!written.has(iteration)) directory.appendMetrics([line]);
    options.onProgress?.(line, iterations);
  };
  const stopped = await trainFullBatch({
    kernels,
    objective,
    state,
    iterations,
    onIteration,
    minimiser: createMinimiser(config.optimizer),
    checkpointEvery: config.checkpointEvery,
    onCheckpoint: (good) => writeCheckpoint(directory, good, model.network.sizes),
    signal: options.signal,
  });
  const { cost, parts, iteration, evaluations } = state;
  const numbers = { cost, parts, iterations: iteration, evaluations, seconds: seconds(), stopped };
  if (stopped === "not-finite") {
    directory.record({ status: "failed", endedAt: new Date().toISOString(), metrics: numbers });
    throw notFinite(directory, state, config);
  }

  const unused = kernels.allocate(objective.length);
  objective.evaluate(state.theta, unused); // the last evaluation may have been a trial: ρ̂ belongs to θ
  const trained: Trained = { ...prepared, theta: state.theta, rhoHat: objective.rhoHat };
  const rhoHat = Object.fromEntries(
    Object.entries(objective.rhoHat).map(([layer, units]) => [layer, summarise(units)]),
  );
  const result = { ...numbers, rhoHat, roughness: meanRoughness(trained) };
  const inspection = inspect({
    kernels,
    network: model.network,
    theta: state.theta,
    autoencoder: model.autoencoder,
    ...prepared.dataset,
  });
  kernels.dispose();
  writeInspection(directory, inspection);
  const figures = writeFigures(directory, trained);
  const status = stopped === "interrupted" ? "interrupted" : "done";
  directory.record({ metrics: result });
  writeAtomically(directory.file("report.html"), reportHtml(directory, status));
  directory.record({ status, endedAt: new Date().toISOString() });
  return { ...result, directory, figures, trained };
}

function notFinite(
  directory: RunDirectory,
  { iteration, cost }: MinimiserState,
  { optimizer }: ResolvedConfig,
): RunError {
  const last = checkpointIterations(directory).at(-1);
  const kept =
    last === undefined
      ? "there is no checkpoint before it"
      : `the last good checkpoint is that of iteration ${last} in ${directory.path}`;
  const remedy =
    optimizer.kind === "gradient-descent"
      ? `lower learningRate (now ${optimizer.learningRate})`
      : "look at the data and the initial values";
  return new RunError(
    `run: the cost must stay finite, it became ${cost} at iteration ${iteration}; ${kept}; ${remedy}`,
  );
}

/**
 * Runs one experiment into a new run directory.
 *
 * @throws {InputError} if config, data or folder cannot be used: then nothing is written
 * @throws {RunError} if the cost is no longer finite: the last good checkpoint stays
 */
export async function runExperiment(config: ResolvedConfig, options: RunOptions): Promise<RunResult> {
  const path = options.out ?? newRunPath(options.results, config.name, config, new Date());
  assertFree(path);
  const prepared = await prepare(config, options, options);
  const { kernels, model, objective, dataset } = prepared;
  const theta = model.initialTheta(kernels);
  const directory = createRunDirectory(path, {
    config,
    preprocessing: dataset.preprocessing,
    record: {
      status: "running",
      experiment: config.name,
      startedAt: new Date().toISOString(),
      pid: process.pid,
      engine: kernels.engine,
      ...(kernels.library === null ? {} : { library: kernels.library }),
      dtype: kernels.dtype,
      threads: kernels.threads,
      data: {
        fingerprint: prepared.dataFingerprint,
        examples: dataset.x.shape[0],
        values: dataset.x.shape[1],
        imageShape: dataset.imageShape,
        images: dataset.images,
        ...(dataset.leftOut.length === 0 ? {} : { leftOut: dataset.leftOut }),
      },
      ...environment(),
    },
  });
  const state = createMinimiser(config.optimizer).init(kernels, objective, theta);
  return finish(directory, prepared, state, options);
}

/**
 * Goes on with a run from its last checkpoint, to the bit as if it had never stopped.
 *
 * @param config - the run's own, with more iterations if more are wanted
 * @throws {InputError} if the data are no longer those of the run
 */
export async function resumeRun(
  directory: RunDirectory,
  config: ResolvedConfig,
  options: RunOptions,
): Promise<RunResult> {
  const record = directory.readJson("run.json") as { engine?: string; data?: { fingerprint?: string } };
  const chosen = options.engine ?? "auto";
  const engine = { engine: chosen === "auto" ? record.engine : chosen, threads: options.threads };
  const prepared = await prepare(config, engine, options);
  const { kernels, model, objective } = prepared;
  if (record.data?.fingerprint !== undefined && record.data.fingerprint !== prepared.dataFingerprint) {
    throw new InputError(
      `resume: the data must be those that ${directory.path} was started with, they have changed`,
    );
  }
  directory.writeJson("config.json", config);
  directory.record({ status: "running", resumedAt: new Date().toISOString(), pid: process.pid });
  const last = lastResumable(directory);
  directory.truncateMetrics(last ?? -1);
  const state =
    last === undefined
      ? createMinimiser(config.optimizer).init(kernels, objective, model.initialTheta(kernels))
      : readCheckpoint(kernels, directory, last);
  return finish(directory, prepared, state, options);
}
