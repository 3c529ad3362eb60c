// From a data config to examples.

import type { ResolvedData } from "../config/config.js";
import { type FloatNdArray, view } from "../core/arrays.js";
import { assertNever, InputError } from "../core/errors.js";
import { preprocessExamples } from "../data/preprocess/pipeline.js";
import type { FittedStep } from "../data/preprocess/steps.js";
import type { Reading } from "../data/reading.js";
import { readArrayExamples } from "../data/sources/array-file.js";
import { readLabels } from "../data/sources/labels-file.js";
import type { Dataset } from "./dataset.js";
import { knownDataset } from "./known-dataset.js";
import { labelledDataset } from "./labelled-dataset.js";
import { loadPatches } from "./patch-dataset.js";
import { loadShards } from "./shard-dataset.js";
import { shownAs } from "./shown-as.js";

/**
 * The examples that a config describes. The random choice of patches has a stream of its own, so the
 * same seed gives the same patches to every model.
 *
 * @param fitted - the steps as they were fitted to other data, in place of the config's; null: they are fitted to these
 * @throws {InputError} if a file cannot be read or the data cannot be used
 * @throws the signal's reason if it is aborted
 */
export async function loadDataset(
  config: ResolvedData,
  seed: number,
  reading: Reading = {},
  fitted: readonly FittedStep[] | null = null,
): Promise<Dataset> {
  switch (config.kind) {
    case "patches":
      return loadPatches(config, seed, reading, fitted);
    case "array": {
      const { path, examples, tensor, labels } = config;
      const { x, ...own } = await readArrayExamples(path, { examples, tensor, onShape: reading.onShape });
      const imageShape = shownAs(config, config.path, { ...own, inputs: x.shape[1] }, reading);
      const done = preprocessExamples(config.preprocess, fitted, x);
      return {
        x: done.values,
        ...(labels === undefined ? {} : { labels: await readLabels(labels, x.shape[0]) }),
        preprocessing: done.fitted,
        y: null,
        imageShape,
        origins: null,
        images: [],
        leftOut: [],
      };
    }
    case "sparse-toy":
    case "synth":
    case "world":
      return knownDataset(config, seed);
    case "labelled":
    case "leaves":
      return labelledDataset(config, seed, reading, fitted);
    case "shards":
      return loadShards(config, seed, reading, fitted);
    case "table": {
      const { x, y } = config;
      if (x.length !== y.length)
        throw new InputError(`data: x and y must have as many rows, got ${x.length} and ${y.length}`);
      return {
        x: tableArray("x", x),
        y: tableArray("y", y),
        imageShape: null,
        preprocessing: [],
        origins: null,
        images: [],
        leftOut: [],
      };
    }
    case "none":
      throw new InputError(
        "data: they must be named, the run is of weights that came without any; rhohat evaluate takes some (--data), and rhohat train trains from its weights (--theta0)",
      );
    default:
      return assertNever(config);
  }
}

function tableArray(name: string, table: readonly (readonly number[])[]): FloatNdArray {
  const width = table[0].length;
  if (table.some((row) => row.length !== width))
    throw new InputError(`data: the rows of ${name} must have equal lengths`);
  return view(Float64Array.from(table.flat()), [table.length, width]);
}
