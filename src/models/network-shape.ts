// The layers of a network by its weights: W1, W2, … as a weights file has them.

import type { ModelShape } from "../sae/model.js";

/** s_1 and s_{n_l}: the columns of W1 and the rows of the last W; null where there are none. */
export function networkShape(weights: Readonly<Record<string, readonly number[]>>): ModelShape | null {
  let last = 0;
  while (weights[`W${last + 1}`] !== undefined) last += 1;
  if (last < 2) return null;
  const [outputs] = weights[`W${last}`];
  const inputs = weights.W1[1];
  return inputs === undefined ? null : { inputs, outputs };
}
