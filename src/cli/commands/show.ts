// rhohat show: the numbers, settings and pictures of a run; several runs side by side.

import { join, resolve } from "node:path";
import type { CommandModule } from "yargs";
import { runLabels } from "../../core/run-labels.js";
import { symbolOf } from "../../core/setting-symbols.js";
import { readable } from "../../core/settings.js";
import { combinations, variedIn } from "../../core/varied.js";
import { labelled, settingsIn } from "../../inspect/labelled.js";
import { readRunConfig } from "../../inspect/run-config.js";
import { failureOf, summaryWarning, warningOf } from "../../inspect/warning-of.js";
import { readName } from "../../train/about.js";
import type { RunDirectory, RunRecord } from "../../train/run-directory.js";
import { liveStatus } from "../../train/status.js";
import { taking } from "../declared.js";
import { findRun } from "../find-run.js";
import { memberTables, type TableMember } from "../member-tables.js";
import { jsonOption, resultsOption } from "../options.js";
import { print, printFindings, printJson, shownPath } from "../output.js";
import { headlineRows, printWarning, type Rows, sideBySide } from "../side-by-side.js";

interface ShowArguments {
  runs: string[];
  results: string;
  json: boolean;
}

/** Everything of a run, as --json prints it. */
function wholeRun(directory: RunDirectory, record: RunRecord): object {
  const name = readName(directory);
  return {
    run: directory.path,
    ...(name === null ? {} : { name }),
    ...record,
    status: liveStatus(directory, record),
    warning: summaryWarning(directory, record),
    config: readRunConfig(directory),
    figures: directory.figureNames().map((file) => join(directory.figures, file)),
  };
}

const rowsOf = (entries: Readonly<Record<string, unknown>>): Rows =>
  new Map(
    Object.entries(entries)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([key, value]) => [key, readable(value, key)]),
  );

/** What is told of a run, in sections: each a row a fact. */
function sectionsOf(directory: RunDirectory, record: RunRecord): readonly Rows[] {
  const { experiment, startedAt, endedAt, data, problem, parts = [] } = record;
  const machine = record.machine as { readonly cpu?: string } | undefined;
  const config = readRunConfig(directory);
  const { settings } = settingsIn(config);
  return [
    rowsOf({
      run: shownPath(directory.path),
      experiment,
      question: config.question,
      status: liveStatus(directory, record),
      problem,
    }),
    headlineRows(record),
    new Map(
      Object.entries(settings).map(([key, value]) => {
        const symbol = symbolOf(key, settings);
        return [symbol === key ? key : `${symbol} (${key})`, readable(value, key)];
      }),
    ),
    rowsOf({
      started: startedAt,
      ended: endedAt,
      "parts (resumed)": parts.length > 1 ? parts.length : undefined,
      engine: record.engine,
      library: record.library,
      threads: record.threads,
      rhohat: record.rhohat,
      node: record.node,
      cpu: machine?.cpu,
      "git commit": record.gitCommit,
      examples: data?.examples,
      "values of one": data?.values,
      fingerprint: data?.fingerprint,
    }),
  ];
}

function membersOf(directory: RunDirectory): TableMember[] {
  const sets = combinations(variedIn(readRunConfig(directory)));
  return directory.members().map((member, i) => {
    const record = member.readRecord();
    // Numbers of a training that failed are of no use beside others.
    const numbers = failureOf(record) === null ? (record.metrics ?? null) : null;
    const warning = warningOf(member, record);
    const status = liveStatus(member, record);
    return { set: sets[i] ?? {}, path: member.path, status, numbers, warning };
  });
}

export const showCommand: CommandModule<object, ShowArguments> = {
  builder: (yargs) =>
    yargs
      .positional(
        "runs",
        taking("runs", {
          type: "string",
          array: true,
          demandOption: true,
          describe: "folders or names of runs, experiments for their newest, or latest",
        }),
      )
      .option("results", resultsOption)
      .option("json", jsonOption)
      .example("$0 show natural-patches", "the newest run of an experiment")
      .example("$0 show natural-patches tanh-patches", "two side by side"),
  handler: ({ runs, results, json }) => {
    const found = runs.map((word) => findRun("show", word, results));
    // Several words may mean the same run.
    const different = [...new Map(found.map((directory) => [resolve(directory.path), directory])).values()];
    const shown = different.map((directory) => ({ directory, record: directory.readRecord() }));
    if (json) {
      const whole = shown.map(({ directory, record }) => wholeRun(directory, record));
      printJson(whole.length === 1 ? whole[0] : whole);
      return;
    }
    const labels = runLabels(shown.map(({ directory }) => labelled(directory)));
    print(
      sideBySide(
        labels,
        shown.map(({ directory, record }) => sectionsOf(directory, record)),
      ),
    );
    for (const [i, { directory, record }] of shown.entries()) {
      printWarning({ directory, record, label: labels[i] }, shown.length);
      if (shown.length === 1) printFindings(record.metrics?.findings ?? []);
      const members = membersOf(directory);
      if (members.length > 0) print(`\n${memberTables(members)}`);
    }
    print("");
    for (const { directory } of shown)
      for (const file of directory.figureNames()) print(shownPath(join(directory.figures, file)));
  },
};
