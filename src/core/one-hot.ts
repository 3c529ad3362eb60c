// Classes as targets.

import { type FloatMatrix, view } from "./arrays.js";

/**
 * Rows with a 1 where the class is, [m, K].
 *
 * @param values - the class of each example, 0 … K − 1, [m]
 */
export function oneHot(values: ArrayLike<number>, classes: number): FloatMatrix {
  const rows = new Float64Array(values.length * classes);
  for (let i = 0; i < values.length; i++) rows[i * classes + values[i]] = 1;
  return view(rows, [values.length, classes]);
}
