// What rhohat view shows: the folder that the server reads, and where the page begins.

import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { inputError } from "../core/errors.js";
import { folderNames } from "../inspect/labelled.js";
import { runId } from "../inspect/run-id.js";
import { isRunDirectory, RunDirectory, runsBelow } from "../train/run-directory.js";
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

/** @throws {InputError} if there is nothing of that name */
function placeOfNamed(name: string): Place {
  const rule = "be a folder of runs, or name one";
  if (existsSync(name) || !existsSync(RESULTS))
    throw inputError("view", "results", rule, name, "rhohat run makes one");
  const run = findRun("view", name, RESULTS);
  const { experiment } = folderNames(run);
  return experiment === name ? placeOf(dirname(run.path)) : placeOfRun(run);
}
