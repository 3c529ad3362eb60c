// What units look for and add, as pictures of what there was before preprocessing.

import type { FloatMatrix } from "../core/arrays.js";
import type { InPixels } from "../data/preprocess/in-pixels.js";
import type { LayerAnatomy } from "../sae/model.js";

/**
 * Layers with their features as filters of pixels and their atoms as what they add in pixels. All numbers of a model are
 * of the layers as they are; pictures, and runs that are held against each other, are of these.
 *
 * @param pixels - null where the model's inputs are pixels
 */
export function pictured(layers: readonly LayerAnatomy[], pixels: InPixels | null): readonly LayerAnatomy[] {
  if (pixels === null) return layers;
  return layers.map((layer) => ({
    ...layer,
    features: pixels.filters(layer.features),
    atoms: layer.atoms && pixels.atoms(layer.atoms as FloatMatrix),
  }));
}
