// An experiment that varies one value: a run for each, and one picture of them all.

import {
  assertFree,
  createRunDirectory,
  isRunDirectory,
  newRunPath,
  type RunDirectory,
} from "../train/run-directory.js";
import { lineChart } from "../viz/line-chart.js";
import { type Panel, panels } from "../viz/panels.js";
import { svgToPng } from "../viz/svg-to-png.js";
import { tileGrid } from "../viz/tiles.js";
import type { ResolvedConfig, VaryConfig } from "./config.js";
import { type Dataset, loadDataset } from "./dataset.js";
import { environment } from "./environment.js";
import { trainedFeatures } from "./figures.js";
import { prepare, type RunOptions, type RunResult, resumeRun, runExperiment } from "./runner.js";
import { parseConfig, withValue } from "./schema.js";

export interface SweepResult {
  readonly directory: RunDirectory;
  /** One a value, in order; fewer if it was interrupted */
  readonly members: readonly RunResult[];
  readonly values: readonly unknown[];
  readonly interrupted: boolean;
  readonly figures: readonly string[];
}

const symbols: Readonly<Record<string, string>> = {
  rho: "ρ",
  beta: "β",
  weightDecay: "λ",
  hidden: "hidden units",
};

/** The key as a person reads it: "model.rho" is ρ. */
function nameOf(key: string): string {
  const last = key.split(".").at(-1) as string;
  return symbols[last] ?? last;
}

/** The config of each member: the sweep's own without `vary`, with one value set. */
function memberConfigs({ vary, ...config }: ResolvedConfig, { key, values }: VaryConfig): ResolvedConfig[] {
  return values.map((value) => parseConfig(withValue(config, key, value), `vary ${key}`));
}

function asNumber(value: unknown): number {
  return Array.isArray(value) ? Number(value[0]) : Number(value);
}

function comparison(
  directory: RunDirectory,
  { key, values }: VaryConfig,
  members: readonly RunResult[],
  question: string,
): string[] {
  const drawn = members.flatMap((member, i): Panel[] => {
    const pictures = member.trained === null ? null : trainedFeatures(member.trained);
    if (pictures === null) return [];
    const rhoHat = Object.values(member.rhoHat)[0];
    const subtitle = [
      `error ${member.parts.error.toPrecision(3)}`,
      rhoHat && `ρ̂ ${rhoHat.mean.toPrecision(2)}`,
      `roughness ${member.roughness?.toPrecision(2)}`,
    ];
    return [
      {
        title: `${nameOf(key)} = ${String(values[i])}`,
        subtitle: subtitle.filter(Boolean).join(" · "),
        raster: tileGrid(pictures.features, { shape: pictures.shape, upscale: 1 }),
      },
    ];
  });
  const figures: string[] = [];
  if (drawn.length > 0) {
    const svg = panels(question, drawn);
    figures.push(
      directory.writeFigure("comparison.svg", svg),
      directory.writeFigure("comparison.png", svgToPng(svg)),
    );
  }
  const x = values.map(asNumber);
  if (x.every(Number.isFinite)) {
    const rough = members.every((member) => member.roughness !== null)
      ? { roughness: members.map((member) => member.roughness as number) }
      : {};
    const svg = lineChart({
      title: `What ${nameOf(key)} does`,
      xLabel: nameOf(key),
      yLabel: "at the end of training",
      x,
      logX: x.every((value) => value > 0),
      series: {
        cost: members.map(({ cost }) => cost),
        error: members.map(({ parts }) => parts.error),
        ...rough,
      },
    });
    figures.push(
      directory.writeFigure("trade-off.svg", svg),
      directory.writeFigure("trade-off.png", svgToPng(svg)),
    );
  }
  return figures;
}

/** The last result again where it is asked for again: mostly the members have the same data. */
function rememberLast(load: typeof loadDataset): typeof loadDataset {
  let last: { readonly key: string; readonly dataset: Dataset } | null = null;
  return async (config, seed, reading) => {
    const key = JSON.stringify([config, seed]);
    if (last?.key !== key) last = { key, dataset: await load(config, seed, reading) };
    return last.dataset;
  };
}

/** Runs or resumes the members one after the other; those that are done are only read again for the picture. */
async function runMembers(
  directory: RunDirectory,
  config: ResolvedConfig,
  vary: VaryConfig,
  options: RunOptions,
): Promise<SweepResult> {
  const members: RunResult[] = [];
  for (const [i, memberConfig] of memberConfigs(config, vary).entries()) {
    const member = directory.member(i);
    const result = isRunDirectory(member.path)
      ? await resumeRun(member, memberConfig, options)
      : await runExperiment(memberConfig, { ...options, out: member.path });
    members.push(result);
    if (result.stopped === "interrupted") break;
  }
  const interrupted = members.at(-1)?.stopped === "interrupted";
  const figures = interrupted ? [] : comparison(directory, vary, members, config.question ?? config.name);
  directory.record({
    status: interrupted ? "interrupted" : "done",
    endedAt: new Date().toISOString(),
    members: members.map(({ cost, parts, roughness, rhoHat, evaluations, stopped }, i) => ({
      value: vary.values[i],
      cost,
      parts,
      roughness,
      rhoHat,
      evaluations,
      stopped,
    })),
  });
  return { directory, members, values: vary.values, interrupted, figures };
}

/**
 * Runs an experiment with `vary` into a run directory whose members/ are run directories of their own.
 *
 * @throws {InputError} if any of its configs cannot be used: then nothing is written
 */
export async function runSweep(
  config: ResolvedConfig,
  vary: VaryConfig,
  options: RunOptions,
): Promise<SweepResult> {
  const path = options.out ?? newRunPath(options.results, config.name, config, new Date());
  assertFree(path);
  const load = options.load ?? rememberLast(loadDataset);
  for (const member of memberConfigs(config, vary)) {
    await prepare(member, { engine: options.engine, threads: 1 }, { ...options, load });
  }
  const directory = createRunDirectory(path, {
    config,
    record: {
      status: "running",
      experiment: config.name,
      startedAt: new Date().toISOString(),
      pid: process.pid,
      vary,
      ...environment(),
    },
  });
  return runMembers(directory, config, vary, { ...options, load });
}

/** Goes on where a sweep was stopped. */
export async function resumeSweep(
  directory: RunDirectory,
  config: ResolvedConfig,
  vary: VaryConfig,
  options: RunOptions,
): Promise<SweepResult> {
  directory.record({ status: "running", resumedAt: new Date().toISOString(), pid: process.pid });
  return runMembers(directory, config, vary, { load: rememberLast(loadDataset), ...options });
}
