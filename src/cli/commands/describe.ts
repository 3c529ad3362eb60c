// rhohat describe: numbers, figures and report of a run's last checkpoint, made anew from its folder.

import { resolve } from "node:path";
import type { Argv, CommandModule } from "yargs";
import { describeRun } from "../../experiments/describe-run.js";
import { findSingleRun } from "../find-run.js";
import {
  engineOption,
  engineOptions,
  figuresOption,
  jsonOption,
  quietOption,
  resultsOption,
  runOption,
  threadsOption,
} from "../options.js";
import { createProgress } from "../progress.js";
import { reportRun } from "../report-run.js";

interface DescribeArguments {
  run: string;
  results: string;
  dataPath: string | undefined;
  takeOver: boolean;
  figures: boolean;
  engine: string;
  threads: string;
  json: boolean;
  quiet: boolean;
}

const builder = (yargs: Argv): Argv<DescribeArguments> =>
  yargs
    .positional("run", { ...runOption, demandOption: true })
    .option("data-path", {
      requiresArg: true,
      type: "string",
      describe: "where the data lie now, if they were moved; they are proved to be the same",
    })
    .option("take-over", {
      type: "boolean",
      default: false,
      describe: "also a run that another machine may be working on",
    })
    .option("figures", {
      ...figuresOption,
      describe: "draw figures and report too; --no-figures finds the numbers alone",
    })
    .option("results", resultsOption)
    .option("engine", engineOption)
    .option("threads", threadsOption)
    .option("json", jsonOption)
    .option("quiet", quietOption)
    .example("$0 describe natural-patches", "the newest run, as its last checkpoint stands")
    .epilogue(
      "A run that was stopped stays one that --resume goes on with. rhohat figures draws in another theme or order, and needs no data.",
    ) as unknown as Argv<DescribeArguments>;

export const describeCommand: CommandModule<object, DescribeArguments> = {
  builder,
  handler: async (args) => {
    const directory = findSingleRun("describe", args.run, args.results);
    const progress = createProgress(args.quiet || args.json);
    try {
      const result = await describeRun(directory, {
        ...engineOptions(args),
        figures: args.figures,
        dataPath: args.dataPath === undefined ? undefined : resolve(args.dataPath),
        takeOver: args.takeOver,
        onPhase: progress.phase,
        onNotice: progress.notice,
      });
      progress.stop();
      reportRun(result, args);
    } finally {
      progress.stop();
    }
  },
};
