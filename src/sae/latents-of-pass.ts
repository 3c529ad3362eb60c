// The latents of some units of a model that computes them all together.

import { contiguous, matrix, zeros } from "../core/arrays.js";
import type { Model } from "./model.js";

/** `Model.latentsOf` by sending examples through and leaving the other units out. */
export const latentsOfPass =
  (createPass: Model["createPass"]): Model["latentsOf"] =>
  (kernels, theta, { layer, units }, x, visit) => {
    createPass(kernels, theta, x.shape[0]).run(x, (from, { latents }) => {
      const [count, all] = latents[layer - 1].shape;
      const values = contiguous(latents[layer - 1]);
      const chosen = zeros(kernels.dtype, count * units.length);
      for (let i = 0; i < count; i++)
        for (const [j, unit] of units.entries()) chosen[i * units.length + j] = values[i * all + unit];
      visit(from, matrix(chosen, count, units.length));
    });
  };
