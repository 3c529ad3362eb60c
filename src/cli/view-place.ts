// What rhohat view shows: the folder that the server reads, and where the page begins.

import { existsSync, mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { InputError, inputError } from "../core/errors.js";
import { importWeights } from "../experiments/import-weights.js";
import { folderNames } from "../inspect/labelled.js";
import { runId } from "../inspect/run-id.js";
import { isRunDirectory, RunDirectory, runsBelow } from "../train/run-directory.js";
import { readWeights, weightsFile } from "../weights/read-weights.js";
import { assertReadable, findRun } from "./find-run.js";
import { resultsOption } from "./options.js";

const RESULTS = resultsOption.default;

export interface Place {
  /** The folder of experiments */
  readonly results: string;
  /** The experiment that is shown, where it is one */
  readonly only?: string;
  /** What the page opens */
  readonly start: string;
}

/** A run, and beside it those of its experiment. */
function placeOfRun(run: RunDirectory): Place {
  const path = realpathSync(run.path); // the server follows no link out of the results
  const experiment = dirname(path);
  const results = dirname(experiment);
  return { results, only: basename(experiment), start: `#/run/${runId(results, path)}` };
}

/** The folder of results, of an experiment, or of a run that is named; or a run by a name. @throws {InputError} if there is none */
export function placeOf(name: string): Place {
  const isFolder = existsSync(name) && statSync(name).isDirectory();
  if (!isFolder) return placeOfNamed(name);
  assertReadable("view", "results", name);
  const path = realpathSync(name);
  if (isRunDirectory(path)) return placeOfRun(new RunDirectory(path));
  const runs = runsBelow(path);
  return runs.length > 0 && runs.every((run) => dirname(run.path) === path)
    ? { results: dirname(path), only: basename(path), start: "" }
    : { results: path, start: "" };
}

/** Whether a name is that of weights, not of runs. */
export const isWeights = (name: string): boolean => !isRunDirectory(name) && weightsFile(name) !== null;

/** Weights as `runOfWeights` makes them, to be shown. */
export function placeOfWeights(path: string): { readonly place: Place; readonly remove: () => void } {
  const { directory, remove } = runOfWeights(path);
  return { place: placeOfRun(directory), remove };
}

/**
 * Weights of another tool as a run in a folder of its own, which `remove` takes away.
 *
 * @throws {InputError} if they cannot be read
 */
export function runOfWeights(path: string): {
  readonly directory: RunDirectory;
  readonly remove: () => void;
} {
  const dictionary = readWeights(path);
  const results = mkdtempSync(join(tmpdir(), "rhohat-weights-"));
  const remove = () => rmSync(results, { recursive: true, force: true });
  try {
    const name = basename(resolve(path)).replace(/\.\w+$/, "");
    const run = importWeights(path, dictionary, { out: join(results, dictionary.tool, name) });
    return { directory: run, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** An error about the run that weights were made, of the weights: the run's folder is no matter of the user's. */
export const calledAs = (error: unknown, { path }: RunDirectory, weights: string): unknown =>
  error instanceof InputError ? new InputError(error.message.replaceAll(path, weights)) : error;

/** @throws {InputError} if there is nothing of that name */
function placeOfNamed(name: string): Place {
  const rule = "be a folder of runs, or name one";
  if (existsSync(name) || !existsSync(RESULTS))
    throw inputError("view", "results", rule, name, "rhohat run makes one");
  const run = findRun("view", name, RESULTS);
  const { experiment } = folderNames(run);
  return experiment === name ? placeOf(dirname(run.path)) : placeOfRun(run);
}
