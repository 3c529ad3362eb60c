// A run's folder: what lies where, and how it is written. The only module that builds paths inside results/.
//
//   results/<experiment>/<run>/      <run> = UTC time + short hash of the resolved config
//     config.json         resolved config: repeats the run
//     run.json            status, times, versions, engine, machine, final metrics, data fingerprint
//     preprocessing.json  the fitted preprocessing, to be undone or applied to new data
//     metrics.jsonl       one line an iteration
//     checkpoints/        step-000400/: weights.safetensors, state.safetensors, state.json
//     figures/            features.png, reconstructions.png, curves.svg, …
//     report.html         everything in one file
//     members/            of a run that varies a value: one run directory each, 01/, 02/, …

import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { InputError } from "../core/errors.js";
import type { CostParts } from "../core/objective.js";
import { assertWritable } from "./assert-writable.js";
import { isTemporary, writeAtomically, writeFolderAtomically } from "./write-atomically.js";

/** One line of metrics.jsonl. */
export interface MetricsLine {
  readonly iteration: number;
  readonly evaluations: number;
  readonly cost: number;
  readonly parts: CostParts;
  /** Mean ρ̂ over the sparse units; absent where nothing is sparse. */
  readonly rhoHat?: number;
  readonly seconds: number;
}

/** What run.json holds; fields are added as the run goes on. */
export interface RunRecord {
  readonly status: "running" | "done" | "interrupted" | "failed";
  readonly experiment: string;
  readonly startedAt: string;
  readonly [field: string]: unknown;
}

const jsonText = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

export class RunDirectory {
  constructor(readonly path: string) {}

  file(name: string): string {
    return join(this.path, name);
  }

  get figures(): string {
    return join(this.path, "figures");
  }

  get checkpoints(): string {
    return join(this.path, "checkpoints");
  }

  member(index: number): RunDirectory {
    return new RunDirectory(join(this.path, "members", String(index + 1).padStart(2, "0")));
  }

  /** Members that have started, in order. */
  members(): RunDirectory[] {
    const folder = join(this.path, "members");
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => !isTemporary(name))
      .sort()
      .map((name) => new RunDirectory(join(folder, name)));
  }

  writeJson(name: string, value: unknown): void {
    writeAtomically(this.file(name), jsonText(value));
  }

  /** @throws {InputError} if the file is missing or not JSON */
  readJson(name: string): unknown {
    const path = this.file(name);
    try {
      return JSON.parse(readFileSync(path, "utf8"));
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code === "ENOENT" ? "it is missing" : "it is not JSON";
      throw new InputError(`run directory: ${path} must be readable, ${why}`);
    }
  }

  writeFigure(name: string, content: Uint8Array | string): string {
    mkdirSync(this.figures, { recursive: true });
    const path = join(this.figures, name);
    writeAtomically(path, content);
    return path;
  }

  /** Adds to run.json; what is there stays. */
  record(fields: Partial<RunRecord>): void {
    const before = existsSync(this.file("run.json")) ? (this.readJson("run.json") as object) : {};
    this.writeJson("run.json", { ...before, ...fields });
  }

  appendMetrics(lines: readonly MetricsLine[]): void {
    if (lines.length > 0)
      appendFileSync(this.file("metrics.jsonl"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }

  /** Whole lines only: a kill may have cut the last one. */
  readMetrics(): MetricsLine[] {
    if (!existsSync(this.file("metrics.jsonl"))) return [];
    const lines = readFileSync(this.file("metrics.jsonl"), "utf8").split("\n");
    return lines.slice(0, -1).map((line) => JSON.parse(line) as MetricsLine);
  }

  /** Forgets what lies after an iteration, as a resumed run will write it again. */
  truncateMetrics(iteration: number): void {
    const kept = this.readMetrics().filter((line) => line.iteration <= iteration);
    writeAtomically(this.file("metrics.jsonl"), kept.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }
}

/** Eight hexadecimal digits that tell configs apart. */
function configHash(config: unknown): string {
  return createHash("sha256").update(JSON.stringify(config)).digest("hex").slice(0, 8);
}

/** Where a new run of an experiment goes: results/<experiment>/20261124-093000-1a2b3c4d. */
export function newRunPath(results: string, experiment: string, config: unknown, now: Date): string {
  const time = now.toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  let path = join(results, experiment, `${time}-${configHash(config)}`);
  for (let again = 2; existsSync(path); again++)
    path = join(results, experiment, `${time}-${configHash(config)}-${again}`);
  return path;
}

/** @throws {InputError} if a run cannot be put there: it is a file, cannot be written, or is not empty */
export function assertFree(path: string): void {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory())
      throw new InputError(`run directory: --out must be a folder, ${path} is a file`);
    if (existsSync(join(path, "run.json")) || existsSync(join(path, "config.json"))) {
      throw new InputError(
        `run directory: ${path} must be free, it holds another run; choose another --out or --resume it`,
      );
    }
    if (readdirSync(path).length > 0)
      throw new InputError(`run directory: ${path} must be empty or new, it holds other files`);
  }
  assertWritable("run directory", path);
}

/** What a run has from its first moment on. */
export interface RunStart {
  readonly config: unknown;
  readonly record: RunRecord;
  /** The fitted preprocessing; a run that varies a value leaves it to its members. */
  readonly preprocessing?: unknown;
}

/** Makes the folder of a new run: it appears with all its files, or not at all. */
export function createRunDirectory(path: string, { config, record, preprocessing }: RunStart): RunDirectory {
  assertFree(path);
  mkdirSync(dirname(path), { recursive: true });
  writeFolderAtomically(path, {
    "config.json": jsonText(config),
    ...(preprocessing === undefined ? {} : { "preprocessing.json": jsonText(preprocessing) }),
    "run.json": jsonText(record),
  });
  return new RunDirectory(path);
}

export function isRunDirectory(path: string): boolean {
  return existsSync(join(path, "run.json")) && existsSync(join(path, "config.json"));
}

/** All runs below a results folder, oldest first. */
export function findRuns(results: string): RunDirectory[] {
  const folders = (path: string) =>
    existsSync(path)
      ? readdirSync(path, { withFileTypes: true })
          .filter((entry) => entry.isDirectory() && !isTemporary(entry.name))
          .map((entry) => join(path, entry.name))
      : [];
  return folders(results)
    .flatMap(folders)
    .filter(isRunDirectory)
    .sort((a, b) => (basename(a) < basename(b) ? -1 : 1))
    .map((path) => new RunDirectory(path));
}
