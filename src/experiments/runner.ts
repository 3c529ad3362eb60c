// Runs an experiment: data, model, optimiser, run directory, figures. Resumes one that was stopped.

import type { ResolvedConfig } from "../config/config.js";
import { parseConfig } from "../config/parse.js";
import { type FloatArray, view, zeros } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import type { Reading } from "../data/reading.js";
import { whyNoFits } from "../inspect/inspection.js";
import {
  assertEngine,
  assertRoom,
  createKernels,
  type EngineChoice,
  type EngineOptions,
} from "../kernels/engine.js";
import type { Kernels } from "../kernels/kernels.js";
import { examplesFor } from "../nn/forward.js";
import { lossOn } from "../sae/loss-on.js";
import { type Model, parameterLength } from "../sae/model.js";
import { lastResumable, readCheckpoint, writeCheckpoint } from "../train/checkpoint.js";
import { assertAtRest, takeClaim } from "../train/claim.js";
import { type Outcome, runLoop } from "../train/loop.js";
import type { MetricsLine, RunDirectory, RunRecord } from "../train/run-directory.js";
import { assertPlace, placeOf, startRun } from "../train/start-run.js";
import type { Training } from "../train/training.js";
import { type Dataset, fingerprintOf } from "./dataset.js";
import { describe, type ToDescribe } from "./describe.js";
import { earlyEnd, notFinite } from "./early-end.js";
import { freeName } from "./free-name.js";
import { keepMetrics } from "./keep-metrics.js";
import { endPart, keepRecord, madeWith, newPart } from "./keep-record.js";
import type { loadDataset } from "./load-dataset.js";
import { loadExamples } from "./load-examples.js";
import { modelFor, startingTheta } from "./model.js";
import { type PreparedTraining, prepareTraining, withIterations } from "./optimizer.js";
import { keepPublished } from "./published.js";
import type { RunResult, TrainingNumbers } from "./run-result.js";
import { assertSameRun, fixedParts } from "./same-run.js";

/** Where a run goes, what computes it, and what is told meanwhile. */
export interface RunOptions extends Pick<Reading, "onPhase" | "onNotice"> {
  /** The folder for run directories */
  readonly results: string;
  /** The run directory itself, instead of a new one in `results` */
  readonly out?: string | undefined;
  /** The engine, before the config's own, and its threads; a run that is resumed keeps its engine unless one is named */
  readonly engine?: EngineChoice | undefined;
  readonly threads?: number | "auto" | undefined;
  /** Whether figures and report are drawn at the end; true unless given. The numbers are kept in any case. */
  readonly figures?: boolean | undefined;
  /** What to call the run in lists and figures: one line */
  readonly name?: string | undefined;
  /** Where the examples come from; loadDataset unless given */
  readonly load?: typeof loadDataset | undefined;
  /** Aborted: finish the iteration, write a checkpoint, stop; while data are read, throw its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Resume also where a process of another machine may hold the run, which cannot be asked */
  readonly takeOver?: boolean | undefined;
  /** Called when training begins, and when it has ended and the rest begins; for each member of a sweep */
  readonly onStage?: ((stage: "training" | "finishing") => void) | undefined;
  /** Called after each iteration, and before the first */
  readonly onProgress?: ((line: MetricsLine, total: number) => void) | undefined;
}

/** The config as config.json has it, its keys in their order. */
const withEngine = (config: ResolvedConfig, engine: unknown): ResolvedConfig =>
  parseConfig({ ...config, engine });

interface Prepared {
  readonly config: ResolvedConfig;
  readonly kernels: Kernels;
  readonly dataset: Dataset;
  readonly dataFingerprint: string;
  readonly model: Model;
  readonly training: PreparedTraining;
}

/** Everything that can be wrong with a config is found here, before anything is written. */
export async function prepare(
  config: ResolvedConfig,
  engine: EngineOptions,
  { load, ...reading }: Reading & Pick<RunOptions, "load">,
): Promise<Prepared> {
  const onShape = ([m, n]: readonly [number, number]) => assertRoom(config.dtype, engine, m * n);
  const loaded = await loadExamples(config, { ...reading, onShape }, null, load);
  const dataFingerprint = fingerprintOf(loaded);
  const kernels = createKernels(config.dtype, engine);
  // From here on the data are held once, where the engine works on them.
  const dataset = { ...loaded, x: view(examplesFor(kernels, loaded.x).data, loaded.x.shape) };
  const model = modelFor(config, dataset);
  const training = await prepareTraining(config, { kernels, model, data: dataset });
  return {
    config: withIterations(config, training.iterations),
    kernels,
    dataset,
    dataFingerprint,
    model,
    training,
  };
}

/** Where a run begins: what does not fit into memory, or no θ₀ of the model, is found here. */
export function firstTraining({ config, kernels, dataset, model, training }: Prepared): Promise<Training> {
  return training.begin(startingTheta(config, model, { dtype: kernels.dtype, x: dataset.x }));
}

/** Trains from `state` on, writing metrics and checkpoints; then the figures and the record. */
async function finish(
  directory: RunDirectory,
  prepared: Prepared,
  training: Training,
  options: RunOptions,
): Promise<RunResult> {
  const numbers = await train(directory, prepared, training, options);
  const status = numbers.stopped === "interrupted" ? "interrupted" : "done";
  const ended = { status, endedAt: new Date().toISOString() } as const;
  const theta = training.weights?.() ?? training.state.theta;
  const result = await describe(directory, {
    trained: { ...prepared, theta },
    evaluation: lossAt(prepared, theta, numbers.coefficient),
    training: numbers,
    ended,
    figures: options.figures ?? true,
  });
  keepPublished(directory, prepared.config.published, result);
  directory.record(ended);
  const unfitted = whyNoFits({ ...prepared, ...prepared.dataset });
  if (unfitted !== null && result.figures.length > 0) options.onNotice?.(unfitted);
  return result;
}

/** Does what needs a prepared run; then its files are closed and its engine's threads end, whatever comes of it. */
export async function whileOpen<Result>(prepared: Prepared, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } finally {
    await prepared.training.close();
    prepared.kernels.dispose();
  }
}

/** The last evaluation may have been a trial, or of a batch: cost, parts and ρ̂ of θ on all of the data. */
function lossAt(
  { kernels, model, dataset, training: { objective } }: Prepared,
  theta: FloatArray,
  coefficient: number | undefined,
): ToDescribe["evaluation"] {
  if (objective === null) return lossOn(kernels, model, theta, dataset, coefficient);
  const { cost, parts } = objective.evaluate(theta, kernels.allocate(objective.length));
  return { cost, parts: { ...parts }, rhoHat: objective.rhoHat };
}

/** Trains, writing metrics and checkpoints as it goes. @throws {DivergenceError} if the cost is no longer finite */
async function train(
  directory: RunDirectory,
  prepared: Prepared,
  training: Training,
  options: RunOptions,
): Promise<TrainingNumbers> {
  const { config, model } = prepared;
  const { iterations } = prepared.training;
  const metrics = keepMetrics(directory, { config, ...prepared.training, training });
  options.onStage?.("training");
  let stopped: Outcome;
  try {
    stopped = await runLoop({
      training,
      iterations,
      onIteration(state) {
        const line = metrics.line(state);
        options.onProgress?.(line, iterations);
      },
      checkpointEvery: config.checkpointEvery,
      onCheckpoint: (good) => writeCheckpoint(directory, good, model.parameters, training.weights?.()),
      signal: options.signal,
    });
  } finally {
    options.onStage?.("finishing");
  }
  const { cost, parts, iteration, evaluations, coefficient } = training.state;
  const held = stopped === "not-finite" ? undefined : training.heldOut?.();
  const numbers = {
    iterations: iteration,
    evaluations,
    seconds: metrics.seconds(),
    stopped,
    ...(held === undefined ? {} : { heldOut: held }),
    ...(coefficient === undefined ? {} : { coefficient }),
  };
  directory.record({
    metrics: { ...numbers, cost, parts },
    parts: endPart(directory, iteration),
    // A kill from here on finds it true.
    ...(stopped === "interrupted" ? { status: "interrupted" } : {}),
  });
  if (stopped === "not-finite") throw notFinite(directory, training.state, config);
  const notice = earlyEnd(stopped, training.state);
  if (notice !== null) options.onNotice?.(notice);
  return numbers;
}

/** The engine that is to be used: the one named now, else the config's own. */
export function chosenEngine(
  { engine }: Pick<RunOptions, "engine">,
  own: string | undefined,
): EngineChoice | undefined {
  if (own !== undefined) assertEngine("run", "the engine that it was begun with", own);
  return engine === undefined || engine === "auto" ? own : engine;
}

/**
 * Runs one experiment into a new run directory. Its config.json names the engine that was used, so that it repeats
 * the run to the bit, unless another engine goes on with it.
 *
 * @throws {InputError} if config, data or folder cannot be used: then nothing is written
 * @throws {RunError} if the cost is no longer finite, the disk refuses or figures fail: what was trained stays
 */
export async function runExperiment(config: ResolvedConfig, options: RunOptions): Promise<RunResult> {
  const place = placeOf(options, config.name);
  assertPlace(place);
  const name = freeName("run", "name", options.name ?? "", { ...options, experiment: config.name });
  const engine = chosenEngine(options, config.engine);
  const prepared = await prepare(config, { engine, threads: options.threads }, options);
  return whileOpen(prepared, async () => {
    const { kernels, dataset } = prepared;
    const training = await firstTraining(prepared);
    const warning = prepared.model.warning?.(kernels, training.state.theta, dataset) ?? null;
    if (warning !== null) options.onNotice?.(warning);
    const made = madeWith(kernels);
    const { directory, claim } = startRun(place, {
      config: withEngine(prepared.config, kernels.engine),
      name,
      preprocessing: dataset.preprocessing,
      record: {
        status: "running",
        experiment: config.name,
        startedAt: new Date().toISOString(),
        dtype: kernels.dtype,
        ...made,
        data: {
          fingerprint: prepared.dataFingerprint,
          examples: dataset.streamed?.examples ?? dataset.x.shape[0],
          values: dataset.x.shape[1],
          imageShape: dataset.imageShape,
          images: dataset.images,
          ...(dataset.leftOut.length === 0 ? {} : { leftOut: dataset.leftOut }),
        },
        fixed: fixedParts(config),
        parts: [newPart(0, made)],
      },
    });
    return keepRecord(directory, claim, () => finish(directory, prepared, training, options));
  });
}

/**
 * Goes on with a run from its last checkpoint, to the bit as if it had never stopped. Where it is trained already,
 * figures and report are made again.
 *
 * @param config - the run's own; more iterations may be asked for, and the data may lie elsewhere
 * @throws {InputError} if another process works on it, or config or data are no longer those of the run
 * @throws {RunError} as runExperiment
 */
export async function resumeRun(
  directory: RunDirectory,
  config: ResolvedConfig,
  options: RunOptions,
): Promise<RunResult> {
  assertAtRest(directory.path, options);
  const record = directory.readRecord();
  assertSameRun(directory, record, config, lastResumable(directory) ?? 0);
  const engine = chosenEngine(options, record.engine);
  const prepared = await prepare(config, { engine, threads: options.threads }, options);
  return whileOpen(prepared, () => goOn(directory, record, prepared, options));
}

/** Goes on with a run that has been prepared again. */
async function goOn(
  directory: RunDirectory,
  record: RunRecord,
  prepared: Prepared,
  options: RunOptions,
): Promise<RunResult> {
  assertSameRun(directory, record, prepared.config, lastResumable(directory) ?? 0);
  assertSameData(directory, record, prepared);
  assertAskedEngine(directory, record, prepared.kernels.engine, options);
  const claim = takeClaim(directory.path, options);
  let training: Training;
  try {
    directory.removeTemporaries();
    training = await lastTraining(directory, prepared);
    const made = madeWith(prepared.kernels);
    const { parts = [] } = directory.readRecord();
    const now = [...parts, newPart(training.state.iteration, made)];
    // It names the engine that the run was begun with; the parts tell which others there were.
    const begun = now.findLast(({ from }) => from === 0) ?? record;
    directory.writeJson("config.json", withEngine(prepared.config, begun.engine ?? prepared.kernels.engine));
    directory.record({
      status: "running",
      resumedAt: new Date().toISOString(),
      endedAt: undefined,
      problem: undefined,
      ...made,
      parts: now,
    });
  } catch (error) {
    claim.release(); // nothing has been done
    throw error;
  }
  return keepRecord(directory, claim, () => finish(directory, prepared, training, options));
}

/** The state of the last checkpoint, or the first one; metrics after it are forgotten. */
async function lastTraining(directory: RunDirectory, prepared: Prepared): Promise<Training> {
  const { kernels, model } = prepared;
  const last = lastResumable(directory);
  const training =
    last === undefined
      ? await firstTraining(prepared)
      : await prepared.training.begin(zeros(kernels.dtype, parameterLength(model.parameters)));
  if (last !== undefined) readCheckpoint(directory, last, training, model.parameters);
  directory.truncateMetrics(last ?? -1);
  return training;
}

function assertSameData(directory: RunDirectory, { data }: RunRecord, { dataFingerprint }: Prepared): void {
  if (data?.fingerprint !== undefined && data.fingerprint !== dataFingerprint) {
    throw new InputError(
      `resume: the data must be those that ${directory.path} was started with, they have changed; put those back, name where they lie now (--data-path), or begin a new run on these`,
    );
  }
}

/** Another engine gives other bits: only where it was asked for by name. */
function assertAskedEngine(
  directory: RunDirectory,
  { engine }: RunRecord,
  used: string,
  options: RunOptions,
): void {
  if (engine !== undefined && used !== engine && used !== options.engine) {
    throw new InputError(
      `resume: the engine must be ${engine}, as that of ${directory.path} was, here it is ${used}; --engine ${used} goes on with that, to other bits`,
    );
  }
}
