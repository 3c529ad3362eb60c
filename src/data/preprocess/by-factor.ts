// What steps have in common that multiply every value by one factor.

import ops from "ndarray-ops";
import type { FloatNdArray } from "../../core/arrays.js";
import { done, type Step } from "./step.js";

/** What such a step learns. */
export const learnedFactor = { factor: [] } as const;

type ByFactor = { readonly kind: string; readonly factor: number };

/** v′ = s v, and back. */
export const byFactor: Omit<Step<{ readonly kind: string }, ByFactor>, "fit"> = {
  learned: learnedFactor,
  neutral: [],
  apply({ factor }, x: FloatNdArray) {
    ops.mulseq(x, factor);
    return done(x);
  },
  undo({ factor }, x: FloatNdArray) {
    ops.divseq(x, factor);
    return x;
  },
  sizeAfter: ({ factor }, size) => size * factor,
};
