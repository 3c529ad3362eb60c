// rhohat view: the runs of a results folder in the browser, as they go.

import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { CommandModule } from "yargs";
import { inputError } from "../../core/errors.js";
import { folderNames } from "../../inspect/labelled.js";
import { runId } from "../../inspect/run-id.js";
import { isRunDirectory, RunDirectory, runsBelow } from "../../train/run-directory.js";
import { startViewer } from "../../viewer/server/server.js";
import { taking } from "../declared.js";
import { findRun } from "../find-run.js";
import { numberOption, resultsOption } from "../options.js";
import { print } from "../output.js";
import { listed, wholeNumber } from "../typed-values.js";

interface ViewArguments {
  results: string;
  host: string;
  port: string | undefined;
  "allow-host": readonly string[];
}

const PORT = 4321;
/** Ports after it that may be taken in its place */
const OTHERS = 50;
const RESULTS = resultsOption.default;

interface Place {
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

/** The folder of results, of an experiment, or of a run that is named; or a run by a name. */
function placeOf(name: string): Place {
  const isFolder = existsSync(name) && statSync(name).isDirectory();
  if (!isFolder) return placeOfNamed(name);
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

export const viewCommand: CommandModule<object, ViewArguments> = {
  builder: (yargs) =>
    yargs
      .positional(
        "results",
        taking("runs", {
          type: "string",
          default: RESULTS,
          describe: "folder of run directories, of an experiment, or a run; or a run's name, latest",
        }),
      )
      .option("port", {
        ...numberOption,
        defaultDescription: `${PORT}, or the next that is free`,
        describe: "0: any free one",
      })
      .option("host", {
        type: "string",
        requiresArg: true,
        default: "127.0.0.1",
        describe: "the address to listen on; beyond this machine a token is asked for",
      })
      .option("allow-host", {
        type: "string",
        requiresArg: true,
        array: true,
        nargs: 1,
        default: [],
        defaultDescription: "none",
        describe: "a name it may be asked for by, behind a proxy; with a token; may be repeated",
      })
      .example("$0 view", "the runs in results/")
      .example("$0 view --host 0.0.0.0", "for others in the network, or from a container, with a token")
      .example("$0 view --allow-host lab.example", "behind a proxy of that name, with a token"),
  handler: async ({ results, host, port, "allow-host": allowHosts }) => {
    const chosen = wholeNumber("view", "port", port, { most: 65_535 });
    const place = placeOf(results);
    const viewer = await startViewer({
      ...place,
      host,
      port: chosen ?? PORT,
      otherPorts: chosen === undefined ? OTHERS : 0,
      allowHosts: listed(allowHosts),
    });
    const asked = new Promise<void>((end) => {
      // The second one ends the process, whatever it does.
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => end());
    });
    print(`Looking at ${join(place.results, place.only ?? "")}`);
    print(`  ${viewer.url}${place.start}`);
    if (viewer.elsewhere.length > 0) print("From other machines:");
    for (const url of viewer.elsewhere) print(`  ${url}${place.start}`);
    print("Ctrl-C ends it.");
    await asked;
    await viewer.close();
  },
};
