// A run in one line, also while it runs, was killed or is broken.

import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { checkpointIterations } from "../train/checkpoint.js";
import type { MetricsLine, RunDirectory, RunRecord } from "../train/run-directory.js";
import { liveStatus } from "../train/status.js";
import type { RunStatus, RunSummary } from "./answers.js";
import type { FinalNumbers } from "./headlines.js";
import { assertOwnFiles } from "./own-files.js";
import { runId } from "./run-id.js";

interface Config {
  readonly question?: string;
  readonly optimizer?: { readonly iterations?: number };
  readonly model?: { readonly hidden?: readonly number[] };
}

const TAIL = 8192; // bytes: a line of metrics is much shorter

/** The last bytes of a file, without reading the rest. */
function lastBytes(path: string, count: number): Buffer {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(count, size));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, size - bytes.length));
  } finally {
    closeSync(file);
  }
}

/** The last whole line of metrics.jsonl; null where there is none. */
function lastMetrics(directory: RunDirectory): MetricsLine | null {
  if (metricsEnd(directory) === 0) return null;
  const bytes = lastBytes(directory.file("metrics.jsonl"), TAIL);
  const line = bytes.toString("utf8").split("\n").slice(0, -1).at(-1);
  return line === undefined || line === "" ? null : (JSON.parse(line) as MetricsLine);
}

const numberOr = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
const textOr = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** The names that its folders give a run. */
function namesOf(results: string, { path }: RunDirectory): Pick<RunSummary, "id" | "experiment" | "run"> {
  const isMember = basename(dirname(path)) === "members";
  const top = isMember ? dirname(dirname(path)) : path;
  return {
    id: runId(results, path),
    experiment: basename(dirname(top)),
    run: isMember ? `${basename(top)} · ${basename(path)}` : basename(path),
  };
}

/** @param results - the folder that ids are relative to */
export function summarise(results: string, directory: RunDirectory): RunSummary {
  const names = namesOf(results, directory);
  try {
    assertOwnFiles(directory);
    const record = directory.readJson("run.json") as RunRecord & { metrics?: Partial<FinalNumbers> };
    const config = directory.readJson("config.json") as Config;
    const last = lastMetrics(directory);
    const { metrics } = record;
    const status: RunStatus = liveStatus(directory, record);
    if (!["running", "done", "interrupted", "failed", "stopped"].includes(status))
      throw new Error(`run.json has no status (${String(status)})`);
    return {
      ...names,
      status,
      problem: null,
      question: textOr(config.question) ?? "",
      startedAt: textOr(record.startedAt),
      seconds: numberOr(metrics?.seconds ?? last?.seconds),
      iteration: numberOr(metrics?.iterations ?? last?.iteration),
      iterations: numberOr(config.optimizer?.iterations),
      cost: numberOr(metrics?.cost ?? last?.cost),
      parts: metrics?.parts ?? last?.parts ?? {},
      rhoHat: numberOr(last?.rhoHat),
      roughness: numberOr(metrics?.roughness),
      engine: textOr(record.engine),
      dtype: textOr(record.dtype),
      hidden: Array.isArray(config.model?.hidden) ? config.model.hidden : [],
      members: directory.members().map((member) => runId(results, member.path)),
      checkpoints: checkpointIterations(directory),
    };
  } catch (error) {
    return { ...names, ...unknown, status: "broken", problem: (error as Error).message };
  }
}

const unknown = {
  question: "",
  startedAt: null,
  seconds: null,
  iteration: null,
  iterations: null,
  cost: null,
  parts: {},
  rhoHat: null,
  roughness: null,
  engine: null,
  dtype: null,
  hidden: [],
  members: [],
  checkpoints: [],
} as const;

/** What changes when a run does: sizes and times of the files a summary is made of. */
export function signature(directory: RunDirectory): string {
  return ["run.json", "metrics.jsonl", "checkpoints", "members", "inspection.safetensors"]
    .map((name) => {
      const stat = statSync(directory.file(name), { throwIfNoEntry: false });
      return stat === undefined ? "-" : `${stat.mtimeMs}:${stat.size}`;
    })
    .join(" ");
}

/** Bytes of metrics.jsonl; 0 where there is none. */
export function metricsEnd(directory: RunDirectory): number {
  return statSync(directory.file("metrics.jsonl"), { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * The whole lines of metrics.jsonl from a byte on, and where the next begins. What is no line is left out: a first part
 * of one, or the zeros that a power cut leaves.
 */
export function metricsFrom(directory: RunDirectory, from: number): { lines: MetricsLine[]; next: number } {
  const bytes = lastBytes(directory.file("metrics.jsonl"), metricsEnd(directory) - from);
  const end = bytes.lastIndexOf(10) + 1;
  const lines = bytes.toString("utf8", 0, end).split("\n").slice(0, -1);
  return { lines: lines.flatMap(lineOf), next: from + end };
}

function lineOf(text: string): MetricsLine[] {
  try {
    return [JSON.parse(text) as MetricsLine];
  } catch {
    return [];
  }
}
