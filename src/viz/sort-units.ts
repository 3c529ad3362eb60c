// The order in which units are shown.

import { assertNamed } from "../core/known-names.js";

/** What units can be ordered by. */
export type UnitOrder =
  | "index"
  | "mean"
  | "density"
  | "max"
  /** ‖atom‖ · std of the activation: how much a unit moves the reconstruction */
  | "contribution"
  | "frequency"
  | "orientation"
  | "r2";

/** Every order of units. */
export const unitOrders: readonly UnitOrder[] = [
  "index",
  "mean",
  "density",
  "max",
  "contribution",
  "frequency",
  "orientation",
  "r2",
];

/** Numbers of each unit by name; null or NaN where it is not known. */
export type UnitNumbers = Readonly<Partial<Record<UnitOrder, readonly (number | null)[] | Float64Array>>>;

/** Numbers, angles and frequencies rise unless reversed, the others fall. */
const risingOrders: readonly UnitOrder[] = ["index", "frequency", "orientation"];

/** Units by a number of theirs, also the other way round; equal ones keep their order, unknown ones come last. @throws {InputError} for an order that is none */
export function orderUnits(units: number, by: UnitOrder, numbers: UnitNumbers, reversed = false): number[] {
  assertNamed("orderUnits", "by", "name an order of units", by, unitOrders);
  const order = Array.from({ length: units }, (_, unit) => unit);
  const values = by === "index" ? order : numbers[by];
  return values === undefined ? order : orderByNumber(order, values, risingOrders.includes(by) !== reversed);
}

/** Units by a number, rising or falling; equal ones by their own numbers, unknown ones come last. @param values - of every unit */
export function orderByNumber(
  units: readonly number[],
  values: ArrayLike<number | null>,
  rises: boolean,
): number[] {
  const key = (unit: number) => {
    const value = values[unit] ?? Number.NaN;
    if (Number.isNaN(value)) return Number.POSITIVE_INFINITY;
    return rises ? value : -value;
  };
  return [...units].sort((a, b) => (key(a) === key(b) ? a - b : key(a) - key(b)));
}
