// The order in which units are shown: by what, and which way round. In the address "density", or "-density" reversed.

import type { LayerAnswer } from "../../../inspect/answers.js";
import { orderUnits, risingOrders, type UnitOrder, unitOrders } from "../../../viz/sort-units.js";

interface Order {
  readonly by: UnitOrder;
  readonly reversed: boolean;
  /** Whether the numbers rise */
  readonly rises: boolean;
}

/** What the address asks for. */
export function orderIn(sort: string): Order {
  const by = unitOrders.find((name) => name === sort.replace(/^-/, "")) ?? "index";
  const reversed = sort.startsWith("-");
  return { by, reversed, rises: risingOrders.includes(by) !== reversed };
}

/** The units of a layer in the order that the address names. */
export function unitsInOrder(answer: LayerAnswer | null, units: number, sort: string): number[] {
  const { by, reversed } = orderIn(sort);
  return orderUnits(units, by, answer ?? {}, reversed);
}
