// A run as people name it.

import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { basename, resolve, sep } from "node:path";
import { InputError, inputError } from "../core/errors.js";
import { inWords } from "../core/in-words.js";
import { didYouMean, nearest } from "../core/nearest.js";
import { LATEST } from "../core/run-address.js";
import { variedIn } from "../core/varied.js";
import { runsCalled } from "../experiments/free-name.js";
import { readName } from "../train/about.js";
import { isRunDirectory, type RunDirectory, runsBelow } from "../train/run-directory.js";
import { shownPath } from "./output.js";

/** All runs of a results folder, oldest first. @throws {InputError} if it is a file, or may not be read */
export function runsIn(verb: string, results: string): RunDirectory[] {
  const path = resolve(results);
  if (existsSync(path) && !statSync(path).isDirectory())
    throw new InputError(`${verb}: --results must be a folder, ${results} is a file`);
  assertReadable(verb, "--results", path);
  return runsBelow(path);
}

/** @throws {InputError} if a folder of runs is there and may not be looked into: it would seem empty */
export function assertReadable(verb: string, named: string, folder: string): void {
  if (!existsSync(folder)) return;
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
  } catch {
    throw inputError(verb, named, "be a folder that may be read", shownPath(folder), "allow reading there");
  }
}

/** The names of the experiment's folder and its own. */
const parts = (run: RunDirectory) => run.path.split(sep).slice(-2);

/** Names that are told where more might be meant */
const MOST_TOLD = 3;
/** Letters of a run's folder that may stand for it, at least */
const SHORTEST = 4;

/** The error of a run that is not as it must be. @param option - that names it; undefined where the verb's own word does */
const wrongRun = (where: string, option: string | undefined, rule: string) =>
  new InputError(`${where}: ${option === undefined ? "<run>" : `--${option}`} must ${rule}`);

/** The one run whose folder begins so, its experiment before it or not. @throws {InputError} that tells several which do */
function runBeginning(
  where: string,
  name: string,
  runs: readonly RunDirectory[],
  option: string | undefined,
): RunDirectory[] {
  const found = runs.filter((run) => {
    const [experiment, folder] = parts(run);
    const begun = name.startsWith(`${experiment}/`) ? name.slice(experiment.length + 1) : name;
    return begun.length >= SHORTEST && folder.startsWith(begun);
  });
  if (found.length < 2) return found;
  const newest = found.slice(-MOST_TOLD).map((run) => parts(run).join("/"));
  const told = `${found.length > newest.length ? "the newest are " : ""}${inWords(newest, "and")}`;
  throw wrongRun(
    where,
    option,
    `be the beginning of one run's folder, ${name} is of ${found.length}; ${told}`,
  );
}

/**
 * Every run that a name means, oldest first: those in a folder, or below one; of an experiment; the one whose folder is
 * called so, or that somebody gave the name; the newest; the one whose folder begins so.
 *
 * @param where - the verb that asks, for the error
 * @param option - the option that names it, where one does
 * @throws {InputError} if the folders of several begin so
 */
export function runsNamed(
  where: string,
  name: string,
  runs: readonly RunDirectory[],
  option?: string,
): RunDirectory[] {
  const within = runsBelow(resolve(name));
  if (within.length > 0) return within;
  const bare = name.replace(/[\\/]+$/, "");
  const called = runs.filter((run) => parts(run).includes(bare) || parts(run).join("/") === bare);
  if (called.length > 0) return called;
  const given = runsCalled(name, runs);
  if (given.length > 0) return given;
  return name === LATEST ? runs.slice(-1) : runBeginning(where, bare, runs, option);
}

/** What may have been meant: the nearest name of all, else some of those that are words. @param others - that are no runs */
export function namesNear(
  name: string,
  runs: readonly RunDirectory[],
  results: string,
  others: readonly string[] = [],
): string {
  const folders = runs.map(parts);
  const given = runs.flatMap((run) => readName(run) ?? []);
  const words = new Set([...folders.map(([experiment]) => experiment), ...given]);
  words.delete(basename(resolve(results)));
  if (runs.length > 0) words.add(LATEST);
  const known = [...words, ...others, ...folders.map(([, folder]) => folder)];
  return didYouMean(name, nearest(name, known) === undefined ? [...words] : known, MOST_TOLD);
}

/** What a folder holds that is no run, so that what is meant can be named; null where there is none of that name. */
function heldBy(name: string): string | null {
  if (statSync(name, { throwIfNoEntry: false })?.isDirectory() !== true) return null;
  const within = readdirSync(name).slice(0, MOST_TOLD + 1);
  if (within.length === 0) return `${name} is an empty folder`;
  const told = within.slice(0, MOST_TOLD).join(", ");
  return `${name} is a folder that holds ${told}${within.length > MOST_TOLD ? ", …" : ""}: name a run or weights`;
}

/**
 * A run by its folder, by the folder's name or its beginning, by the name that somebody gave it, the newest of an
 * experiment or of a folder of runs, or "latest".
 *
 * @param where - the verb that asks, for the error
 * @param option - the option that names it, where one does
 * @throws {InputError} that names the nearest if there is none, or those of which the folders begin so
 */
export function findRun(where: string, name: string, results: string, option?: string): RunDirectory {
  if (name === "") throw new InputError(`${where}: a run must be named, got ""; ${LATEST} is the newest`);
  const runs = isRunDirectory(name) ? [] : runsIn(where, results);
  const found = runsNamed(where, name, runs, option).at(-1);
  if (found !== undefined) return found;
  const remedy = namesNear(name, runs, results);
  if (option !== undefined)
    throw wrongRun(where, option, `name a run, there is no ${name} in ${results}; ${remedy}`);
  throw new InputError(`${where}: no run named ${name} in ${results}; ${heldBy(name) ?? remedy}`);
}

/** The same where one run is wanted. @throws {InputError} also if it varies values: its members are runs */
export function findSingleRun(where: string, name: string, results: string, option?: string): RunDirectory {
  const run = findRun(where, name, results, option);
  if (!isSweep(run)) return run;
  throw wrongRun(where, option, `be a single run, ${shownPath(run.path)} is a sweep; ${oneOfSweep(run)}`);
}

/** What helps where a sweep is named and one run is wanted. */
export function oneOfSweep(sweep: RunDirectory): string {
  const [first] = sweep.members();
  return first === undefined ? "it has no runs yet" : `name one of its runs: ${shownPath(first.path)}`;
}

/** Whether it varies values. */
export function isSweep(run: RunDirectory): boolean {
  return run.members().length > 0 || variedIn(run.readJson("config.json")).length > 0;
}
