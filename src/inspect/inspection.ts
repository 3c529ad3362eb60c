// What is known of a trained model on its data: written once into the run, so that looking needs no data.

import {
  contiguous,
  type DType,
  type FloatArray,
  type FloatNdArray,
  type Matrix,
  toDType,
  view,
  zeros,
} from "../core/arrays.js";
import { createRandom } from "../core/random.js";
import { rowOf } from "../core/rows.js";
import type { PatchOrigin } from "../data/patches.js";
import { inPixels } from "../data/preprocess/in-pixels.js";
import type { FittedStep } from "../data/preprocess/steps.js";
import type { Kernels } from "../kernels/kernels.js";
import { type ActivationStatistics, activationStatistics } from "../metrics/activation-statistics.js";
import { type AtomCosines, alikeAtoms, atomCosines } from "../metrics/atom-cosines.js";
import type { BudgetCurve } from "../metrics/budget-curve.js";
import { denseLatents } from "../metrics/dense-latents.js";
import { contributions, effectiveUnits, idleUnits } from "../metrics/effective-units.js";
import { fitGabor, type GaborFit } from "../metrics/gabor-fit.js";
import { UnexplainedVariance } from "../metrics/unexplained-variance.js";
import { type LayerAnatomy, type Model, type Pass, picturesOf } from "../sae/model.js";
import type { BudgetNumbers, LayerNumbers, TruthNumbers } from "../train/run-record.js";
import { type CloserLook, lookAtBudgets, lookCloser } from "./closer-look.js";
import { holdAgainstTruth, type TruthToMeet, truthNumbers } from "./held-against-truth.js";
import { pictured } from "./pictured.js";

/** Gabor fits take milliseconds each: in larger layers they are made when a feature is looked at. */
const MOST_FITS = 1024;
/** Examples whose reconstruction is kept: so many drawn at random, and so many of most contrast. */
const SHOWN = 24;

export interface Inspection {
  /** One a hidden layer */
  readonly layers: readonly {
    readonly statistics: ActivationStatistics;
    readonly gabor: readonly (GaborFit | null)[] | null;
    /** Of the atoms, or of the features where nothing is reconstructed */
    readonly cosines: AtomCosines;
    /** Nothing in older runs */
    readonly closer: CloserLook;
  }[];
  /** Of a model that keeps latents by their rank; null of others, and in older runs */
  readonly budgets: BudgetCurve | null;
  /** √(Σ_i ‖x_i − mean x‖² / m); null where nothing is reconstructed, and in older runs */
  readonly spread: number | null;
  /** The atoms that the data are made of, [G, n]; null where that is not known, and in older runs */
  readonly trueAtoms: Matrix | null;
  /** The examples that the statistics name, by index */
  readonly examples: ReadonlyMap<
    number,
    { readonly values: FloatArray; readonly origin: PatchOrigin | null }
  >;
  /** x and x̂ of some examples, [shown, n] each; null where nothing is reconstructed */
  readonly reconstructions: {
    /** The first so many were drawn at random; the others are those of most contrast */
    readonly drawn: number;
    readonly index: Float64Array;
    readonly x: FloatNdArray;
    readonly output: FloatNdArray;
  } | null;
}

export interface InspectionInput {
  readonly kernels: Kernels;
  readonly model: Model;
  readonly theta: FloatArray;
  readonly x: FloatNdArray;
  readonly imageShape: readonly number[] | null;
  /** What was done to x, for the pictures of what was before; nothing unless given */
  readonly preprocessing?: readonly FittedStep[];
  readonly origins: readonly PatchOrigin[] | null;
  /** What the examples are made of, where that is known, and which of them it is asked of */
  readonly truth?: TruthToMeet | undefined;
}

/** A tile of several channels as one of brightness. */
function greyTile(values: ArrayLike<number>, channels: number): Float64Array {
  return Float64Array.from({ length: values.length / channels }, (_, pixel) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += values[pixel * channels + c];
    return sum / channels;
  });
}

/** The Gabor fit of one feature; null where it is no picture of at least 4×4. */
export function fitFeature(values: ArrayLike<number>, shape: readonly number[] | null): GaborFit | null {
  if (shape === null || shape[0] < 4 || shape[1] < 4) return null;
  const [height, width, channels = 1] = shape;
  return fitGabor(greyTile(values, channels), height, width);
}

/** The `count` examples that vary most, in the order of the data: on the others there is little to see. */
function mostContrast(x: FloatNdArray, count: number): number[] {
  const [m, n] = x.shape;
  const variance = Float64Array.from({ length: m }, (_, i) => {
    const at = (j: number) => x.data[x.offset + i * x.stride[0] + j * x.stride[1]];
    let [sum, squares] = [0, 0];
    for (let j = 0; j < n; j++) sum += at(j);
    for (let j = 0; j < n; j++) squares += (at(j) - sum / n) * (at(j) - sum / n);
    return squares;
  });
  return Array.from(variance.keys())
    .sort((a, b) => variance[b] - variance[a])
    .slice(0, count)
    .sort((a, b) => a - b);
}

/** Why the features of the first layer, which are pictures, are fitted no Gabor functions; null where they are, or are none. */
export function whyNoFits({
  model,
  imageShape,
}: Pick<InspectionInput, "model" | "imageShape">): string | null {
  const [{ units }] = model.layers;
  return imageShape === null || !model.reconstructs || units <= MOST_FITS
    ? null
    : `no receptive fields: Gabor functions are fitted to at most ${MOST_FITS} units, there are ${units}`;
}

/** `count` examples drawn at random without replacement, in the order of the data: the same at every look. */
function drawExamples(examples: number, count: number): number[] {
  const random = createRandom(0, "reconstructions");
  const drawn = new Set<number>();
  while (drawn.size < Math.min(count, examples)) drawn.add(random.integer(examples));
  return [...drawn].sort((a, b) => a - b);
}

/** What one look at a model on its data gives: what is kept for looking at it, and the numbers of its record. */
export interface Inspected {
  readonly inspection: Inspection;
  readonly numbers: {
    readonly fvu: number | null;
    /** Where the model has such */
    readonly budgets?: readonly BudgetNumbers[];
    readonly truth?: TruthNumbers;
    readonly layers: Readonly<Record<string, LayerNumbers>>;
  };
}

/** Goes through the data and looks at every unit of every hidden layer. */
export function inspect({
  kernels,
  model,
  theta,
  x,
  imageShape,
  preprocessing = [],
  origins,
  truth,
}: InspectionInput): Inspected {
  const anatomy = model.anatomy(theta);
  const pictures = imageShape === null ? anatomy : pictured(anatomy, inPixels(preprocessing));
  const pass = model.createPass(kernels, theta, x.shape[0]);
  const unexplained = model.reconstructs ? new UnexplainedVariance(x.shape[1]) : null;
  const seenLayers = anatomy.map((layer, l) => ({
    statistics: activationStatistics(layer.units, model.layers[l], (visit) =>
      pass.run(x, (from, seen) => {
        visit(from, seen.latents[l]);
        unexplained?.add(from, seen.x, seen.output);
      }),
    ),
    cosines: atomCosines(kernels, layer.atoms ?? layer.features),
    gabor:
      imageShape === null || layer.units > MOST_FITS
        ? null
        : Array.from({ length: layer.units }, (_, unit) =>
            fitFeature(rowOf(picturesOf(model, pictures[l]), unit), imageShape),
          ),
  }));
  const active = seenLayers.map(({ statistics }) =>
    statistics.density.reduce((sum, share) => sum + share, 0),
  );
  const looked = { kernels, model, theta, x };
  const closer = lookCloser(looked, anatomy, active);
  const layers = seenLayers.map((layer, l) => ({ ...layer, closer: closer[l] }));
  const budgets = lookAtBudgets(looked, anatomy, active[0]);
  const named = new Set<number>();
  for (const { statistics } of layers)
    for (const index of statistics.exampleIndex) if (index >= 0) named.add(index);
  const examples = new Map(
    [...named]
      .sort((a, b) => a - b)
      .map((index) => [
        index,
        { values: toDType(rowOf(x, index), kernels.dtype), origin: origins?.[index] ?? null },
      ]),
  );
  const spread = unexplained?.spread() ?? null;
  const numbers = {
    fvu: unexplained?.fraction() ?? null,
    ...(budgets !== null && model.ranking?.forEveryBudget === true && { budgets: budgetNumbers(budgets) }),
    ...(truth && {
      truth: truthNumbers(holdAgainstTruth({ kernels, model, theta, x }, truth), truth),
    }),
    layers: layerNumbers(model, anatomy, layers, spread),
  };
  const reconstructions = model.reconstructs ? reconstruct(pass, x, kernels.dtype) : null;
  const trueAtoms = truth?.atoms ?? null;
  return { inspection: { layers, budgets, spread, trueAtoms, examples, reconstructions }, numbers };
}

/** At 1, 2, 4, … latents of those that it keeps: budgets that tell of all. */
function budgetNumbers({ k: all, active, fvu }: BudgetCurve): BudgetNumbers[] {
  const found: BudgetNumbers[] = [];
  for (let k = 1; k < all[all.length - 1]; k *= 2) {
    const at = all.indexOf(k);
    found.push({ k, active: active[at], fvu: Number.isFinite(fvu[at]) ? fvu[at] : null });
  }
  return found;
}

/** Random examples and those of most contrast, and what the model makes of them. */
function reconstruct(pass: Pass, x: FloatNdArray, dtype: DType): Inspection["reconstructions"] {
  const drawn = drawExamples(x.shape[0], SHOWN);
  const index = Float64Array.from([...drawn, ...mostContrast(x, SHOWN)]);
  const n = x.shape[1];
  const chosen = view(
    toDType(
      [...index].flatMap((i) => [...rowOf(x, i)]),
      dtype,
    ),
    [index.length, n],
  );
  const output = zeros(dtype, chosen.data.length);
  pass.run(chosen, (from, seen) => output.set(contiguous(seen.output), from * n));
  return { drawn: drawn.length, index, x: chosen, output: view(output, [index.length, n]) };
}

function layerNumbers(
  { isDictionary = false, classifies = false }: Model,
  anatomy: readonly LayerAnatomy[],
  layers: Inspection["layers"],
  spread: number | null,
): Record<string, LayerNumbers> {
  return Object.fromEntries(
    anatomy.slice(0, classifies ? -1 : undefined).map(({ layer, units, atoms }, l) => {
      const { statistics, cosines } = layers[l];
      const { density, std } = statistics;
      const isSilent = Array.from(density, (share) => share === 0);
      const contributed = atoms && spread !== null ? contributions(atoms, std) : null;
      const count = (flags: readonly boolean[], sought: boolean) =>
        flags.filter((flag) => flag === sought).length;
      return [
        layer,
        {
          units,
          active: density.reduce((sum, share) => sum + share, 0),
          silent: isSilent.filter(Boolean).length,
          dense: isDictionary ? denseLatents(density) : null,
          constant: contributed && count(effectiveUnits(contributed, spread!), false),
          idle: contributed && count(idleUnits(contributed, spread!, isSilent), true),
          ...alikeAtoms(cosines),
        },
      ];
    }),
  );
}
