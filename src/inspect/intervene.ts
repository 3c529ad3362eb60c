// What the reconstruction would be if some units fired less, more or not at all.

import { contiguous, dtypeOf, type FloatArray, matrix, toDType, view } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { rowOf, squaredDistance } from "../core/rows.js";
import { createKernels } from "../kernels/engine.js";
import type { InterventionAnswer } from "./answers.js";
import type { RunAnswers } from "./run-answers.js";

const oneRow = (values: FloatArray) => matrix(values, 1, values.length);

/** Units listed as active. */
const MOST_ACTIVE = 12;

/**
 * x̂ of one kept example before and after some units of a layer are changed. A factor multiplies how far a unit is from
 * off: 0 switches it off, 1 leaves it, 2 doubles it. Off is the lower end of f's range, of a relu or linear unit 0. Errors are
 * those of the values that the model sees, pictures of what there was before preprocessing.
 *
 * @param example - place among the kept reconstructions; the one on which the first unit fires most unless given
 * @param factors - by unit
 */
export function intervene(
  run: RunAnswers,
  {
    example: wanted,
    layer,
    factors,
    step,
  }: {
    example?: number | undefined;
    layer: number;
    factors: ReadonlyMap<number, number>;
    step?: number | undefined;
  },
): InterventionAnswer {
  const kept = run.inspection()?.reconstructions ?? null;
  if (kept === null) throw new InputError("inspect: this run has no reconstructions to change");
  const { units } = run.layer(layer, step);
  const example = wanted ?? strongest(run, layer, [...factors.keys()][0] ?? 0, step);
  if (!(Number.isInteger(example) && example >= 0 && example < kept.index.length))
    throw new InputError(`inspect: example must be one of 0 to ${kept.index.length - 1}, got ${example}`);
  const { model, theta } = run.model(step);
  for (const [unit, factor] of factors)
    if (!(unit >= 0 && unit < units && Number.isFinite(factor)))
      throw new InputError(
        `inspect: factors must be unit:number for units 0 to ${units - 1}, got ${unit}:${factor}`,
      );
  const pass = model.createPass(createKernels(dtypeOf(theta), { engine: "reference" }), theta, 1);
  const x = rowOf(kept.x, example);
  let latents: FloatArray = new Float64Array(0);
  pass.run(oneRow(toDType(x, dtypeOf(theta))), (_, seen) => {
    latents = contiguous(seen.latents[layer - 1]).slice();
  });
  const { off } = model.layers[layer - 1];
  const changed = latents.slice();
  for (const [unit, factor] of factors) changed[unit] = (latents[unit] - off) * factor + off;
  const [before, after] = [latents, changed].map((own) =>
    contiguous(pass.decode(layer, oneRow(own))).slice(),
  );
  const pixels = run.model(step).pixels();
  const shown = (values: FloatArray) =>
    Array.from(pixels === null ? values : rowOf(pixels.examples(view(values, [1, values.length])), 0));
  return {
    example,
    examples: kept.index.length,
    drawn: kept.drawn,
    x: shown(x),
    before: shown(before),
    after: shown(after),
    active: Array.from(latents, (activation, unit) => ({ unit, activation }))
      .sort((a, b) => b.activation - a.activation)
      .slice(0, MOST_ACTIVE),
    errorBefore: squaredDistance(x, before),
    errorAfter: squaredDistance(x, after),
  };
}

/** The kept example on which a unit fires most. */
function strongest(run: RunAnswers, layer: number, unit: number, step: number | undefined): number {
  const { model, theta } = run.model(step);
  const kernels = createKernels(dtypeOf(theta), { engine: "reference" });
  const { x } = run.inspection()!.reconstructions!;
  const examples = matrix(toDType(x.data, kernels.dtype), x.shape[0], x.shape[1]);
  let [best, highest] = [0, Number.NEGATIVE_INFINITY];
  model.latentsOf(kernels, theta, { layer, units: [unit] }, examples, (from, latents) => {
    for (let i = 0; i < latents.shape[0]; i++) {
      const value = latents.data[latents.offset + i * latents.stride[0]];
      if (value > highest) [best, highest] = [from + i, value];
    }
  });
  return best;
}
