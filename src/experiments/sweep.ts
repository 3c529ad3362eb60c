// An experiment of several runs: one for each combination of the values that it varies, or one after the other as its
// stages, and pictures of them all.

import type { ResolvedConfig } from "../config/config.js";
import { memberConfigs } from "../config/vary.js";
import { quantity } from "../core/in-words.js";
import { type Combination, combinations, STAGE_KEY, variedIn } from "../core/varied.js";
import { readRunConfig } from "../inspect/run-config.js";
import { lastResumable } from "../train/checkpoint.js";
import { assertAtRest, takeClaim } from "../train/claim.js";
import { isRunDirectory, type RunDirectory } from "../train/run-directory.js";
import { assertPlace, placeOf, startRun } from "../train/start-run.js";
import type { Compared } from "./compare-members.js";
import { environment } from "./environment.js";
import { freeName } from "./free-name.js";
import { DivergenceError, keepRecord } from "./keep-record.js";
import { loadDataset } from "./load-dataset.js";
import { withIterations } from "./optimizer.js";
import { keepPublished } from "./published.js";
import { rememberLast } from "./remember-last.js";
import type { RunResult } from "./run-result.js";
import {
  chosenEngine,
  firstTraining,
  prepare,
  type RunOptions,
  resumeRun,
  runExperiment,
  whileOpen,
} from "./runner.js";
import { needsStages, withStageRuns } from "./stage-runs.js";
import { trainedFeatures } from "./trained.js";

/** What became of one combination of values: its run, or why there are no numbers. */
export type SweepMember = { readonly set: Combination; readonly directory: RunDirectory } & (
  | { readonly result: RunResult; readonly failure: null }
  | { readonly result: null; readonly failure: string }
);

/** What a sweep gives back: a run for each value, one picture of them all. */
export interface SweepResult {
  readonly directory: RunDirectory;
  /** One a combination, in order; fewer if it was interrupted */
  readonly members: readonly SweepMember[];
  readonly interrupted: boolean;
  readonly figures: readonly string[];
}

/** Why a member is not to be tried again: its cost diverged, and would again. */
function divergence(member: RunDirectory): string | null {
  const { status, problem, metrics } = member.readRecord();
  const { stopped } = (metrics ?? {}) as { stopped?: unknown };
  return status === "failed" && stopped === "not-finite" ? String(problem ?? "the cost diverged") : null;
}

/** The member's config with the iterations that it has done, where somebody has trained it further than the others. */
function atLeastAsDone(member: RunDirectory, config: ResolvedConfig): ResolvedConfig {
  const { iterations = readRunConfig(member).optimizer.iterations ?? 0 } = config.optimizer;
  return withIterations(config, Math.max(iterations, lastResumable(member) ?? 0));
}

/** Runs or resumes one member. @returns why there are no numbers if its cost diverged */
async function runMember(
  member: RunDirectory,
  config: ResolvedConfig,
  options: RunOptions,
): Promise<RunResult | string> {
  const exists = isRunDirectory(member.path);
  const known = exists ? divergence(member) : null;
  if (known !== null) return known;
  try {
    return await (exists
      ? resumeRun(member, atLeastAsDone(member, config), options)
      : runExperiment(config, { ...options, out: member.path, name: undefined }));
  } catch (error) {
    if (error instanceof DivergenceError) return error.message;
    throw error; // a full disk would meet the others too
  }
}

/** Runs or resumes the members one after the other; those that are done are only read again for the picture. */
async function runMembers(
  directory: RunDirectory,
  config: ResolvedConfig,
  options: RunOptions,
): Promise<SweepResult> {
  const members: SweepMember[] = [];
  const compared: Compared[] = [];
  const sets = combinations(variedIn(config));
  const stages = new Map<string, string>(); // those before, by their names
  for (const [i, memberConfig] of memberConfigs(config).entries()) {
    const member = { set: sets[i], directory: directory.member(i) };
    const result = await runMember(member.directory, withStageRuns(memberConfig, stages), options);
    if (config.stages !== undefined) stages.set(config.stages[i].name, member.directory.path);
    if (typeof result === "string") {
      members.push({ ...member, result: null, failure: result });
      if (config.stages !== undefined) break; // the next may go on from it
      continue;
    }
    const pictures = result.trained === null ? null : trainedFeatures(result.trained);
    const light = { ...result, trained: null }; // lets data and engine go
    compared.push({ set: sets[i], result: light, pictures });
    members.push({ ...member, result: light, failure: null });
    if (result.stopped === "interrupted") break;
  }
  const interrupted = members.at(-1)?.result?.stopped === "interrupted";
  if (options.figures === false) directory.removeFigures(); // as of its members
  const figures = interrupted || options.figures === false ? [] : await drawn(directory, compared, config);
  keepPublished(
    directory,
    config.published,
    undefined,
    new Map(
      members.flatMap(({ set, result }) => (result === null ? [] : [[String(set[STAGE_KEY]), result]])),
    ),
  );
  const failed = members.filter(({ failure }) => failure !== null).length;
  directory.record({
    status: interrupted ? "interrupted" : failed > 0 ? "failed" : "done",
    ...(failed > 0 ? { problem: `${failed} of ${quantity(members.length, "member")} failed` } : {}),
    endedAt: new Date().toISOString(),
    members: members.map(memberNumbers),
  });
  return { directory, members, interrupted, figures };
}

/** Draws the comparison. @returns the paths of the pictures */
async function drawn(
  directory: RunDirectory,
  members: readonly Compared[],
  config: ResolvedConfig,
): Promise<string[]> {
  if (members.length === 0) return [];
  const [{ memberFigures }, { writeFigure }] = await Promise.all([
    import("./compare-members.js"),
    import("./figures.js"),
  ]);
  return memberFigures(directory, members, config).flatMap((figure) => writeFigure(directory, figure));
}

function memberNumbers({ set, result, failure }: SweepMember): object {
  if (result === null) return { set, failure };
  const { cost, parts, roughness, fvu, truth, layers, rhoHat, evaluations, stopped } = result;
  return { set, cost, parts, roughness, fvu, truth, layers, rhoHat, evaluations, stopped };
}

/**
 * Runs an experiment with `vary` into a run directory whose members/ are run directories of their own. A member whose
 * cost diverges is told of, and the others go on.
 *
 * @throws {InputError} if any of its configs cannot be used: then nothing is written
 * @throws {RunError} if the disk refuses or figures fail
 */
export async function runSweep(config: ResolvedConfig, options: RunOptions): Promise<SweepResult> {
  const place = placeOf(options, config.name);
  assertPlace(place);
  const name = freeName("run", "name", options.name ?? "", { ...options, experiment: config.name });
  const load = options.load ?? rememberLast(loadDataset);
  let named = config;
  const varied = variedIn(config).map(({ key }) => key);
  const known = new Map((config.stages ?? []).map(({ name }) => [name, name]));
  for (const [i, member] of memberConfigs(config).entries()) {
    withStageRuns(member, new Map([...known].slice(0, i)));
    if (needsStages(member)) continue; // it is looked at when those are trained
    const engine = chosenEngine(options, member.engine);
    const prepared = await prepare(member, { engine, threads: 1 }, { ...options, load });
    await whileOpen(prepared, () => firstTraining(prepared));
    const { kernels } = prepared;
    // So that config.json repeats the members to the bit.
    if (!varied.includes("engine")) named = { ...config, engine: kernels.engine };
  }
  const { directory, claim } = startRun(place, {
    config: named,
    name,
    record: {
      status: "running",
      experiment: config.name,
      startedAt: new Date().toISOString(),
      vary: config.vary,
      ...environment(),
    },
  });
  return keepRecord(directory, claim, () => runMembers(directory, named, { ...options, load }));
}

/**
 * Goes on where a sweep was stopped; members that diverged are not tried again.
 *
 * @throws {InputError} if another process works on it
 */
export async function resumeSweep(
  directory: RunDirectory,
  config: ResolvedConfig,
  options: RunOptions,
): Promise<SweepResult> {
  assertAtRest(directory.path, options);
  const claim = takeClaim(directory.path, options);
  return keepRecord(directory, claim, () => {
    directory.removeTemporaries();
    const { engine } = directory.readJson("config.json") as ResolvedConfig;
    const named = engine === undefined ? config : { engine, ...config };
    directory.writeJson("config.json", named);
    directory.record({
      status: "running",
      resumedAt: new Date().toISOString(),
      endedAt: undefined,
      problem: undefined,
    });
    return runMembers(directory, named, { load: rememberLast(loadDataset), ...options });
  });
}
