// rhohat list: what can be run, and what was.

import { relative } from "node:path";
import type { CommandModule } from "yargs";
import { labelsInList } from "../../core/run-labels.js";
import { listExperiments } from "../../experiments/find-experiment.js";
import { labelled } from "../../inspect/labelled.js";
import { type RunWarning, runWarning } from "../../inspect/run-warning.js";
import { liveStatus } from "../../train/status.js";
import { runsIn } from "../find-run.js";
import { jsonOption, resultsOption } from "../options.js";
import { print, printJson, short, shortCost, table } from "../output.js";

interface ListArguments {
  results: string;
  json: boolean;
}

interface RunSummary {
  readonly run: string;
  /** The name that it was given, else what differs from the other runs of its experiment */
  readonly label: string;
  readonly experiment: string;
  readonly status: string;
  readonly warning?: RunWarning | null;
  readonly [field: string]: unknown;
}

/** The headline numbers of a run; a run that cannot be read is listed as broken. */
function summaries(results: string): RunSummary[] {
  const directories = runsIn("list", results);
  const labels = labelsInList(directories.map(labelled), ({ experiment }) => experiment);
  return directories.map((directory, i) => {
    const run = relative(process.cwd(), directory.path);
    const label = labels[i];
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
        warning: metrics === undefined ? null : runWarning(metrics),
        ...(members === undefined ? {} : { members: members.length }),
      };
    } catch {
      return { run, label, experiment: "–", status: "broken" };
    }
  });
}

export const listCommand: CommandModule<object, ListArguments> = {
  builder: (yargs) =>
    yargs
      .option("results", resultsOption)
      .option("json", jsonOption)
      .example("$0 list", "what can be run, and what was"),
  handler: ({ results, json }) => {
    const experiments = listExperiments().map(({ path, ...experiment }) => ({
      ...experiment,
      path: relative(process.cwd(), path),
    }));
    const runs = summaries(results);
    if (json) {
      printJson({ experiments, runs });
      return;
    }
    print(
      table(
        ["experiment", "question"],
        experiments.map(({ name, question }) => [name, question]),
      ),
    );
    print("");
    if (runs.length === 0) {
      print(`No runs in ${results} yet.`);
      return;
    }
    const row = ({
      run,
      label,
      status,
      cost,
      fvu,
      iterations,
      evaluations,
      roughness,
      members,
      warning,
    }: RunSummary) => [
      run,
      label,
      status,
      members === undefined ? shortCost(cost) : `${members} members`,
      short(fvu),
      short(iterations),
      short(evaluations),
      short(roughness),
      warning?.mark ?? "",
    ];
    print(
      table(
        ["run", "what differs", "status", "cost", "FVU", "iterations", "evaluations", "roughness", "warning"],
        runs.map(row),
      ),
    );
  },
};
