// rhohat compare: runs side by side, and whose features come again; all of them on one map.

import { dirname } from "node:path";
import type { CommandModule } from "yargs";
import { InputError } from "../../core/errors.js";
import { quantity } from "../../core/in-words.js";
import { runLabels } from "../../core/run-labels.js";
import { compareFeatures, noteOnMatches } from "../../experiments/compare-features.js";
import { labelled } from "../../inspect/labelled.js";
import { commonMapFigure } from "../../inspect/map-figure.js";
import { RunAnswers } from "../../inspect/run-answers.js";
import { failureOf, summaryWarning } from "../../inspect/warning-of.js";
import type { StableAtoms } from "../../metrics/atoms/stability.js";
import { mean } from "../../metrics/average.js";
import type { RunDirectory } from "../../train/run-directory.js";
import { colours } from "../colours.js";
import { taking } from "../declared.js";
import { findRun } from "../find-run.js";
import { assertMeant, jsonOption, numberOption, resultsOption, themeNamed, themeOption } from "../options.js";
import { print, printJson, shownPath, table } from "../output.js";
import { pictureFile } from "../picture-file.js";
import { headlineRows, printWarning, sideBySide } from "../side-by-side.js";
import { wholeNumber } from "../typed-values.js";

interface CompareArguments {
  runs: string[];
  map: string | undefined;
  layer: string | undefined;
  theme: string | undefined;
  results: string;
  json: boolean;
}

const LAYER = "1";

/** What draws the features of several runs on one map into a file. @throws {InputError} if that is none, or there is no such theme */
function mapInto(file: string, layer: string | undefined, themeName: string | undefined) {
  const write = pictureFile("compare", "map", file);
  const options = {
    where: "compare",
    layer: wholeNumber("compare", "layer", layer ?? LAYER, { least: 1 }),
    theme: themeNamed("compare", themeName),
  };
  return (directories: readonly RunDirectory[]): void => {
    const runs = directories.map((run) => new RunAnswers(dirname(dirname(run.path)), run));
    write(commonMapFigure(runs, options));
  };
}

/** A sweep stands for its members. */
const withMembers = (directory: RunDirectory): readonly RunDirectory[] => {
  const members = directory.members();
  return members.length === 0 ? [directory] : members;
};

const two = (value: number) => value.toFixed(2);

function printStability(labels: readonly string[], found: readonly (StableAtoms | null)[]): void {
  const rows = found.map((stable, i) => {
    if (stable === null) return [labels[i], ...new Array<string>(5).fill("–")];
    const { means, chance, returns } = stable;
    return [
      labels[i],
      String(means.length),
      two(mean(means)),
      `${two(chance.least)} to ${two(chance.most)}`,
      `${returns.filter((share) => share === 1).length} of ${returns.length}`,
      `${Math.round(100 * mean(returns))} %`,
    ];
  });
  print(
    `\n${table(["features of", "others", "matched |cosine|", "by chance", "in all others", "come again"], rows)}`,
  );
  print(
    "\nmatched one to one with each other run (of its own setting, where seeds repeat settings); by chance: with atoms of the same amplitudes and random phases (no pictures: turned at random). A feature comes again where its match is better than 95 % of those by chance.",
  );
}

/** A run whose setting no other seed repeats. */
const NO_OTHERS = { means: [], chance: null, stableShare: null, returns: [], byChance: [] };
const stabilityJson = ({ means, chance, returns, byChance }: StableAtoms) => ({
  means,
  chance,
  stableShare: mean(returns),
  returns: Array.from(returns),
  byChance: Array.from(byChance, (limit) => (Number.isNaN(limit) ? null : limit)),
});

export const compareCommand: CommandModule<object, CompareArguments> = {
  builder: (yargs) =>
    yargs
      .positional(
        "runs",
        taking("runs", {
          type: "string",
          array: true,
          demandOption: true,
          describe:
            "two runs or more, or a sweep for its members: folders, names, experiments for their newest, or latest",
        }),
      )
      .option("map", {
        type: "string",
        requiresArg: true,
        describe:
          "draws the features of all on one map, those that are alike together, each in its run's colour, into a .png or .svg file",
      })
      .option("layer", {
        ...numberOption,
        defaultDescription: LAYER,
        describe: "which hidden layer, with --map",
      })
      .option("theme", { ...themeOption, describe: "light or dark, with --map" })
      .option("results", resultsOption)
      .option("json", jsonOption)
      .example("$0 compare sparsity-targets", "the members of a sweep")
      .example("$0 compare 2026-a 2026-b", "two runs, by the beginnings of their folders")
      .example("$0 compare 2026-a 2026-b --map map.png", "the features of both on one map"),
  handler: ({ runs: words, map, layer, theme, results, json }) => {
    assertMeant("compare", { layer, theme }, "with --map", map !== undefined);
    const draw = map === undefined ? undefined : mapInto(map, layer, theme);
    const named = words.flatMap((word) => withMembers(findRun("compare", word, results)));
    const directories = named.filter((run) => failureOf(run.readRecord()) === null);
    const failed = named.filter((run) => !directories.includes(run));
    if (directories.length < 2)
      throw new InputError(
        `compare: <runs> must be two runs or more, or a sweep, got ${quantity(directories.length, "run")}${failed.length === 0 ? "" : ` and ${failed.length} that failed`}; rhohat list names them`,
      );
    const labels = runLabels(directories.map((directory) => labelled(directory)));
    const runs = directories.map((directory, i) => ({
      directory,
      record: directory.readRecord(),
      label: labels[i],
    }));
    const found = compareFeatures(runs);
    const different = noteOnMatches(directories);
    draw?.(directories);
    const leftOut = failed.map((run) => `${shownPath(run.path)} failed, and is left out`);
    if (json) {
      for (const text of leftOut) process.stderr.write(`compare: ${text}\n`);
      printJson(
        found.map((stable, i) => ({
          run: directories[i].path,
          label: labels[i],
          warning: summaryWarning(directories[i], runs[i].record),
          note: different,
          ...(stable === null ? NO_OTHERS : stabilityJson(stable)),
        })),
      );
      return;
    }
    print(
      sideBySide(
        labels,
        runs.map(({ record }) => [headlineRows(record)]),
      ),
    );
    for (const run of runs) printWarning(run, runs.length);
    printStability(labels, found);
    for (const text of leftOut) print(colours.yellow(`\nnote: ${text}`));
    if (different !== null) print(colours.yellow(`\nnote: ${different}`));
    if (map !== undefined) print(`\n${map}`);
  },
};
