// rhohat list: what can be run, and what was.

import { resolve } from "node:path";
import type { CommandModule } from "yargs";
import type { ResolvedConfig } from "../../config/config.js";
import { InputError } from "../../core/errors.js";
import { quantity } from "../../core/in-words.js";
import { parseFilter } from "../../core/run-filter.js";
import { labelsInList } from "../../core/run-labels.js";
import { cut } from "../../core/settings.js";
import { memberCount, variedIn } from "../../core/varied.js";
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
import { print, printJson, short, shortCost, shownPath, shownWidth, table } from "../output.js";
import { broken, helpWidth } from "../overview.js";

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
  readonly truth?: FinalNumbers["truth"];
  readonly [field: string]: unknown;
}

/** A run, and its config where that can be read. */
interface ReadRun {
  readonly directory: RunDirectory;
  readonly config: ResolvedConfig | null;
  /** Members of a sweep that a filter asks for too */
  readonly matching?: number;
}

const readRun = (directory: RunDirectory): ReadRun => ({ directory, config: configOrNull(directory) });

/**
 * The runs that a filter asks for, sweeps also by their members.
 *
 * @throws {InputError} if nobody can understand it
 */
function found(results: string, filter: string): ReadRun[] {
  const all = runsIn("list", results).map(readRun);
  if (filter === "") return all;
  const summaryOf = ({ directory, config }: ReadRun) => summarise(resolve(results), directory, config);
  const asked = all.map((run) => {
    const members = run.directory.members().map((member) => summaryOf(readRun(member)));
    return { run, summary: summaryOf(run), members };
  });
  const settings = asked.flatMap(({ summary, members }) => [summary, ...members].map((one) => one.settings));
  const { matches, problem } = parseFilter(filter, settings);
  if (problem !== null) throw new InputError(`list: ${problem}`);
  return asked.flatMap(({ run, summary, members }) => {
    const matching = members.filter(matches).length;
    return matching > 0 || matches(summary) ? [{ ...run, matching }] : [];
  });
}

/** The headline numbers of a run; a run that cannot be read is listed as broken. */
function summaries(read: readonly ReadRun[]): RunSummary[] {
  const runs = read.map(({ directory, config }) => labelled(directory, config));
  const labels = labelsInList(
    runs.map((run) => ({ ...run, name: null })),
    () => "",
  );
  return read.map(({ directory, config, matching }, i) => {
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
        warning: summaryWarning(directory, record, config),
        ...(members === undefined
          ? {}
          : { members: members.length, planned: memberCount(variedIn(config)), matching }),
      };
    } catch {
      return { run, label, experiment: "–", status: "broken" };
    }
  });
}

/** Letters of what differs on a terminal, at most and at least. */
const LABEL = { most: 60, least: 16 };

/** Columns of the terminal; a file has room for all. */
const terminalWidth = () =>
  (process.stdout.isTTY === true && process.stdout.columns) || Number.POSITIVE_INFINITY;

/** What can be run: the question, and below it a line of what was found. */
function printExperiments(experiments: readonly ListedExperiment[]): void {
  const indent = Math.max(0, ...experiments.map(({ name }) => name.length)) + 2;
  const room = Math.max(LABEL.least, helpWidth() - indent);
  const rows = experiments.flatMap(({ name, question, found: finding }) => [
    ...broken(question, room).map((line, i) => [i === 0 ? name : "", line]),
    ...(finding === "" ? [] : [["", cut(`Found: ${finding}`, room)]]),
  ]);
  print(table(["experiment", "question"], rows));
  print("");
}

/** "8 members", of a sweep that was stopped "3 of 8 members", of which a filter asks for some "8 members, 3 matching"; undefined of a run. */
function membersText({ members, planned, matching }: RunSummary): string | undefined {
  if (typeof members !== "number") return undefined;
  const all = quantity(Number(planned), "member");
  const some =
    matching === undefined || matching === 0 || matching === members ? "" : `, ${matching} matching`;
  return (Number(planned) > members ? `${members} of ${all}` : all) + some;
}

const cells: Readonly<Record<string, (run: RunSummary) => string>> = {
  run: ({ run }) => run,
  "what differs": ({ label }) => label,
  status: ({ status }) => status,
  cost: (run) => membersText(run) ?? shortCost(run.cost),
  FVU: ({ fvu }) => short(fvu),
  "units at work": ({ layers }) => unitsAtWork(layers) ?? "–",
  iterations: ({ iterations }) => short(iterations),
  roughness: ({ roughness }) => short(roughness),
  MCC: ({ truth }) => short(truth?.mcc),
  warning: ({ warning }) => warning?.mark ?? "",
};

/** MCC where some run's data know their features. */
const headerOf = (runs: readonly RunSummary[]): string[] =>
  Object.keys(cells).filter((name) => name !== "MCC" || runs.some(({ truth }) => truth !== undefined));

const rowsOf = (runs: readonly RunSummary[], header: readonly string[]): string[][] =>
  runs.map((run) => header.map((name) => cells[name](run)));

/** What is drawn with labels of as many letters as the terminal has room for, and whether that fits. */
function fitted(runs: readonly RunSummary[], draw: (rows: readonly string[][]) => string) {
  const header = headerOf(runs);
  const withLabels = (letters: number) =>
    draw(
      rowsOf(
        runs.map((run) => ({ ...run, label: cut(run.label, letters) })),
        header,
      ),
    );
  const longest = Math.min(LABEL.most, Math.max(...runs.map(({ label }) => label.length)));
  const excess = Math.max(...withLabels(longest).split("\n").map(shownWidth)) - terminalWidth();
  const least = Math.min(longest, LABEL.least);
  const letters = longest - Math.max(0, excess);
  return { text: withLabels(Math.max(least, letters)), fits: letters >= least };
}

/** A line a run; on a terminal without room for that its folder and warning stand above the rest. */
function runTable(runs: readonly RunSummary[]): string {
  const header = headerOf(runs);
  if (terminalWidth() === Number.POSITIVE_INFINITY) return table(header, rowsOf(runs, header));
  const oneLine = fitted(runs, (rows) => table(header, rows));
  if (oneLine.fits) return oneLine.text;
  return fitted(runs, (rows) => {
    const lines = table(
      header.slice(1, -1),
      rows.map((row) => row.slice(1, -1)),
    ).split("\n");
    const heads = [header, ...rows].map((row) => [row[0], row.at(-1)].filter(Boolean).join("  "));
    return lines.flatMap((line, i) => [heads[i], `  ${line}`]).join("\n");
  }).text;
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
      .example("$0 list 'rho<0.05' hidden=100", "some of the runs; quotes keep < and > from the shell")
      .epilogue(
        "units at work: 24/25 are those that are not idle, of all; rhohat help idle. What was found is cut to a line here, --json has all of it.",
      ),
  handler: ({ filter, results, json }) => {
    const experiments = listExperiments().map(({ path, ...experiment }) => ({
      ...experiment,
      path: shownPath(path),
    }));
    const asked = filter.join(" ").trim();
    const runs = summaries(found(results, asked));
    if (json) {
      printJson({ experiments, runs });
      return;
    }
    if (asked === "") printExperiments(experiments);
    if (runs.length === 0) {
      print(asked === "" ? `No runs in ${results} yet.` : `No runs in ${results} with ${asked}.`);
      return;
    }
    print(runTable(runs));
  },
};
