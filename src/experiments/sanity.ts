// Is what a run learned more than chance? The run beside baselines, other seeds and what the doctor finds.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ResolvedConfig } from "../config/config.js";
import { parseConfig } from "../config/parse.js";
import type { Matrix } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { variedIn } from "../core/varied.js";
import { readModel } from "../inspect/model-at-step.js";
import { readRunConfig } from "../inspect/run-config.js";
import { failureOf } from "../inspect/warning-of.js";
import type { EngineOptions } from "../kernels/engine.js";
import { scrambleFor } from "../metrics/atoms/chance.js";
import { type StableAtoms, stableAtoms } from "../metrics/atoms/stability.js";
import { hasEncoder } from "../sae/dictionary.js";
import { type Model, picturesOf } from "../sae/model.js";
import type { RunDirectory } from "../train/run-directory.js";
import type { FinalNumbers } from "../train/run-record.js";
import type { Compared } from "./compare-members.js";
import { drawnBy } from "./known-dataset.js";
import { loadDataset } from "./load-dataset.js";
import { rememberLast } from "./remember-last.js";
import { runExperiment } from "./runner.js";
import { type Verdict, verdictsOf } from "./sanity-verdicts.js";

/** What a run is held against, and how. */
export interface SanityOptions extends EngineOptions {
  /** How many other seeds are trained; 2 unless given */
  readonly seeds?: number;
  /** Aborted: the training at hand stops after an iteration, the reading of data at once, and there is no result */
  readonly signal?: AbortSignal | undefined;
  /** Called before the first training, and when the last has ended and nothing of them is left */
  readonly onStage?: ((stage: "training" | "finishing") => void) | undefined;
  /** Called before each training, with its name and how many there are */
  readonly onTraining?: ((name: string, number: number, of: number) => void) | undefined;
}

/** A run or what it is held against, trained in the same way. */
export interface Contestant {
  readonly name: string;
  readonly numbers: Omit<FinalNumbers, "stopped">;
  /** Features or atoms, what is looked at first, where they are pictures */
  readonly pictures: Compared["pictures"];
}

/** What the check found. */
export interface Sanity {
  readonly run: Contestant;
  readonly baselines: readonly Contestant[];
  readonly seeds: readonly Contestant[];
  /** The run's features in the other seeds; null where there are none */
  readonly stable: StableAtoms | null;
  readonly verdicts: readonly Verdict[];
}

type ModelSettings = Readonly<Record<string, unknown>>;

/** The same training with something held as it started, by name; none of kinds of which nothing can be held. */
function baselinesOf(
  { model }: ResolvedConfig,
  { parameters }: Pick<Model, "parameters">,
): { readonly name: string; readonly model: ModelSettings }[] {
  const own = model as unknown as ModelSettings;
  if (Array.isArray(own.hidden)) {
    const last = own.hidden.length + 1;
    return [
      { name: "random", model: { ...own, frozen: [1, last] } },
      { name: "frozen encoder", model: { ...own, frozen: [1] } },
      { name: "frozen decoder", model: { ...own, frozen: [last] } },
    ];
  }
  if (!("constraint" in own)) return [];
  // A convention says what holds the atoms, and a remedy that starts latents anew would move what is to stay.
  const { convention: _, remedy, ...free } = own;
  const kept = (remedy as { kind?: string } | undefined)?.kind === "resampling" ? { kind: "none" } : remedy;
  const held = (constraint: object) => ({
    ...free,
    constraint,
    ...(kept === undefined ? {} : { remedy: kept }),
  });
  const isEncoded = hasEncoder(parameters);
  return [
    ...(isEncoded ? [{ name: "random", model: held({ kind: "frozen", part: "both" }) }] : []),
    { name: "frozen decoder", model: held({ kind: "frozen", part: "decoder" }) },
    { name: "soft-frozen decoder", model: held({ kind: "soft-frozen" }) },
    ...(isEncoded ? [{ name: "frozen encoder", model: held({ kind: "frozen", part: "encoder" }) }] : []),
  ];
}

/** What is looked at first of the first layer, [M, d], and the pictures that it is; null where it is none. */
function featuresIn(directory: RunDirectory) {
  const { model, pictured, imageShape: shape } = readModel(directory, undefined, "sanity");
  const [first] = pictured();
  const features = picturesOf(model, first);
  const pictures = shape === null || first.atoms === null ? null : { features, shape };
  return { model, features, shape, pictures };
}

/** @throws {InputError} unless the run is one that has ended, reconstructs, and can be trained again */
function assertSane(directory: RunDirectory, config: ResolvedConfig): FinalNumbers {
  const record = directory.readRecord();
  const { metrics } = record;
  if (directory.members().length > 0 || variedIn(config).length > 0)
    throw new InputError(
      `sanity: <run> must be a single run, ${directory.path} is a sweep; name one of its members: ${directory.member(0).path}`,
    );
  const failed = failureOf(record);
  if (failed !== null)
    throw new InputError(`sanity: ${directory.path} must be a run that was trained, it failed: ${failed}`);
  if (metrics === undefined)
    throw new InputError(
      `sanity: ${directory.path} must be a run that has ended; rhohat run ${directory.path} --resume goes on with it`,
    );
  if (metrics.fvu === undefined || metrics.fvu === null)
    throw new InputError(
      `sanity: ${directory.path} must be a model that reconstructs its input, its numbers have no FVU`,
    );
  if (config.data.kind === "none" || config.data.kind === "shards")
    throw new InputError(
      `sanity: data of ${directory.path} must be at hand to train on again, they are of the kind ${config.data.kind}`,
    );
  return metrics;
}

/**
 * Trains the run's baselines and other seeds as the run was trained, in a folder that is gone afterwards, and compares.
 *
 * @returns null where it was interrupted
 * @throws {InputError} if the run has not ended, is a sweep, or reconstructs nothing
 */
export async function checkSanity(
  directory: RunDirectory,
  { seeds: others = 2, signal, onStage, onTraining, ...training }: SanityOptions = {},
): Promise<Sanity | null> {
  const config = readRunConfig(directory);
  const numbers = assertSane(directory, config);
  const { question: _, ...again } = config;
  const own = featuresIn(directory); // that it can be read is known before anything is trained
  const planned = [
    ...baselinesOf(config, own.model).map(({ name, model }) => ({ name, config: { ...again, model } })),
    ...Array.from({ length: others }, (_, i) => ({
      name: `seed ${config.seed + i + 1}`,
      config: { ...again, seed: config.seed + i + 1 },
    })),
  ];
  const remembered = rememberLast(loadDataset);
  // Another seed would draw other features for these data, which no training could find again.
  const load: typeof remembered =
    drawnBy(config.data) !== null
      ? (data, _seed, reading) => remembered(data, config.seed, reading)
      : remembered;
  onStage?.("training");
  const folder = mkdtempSync(join(tmpdir(), "rhohat-sanity-"));
  try {
    const trained: { contestant: Contestant; features: Matrix }[] = [];
    for (const [i, { name, config: own }] of planned.entries()) {
      onTraining?.(name, i + 1, planned.length);
      const out = join(folder, String(i));
      const result = await runExperiment(parseConfig(own, "sanity"), {
        results: folder,
        out,
        figures: false,
        load,
        signal,
        ...training,
      });
      if (signal?.aborted) return null;
      const { directory: of, figures: _f, trained: _t, ...found } = result;
      const { features, pictures } = featuresIn(of);
      trained.push({ contestant: { name, numbers: found, pictures }, features });
    }
    const count = planned.length - others;
    const stable =
      others === 0
        ? null
        : stableAtoms(
            own.features,
            trained.slice(count).map(({ features }) => features),
            scrambleFor(own.shape),
          );
    const contestants = trained.map(({ contestant }) => contestant);
    const baselines = contestants.slice(0, count);
    const run = { name: "this run", numbers, pictures: own.pictures };
    return {
      run,
      baselines,
      seeds: contestants.slice(count),
      stable,
      verdicts: verdictsOf({ run, baselines, stable }),
    };
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return null; // while data were read
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    onStage?.("finishing");
  }
}
