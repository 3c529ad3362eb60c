// Data that several trainings share are read once.

import type { Dataset } from "./dataset.js";
import type { loadDataset } from "./load-dataset.js";

/** The last dataset again where it is asked for again: mostly trainings that are compared have the same. */
export function rememberLast(load: typeof loadDataset): typeof loadDataset {
  let last: { readonly key: string; readonly dataset: Dataset } | null = null;
  return async (config, seed, reading) => {
    const key = JSON.stringify([config, seed]);
    if (last?.key !== key) last = { key, dataset: await load(config, seed, reading) };
    return last.dataset;
  };
}
