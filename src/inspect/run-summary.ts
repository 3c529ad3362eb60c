// A run in one line, also while it runs, was killed or is broken.

import { statSync } from "node:fs";
import type { ResolvedConfig } from "../config/config.js";
import { memberCount, variedIn } from "../core/varied.js";
import { meanRhoHat } from "../metrics/mean-rho-hat.js";
import { readName } from "../train/about.js";
import { checkpointIterations } from "../train/checkpoint.js";
import { parseMetrics } from "../train/metrics-file.js";
import type { MetricsLine, RunDirectory } from "../train/run-directory.js";
import { readRunFileFrom } from "../train/run-file.js";
import { liveStatus } from "../train/status.js";
import type { RunStatus, RunSummary } from "./answers.js";
import { folderNames, settingsIn } from "./labelled.js";
import { lastMetrics } from "./last-metrics.js";
import { assertOwnFiles } from "./own-files.js";
import { readRunConfig } from "./run-config.js";
import { runId } from "./run-id.js";
import { summaryWarning } from "./warning-of.js";

/** Bytes of metrics that are told at once. */
const MOST_NEW = 16 * 2 ** 20;

const numberOr = (value: number | null | undefined): number | null =>
  Number.isFinite(value) ? (value as number) : null;

/**
 * @param results - the folder that ids are relative to
 * @param known - its config, for whoever has read it already
 */
export function summarise(
  results: string,
  directory: RunDirectory,
  known: ResolvedConfig | null = null,
): RunSummary {
  const names = {
    id: runId(results, directory.path),
    ...folderNames(directory),
    name: readName(directory),
  };
  try {
    assertOwnFiles(directory);
    const record = directory.readRecord();
    const config = known ?? readRunConfig(directory);
    const { metrics } = record;
    // A run that has ended has all of it in its record.
    const last = metrics?.rhoHat === undefined ? lastMetrics(directory).at(-1) : undefined;
    const status: RunStatus = liveStatus(directory, record);
    return {
      ...names,
      status,
      problem: null,
      question: config.question ?? "",
      startedAt: record.startedAt,
      seconds: numberOr(metrics?.seconds ?? last?.seconds),
      iteration: numberOr(metrics?.iterations ?? last?.iteration),
      iterations: config.optimizer.iterations ?? null,
      cost: numberOr(metrics?.cost === undefined ? last?.cost : metrics.cost),
      parts: metrics?.parts ?? last?.parts ?? {},
      rhoHat: numberOr((metrics && meanRhoHat(metrics)) ?? last?.rhoHat),
      roughness: numberOr(metrics?.roughness),
      fvu: numberOr(metrics?.fvu),
      truth: metrics?.truth ?? null,
      layers: metrics?.layers ?? {},
      warning: summaryWarning(directory, record, config),
      findings: metrics?.findings ?? [],
      engine: record.engine ?? null,
      dtype: record.dtype ?? null,
      ...settingsIn(config),
      members: directory.members().map((member) => runId(results, member.path)),
      planned: memberCount(variedIn(config)),
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
  fvu: null,
  truth: null,
  layers: {},
  warning: null,
  findings: [],
  engine: null,
  dtype: null,
  settings: {},
  varied: [],
  members: [],
  planned: 1,
  checkpoints: [],
} as const;

/** What changes when a run does: sizes and times of the files a summary is made of. */
export function signature(directory: RunDirectory): string {
  return [
    "run.json",
    "config.json",
    "about.json",
    "metrics.jsonl",
    "checkpoints",
    "members",
    "inspection.safetensors",
  ]
    .map((name) => {
      try {
        const stat = statSync(directory.file(name), { throwIfNoEntry: false });
        return stat === undefined ? "-" : `${stat.mtimeMs}:${stat.size}`;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code;
      }
    })
    .join(" ");
}

/** Bytes of metrics.jsonl; 0 where there is none. */
export function metricsEnd(directory: RunDirectory): number {
  return statSync(directory.file("metrics.jsonl"), { throwIfNoEntry: false })?.size ?? 0;
}

/** Lines of metrics.jsonl from a byte on, whole ones, and where the next begins. */
export function metricsFrom(directory: RunDirectory, from: number): { lines: MetricsLine[]; next: number } {
  // Shorter than before: it was cut when the run was resumed.
  const start = (size: number) => (from > size ? 0 : from);
  const read = readRunFileFrom(directory.path, "metrics.jsonl", start, MOST_NEW);
  if (read === null) return { lines: [], next: 0 };
  const whole = read.bytes.subarray(0, read.bytes.lastIndexOf(10) + 1);
  const lines = Array.from(parseMetrics(new TextDecoder().decode(whole)), ({ line }) => line);
  return { lines, next: read.from + whole.length };
}
