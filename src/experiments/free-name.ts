// Names that find their run afterwards: none that another run has, and none that means something else.

import { realpathSync } from "node:fs";
import { basename, dirname, relative, resolve } from "node:path";
import { inputError } from "../core/errors.js";
import { givenName } from "../core/given-name.js";
import { LATEST } from "../core/run-address.js";
import { readName } from "../train/about.js";
import { type RunDirectory, runsBelow } from "../train/run-directory.js";
import { experimentFiles } from "./find-experiment.js";

/** The runs, and members of theirs, that somebody gave a name. */
export const runsCalled = (name: string, runs: readonly RunDirectory[]): RunDirectory[] =>
  runs.flatMap((run) => [run, ...run.members()]).filter((run) => readName(run) === name);

/** What is to have a name. */
interface Named {
  /** The folder of runs in which it is to be found */
  readonly results: string;
  /** Its experiment, where that may have no run yet */
  readonly experiment?: string;
  /** The run, where it is there */
  readonly run?: RunDirectory;
}

/** What a name means besides, as a sentence goes on; undefined where it means nothing else. */
function otherMeaning(name: string, { results, experiment, run }: Named): string | undefined {
  const runs = runsBelow(results);
  const experiments = [experiment, ...experimentFiles().map((file) => file.name)];
  if (name === LATEST) return "that is the newest run";
  if ([...experiments, ...runs.map(({ path }) => basename(dirname(path)))].includes(name))
    return "that is the newest run of the experiment";
  if (/^\d{8}-\d{6}/.test(name) || runs.some(({ path }) => basename(path) === name))
    return "that is how the folder of a run is called";
  if (runsBelow(resolve(name)).length > 0) return "that is a folder of runs";
  const own = run && realpathSync(run.path);
  const other = runsCalled(name, runs).find(({ path }) => realpathSync(path) !== own);
  if (other === undefined) return undefined;
  return `${relative(process.cwd(), other.path)} has it`;
}

/**
 * A name for a run, as it was given, without the spaces around it; null for the empty one, which takes a name away.
 *
 * @param where - the verb or place that takes it, and what it is called there
 * @throws {InputError} unless it is one line of at most 100 letters that names nothing else: no path, option,
 * experiment, or other run
 */
export function freeName(where: string, argument: string, text: unknown, named: Named): string | null {
  const name = givenName(where, argument, text);
  if (name === null) return null;
  if (/^[-.~]|[\\/]/.test(name))
    throw inputError(
      where,
      argument,
      "be no path or option",
      name,
      "write it without / and \\, and begin with none of - . ~",
    );
  const meaning = otherMeaning(name, named);
  if (meaning !== undefined) throw inputError(where, argument, "be free", name, `${meaning}; choose another`);
  return name;
}
