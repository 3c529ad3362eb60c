// rhohat show: the numbers and pictures of a run; several runs side by side.

import { join, relative } from "node:path";
import type { CommandModule } from "yargs";
import { runLabels } from "../../core/run-labels.js";
import { readable } from "../../core/settings.js";
import { labelled } from "../../inspect/labelled.js";
import { readRunConfig } from "../../inspect/run-config.js";
import { runWarning } from "../../inspect/run-warning.js";
import { readName } from "../../train/about.js";
import { RunDirectory } from "../../train/run-directory.js";
import { liveStatus } from "../../train/status.js";
import { findRun } from "../find-run.js";
import { jsonOption, resultsOption } from "../options.js";
import { print, printJson, short, shortCost, table, warningLine } from "../output.js";

interface ShowArguments {
  runs: string[];
  results: string;
  json: boolean;
}

function textOf(value: unknown, key: string): string {
  if (typeof value === "number") return short(value);
  if (value === null) return /^metrics\.(cost$|parts\.)/.test(key) ? shortCost(value) : "–";
  return Array.isArray(value) ? readable(value, key) : String(value);
}

/** Nested numbers and texts as "parts.error" → value. */
function flatten(value: unknown, prefix = ""): [string, string][] {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([key, inner]) =>
      flatten(inner, prefix === "" ? key : `${prefix}.${key}`),
    );
  }
  return [[prefix, textOf(value, prefix)]];
}

export const showCommand: CommandModule<object, ShowArguments> = {
  builder: (yargs) =>
    yargs
      .positional("runs", {
        type: "string",
        array: true,
        demandOption: true,
        describe: "folders or names of runs, or an experiment for its newest run",
      })
      .option("results", resultsOption)
      .option("json", jsonOption)
      .example("$0 show natural-patches", "the newest run of an experiment")
      .example("$0 show natural-patches tanh-patches", "two side by side"),
  handler: ({ runs, results, json }) => {
    const shown = runs.map((word) => {
      const directory = findRun("show", word, results);
      const record = directory.readRecord();
      const name = readName(directory);
      return {
        run: directory.path,
        ...(name === null ? {} : { name }),
        ...record,
        status: liveStatus(directory, record),
        warning: record.metrics === undefined ? null : runWarning(record.metrics),
        config: readRunConfig(directory),
        figures: directory.figureNames().map((file) => join(directory.figures, file)),
      };
    });
    if (json) {
      printJson(shown.length === 1 ? shown[0] : shown);
      return;
    }
    const labels = runLabels(shown.map(({ run }) => labelled(new RunDirectory(run))));
    const columns = shown.map(
      ({ figures: _figures, run: _run, warning: _warning, ...record }) => new Map(flatten(record)),
    );
    const keys = [...new Set(columns.flatMap((column) => [...column.keys()]))];
    print(
      table(
        ["", ...labels],
        [
          ["run", ...shown.map(({ run }) => relative(process.cwd(), run))],
          ...keys.map((key) => [key, ...columns.map((column) => column.get(key) ?? "–")]),
        ],
      ),
    );
    for (const { run, warning } of shown)
      if (warning !== null)
        print(`\n${shown.length === 1 ? "" : `${relative(process.cwd(), run)}: `}${warningLine(warning)}`);
    print("");
    for (const { figures } of shown) for (const figure of figures) print(relative(process.cwd(), figure));
  },
};
