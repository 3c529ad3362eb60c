// rhohat run curriculum: the exercises of UFLDL one after the other, and a table of what was published and what was reached.

import { existsSync } from "node:fs";
import type { ExperimentConfig, ResolvedConfig } from "../config/config.js";
import { parseConfig } from "../config/parse.js";
import { inputError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";
import { combinations, STAGE_KEY, variedIn } from "../core/varied.js";
import { loadExperiment } from "../experiments/load-experiment.js";
import { type RunOptions, runExperiment } from "../experiments/runner.js";
import { withDataPath } from "../experiments/same-run.js";
import { runSweep } from "../experiments/sweep.js";
import { readRunConfig } from "../inspect/run-config.js";
import type { RunDirectory } from "../train/run-directory.js";
import { interruptedCode } from "./interrupt.js";
import { print, printJson, short, shownPath, table } from "./output.js";
import { parseOverridden } from "./override.js";

/** The name that means all of them. */
export const CURRICULUM = "curriculum";

/** Exercises by their experiments, in the order of the course. */
export const exercises: Readonly<Record<string, string>> = {
  "natural-patches": "Sparse autoencoder",
  "vectorization-mnist": "Vectorization",
  "pca-whitening": "PCA and whitening",
  "softmax-mnist": "Softmax regression",
  "self-taught-learning": "Self-taught learning",
  "stacked-mnist": "Stacked autoencoders",
  "colour-features": "Linear decoders",
  "convolution-pooling": "Convolution and pooling",
  "sparse-coding": "Sparse coding",
  rica: "Independent component analysis",
};

interface Done {
  readonly exercise: string;
  readonly experiment: string;
  readonly directory: RunDirectory | null;
  /** Why it was not run, and what helps */
  readonly missing: string | null;
  readonly seconds: number | null;
}

/** The folder of labelled data that a config needs and that is not there. */
function missingFolder({ data }: ResolvedConfig): string | null {
  const dir = data.kind === "labelled" ? data.dir : null;
  return dir === null || existsSync(dir) ? null : dir;
}

/** Whether it is on digits, which are grey; other pictures with labels are in colour. */
const isOnDigits = ({ data }: ResolvedConfig) => data.kind === "labelled" && !data.colour;

/** Whether made pictures stand for photographs of one's own. */
const isOnMade = ({ data }: ResolvedConfig) =>
  data.kind === "leaves" || (data.kind === "patches" && data.source.kind === "dead-leaves");

/** The config of an exercise; those on digits take theirs from `--data-path`. */
async function configOf(experiment: string, dataPath: string | undefined): Promise<ResolvedConfig> {
  const loaded: ExperimentConfig = await loadExperiment(experiment);
  const config = parseOverridden("run", loaded, [], `run: ${experiment}`);
  return dataPath !== undefined && isOnDigits(config)
    ? parseConfig(withDataPath("run", config, dataPath), `run: ${experiment}`)
    : config;
}

/** An exercise that was asked for, and the folder of digits that it lacks. */
interface Exercise {
  readonly exercise: string;
  readonly experiment: string;
  readonly config: ResolvedConfig;
  readonly lacks: string | null;
}

/**
 * The names of exercises in what `--only` has, which may be their titles, with commas between several; all of them where it
 * has nothing.
 *
 * @throws {InputError} that names the nearest for one that is none
 */
function namesOf(only: readonly string[], course: Readonly<Record<string, string>>): string[] {
  const known = Object.keys(course);
  const named = (word: string) =>
    known.find((name) => course[name].toLowerCase() === word.toLowerCase()) ?? word;
  const asked = only
    .flatMap((word) => word.split(","))
    .map((word) => named(word.trim()))
    .filter((name) => name !== "");
  if (only.length > 0 && asked.length === 0)
    throw inputError("run", "--only", "name exercises", only.join(" "), didYouMean("", known));
  for (const name of asked)
    if (!known.includes(name))
      throw inputError("run", "--only", `name exercises of ${CURRICULUM}`, name, didYouMean(name, known));
  return known.filter((name) => asked.length === 0 || asked.includes(name));
}

const REMEDY = "rhohat data fetch mnist, or --data-path";

/** What is told before the first exercise of those that are not run on what was published. */
function madeLines(all: readonly Exercise[]): string[] {
  const names = all.filter(({ config }) => isOnMade(config)).map(({ experiment }) => experiment);
  if (names.length === 0) return [];
  return [`on made pictures: ${names.join(", ")}; for those of the exercises: rhohat data fetch stl10`];
}

/** What is told before the first exercise of those that will not be run. */
function lackingLines(all: readonly Exercise[]): string[] {
  const lacking = all.filter(({ lacks }) => lacks !== null);
  return [...new Set(lacking.map(({ lacks }) => lacks ?? ""))].map((folder) => {
    const names = lacking.filter(({ lacks }) => lacks === folder).map(({ experiment }) => experiment);
    return `without the digits in ${shownPath(folder)}, left out: ${names.join(", ")}; to get them: ${REMEDY}`;
  });
}

async function runOne({ exercise, experiment, config, lacks }: Exercise, options: RunOptions): Promise<Done> {
  const known = { exercise, experiment };
  if (lacks !== null)
    return {
      ...known,
      directory: null,
      missing: `needs the digits in ${shownPath(lacks)}: ${REMEDY}`,
      seconds: null,
    };
  const start = performance.now();
  const { directory } = await (variedIn(config).length > 0 ? runSweep : runExperiment)(config, options);
  return { ...known, directory, missing: null, seconds: (performance.now() - start) / 1000 };
}

/** A number that an exercise came to, beside what was published of it. */
interface Reached {
  readonly name: string;
  /** Null where pictures were, or another task's */
  readonly published: number | null;
  readonly reached: number | null;
}

/** What was published beside what was reached; where no number was, what a run came to: accuracies of its stages, or its cost. */
export function reachedIn(directory: RunDirectory): readonly Reached[] {
  const { published = [], metrics } = directory.readRecord();
  if (published.length > 0) return published;
  const sets = combinations(variedIn(readRunConfig(directory)));
  const accuracies = directory.members().flatMap((member, i) => {
    const reached = member.readRecord().metrics?.classification?.test?.accuracy;
    const name = `${sets[i][STAGE_KEY]}: test accuracy`;
    return reached === undefined ? [] : [{ name, published: null, reached }];
  });
  if (accuracies.length > 0) return accuracies;
  return metrics === undefined ? [] : [{ name: "cost J", published: null, reached: metrics.cost }];
}

/** What was published, as a table has it: of a cost that was not, pictures were; an accuracy was of another task. */
export const publishedAs = (
  name: string,
  published: number | null,
  shown: (value: number) => string | number,
): string => (published !== null ? String(shown(published)) : name.endsWith("accuracy") ? "–" : "pictures");

/** Rows of an exercise: one a number, or one that says where its pictures are. */
function rowsOf({ exercise, directory, missing, seconds }: Done): string[][] {
  if (directory === null) return [[exercise, missing ?? "", "", "", "", ""]];
  const numbers = reachedIn(directory).map(({ name, published, reached }) => [
    name,
    publishedAs(name, published, short),
    short(reached),
  ]);
  return (numbers.length > 0 ? numbers : [["", "pictures", "pictures"]]).map((cells, i) => [
    i === 0 ? exercise : "",
    ...cells,
    i === 0 ? short(Math.round(seconds ?? 0)) : "",
    i === 0 ? shownPath(directory.path) : "",
  ]);
}

/** How the exercises are run, and told of. */
interface Asked {
  /** The folder of the digits, in place of datasets/mnist */
  readonly dataPath?: string | undefined;
  /** Names of those to run; all where there are none */
  readonly only?: readonly string[];
  readonly json: boolean;
  readonly quiet?: boolean;
}

/**
 * Runs what can be run with the data at hand, and prints the table; says of the rest how to get the data, before the first and
 * in the table.
 *
 * @param course - exercises by their experiments; UFLDL's unless given
 */
export async function runCurriculum(
  options: RunOptions,
  { dataPath, only = [], json, quiet = false }: Asked,
  course: Readonly<Record<string, string>> = exercises,
): Promise<() => void> {
  const all: Exercise[] = [];
  for (const experiment of namesOf(only, course)) {
    const config = await configOf(experiment, dataPath);
    all.push({ exercise: course[experiment], experiment, config, lacks: missingFolder(config) });
  }
  if (!quiet) for (const line of [...lackingLines(all), ...madeLines(all)]) process.stderr.write(`${line}\n`);
  const done: Done[] = [];
  for (const asked of all) {
    if (!json && !quiet && asked.lacks === null)
      process.stderr.write(`${asked.exercise}: ${asked.experiment}\n`);
    const one = await runOne(asked, options);
    done.push(one);
    if (one.directory?.readRecord().status === "interrupted") {
      process.exitCode = interruptedCode();
      break;
    }
  }
  return () => {
    if (json)
      printJson(
        done.map(({ directory, ...one }) => ({
          ...one,
          run: directory?.path ?? null,
          numbers: directory === null ? [] : reachedIn(directory),
        })),
      );
    else
      print(
        `\n${table(["exercise", "number", "published", "reached", "seconds", "run"], done.flatMap(rowsOf))}`,
      );
  };
}
