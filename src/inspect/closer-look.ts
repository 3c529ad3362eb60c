// What units do beside each other, which takes more time than the rest: which fire together, and what is lost without one.

import { contiguous, type FloatArray, type FloatNdArray, type Matrix, matrix } from "../core/arrays.js";
import { rowNorms } from "../core/rows.js";
import type { Kernels } from "../kernels/kernels.js";
import { type BudgetCurve, BudgetErrors, budgetsUpTo, leastStrengths } from "../metrics/budget-curve.js";
import { type Coactivation, CoactivationCounter, MOST_PAIRED } from "../metrics/coactivation.js";
import { LossWithout } from "../metrics/loss-without.js";
import { type Row, rowsIn } from "../metrics/metric.js";
import { UnexplainedVariance } from "../metrics/unexplained-variance.js";
import {
  isActive,
  type LatentLayer,
  type LayerAnatomy,
  type Model,
  type Pass,
  parameterLength,
} from "../sae/model.js";

/** What is known of a layer's units beside each other. */
export interface CloserLook {
  /** Null of more units than are paired */
  readonly coactivation: Coactivation | null;
  /** By how much FVU rises when a unit is off, [units]; null where nothing is reconstructed */
  readonly lossWithout: Float64Array | null;
}

/** Numbers that a look may visit, about: some tenths of a second. */
const WORK = 2e8;
/** Examples that are looked at in any case, of a network and of a dictionary. */
const LEAST = { network: 200, dictionary: 1000 };
/** Products that an engine makes while a loop visits one number, about. */
const PRODUCTS = 10;

interface Looked {
  readonly kernels: Kernels;
  readonly model: Model;
  readonly theta: FloatArray;
  readonly x: FloatNdArray;
}

/** As many examples as there is time for, evenly from all: the same ones each time. */
function someOf(x: FloatNdArray, workOfOne: number, least: number): Matrix {
  const [m, n] = x.shape;
  const count = Math.min(m, Math.max(least, Math.floor(WORK / workOfOne)));
  if (count === m) return x;
  const some = new Float64Array(count * n);
  for (let i = 0; i < count; i++) {
    const from = Math.floor((i * m) / count);
    for (let j = 0; j < n; j++) some[i * n + j] = x.data[x.offset + from * x.stride[0] + j * x.stride[1]];
  }
  return matrix(some, count, n);
}

const differences = (x: FloatArray, made: FloatArray): number => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - made[i]) * (x[i] - made[i]);
  return sum;
};

/** Of networks, whose output need not be linear: adds Σ ‖x − x̂ without a unit‖² − ‖x − x̂‖² of each unit. */
function addLosses(
  losses: Float64Array,
  pass: Pass,
  { layer, units, off }: LatentLayer,
  { x, latents, output }: { readonly x: Matrix; readonly latents: Matrix; readonly output: Matrix },
): void {
  const [wanted, values] = [contiguous(x), contiguous(latents)];
  const count = values.length / units;
  const before = differences(wanted, contiguous(output));
  const own = new Float64Array(count);
  for (let unit = 0; unit < units; unit++) {
    for (let i = 0; i < count; i++) {
      own[i] = values[i * units + unit];
      values[i * units + unit] = off;
    }
    losses[unit] +=
      differences(wanted, contiguous(pass.decode(layer, matrix(values, count, units)))) - before;
    for (let i = 0; i < count; i++) values[i * units + unit] = own[i];
  }
}

/**
 * Of each layer of latents, over as many examples as there is time for.
 *
 * @param active - active units of an example, on average, of each layer
 */
export function lookCloser(
  { kernels, model, theta, x }: Looked,
  anatomy: readonly LayerAnatomy[],
  active: readonly number[],
): CloserLook[] {
  return anatomy.map(({ atoms, units }, l) => {
    const layer = model.layers[l];
    const reconstructs = model.reconstructs && atoms !== null;
    const isLinear = model.isDictionary === true && atoms !== null;
    // Latents of a dictionary that are 0 cost nothing; those of a network all have a value.
    const products = parameterLength(model.parameters) / PRODUCTS;
    const some = isLinear
      ? someOf(x, active[l] * (active[l] + x.shape[1]) + units + products, LEAST.dictionary)
      : someOf(x, units * units + (reconstructs ? units * products : products), LEAST.network);
    const counter = units <= MOST_PAIRED ? new CoactivationCounter(units, (a) => isActive(layer, a)) : null;
    const linear = isLinear ? new LossWithout(atoms) : null;
    const losses = reconstructs && !isLinear ? new Float64Array(units) : null;
    const unexplained = new UnexplainedVariance(x.shape[1]);
    const pass = model.createPass(kernels, theta, some.shape[0]);
    pass.run(some, (from, seen) => {
      const latents = seen.latents[l];
      for (const row of rowsIn({ ...seen, latents })) {
        counter?.add(row);
        linear?.add(row);
      }
      if (reconstructs) unexplained.add(from, seen.x, seen.output);
      if (losses !== null) addLosses(losses, pass, layer, { ...seen, latents });
    });
    const variation = unexplained.spread() ** 2 * some.shape[0];
    const lost = linear?.value() ?? losses;
    return {
      coactivation: counter?.value() ?? null,
      lossWithout: lost?.map((sum) => sum / variation) ?? null,
    };
  });
}

/**
 * How a model reconstructs with fewer latents than it keeps; null of one whose latents are not kept by their rank, or that
 * keeps none. Of one that has learned to, over all examples, else over as many as there is time for.
 *
 * @param active - active latents of an example, on average
 */
export function lookAtBudgets(
  { kernels, model, theta, x }: Looked,
  [{ atoms, units }]: readonly LayerAnatomy[],
  active: number,
): BudgetCurve | null {
  const { ranking } = model;
  if (ranking === undefined || atoms === null) return null;
  const work = 2 * active * x.shape[1] + units + (2 * parameterLength(model.parameters)) / PRODUCTS;
  const some = ranking.forEveryBudget === true ? x : someOf(x, work, LEAST.dictionary);
  const by = { over: ranking.over, scales: rankingScales(model, atoms) };
  const pass = model.createPass(kernels, theta, some.shape[0]);
  const eachRow = (visit: (row: Row) => void) => {
    const unexplained = new UnexplainedVariance(x.shape[1]);
    pass.run(some, (from, seen) => {
      for (const row of rowsIn({ ...seen, latents: seen.latents[0] })) visit(row);
      unexplained.add(from, seen.x, seen.output);
    });
    return unexplained;
  };
  let [most, all] = [0, 0];
  const strengths: number[] = [];
  eachRow(({ latents, active: places }) => {
    most = Math.max(most, places.length);
    all += places.length;
    if (by.over === "batch") for (const j of places) strengths.push(Math.abs(latents[j]) * by.scales[j]);
  });
  const [m] = some.shape;
  if (most === 0) return null;
  const k = budgetsUpTo(by.over === "batch" ? all / m : most);
  const errors = new BudgetErrors(
    atoms,
    by,
    k,
    by.over === "batch" ? leastStrengths(strengths, m, k) : k.map(() => 0),
  );
  const unexplained = eachRow((row) => errors.add(row));
  return errors.value(unexplained.spread() ** 2 * m);
}

/** What a model multiplies activations with before it ranks them. */
export const rankingScales = ({ ranking }: Model, atoms: Matrix): ArrayLike<number> =>
  ranking?.rescale === true ? rowNorms(atoms) : new Float64Array(atoms.shape[0]).fill(1);
