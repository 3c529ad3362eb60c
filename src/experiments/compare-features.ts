// Whose features come again in other runs.

import type { Matrix } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { quantity } from "../core/in-words.js";
import { readModel } from "../inspect/model-at-step.js";
import { readRunConfig } from "../inspect/run-config.js";
import { scrambleFor } from "../metrics/atoms/chance.js";
import { type StableAtoms, stableAtoms } from "../metrics/atoms/stability.js";
import { picturesOf } from "../sae/model.js";
import type { RunDirectory } from "../train/run-directory.js";
import { drawnBy } from "./known-dataset.js";

interface Features {
  /** [M, d] */
  readonly atoms: Matrix;
  /** Of the pictures that they are; null where they are none */
  readonly shape: readonly number[] | null;
}

/** What is looked at first of the first layer. */
function featuresOf(directory: RunDirectory): Features {
  const { model, pictured, imageShape } = readModel(directory, undefined, "compare");
  return { atoms: picturesOf(model, pictured()[0]), shape: imageShape };
}

/** Why it says little that features of some runs come again in the others, or do not, in a line; null where it says something. */
export function noteOnMatches(runs: readonly RunDirectory[]): string | null {
  const configs = runs.map(readRunConfig);
  const starts = configs.map((config) => `${config.seed} ${settingOf(config)}`);
  if (new Set(starts).size < starts.length)
    return "some of these runs have the same settings and seed: they begin with the same weights, and that their features agree says little";
  const truths = configs.flatMap(({ data, seed }) => {
    const by = drawnBy(data);
    return by === null ? [] : JSON.stringify([by, seed]);
  });
  return new Set(truths).size < 2
    ? null
    : "the data of these runs are made of other features, as each seed draws its own: nothing has to come again; --set data.features.kind=file, data.features.path or one seed gives all the same";
}

/** What other seeds repeat of a run: its config but for what is no matter of the training, as the engine, which decides the last bits. */
function settingOf(config: ReturnType<typeof readRunConfig>): string {
  const { seed: _, name: _name, question: _question, engine: _engine, ...setting } = config;
  return JSON.stringify(setting);
}

/**
 * The runs that each is held against: where settings are repeated, those of its own, since another k has other features
 * for another reason than chance; else all others.
 */
function othersOf(directories: readonly RunDirectory[]): number[][] {
  const settings = directories.map((directory) => settingOf(readRunConfig(directory)));
  const isRepeated = new Set(settings).size < settings.length;
  return settings.map((own, i) =>
    settings.flatMap((setting, j) => (j !== i && (!isRepeated || setting === own) ? [j] : [])),
  );
}

/**
 * Each run's features in the others, as `stableAtoms` matches them: in those of its setting where some setting has several;
 * null of a run that is then alone in its own.
 *
 * @param runs - two or more, with what tells them apart
 * @throws {InputError} unless their features are equally long, or if a run has no checkpoint
 */
export function compareFeatures(
  runs: readonly { readonly directory: RunDirectory; readonly label: string }[],
): (StableAtoms | null)[] {
  const features = runs.map(({ directory }) => featuresOf(directory));
  const lengths = features.map(({ atoms }) => atoms.shape[1]);
  const other = lengths.findIndex((length) => length !== lengths[0]);
  if (other !== -1)
    throw new InputError(
      `compare: runs must have features of one size, got ${quantity(lengths[0], "value")} (${runs[0].label}) and ${lengths[other]} (${runs[other].label}); compare runs on the same kind of data`,
    );
  const others = othersOf(runs.map(({ directory }) => directory));
  return features.map(({ atoms, shape }, i) =>
    others[i].length === 0
      ? null
      : stableAtoms(
          atoms,
          others[i].map((j) => features[j].atoms),
          scrambleFor(shape),
        ),
  );
}
