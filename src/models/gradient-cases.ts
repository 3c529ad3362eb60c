// Small models of each kind that learns on minibatches, for the numeric gradient check.

import type { z } from "zod";
import { type FloatArray, matrix } from "../core/arrays.js";
import { oneHot } from "../core/one-hot.js";
import { createRandom } from "../core/random.js";
import type { Kernels } from "../kernels/kernels.js";
import type { GradientCase } from "../nn/gradient-cases.js";
import { objectiveOn } from "../sae/loss-on.js";
import { modelKind, modelKinds } from "./registry.js";

/** A shape at which every part of θ is used by some example. */
const [INPUTS, LATENTS, EXAMPLES, CLASSES] = [5, 9, 6, 3];

/** The kinds that have such cases: those of `ModelKind.checked`. */
export const checkedKinds = (): string[] =>
  modelKinds().filter((kind) => (modelKind(kind).checked ?? []).length > 0);

/** The names of the keys of a kind. */
const keysOf = (schema: z.ZodType): string[] => Object.keys((schema as z.ZodObject).shape);

/**
 * The cases of a kind, each on random examples, at random θ. Their losses have a gradient there: what is none by design
 * is left out, straight-through slopes, and terms that take a part as held fixed.
 */
export function kindCases(kernels: Kernels, name: string): GradientCase[] {
  const kind = modelKind(name);
  return (kind.checked ?? []).map((own) => {
    const keys = { ...own, ...kind.differentiable };
    const told = Object.entries(keys).map(
      ([key, value]) => `${key} ${JSON.stringify(value).replaceAll('"', "")}`,
    );
    const title = [name, ...told].join(", ");
    const size = keysOf(kind.schema).includes("latents") ? { latents: LATENTS } : {};
    const config = kind.schema.parse({ kind: name, ...size, ...keys });
    const model = kind.create(config, { inputs: INPUTS, outputs: CLASSES });
    const random = createRandom(3, title);
    const x = matrix(
      Float64Array.from({ length: EXAMPLES * INPUTS }, () => random.normal()),
      EXAMPLES,
      INPUTS,
    );
    const theta: FloatArray = model.initialTheta(random, "float64");
    for (let i = 0; i < theta.length; i++) theta[i] += 0.5 * random.normal();
    const y = model.reconstructs
      ? null
      : oneHot(
          Array.from({ length: EXAMPLES }, (_, i) => i % CLASSES),
          CLASSES,
        );
    return { name: title, objective: objectiveOn(kernels, model, { x, y }), theta, leavesOut: true };
  });
}
