// rhohat sanity: a run beside its baselines and other seeds.

import type { CommandModule } from "yargs";
import { writeFigure } from "../../experiments/figures.js";
import { type Contestant, checkSanity, type Sanity } from "../../experiments/sanity.js";
import { sanityFigure } from "../../experiments/sanity-figure.js";
import { runSubtitle } from "../../inspect/run-subtitle.js";
import { withSubtitle } from "../../viz/subtitle.js";
import { colours } from "../colours.js";
import { findSingleRun } from "../find-run.js";
import { interruptedCode, withInterrupt } from "../interrupt.js";
import {
  engineOption,
  engineOptions,
  figuresOption,
  jsonOption,
  numberOption,
  quietOption,
  resultsOption,
  runOption,
  threadsOption,
} from "../options.js";
import { print, printJson, printPictures, short, table } from "../output.js";
import { wholeNumber } from "../typed-values.js";

interface SanityArguments {
  run: string;
  seeds: string;
  results: string;
  engine: string;
  threads: string;
  figures: boolean;
  json: boolean;
  quiet: boolean;
}

function printSanity({ run, baselines, seeds, verdicts }: Sanity): void {
  const row = ({ name, numbers: { cost, fvu, layers = {} } }: Contestant) => [
    name,
    short(cost),
    short(fvu),
    short(layers[1]?.active),
    String(layers[1]?.constant ?? "–"),
    String(layers[1]?.copies ?? "–"),
  ];
  print(table(["", "cost", "FVU", "active", "constant", "copies"], [run, ...baselines, ...seeds].map(row)));
  print("");
  const width = Math.max(...verdicts.map(({ about }) => about.length));
  for (const { about, ok, text } of verdicts) {
    const mark = ok === null ? "note  " : ok ? colours.green("passes") : colours.yellow("doubt ");
    print(`${mark}  ${about.padEnd(width)}  ${text}`);
  }
}

export const sanityCommand: CommandModule<object, SanityArguments> = {
  builder: (yargs) =>
    yargs
      .positional("run", { ...runOption, demandOption: true })
      .option("seeds", { ...numberOption, default: "2", describe: "how many other seeds are trained" })
      .option("results", resultsOption)
      .option("engine", engineOption)
      .option("threads", threadsOption)
      .option("figures", figuresOption)
      .option("json", jsonOption)
      .option("quiet", quietOption)
      .example("$0 sanity natural-patches", "the newest run, held against baselines and two other seeds"),
  handler: async (args) => {
    const seeds = wholeNumber("sanity", "seeds", args.seeds);
    const directory = findSingleRun("sanity", args.run, args.results);
    const isQuiet = args.quiet || args.json;
    const say = (text: string) => {
      if (!isQuiet) process.stderr.write(`${text}\n`);
    };
    const found = await withInterrupt(say, (interruption) =>
      checkSanity(directory, {
        ...engineOptions(args),
        ...interruption,
        seeds,
        onTraining: (name, number, of) => say(`training ${number} of ${of}: ${name}`),
      }),
    );
    if (found === null) {
      process.exitCode = interruptedCode();
      return;
    }
    const written = args.figures
      ? writeFigure(directory, {
          file: "sanity",
          content: withSubtitle(sanityFigure(found), runSubtitle(directory), "light"),
        })
      : [];
    if (args.json) {
      const plain = ({ name, numbers }: Contestant) => ({ name, ...numbers });
      const { run, baselines, seeds: others, stable, verdicts } = found;
      printJson({
        run: plain(run),
        baselines: baselines.map(plain),
        seeds: others.map(plain),
        stability:
          stable === null
            ? null
            : { means: stable.means, chance: stable.chance, returns: Array.from(stable.returns) },
        verdicts,
        figures: written,
      });
      return;
    }
    if (!args.quiet) printSanity(found);
    printPictures(written);
  },
};
