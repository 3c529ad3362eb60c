// rhohat name: what to call a run.

import type { CommandModule } from "yargs";
import { freeName } from "../../experiments/free-name.js";
import { resultsOf } from "../../inspect/labelled.js";
import { writeName } from "../../train/about.js";
import { findRun, isSweep } from "../find-run.js";
import { resultsOption, runOption } from "../options.js";
import { print, shownPath } from "../output.js";

interface NameArguments {
  run: string;
  text: string;
  results: string;
}

export const nameCommand: CommandModule<object, NameArguments> = {
  builder: (yargs) =>
    yargs
      .positional("run", { ...runOption, demandOption: true })
      .positional("text", {
        type: "string",
        demandOption: true,
        describe: 'one line of at most 100 letters, free and no path; "" takes the name away',
      })
      .option("results", resultsOption)
      .example('$0 name natural-patches "the exercise, seed 0"', "the newest run of an experiment")
      .epilogue(
        "Figures and report.html say what the run was called when they were made; rhohat describe <run> makes both anew.",
      ),
  handler: ({ run, text, results }) => {
    const directory = findRun("name", run, results);
    const name = freeName("name", "text", text, { results: resultsOf(directory), run: directory });
    writeName(directory, name);
    const path = shownPath(directory.path);
    print(name === null ? `${path} has no name` : `${path} is called ${name}`);
    if (directory.figureNames().length > 0 && !isSweep(directory))
      print(
        `Its figures and report.html say what it was called before; rhohat describe ${path} makes both anew`,
      );
  },
};
