// A run's folder: what lies where, and how it is written. The only module that builds paths inside results/.
//
//   results/<experiment>/<run>/      <run> = UTC time + short hash of the resolved config + a drawn part
//     owner/              01.json, …: the processes that wrote it, one after the other (claim.ts)
//     config.json         resolved config: repeats the run
//     run.json            status, times, versions, engine, machine, final metrics, data fingerprint
//     about.json          the name that somebody gave it (about.ts)
//     annotations.json    stars, labels and notes (annotations.ts); annotations.lock/ while somebody changes them (alone.ts)
//     map-layer1.json     places of atoms, those alike together (inspect/atom-map.ts)
//     preprocessing.json  the fitted preprocessing, to be undone or applied to new data; what steps learned beside numbers
//                         stands in preprocessing.safetensors
//     metrics.jsonl       one line an iteration
//     checkpoints/        step-000400/: weights.safetensors, averaged.safetensors, state.safetensors, state.json, SHA256SUMS
//     figures/            features.png, reconstructions.png, curves.svg, …
//     report.html         everything in one file
//     members/            of a run that varies a value: one run directory each, 01/, 02/, …

import {
  appendFileSync,
  type Dirent,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, join } from "node:path";
import { InputError } from "../core/errors.js";
import { inOrder } from "../core/in-order.js";
import { encodeSafetensors, parseSafetensors, type Tensor } from "../data/io/safetensors.js";
import type { FittedStep } from "../data/preprocess/steps.js";
import { storeSteps } from "../data/preprocess/stored-steps.js";
import { writeName } from "./about.js";
import { writing } from "./disk-errors.js";
import { type MetricsLine, parseMetrics } from "./metrics-file.js";
import { ownFolder } from "./own-folder.js";
import { readRunFile, readRunJson } from "./run-file.js";
import { type RunRecord, runRecord } from "./run-record.js";
import { isTemporary, removeTemporaries, writeAtomically } from "./write-atomically.js";

export type { MetricsLine } from "./metrics-file.js";
export type { RunPart, RunRecord } from "./run-record.js";

/** Bytes of metrics.jsonl, at most: a million iterations. */
const MOST_METRICS = 256 * 2 ** 20;

/** Bytes of a file of tensors that is read whole, at most. */
const MOST_TENSORS = 2 ** 30;

const jsonText = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** A run's folder: what lies where, read and written; a kill leaves no file half-written. */
export class RunDirectory {
  /** @param path - of the folder, which need not be there yet */
  constructor(
    /** Of the folder */
    readonly path: string,
  ) {}

  /** The path of a file in it. */
  file(name: string): string {
    return join(this.path, name);
  }

  /** The path of its pictures. */
  get figures(): string {
    return join(this.path, "figures");
  }

  /** The path of its checkpoints. */
  get checkpoints(): string {
    return join(this.path, "checkpoints");
  }

  /** The run of a value of a sweep, counted from 0, whether or not it has started. */
  member(index: number): RunDirectory {
    return new RunDirectory(join(this.path, "members", String(index + 1).padStart(2, "0")));
  }

  /** Members that have started, in order. */
  members(): RunDirectory[] {
    return foldersIn(join(this.path, "members")).map((path) => new RunDirectory(path));
  }

  /** Names of the pictures in figures/, sorted. */
  figureNames(): string[] {
    return entriesOf(this.figures)
      .filter((entry) => !entry.isDirectory() && /\.(png|svg)$/.test(entry.name))
      .map(({ name }) => name)
      .sort();
  }

  /** Writes a JSON file in place of the one there is. @throws {RunError} if the disk refuses */
  writeJson(name: string, value: unknown): void {
    writeAtomically(this.file(name), jsonText(value));
  }

  /** What a JSON file holds. @throws {InputError} if it is missing, cannot be read or is not JSON */
  readJson(name: string): unknown {
    return readRunJson(this.path, name);
  }

  /** What a .safetensors file holds. @throws {InputError} if it is missing, or broken */
  readTensors(name: string): { readonly path: string; readonly tensors: Readonly<Record<string, Tensor>> } {
    const path = this.file(name);
    const bytes = readRunFile(this.path, name, MOST_TENSORS);
    if (bytes === null) throw new InputError(`run directory: ${path} must be readable, it is missing`);
    return { path, tensors: parseSafetensors(bytes, path) };
  }

  /** run.json. @throws {InputError} that names what is wrong with it */
  readRecord(): RunRecord {
    return runRecord(this.readJson("run.json"), `${this.file("run.json")}:`);
  }

  /** Writes a picture. @returns its path. @throws {RunError} if the disk refuses */
  writeFigure(name: string, content: Uint8Array | string): string {
    const path = join(ownFolder(this.path, "figures"), name);
    writeAtomically(path, content);
    return path;
  }

  /** Removes figures and report. */
  removeFigures(): void {
    for (const path of [this.figures, this.file("report.html")])
      writing(path, () => rmSync(path, { recursive: true, force: true }));
  }

  /** Adds to run.json; what is there stays. */
  record(fields: Partial<RunRecord>): void {
    const before = existsSync(this.file("run.json")) ? (this.readJson("run.json") as object) : {};
    this.writeJson("run.json", { ...before, ...fields });
  }

  /** Adds lines to metrics.jsonl. @throws {RunError} if the disk refuses */
  appendMetrics(lines: readonly MetricsLine[]): void {
    if (lines.length === 0) return;
    const path = this.file("metrics.jsonl");
    writing(path, () => appendFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join("")));
  }

  #metricsText(): string {
    return new TextDecoder().decode(
      readRunFile(this.path, "metrics.jsonl", MOST_METRICS) ?? new Uint8Array(),
    );
  }

  /** Whole lines only: a kill may have cut the last one, a power cut may have left others. */
  readMetrics(): MetricsLine[] {
    return Array.from(parseMetrics(this.#metricsText()), ({ line }) => line);
  }

  /** Removes what a kill has left unfinished, in checkpoints too, of which the sums change; only for the process that holds the claim. */
  removeTemporaries(): void {
    for (const folder of [this.path, this.file("owner"), this.checkpoints, this.figures])
      removeTemporaries(folder);
    for (const checkpoint of foldersIn(this.checkpoints)) removeTemporaries(checkpoint);
  }

  /** Forgets what lies after an iteration, as a resumed run will write it again, and what is no line. */
  truncateMetrics(iteration: number): void {
    let kept = "";
    for (const { text, line } of parseMetrics(this.#metricsText()))
      if (line.iteration <= iteration) kept += `${text}\n`;
    writeAtomically(this.file("metrics.jsonl"), kept);
  }
}

/** What a run has from its first moment on. */
export interface RunStart {
  readonly config: unknown;
  readonly record: RunRecord;
  /** The name that it is given, null for none */
  readonly name?: string | null;
  /** The fitted preprocessing; a run that varies a value leaves it to its members. */
  readonly preprocessing?: readonly FittedStep[];
}

/** Writes the beginning of a run into its folder; run.json, which makes it a run, comes last. */
export function createRunDirectory(
  path: string,
  { config, record, name = null, preprocessing }: RunStart,
): RunDirectory {
  const directory = new RunDirectory(path);
  writing(path, () => mkdirSync(path, { recursive: true }));
  directory.writeJson("config.json", config);
  if (name !== null) writeName(directory, name);
  if (preprocessing !== undefined) writePreprocessing(directory, preprocessing);
  directory.writeJson("run.json", record);
  return directory;
}

function writePreprocessing(directory: RunDirectory, fitted: readonly FittedStep[]): void {
  const { steps, tensors } = storeSteps(fitted);
  if (Object.keys(tensors).length > 0)
    writeAtomically(directory.file("preprocessing.safetensors"), encodeSafetensors(tensors));
  directory.writeJson("preprocessing.json", steps);
}

export function isRunDirectory(path: string): boolean {
  return existsSync(join(path, "run.json")) && existsSync(join(path, "config.json"));
}

/** What a folder holds; nothing where there is none, or it may not be looked into. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** The folders in a folder, in order; neither links nor what a kill has left unfinished. */
function foldersIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory() && !isTemporary(entry.name))
    .map((entry) => join(folder, entry.name))
    .sort();
}

/** All runs below a results folder, oldest first; folders that may not be looked into are passed over. */
export function findRuns(results: string): RunDirectory[] {
  return oldestFirst(foldersIn(results).flatMap(foldersIn).filter(isRunDirectory));
}

/** Folders in a folder, behind links too. */
function reachableIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !isTemporary(entry.name))
    .map((entry) => join(folder, entry.name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
}

/** A time as the names of run folders begin: 20261124-093000. */
export const runTime = (time: Date): string =>
  time.toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);

/** When a run began, to the millisecond, as its run.json says; "" of a broken one. */
function startInRecord(path: string): string {
  try {
    return new Date(new RunDirectory(path).readRecord().startedAt).toISOString();
  } catch {
    return "";
  }
}

/** The second in which a run began, as the folders of runs say it: of one that has a name of its own, run.json does. */
function startOf(path: string): string {
  const [stamp] = /^\d{8}-\d{6}(?=-)/.exec(basename(path)) ?? [];
  if (stamp !== undefined) return stamp;
  const start = startInRecord(path);
  return start === "" ? start : runTime(new Date(start)); // broken ones first
}

/** Runs in the order in which they began, also within a second: the last is the latest. */
function oldestFirst(paths: Iterable<string>): RunDirectory[] {
  const exactly = new Map<string, string>();
  const exactStart = (path: string): string => {
    const known = exactly.get(path) ?? startInRecord(path);
    exactly.set(path, known);
    return known;
  };
  return Array.from(paths, (path) => ({ path, start: startOf(path) }))
    .sort(
      (a, b) =>
        inOrder(a.start, b.start) ||
        inOrder(exactStart(a.path), exactStart(b.path)) ||
        inOrder(basename(a.path), basename(b.path)),
    )
    .map(({ path }) => new RunDirectory(path));
}

/**
 * The runs in a folder as people lay them out, oldest first: the folder itself, those in it, and those one level below,
 * behind links too; each once.
 */
export function runsBelow(folder: string): RunDirectory[] {
  const below = (path: string, levels: number): string[] => {
    if (isRunDirectory(path)) return [path];
    return levels === 0 ? [] : reachableIn(path).flatMap((inner) => below(inner, levels - 1));
  };
  const own = new Map<string, string>();
  for (const path of below(folder, 2)) {
    const real = realpathSync(path);
    if (!own.has(real) || real === path) own.set(real, path);
  }
  return oldestFirst(own.values());
}
