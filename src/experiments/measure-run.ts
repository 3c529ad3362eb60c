// Every metric of a trained model on examples: `rhohat metrics`.

import { dtypeOf, type FloatNdArray, type Matrix } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { quantity } from "../core/in-words.js";
import { sparseRowsOf } from "../core/sparse-rows.js";
import { type HeldAgainstTruth, holdAgainstTruth, type TruthToMeet } from "../inspect/held-against-truth.js";
import { type ModelAtStep, readModel } from "../inspect/model-at-step.js";
import { readRunConfig } from "../inspect/run-config.js";
import { createKernels } from "../kernels/engine.js";
import { measureAll } from "../metrics/all-metrics.js";
import { alikeAtoms, atomCosines } from "../metrics/atom-cosines.js";
import { scrambleFor } from "../metrics/atoms/chance.js";
import { coherenceOf } from "../metrics/atoms/coherence.js";
import { monosemanticityOf } from "../metrics/atoms/monosemanticity.js";
import { stableAtoms } from "../metrics/atoms/stability.js";
import { mean } from "../metrics/average.js";
import { contributions, effectiveUnits, idleUnits } from "../metrics/effective-units.js";
import { roughness } from "../metrics/roughness.js";
import { UnexplainedVariance } from "../metrics/unexplained-variance.js";
import { isActive } from "../sae/model.js";
import type { RunDirectory } from "../train/run-directory.js";
import { truthToMeet } from "./dataset.js";
import { datasetFor, type EvaluateOptions } from "./evaluate-run.js";
import { chosenEngine } from "./runner.js";

/** What a model is measured on and against. */
export interface MeasureOptions extends EvaluateOptions {
  /** The true atoms, [G, d]; those of the run's own data unless given, where these know them */
  readonly trueAtoms?: Matrix | undefined;
  /** How active each true feature is on each example, [m, G]; as the run's own data know it unless given */
  readonly trueActivations?: Matrix | undefined;
  /** An independent embedding of the examples, [m, E] */
  readonly embedding?: Matrix | undefined;
  /** Another training, for stability */
  readonly against?: RunDirectory | undefined;
}

/** Every metric: a number is null where it is not defined on these examples. */
export interface Measured {
  readonly examples: number;
  readonly numbers: Readonly<Record<string, number | null>>;
  /** Of each latent of the first layer, [M] */
  readonly latents: Readonly<Record<string, Float64Array>>;
}

/**
 * All metrics of the first layer's latents, its atoms and the reconstructions, accumulated in float64 over examples that
 * are gone through once, but for monosemanticity, which keeps all latents.
 *
 * @throws {InputError} as evaluateRun; if the model reconstructs nothing; or what it is measured against does not fit
 */
export async function measureRun(
  directory: RunDirectory,
  {
    data,
    step,
    engine,
    threads,
    trueAtoms: truth,
    trueActivations,
    embedding,
    against,
    ...reading
  }: MeasureOptions = {},
): Promise<Measured> {
  const at = readModel(directory, step, "metrics");
  const [{ atoms }] = at.layers;
  if (atoms === null)
    throw new InputError(
      `metrics: ${directory.path} must be a model that reconstructs its input, it has targets of its own; rhohat evaluate tells their cost`,
    );
  const chosen = { engine: chosenEngine({ engine }, readRunConfig(directory).engine), threads };
  const dataset = await datasetFor("metrics", directory, { model: at, data, engine: chosen, ...reading });
  const { x } = dataset;
  assertFits("--true-atoms", truth, { columns: x.shape[1] });
  const own = truthToMeet(dataset, readRunConfig(directory)).truth;
  if (trueActivations !== undefined && truth === undefined && own === undefined)
    throw new InputError(
      "metrics: --true-acts must come with --true-atoms, the data do not know what they are made of; give both",
    );
  const features = (truth ?? own?.atoms)?.shape[0];
  assertFits("--true-acts", trueActivations, { rows: x.shape[0], columns: features });
  assertFits("--embedding", embedding, { rows: x.shape[0] });
  const numbers: Record<string, number> = {};
  const found = measureExamples(at, x, chosen, { truth: givenTruth(own, truth, trueActivations), embedding });
  Object.assign(numbers, found.numbers, measureAtoms(at, chosen));
  if (against !== undefined) Object.assign(numbers, stabilityAgainst(at, against));
  return {
    examples: x.shape[0],
    numbers: Object.fromEntries(
      Object.entries(numbers).map(([name, value]) => [name, Number.isFinite(value) ? value : null]),
    ),
    latents: found.latents,
  };
}

/** @throws {InputError} unless an array has so many rows and columns */
function assertFits(
  name: string,
  array: Matrix | undefined,
  wanted: { readonly rows?: number; readonly columns?: number | undefined },
): void {
  if (array === undefined) return;
  for (const [axis, side] of (["rows", "columns"] as const).entries()) {
    const count = wanted[side];
    if (count !== undefined && array.shape[axis] !== count)
      throw new InputError(`metrics: ${name} must have ${count} ${side}, got ${array.shape[axis]}`);
  }
}

/** What is given stands in the place of what the data know: other atoms have activations of their own. */
function givenTruth(
  own: TruthToMeet | undefined,
  atoms: Matrix | undefined,
  activations: Matrix | undefined,
): TruthToMeet | undefined {
  const known = atoms === undefined ? own : { atoms };
  if (known === undefined || activations === undefined) return known;
  return { atoms: known.atoms, activations: sparseRowsOf(activations) };
}

function measureExamples(
  { model, theta, layers: [{ units, atoms }] }: ModelAtStep,
  x: FloatNdArray,
  engine: Parameters<typeof createKernels>[1],
  { truth, embedding }: { readonly truth: TruthToMeet | undefined; readonly embedding: Matrix | undefined },
): { numbers: Record<string, number>; latents: Record<string, Float64Array> } {
  const all = measureAll({ inputs: x.shape[1], latents: units });
  const unexplained = new UnexplainedVariance(x.shape[1]);
  const kept = embedding === undefined ? null : new Float64Array(x.shape[0] * units);
  const isSilent = new Array<boolean>(units).fill(true);
  const kernels = createKernels(dtypeOf(theta), engine);
  let held: HeldAgainstTruth | undefined;
  try {
    held = truth && holdAgainstTruth({ kernels, model, theta, x }, truth);
    model.createPass(kernels, theta, x.shape[0]).run(x, (from, { x: own, latents: [latents], output }) => {
      all.add({ x: own, latents, output });
      unexplained.add(from, own, output);
      for (let i = 0; i < latents.shape[0]; i++)
        for (let j = 0; j < units; j++) {
          const value = latents.data[latents.offset + i * latents.stride[0] + j * latents.stride[1]];
          if (isActive(model.layers[0], value)) isSilent[j] = false;
          if (kept !== null) kept[(from + i) * units + j] = value;
        }
    });
  } finally {
    kernels.dispose();
  }
  const { numbers, latents } = all.value();
  const spread = unexplained.spread();
  const contribution = contributions(atoms!, latents.std);
  const count = (flags: readonly boolean[]) => flags.filter(Boolean).length;
  const effective = count(effectiveUnits(contribution, spread));
  const out: Record<string, number> = {
    ...numbers,
    effectiveUnits: effective,
    constant: units - effective,
    idle: count(idleUnits(contribution, spread, isSilent)),
  };
  const perLatent: Record<string, Float64Array> = { ...latents, contribution };
  Object.assign(out, held?.numbers);
  Object.assign(perLatent, held?.latents);
  if (kept !== null) {
    const each = monosemanticityOf(
      { data: kept, shape: [x.shape[0], units], stride: [units, 1], offset: 0 } as Matrix,
      embedding!,
    );
    perLatent.monosemanticity = each;
    out.monosemanticity = mean(each.filter((value) => !Number.isNaN(value)));
  }
  return { numbers: out, latents: perLatent };
}

/** What is a matter of the atoms alone. */
function measureAtoms(
  { theta, layers: [{ atoms }], pictured, imageShape }: ModelAtStep,
  engine: Parameters<typeof createKernels>[1],
): Record<string, number> {
  const kernels = createKernels(dtypeOf(theta), engine);
  try {
    const cosines = atomCosines(kernels, atoms!);
    const { max, mean: meanSize } = coherenceOf(cosines);
    const { copies, twins } = alikeAtoms(cosines);
    return {
      coherenceMax: max,
      cDec: meanSize,
      copies,
      negativeTwins: twins,
      ...(imageShape === null ? {} : { roughness: mean(roughness(pictured()[0].atoms!, imageShape)) }),
    };
  } finally {
    kernels.dispose();
  }
}

/** @throws {InputError} if its atoms have another length */
function stabilityAgainst(
  { pictured, imageShape }: ModelAtStep,
  other: RunDirectory,
): Record<string, number> {
  const atoms = pictured()[0].atoms!;
  const [{ atoms: theirs }] = readModel(other, undefined, "metrics").pictured();
  if (theirs === null || theirs.shape[1] !== atoms.shape[1])
    throw new InputError(
      `metrics: --against must be a run whose atoms have ${quantity(atoms.shape[1], "value")}, ${other.path} has ${theirs === null ? "none" : theirs.shape[1]}`,
    );
  const { means, chance, returns } = stableAtoms(atoms, [theirs], scrambleFor(imageShape));
  return { stability: means[0], stabilityChance: chance.mean, stableShare: mean(returns) };
}
