// Which units do something: KL is content with units that add the same to every reconstruction.

import type { Matrix } from "../core/arrays.js";
import { rowNorms } from "../core/rows.js";

/** Share of the strongest units' contribution up to which a unit counts as constant. */
const LEAST = 0.01;
/** Share of the units that the others are measured by. */
const STRONGEST = 0.1;
/** Share of the data's spread that the strongest count as at least: else of units that all do nothing none would be constant. */
const LEAST_STRONGEST = 0.1;
/** Share of the strongest units' contribution up to which a unit that is active on no example counts as idle. */
const WEAK = 0.1;

/**
 * How much each unit moves the reconstruction: ‖atom_j‖ · std_i(a_j).
 *
 * @param atoms - what each unit adds, [units, visible]
 * @param std - of its activation over the examples, [units]
 * @returns [units], in units of x before the output's activation
 */
export function contributions(atoms: Matrix, std: ArrayLike<number>): Float64Array {
  return rowNorms(atoms).map((norm, unit) => norm * std[unit]);
}

/** The median of the largest tenth; of fewer than 20 the largest. */
function strongest(contributed: ArrayLike<number>): number {
  const falling = Float64Array.from(contributed).sort().reverse();
  const top = falling.subarray(0, Math.max(1, Math.floor(falling.length * STRONGEST)));
  const middle = top.length >> 1;
  return top.length % 2 === 1 ? top[middle] : (top[middle - 1] + top[middle]) / 2;
}

/**
 * Whether each unit is effective: it contributes more than 1 % of what the strongest do (the median of the largest
 * tenth), and of a tenth of the data's spread. The others are constant: they add the same to every reconstruction.
 * Where the data do not vary no unit does, but for its rounding.
 *
 * @param contributed - as `contributions` gives them, [units]
 * @param spread - √(Σ_i ‖x_i − mean x‖² / m)
 */
export function effectiveUnits(contributed: ArrayLike<number>, spread: number): boolean[] {
  const least = LEAST * Math.max(strongest(contributed), LEAST_STRONGEST * spread);
  return Array.from(contributed, (contribution) => spread > 0 && contribution > least);
}

/**
 * Whether each unit is idle: constant, or active on no example and contributing at most a tenth of what the strongest
 * do. A sigmoid unit may do its part below a half, so being silent alone is not idle.
 *
 * @param isSilent - whether each is active on no example, [units]
 */
export function idleUnits(
  contributed: ArrayLike<number>,
  spread: number,
  isSilent: readonly boolean[],
): boolean[] {
  const weak = WEAK * strongest(contributed);
  return effectiveUnits(contributed, spread).map(
    (effective, unit) => !effective || (isSilent[unit] && contributed[unit] <= weak),
  );
}
