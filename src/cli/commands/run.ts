// rhohat run: an experiment file, a config.json, or a run to resume.

import { realpathSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { Argv, CommandModule } from "yargs";
import type { ExperimentConfig } from "../../config/config.js";
import { parseConfig } from "../../config/parse.js";
import { InputError } from "../../core/errors.js";
import { variedIn } from "../../core/varied.js";
import { experimentPath, loadExperiment } from "../../experiments/load-experiment.js";
import { type RunOptions, resumeRun } from "../../experiments/runner.js";
import { withDataPath } from "../../experiments/same-run.js";
import { resumeSweep } from "../../experiments/sweep.js";
import { folderNames } from "../../inspect/labelled.js";
import { isRunDirectory, RunDirectory } from "../../train/run-directory.js";
import { CURRICULUM, exercises, runCurriculum } from "../curriculum.js";
import { taking } from "../declared.js";
import { runsIn, runsNamed } from "../find-run.js";
import {
  assertMeant,
  engineOption,
  engineOptions,
  experimentOption,
  figuresOption,
  jsonOption,
  nameOption,
  newResultsOption,
  numberOption,
  outOption,
  placeOptions,
  quietOption,
  setOption,
  threadsOption,
} from "../options.js";
import { oneLine, shownPath } from "../output.js";
import { override, parseOverridden } from "../override.js";
import { reportTrained } from "../report-run.js";
import { reportSweep } from "../report-sweep.js";
import { attended, begin } from "../training.js";
import { seedNumber } from "../typed-values.js";

interface RunArguments {
  experiment: string;
  set: string[];
  seed: string | undefined;
  name: string | undefined;
  engine: string;
  threads: string;
  out: string | undefined;
  figures: boolean;
  results: string | undefined;
  resume: boolean;
  takeOver: boolean;
  dataPath: string | undefined;
  only: string[];
  json: boolean;
  quiet: boolean;
}

/** The run in the folder that --out names. @throws {InputError} unless it is one of the experiment that is named with it */
async function runAt(out: string, name: string): Promise<RunDirectory> {
  if (!isRunDirectory(out))
    throw new InputError(`run: --out must be a run where --resume is given, ${out} is none`);
  const directory = new RunDirectory(resolve(out));
  const { experiment } = directory.readRecord();
  const isThat = isRunDirectory(name)
    ? realpathSync(name) === realpathSync(out)
    : name === experiment || (await loadExperiment(name)).name === experiment;
  if (!isThat)
    throw new InputError(
      `run: --out must be a run of ${name} where both are given, ${out} is one of ${experiment}; rhohat run ${out} --resume goes on with it`,
    );
  return directory;
}

/** Whether something is left to do: iterations, or the figures of a run that was told not to draw them. */
function isUnfinished(run: RunDirectory): boolean {
  return run.readRecord().status !== "done" || run.figureNames().length === 0;
}

/** What a name means to `--resume`: where no run has it but a file is called so, the experiment in that, or the run whose config it is. */
async function nameOfRuns(name: string, runs: readonly RunDirectory[]): Promise<string> {
  if (runsNamed("run", name, runs).length > 0 || experimentPath(name) === undefined) return name;
  const isOfRun = basename(name) === "config.json" && isRunDirectory(dirname(resolve(name)));
  return isOfRun ? dirname(resolve(name)) : (await loadExperiment(name)).name;
}

/** The run to resume: the one that is named, or the newest unfinished one of an experiment. Runs that cannot be read are passed over. */
async function findUnfinished(given: string, results: string): Promise<RunDirectory> {
  const runs = isRunDirectory(given) ? [] : runsIn("run", results);
  const name = await nameOfRuns(given, runs);
  const named = runsNamed("run", name, runs);
  const [only] = named;
  if (named.length === 1 && folderNames(only).experiment !== name) return only;
  const unreadable: string[] = [];
  // Of an experiment are also those elsewhere whose record says so; those in its folder come first.
  const unfinished = [...runs.filter((run) => !named.includes(run)), ...named].filter((run) => {
    try {
      return (named.includes(run) || run.readRecord().experiment === name) && isUnfinished(run);
    } catch {
      unreadable.push(shownPath(run.path));
      return false;
    }
  });
  const newest = unfinished.at(-1);
  if (newest !== undefined) return newest;
  const but =
    unreadable.length === 0
      ? ""
      : ` (${unreadable.length} cannot be read, ${unreadable.at(-1)} is the newest of them)`;
  throw new InputError(
    `run: --resume must find an unfinished run, there is none of ${given} in ${results}${but}; give the run's folder to train a finished one further`,
  );
}

/** Only the number of iterations may change when a run goes on: anything else would be another run. */
function resumedConfig(
  directory: RunDirectory,
  { set, seed, dataPath }: RunArguments,
): ReturnType<typeof parseConfig> {
  const stray = set.find((pair) => !/^(optimizer\.iterations|checkpointEvery)=/.test(pair));
  if (stray !== undefined || seed !== undefined) {
    throw new InputError(
      `run: --resume must keep the config, got ${stray ?? `--seed ${seed}`}; only optimizer.iterations and checkpointEvery may change`,
    );
  }
  const config = parseConfig(
    override("run", directory.readJson("config.json") as ExperimentConfig, set),
    directory.file("config.json"),
  );
  return dataPath === undefined ? config : withDataPath("run", config, dataPath);
}

/** Goes on with a run. @returns what prints its result */
async function resume(args: RunArguments, options: RunOptions): Promise<() => void> {
  const { experiment, out, results = "results" } = args;
  const directory = await (out === undefined ? findUnfinished(experiment, results) : runAt(out, experiment));
  const config = resumedConfig(directory, args);
  if (variedIn(config).length > 0) {
    const sweep = await resumeSweep(directory, config, options);
    return () => reportSweep(sweep, args);
  }
  const run = await resumeRun(directory, config, options);
  return () => reportTrained(run, args);
}

/** The question is told when training begins: not before everything is known to be right. */
function tellQuestion(
  { name, question }: ExperimentConfig,
  { json, quiet }: RunArguments,
  options: RunOptions,
): RunOptions {
  let told = json || quiet || question === undefined;
  return {
    ...options,
    onProgress(line, total) {
      if (!told) process.stderr.write(`${name}: ${oneLine(question ?? "")}\n`);
      told = true;
      options.onProgress?.(line, total);
    },
  };
}

/** @throws {InputError} if a run has the name and no experiment */
function assertExperiment({ experiment: name, results = "results" }: RunArguments): void {
  if (experimentPath(name) !== undefined) return;
  const run = runsNamed("run", name, isRunDirectory(name) ? [] : runsIn("run", results)).at(-1);
  if (run === undefined) return;
  const path = shownPath(run.path);
  const is = path === name ? "" : ` ${path},`;
  throw new InputError(
    `run: ${name} is${is} a run that exists; --resume goes on with it, ${path}/config.json repeats it`,
  );
}

/** @throws {InputError} if a seed is given where the experiment varies it: it would change nothing */
function assertSeedNotVaried(experiment: ExperimentConfig, seed: number | undefined): void {
  const at = variedIn(experiment).findIndex(({ key }) => key === "seed");
  if (seed === undefined || at === -1) return;
  const values = Array.isArray(experiment.vary) ? `vary.${at}.values` : "vary.values";
  throw new InputError(
    `run: --seed must be given only where seeds are not varied, ${experiment.name} varies them, got ${seed}; --set ${values}=[${seed}] takes that one alone`,
  );
}

/** Begins a run. @returns what prints its result */
async function start(args: RunArguments, options: RunOptions): Promise<() => void> {
  const seed = seedNumber("run", args.seed);
  assertExperiment(args);
  const experiment = await loadExperiment(args.experiment);
  assertSeedNotVaried(experiment, seed);
  const pairs = seed === undefined ? args.set : [...args.set, `seed=${seed}`]; // the same, as its help says
  const parsed = parseOverridden("run", experiment, pairs, `run: ${args.experiment}`);
  const config = args.dataPath === undefined ? parsed : withDataPath("run", parsed, args.dataPath);
  return begin(config, tellQuestion(config, args, options), args);
}

/** @throws {InputError} for what is of one experiment: the curriculum is many */
function assertCurriculum({ set, seed, name, out, resume }: RunArguments): void {
  const rule = `with a single experiment, ${CURRICULUM} is several`;
  assertMeant("run", { set, seed, name, out, resume }, rule, false);
}

const builder = (yargs: Argv): Argv<RunArguments> =>
  yargs
    .positional("experiment", {
      ...experimentOption,
      demandOption: true,
      describe:
        "a name in experiments/, or the path of an experiment file, a config.json or a run; curriculum: the exercises of UFLDL",
    })
    .option("set", setOption)
    .option("seed", { ...numberOption, describe: "override the seed" })
    .option("name", nameOption)
    .option("out", outOption)
    .option("resume", {
      type: "boolean",
      default: false,
      describe: "go on with the newest unfinished run, or the run given",
    })
    .option("data-path", {
      requiresArg: true,
      type: "string",
      describe: "where the data lie now, if they were moved; --resume proves that they are the same",
    })
    .option(
      "only",
      taking(Object.keys(exercises), {
        requiresArg: true,
        type: "string",
        array: true,
        default: [] as string[],
        defaultDescription: "all of them",
        describe: "of curriculum: the exercises to run, by experiment or title: NAME,NAME",
      } as const),
    )
    .option("take-over", {
      type: "boolean",
      default: false,
      describe: "--resume also a run that another machine may be working on",
    })
    .option("engine", engineOption)
    .option("threads", threadsOption)
    .option("figures", figuresOption)
    .option("results", newResultsOption)
    .option("json", jsonOption)
    .option("quiet", quietOption)
    .example(
      "$0 run curriculum --data-path datasets/mnist",
      "the exercises of UFLDL, with what was published and what is reached",
    )
    .example("$0 run curriculum --only pca-whitening,rica", "some of the exercises")
    .example("$0 run natural-patches --set model.hidden=[100]", "100 features instead of 25")
    .example(
      "$0 run natural-patches --resume",
      "go on with the run that was interrupted",
    ) as unknown as Argv<RunArguments>;

export const runCommand: CommandModule<object, RunArguments> = {
  builder,
  handler: async (args) => {
    const place = placeOptions("run", args);
    assertMeant("run", { "take-over": args.takeOver }, "with --resume", args.resume);
    const rule = "without --resume; rhohat name <run> <text> names one that exists";
    assertMeant("run", { name: args.name }, rule, !args.resume);
    assertMeant(
      "run",
      { seed: args.seed },
      "without --set seed=…, which is the same",
      !args.set.some((pair) => pair.startsWith("seed=")),
    );
    const options = {
      ...place,
      ...engineOptions(args),
      name: args.name,
      figures: args.figures,
      takeOver: args.takeOver,
    };
    const isCurriculum = args.experiment === CURRICULUM && experimentPath(CURRICULUM) === undefined;
    if (isCurriculum) assertCurriculum(args);
    assertMeant("run", { only: args.only }, `with ${CURRICULUM}`, isCurriculum);
    await attended(args.quiet, (attending) => {
      const all = { ...options, ...attending };
      if (isCurriculum) return runCurriculum(all, args);
      return args.resume ? resume(args, all) : start(args, all);
    });
  },
};
