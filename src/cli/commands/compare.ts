// rhohat compare: runs side by side, and whose features come again.

import type { CommandModule } from "yargs";
import type { Matrix } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";
import { quantity } from "../../core/in-words.js";
import { runLabels } from "../../core/run-labels.js";
import { headlines } from "../../inspect/headlines.js";
import { labelled } from "../../inspect/labelled.js";
import { readModel } from "../../inspect/model-at-step.js";
import { scrambleFor } from "../../metrics/atoms/chance.js";
import { type StableAtoms, stableAtoms } from "../../metrics/atoms/stability.js";
import { mean } from "../../metrics/average.js";
import { picturesOf } from "../../sae/model.js";
import type { RunDirectory } from "../../train/run-directory.js";
import { taking } from "../declared.js";
import { findRun } from "../find-run.js";
import { jsonOption, resultsOption } from "../options.js";
import { print, printJson, table } from "../output.js";

interface CompareArguments {
  runs: string[];
  results: string;
  json: boolean;
}

/** A sweep stands for its members. */
const withMembers = (directory: RunDirectory): readonly RunDirectory[] => {
  const members = directory.members();
  return members.length === 0 ? [directory] : members;
};

interface Features {
  readonly atoms: Matrix;
  readonly shape: readonly number[] | null;
}

/** What is looked at first of the first layer. */
function featuresOf(directory: RunDirectory): Features {
  const { model, layers, imageShape } = readModel(directory, undefined, "compare");
  return { atoms: picturesOf(model, layers[0]), shape: imageShape };
}

const two = (value: number) => value.toFixed(2);

/** Each run's features in all others. @throws {InputError} unless they are equally long */
function matched(labels: readonly string[], features: readonly Features[]): StableAtoms[] {
  const lengths = features.map(({ atoms }) => atoms.shape[1]);
  const other = lengths.findIndex((length) => length !== lengths[0]);
  if (other !== -1)
    throw new InputError(
      `compare: runs must have features of one size, those of ${labels[0]} have ${quantity(lengths[0], "value")} and of ${labels[other]} ${lengths[other]}; compare runs on the same kind of data`,
    );
  return features.map(({ atoms, shape }, i) =>
    stableAtoms(
      atoms,
      features.filter((_, j) => j !== i).map((one) => one.atoms),
      scrambleFor(shape),
    ),
  );
}

function printStability(labels: readonly string[], found: readonly StableAtoms[]): void {
  const rows = found.map(({ means, chance, returns }, i) => [
    labels[i],
    two(mean(means)),
    `${two(chance.least)} to ${two(chance.most)}`,
    `${returns.filter((share) => share === 1).length} of ${returns.length}`,
    `${Math.round(100 * mean(returns))} %`,
  ]);
  print(`\n${table(["features of", "matched |cosine|", "by chance", "in all others", "come again"], rows)}`);
  print(
    "\nmatched one to one with each other run; by chance: with atoms of the same amplitudes and random phases (no pictures: turned at random). A feature comes again where its match is better than 95 % of those by chance.",
  );
}

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
      .option("results", resultsOption)
      .option("json", jsonOption)
      .example("$0 compare sparsity-targets", "the members of a sweep")
      .example("$0 compare 2026-a 2026-b", "two runs, by the beginnings of their folders"),
  handler: ({ runs, results, json }) => {
    const directories = runs.flatMap((word) => withMembers(findRun("compare", word, results)));
    if (directories.length < 2)
      throw new InputError(
        `compare: <runs> must be two runs or more, or a sweep, got ${quantity(directories.length, "run")}; rhohat list names them`,
      );
    const labels = runLabels(directories.map((directory) => labelled(directory)));
    const features = directories.map(featuresOf);
    const found = matched(labels, features);
    const numbers = directories.map((directory) => {
      const { metrics } = directory.readRecord();
      return metrics === undefined ? [] : headlines(metrics);
    });
    if (json) {
      printJson(
        found.map(({ means, chance, returns, byChance }, i) => ({
          run: directories[i].path,
          label: labels[i],
          means,
          chance,
          stableShare: mean(returns),
          returns: Array.from(returns),
          byChance: Array.from(byChance, (limit) => (Number.isNaN(limit) ? null : limit)),
        })),
      );
      return;
    }
    const names = [...new Set(numbers.flatMap((own) => own.map(({ label }) => label)))];
    print(
      table(
        ["", ...labels],
        names.map((name) => [
          name,
          ...numbers.map((own) => own.find(({ label }) => label === name)?.value ?? "–"),
        ]),
      ),
    );
    printStability(labels, found);
  },
};
