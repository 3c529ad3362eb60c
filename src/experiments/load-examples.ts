// The examples of a config: its data, through the trained runs that it names, with its labels as targets.

import type { ResolvedConfig } from "../config/config.js";
import { oneHot } from "../core/one-hot.js";
import type { FittedStep } from "../data/preprocess/steps.js";
import type { Reading } from "../data/reading.js";
import type { Dataset } from "./dataset.js";
import { loadDataset } from "./load-dataset.js";
import { throughRuns } from "./through-runs.js";

/**
 * @param fitted - the steps as they were fitted to other data; null: they are fitted to these
 * @param load - where the data come from
 * @throws {InputError} as loadDataset, and if a run that they go through is none
 */
export async function loadExamples(
  { data, seed, through }: Pick<ResolvedConfig, "data" | "seed" | "through">,
  { onShape, ...reading }: Reading = {},
  fitted: readonly FittedStep[] | null = null,
  load: typeof loadDataset = loadDataset,
): Promise<Dataset> {
  // The length that is asked for is that of what the model sees.
  const own = through === undefined && onShape !== undefined ? { ...reading, onShape } : reading;
  const loaded = await load(data, seed, own, fitted);
  const dataset = through === undefined ? loaded : await throughRuns(loaded, through, reading);
  if (through !== undefined) onShape?.([dataset.x.shape[0], dataset.x.shape[1]]);
  const { labels, y } = dataset;
  return labels === undefined || y !== null
    ? dataset
    : { ...dataset, y: oneHot(labels.values, labels.classes.length) };
}
