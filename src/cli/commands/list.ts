// rhohat list: what can be run, and what was.

import { resolve } from "node:path";
import type { CommandModule } from "yargs";
import { InputError } from "../../core/errors.js";
import { parseFilter } from "../../core/run-filter.js";
import { labelsInList } from "../../core/run-labels.js";
import { cut } from "../../core/settings.js";
import { type ListedExperiment, listExperiments } from "../../experiments/find-experiment.js";
import { labelled } from "../../inspect/labelled.js";
import { configOrNull } from "../../inspect/run-config.js";
import { summarise } from "../../inspect/run-summary.js";
import type { RunWarning } from "../../inspect/run-warning.js";
import { summaryWarning } from "../../inspect/warning-of.js";
import { unitsAtWork } from "../../metrics/units-at-work.js";
import type { RunDirectory } from "../../train/run-directory.js";
import type { FinalNumbers } from "../../train/run-record.js";
import { liveStatus } from "../../train/status.js";
import { runsIn } from "../find-run.js";
import { jsonOption, resultsOption } from "../options.js";
import { print, printJson, short, shortCost, shownPath, table } from "../output.js";

interface ListArguments {
  filter: string[];
  results: string;
  json: boolean;
}

interface RunSummary {
  readonly run: string;
  /** What differs from the other runs */
  readonly label: string;
  readonly experiment: string;
  readonly status: string;
  readonly warning?: RunWarning | null;
  readonly layers?: FinalNumbers["layers"];
  readonly [field: string]: unknown;
}

/** The runs that a filter asks for. @throws {InputError} if nobody can understand it */
function findable(results: string, filter: string): RunDirectory[] {
  const directories = runsIn("list", results);
  if (filter === "") return directories;
  const runs = directories.map((directory) => summarise(resolve(results), directory));
  const { matches, problem } = parseFilter(
    filter,
    runs.map(({ settings }) => settings),
  );
  if (problem !== null) throw new InputError(`list: ${problem}`);
  return directories.filter((_, i) => matches(runs[i]));
}

/** The headline numbers of a run; a run that cannot be read is listed as broken. */
function summaries(directories: readonly RunDirectory[]): RunSummary[] {
  const configs = directories.map(configOrNull);
  const runs = directories.map((directory, i) => labelled(directory, configs[i]));
  const labels = labelsInList(
    runs.map((run) => ({ ...run, name: null })),
    () => "",
  );
  return directories.map((directory, i) => {
    const run = shownPath(directory.path);
    const { name } = runs[i];
    const label = name === null ? labels[i] : `${name}: ${labels[i]}`;
    try {
      const record = directory.readRecord();
      const { experiment, startedAt, metrics, members } = record;
      return {
        run,
        label,
        experiment,
        status: liveStatus(directory, record),
        startedAt,
        ...metrics,
        warning: summaryWarning(directory, record, configs[i]),
        ...(members === undefined ? {} : { members: members.length }),
      };
    } catch {
      return { run, label, experiment: "–", status: "broken" };
    }
  });
}

/** Letters of what differs on a terminal. */
const LABEL = 60;

/** Cut off where a terminal's line ends. */
const inLine = (text: string, indent: number): string =>
  cut(text, Math.max(20, (process.stdout.columns || Number.POSITIVE_INFINITY) - indent));

/** What can be run: the question, and below it what was found. */
function printExperiments(experiments: readonly ListedExperiment[]): void {
  const indent = Math.max(0, ...experiments.map(({ name }) => name.length)) + 2;
  const rows = experiments.flatMap(({ name, question, found }) => [
    [name, question],
    ...(found === "" ? [] : [["", inLine(`Found: ${found}`, indent)]]),
  ]);
  print(table(["experiment", "question"], rows));
  print("");
}

export const listCommand: CommandModule<object, ListArguments> = {
  builder: (yargs) =>
    yargs
      .positional("filter", {
        type: "string",
        array: true,
        default: [],
        defaultDescription: "all",
        describe:
          "only runs with these words or values: edges, 'rho<0.05', hidden=100, status=done, '/^nat.*/'; = != < <= > >=",
      })
      .option("results", resultsOption)
      .option("json", jsonOption)
      .example("$0 list", "what can be run, and what was")
      .example("$0 list 'rho<0.05' hidden=100", "some of the runs; quotes keep < and > from the shell"),
  handler: ({ filter, results, json }) => {
    const experiments = listExperiments().map(({ path, ...experiment }) => ({
      ...experiment,
      path: shownPath(path),
    }));
    const asked = filter.join(" ").trim();
    const runs = summaries(findable(results, asked));
    if (json) {
      printJson({ experiments, runs });
      return;
    }
    if (asked === "") printExperiments(experiments);
    if (runs.length === 0) {
      print(asked === "" ? `No runs in ${results} yet.` : `No runs in ${results} with ${asked}.`);
      return;
    }
    const row = ({
      run,
      label,
      status,
      cost,
      fvu,
      layers,
      iterations,
      roughness,
      members,
      warning,
    }: RunSummary) => [
      run,
      process.stdout.isTTY === true ? cut(label, LABEL) : label,
      status,
      members === undefined ? shortCost(cost) : `${members} members`,
      short(fvu),
      unitsAtWork(layers) ?? "–",
      short(iterations),
      short(roughness),
      warning?.mark ?? "",
    ];
    print(
      table(
        ["run", "what differs", "status", "cost", "FVU", "units", "iterations", "roughness", "warning"],
        runs.map(row),
      ),
    );
  },
};
