// What the reconstruction would be if some units fired less, more or not at all.

import { dtypeOf, type FloatArray, matrix, toDType } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { rowOf, squaredDistance } from "../core/rows.js";
import { activations } from "../kernels/activations.js";
import { createKernels } from "../kernels/engine.js";
import { forEachChunk } from "../nn/chunked-activations.js";
import { viewParameters } from "../nn/parameters.js";
import type { InterventionAnswer } from "./answers.js";
import type { RunAnswers } from "./run-answers.js";

/** Units listed as active. */
const MOST_ACTIVE = 12;

/**
 * x̂ of one kept example before and after some units of a layer are changed. A factor multiplies how far a unit is from
 * off, u = offset + scale·a in (0, 1): 0 switches it off, 1 leaves it, 2 doubles it; a relu or linear unit's a itself.
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
  const { network, theta } = run.model(step);
  for (const [unit, factor] of factors)
    if (!(unit >= 0 && unit < units && Number.isFinite(factor)))
      throw new InputError(
        `inspect: factors must be unit:number for units 0 to ${units - 1}, got ${unit}:${factor}`,
      );
  const kernels = createKernels(dtypeOf(theta), {
    engine: "reference",
  });
  const { weights, biases } = viewParameters(theta, network.sizes);
  const through = (from: number, to: number, input: FloatArray): FloatArray => {
    let a = input;
    for (let l = from; l < to; l++) {
      const out = kernels.allocate(network.sizes[l + 1]);
      kernels.dense(
        network.activations[l],
        matrix(a, 1, a.length),
        weights[l],
        biases[l],
        matrix(out, 1, out.length),
      );
      a = out;
    }
    return a;
  };
  const x = rowOf(kept.x, example);
  const hidden = through(0, layer, toDType(x, kernels.dtype));
  const { scale, offset } = activations[network.activations[layer - 1]].unitInterval ?? {
    scale: 1,
    offset: 0,
  };
  const changed = hidden.slice();
  for (const [unit, factor] of factors)
    changed[unit] = ((offset + scale * hidden[unit]) * factor - offset) / scale;
  const end = network.sizes.length - 1;
  const [before, after] = [through(layer, end, hidden), through(layer, end, changed)];
  return {
    example,
    examples: kept.index.length,
    drawn: kept.drawn,
    x: Array.from(x),
    before: Array.from(before),
    after: Array.from(after),
    active: Array.from(hidden, (activation, unit) => ({ unit, activation }))
      .sort((a, b) => b.activation - a.activation)
      .slice(0, MOST_ACTIVE),
    errorBefore: squaredDistance(x, before),
    errorAfter: squaredDistance(x, after),
  };
}

/** The kept example on which a unit fires most. */
function strongest(run: RunAnswers, layer: number, unit: number, step: number | undefined): number {
  const { network, theta } = run.model(step);
  const kernels = createKernels(dtypeOf(theta), { engine: "reference" });
  const { x } = run.inspection()!.reconstructions!;
  let [best, highest] = [0, Number.NEGATIVE_INFINITY];
  forEachChunk(
    kernels,
    network,
    theta,
    matrix(toDType(x.data, kernels.dtype), x.shape[0], x.shape[1]),
    (from, a) => {
      for (let i = 0; i < a[layer].shape[0]; i++) {
        const value = a[layer].data[a[layer].offset + i * a[layer].stride[0] + unit];
        if (value > highest) [best, highest] = [from + i, value];
      }
    },
  );
  return best;
}
