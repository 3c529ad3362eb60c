// A run as people name it.

import { accessSync, constants, existsSync, statSync } from "node:fs";
import { basename, resolve, sep } from "node:path";
import { InputError, inputError } from "../core/errors.js";
import { didYouMean, nearest } from "../core/nearest.js";
import { variedIn } from "../core/varied.js";
import { readName } from "../train/about.js";
import { isRunDirectory, type RunDirectory, runsBelow } from "../train/run-directory.js";
import { shownPath } from "./output.js";

/** The newest run of all, unless something else is called so */
const LATEST = "latest";

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

/** More names than are told where none is near */
const MOST_TOLD = 3;

/**
 * Every run that a name means, oldest first: those in a folder, or below one; of an experiment; the one whose folder is
 * called so, or that somebody gave the name; the newest.
 */
export function runsNamed(name: string, runs: readonly RunDirectory[]): RunDirectory[] {
  const within = runsBelow(resolve(name));
  if (within.length > 0) return within;
  const bare = name.replace(/[\\/]+$/, "");
  const called = runs.filter((run) => parts(run).includes(bare) || parts(run).join("/") === bare);
  if (called.length > 0) return called;
  const given = runs.filter((run) => readName(run) === name);
  return given.length > 0 || name !== LATEST ? given : runs.slice(-1);
}

/** The error of a run that is not as it must be. @param option - that names it; undefined where the verb's own word does */
const wrongRun = (where: string, option: string | undefined, rule: string) =>
  new InputError(`${where}: ${option === undefined ? "<run>" : `--${option}`} must ${rule}`);

/**
 * A run by its folder, by the folder's name, by the name that somebody gave it, the newest of an experiment or of a
 * folder of runs, or "latest".
 *
 * @param where - the verb that asks, for the error
 * @param option - the option that names it, where one does
 * @throws {InputError} that names the nearest if there is none
 */
export function findRun(where: string, name: string, results: string, option?: string): RunDirectory {
  if (name === "") throw new InputError(`${where}: a run must be named, got ""; latest is the newest`);
  const runs = isRunDirectory(name) ? [] : runsIn(where, results);
  const found = runsNamed(name, runs).at(-1);
  if (found !== undefined) return found;
  const names = runs.flatMap((run) => [...parts(run), readName(run) ?? []].flat());
  const known = new Set(names.filter((each) => each !== basename(resolve(results))));
  const isNear = nearest(name, [...known]) !== undefined;
  const remedy = isNear || known.size <= MOST_TOLD ? didYouMean(name, [...known]) : "rhohat list names them";
  if (option !== undefined)
    throw wrongRun(where, option, `name a run, there is no ${name} in ${results}; ${remedy}`);
  throw new InputError(`${where}: no run named ${name} in ${results}; ${remedy}`);
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
