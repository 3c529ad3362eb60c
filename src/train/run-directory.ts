// A run's folder: what lies where, and how it is written. The only module that builds paths inside results/.
//
//   results/<experiment>/<run>/      <run> = UTC time + short hash of the resolved config + a drawn part
//     owner/              01.json, …: the processes that wrote it, one after the other (claim.ts)
//     config.json         resolved config: repeats the run
//     run.json            status, times, versions, engine, machine, final metrics, data fingerprint
//     preprocessing.json  the fitted preprocessing, to be undone or applied to new data
//     metrics.jsonl       one line an iteration
//     checkpoints/        step-000400/: weights.safetensors, state.safetensors, state.json
//     figures/            features.png, reconstructions.png, curves.svg, …
//     report.html         everything in one file
//     members/            of a run that varies a value: one run directory each, 01/, 02/, …

import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { InputError } from "../core/errors.js";
import type { CostParts } from "../core/objective.js";
import { decodeText } from "../data/io/decode-text.js";
import { writing } from "./disk-errors.js";
import { isTemporary, removeTemporaries, writeAtomically } from "./write-atomically.js";

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

/** What one process did of a run. */
export interface RunPart {
  readonly startedAt: string;
  readonly endedAt?: string;
  /** The iterations that were done before, and after; absent after a kill */
  readonly from: number;
  readonly to?: number;
  /** Engine, library, threads, versions, machine */
  readonly [field: string]: unknown;
}

/** What run.json holds; fields are added as the run goes on. */
export interface RunRecord {
  readonly status: "running" | "done" | "interrupted" | "failed";
  readonly experiment: string;
  readonly startedAt: string;
  /** Who did which iterations, with what: a start and each resume */
  readonly parts?: readonly RunPart[];
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
      return JSON.parse(decodeText(readFileSync(path)));
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code === "ENOENT" ? "it is missing" : "it is not JSON";
      throw new InputError(`run directory: ${path} must be readable, ${why}`);
    }
  }

  writeFigure(name: string, content: Uint8Array | string): string {
    writing(this.figures, () => mkdirSync(this.figures, { recursive: true }));
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
    if (lines.length === 0) return;
    const path = this.file("metrics.jsonl");
    writing(path, () => appendFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join("")));
  }

  /** Whole lines only: a kill may have cut the last one. */
  readMetrics(): MetricsLine[] {
    if (!existsSync(this.file("metrics.jsonl"))) return [];
    const lines = readFileSync(this.file("metrics.jsonl"), "utf8").split("\n");
    return lines.slice(0, -1).map((line) => JSON.parse(line) as MetricsLine);
  }

  /** Removes what a kill has left unfinished; only for the process that holds the claim. */
  removeTemporaries(): void {
    for (const folder of [this.path, this.file("owner"), this.checkpoints, this.figures])
      removeTemporaries(folder);
  }

  /** Forgets what lies after an iteration, as a resumed run will write it again. */
  truncateMetrics(iteration: number): void {
    const kept = this.readMetrics().filter((line) => line.iteration <= iteration);
    writeAtomically(this.file("metrics.jsonl"), kept.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }
}

/** What a run has from its first moment on. */
export interface RunStart {
  readonly config: unknown;
  readonly record: RunRecord;
  /** The fitted preprocessing; a run that varies a value leaves it to its members. */
  readonly preprocessing?: unknown;
}

/** Writes the beginning of a run into its folder; run.json, which makes it a run, comes last. */
export function createRunDirectory(path: string, { config, record, preprocessing }: RunStart): RunDirectory {
  const directory = new RunDirectory(path);
  writing(path, () => mkdirSync(path, { recursive: true }));
  directory.writeJson("config.json", config);
  if (preprocessing !== undefined) directory.writeJson("preprocessing.json", preprocessing);
  directory.writeJson("run.json", record);
  return directory;
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
