// rhohat site: chosen runs as a folder of files that need no server.

import { existsSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { CommandModule } from "yargs";
import { InputError } from "../../core/errors.js";
import { quantity } from "../../core/in-words.js";
import { noteOnMatches } from "../../experiments/compare-features.js";
import { findings } from "../../experiments/findings.js";
import { siteFiles } from "../../inspect/site.js";
import { filesOfSite, writeSite } from "../../inspect/site-folder.js";
import { assertWritable } from "../../train/assert-writable.js";
import type { RunDirectory } from "../../train/run-directory.js";
import { taking } from "../declared.js";
import { findRun, runsIn } from "../find-run.js";
import { quietOption, resultsOption } from "../options.js";
import { print, printNote, shownPath } from "../output.js";
import { listed } from "../typed-values.js";

interface SiteArguments {
  results: string;
  out: string;
  runs: readonly string[];
  title: string;
  quiet: boolean;
}

/** The files of the site that is to be replaced. @throws {InputError} unless the folder is new, empty, or a site */
function filesBefore(out: string): readonly string[] {
  const path = resolve(out);
  const files = filesOfSite(path);
  if (files === null && existsSync(path) && readdirSync(path).length > 0)
    throw new InputError(
      `site: --out must be a new folder, an empty one or a site, ${out} holds other files; name another`,
    );
  assertWritable("site", path);
  return files ?? [];
}

/** The runs that are named, or all; the newest first. @throws {InputError} if there are none */
function chosenRuns({ results, runs }: SiteArguments): RunDirectory[] {
  const names = listed(runs);
  const found =
    names.length === 0
      ? runsIn("site", results)
      : names.map((name) => findRun("site", name, results, "runs"));
  if (found.length === 0)
    throw new InputError(`site: ${results} must hold runs, there are none; npm start makes one`);
  const byPath = new Map(found.map((run) => [run.path, run]));
  return [...byPath.values()].reverse();
}

export const siteCommand: CommandModule<object, SiteArguments> = {
  builder: (yargs) =>
    yargs
      .positional("results", {
        type: "string",
        default: resultsOption.default,
        describe: "folder of run directories",
      })
      .option("out", {
        type: "string",
        requiresArg: true,
        demandOption: true,
        describe: "folder for the site, which is made; where it is one its files are replaced, others stay",
      })
      .option(
        "runs",
        taking("runs", {
          type: "string",
          array: true,
          requiresArg: true,
          default: [] as string[],
          defaultDescription: "all",
          describe: "names of runs: NAME,NAME; of an experiment its newest",
        }),
      )
      .option("title", { type: "string", requiresArg: true, default: "rhohat", describe: "of the page" })
      .option("quiet", quietOption)
      .epilogue(
        "Lists, runs, features, sweeps, comparisons of two of the newest 40 runs, maps, stars and notes are there; what the model computes anew, as heat maps and interventions, needs rhohat view.",
      )
      .example("$0 site --out site", "all runs of results/; open site/index.html, or put it on a web server")
      .example("$0 site --out site --runs natural-patches,sparsity-targets", "two of them"),
  handler: (args) => {
    const before = filesBefore(args.out);
    const chosen = chosenRuns(args);
    const results = realpathSync(dirname(dirname(chosen[0].path)));
    const other = chosen.find(({ path }) => realpathSync(dirname(dirname(path))) !== results);
    if (other !== undefined)
      throw new InputError(`site: runs must be of one results folder, ${shownPath(other.path)} is not`);
    const files = siteFiles(results, chosen, {
      title: args.title,
      noteOf: noteOnMatches,
      findings: findings(),
      onRun: ({ path }) => {
        if (!args.quiet) process.stderr.write(`${shownPath(path)}\n`);
      },
      onUnread: (problem) => printNote(`left out of the site: ${problem}`),
    });
    writeSite(resolve(args.out), files, before);
    const bytes = Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    print(
      `${quantity(chosen.length, "run")}, ${(bytes / 1e6).toFixed(1)} MB: open ${join(args.out, "index.html")}, or put the folder on any web server`,
    );
  },
};
