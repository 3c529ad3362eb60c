// A model that has been trained, and the features of its first layer.

import type { ResolvedConfig } from "../config/config.js";
import type { FloatArray, FloatNdArray } from "../core/arrays.js";
import { inPixels } from "../data/preprocess/in-pixels.js";
import { pictured } from "../inspect/pictured.js";
import type { Kernels } from "../kernels/kernels.js";
import { mean } from "../metrics/average.js";
import { roughness } from "../metrics/roughness.js";
import { type Model, picturesOf } from "../sae/model.js";
import type { Dataset } from "./dataset.js";

/** A trained model and what it was trained on. */
export interface Trained {
  readonly config: ResolvedConfig;
  readonly kernels: Kernels;
  readonly dataset: Dataset;
  readonly model: Model;
  readonly theta: FloatArray;
  /** ρ̂ of each sparse layer at θ */
  readonly rhoHat: Readonly<Record<string, FloatArray>>;
}

/** Features of W1 as tiles, where an example is a picture. */
export function trainedFeatures({
  model,
  theta,
  dataset,
}: Trained): { features: FloatNdArray; shape: readonly number[]; columns?: number | undefined } | null {
  if (dataset.imageShape === null || !model.reconstructs) return null;
  const [first] = pictured(model.anatomy(theta).slice(0, 1), inPixels(dataset.preprocessing));
  return {
    features: picturesOf(model, first),
    shape: dataset.imageShape,
    columns: model.grid?.columns,
  };
}

/** The mean roughness of the features; null where they are no pictures. */
export function meanRoughness(trained: Trained): number | null {
  const pictures = trainedFeatures(trained);
  return pictures === null ? null : mean(roughness(pictures.features, pictures.shape));
}
