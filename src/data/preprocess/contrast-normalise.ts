// Each example to mean 0 and about the same contrast: light and shade say nothing about shape.

import { contiguous, type FloatNdArray } from "../../core/arrays.js";
import { removeMean } from "./remove-mean.js";
import { type Done, type FittedBy, learnThenApply, type Step, stepError } from "./step.js";

/** Its config. */
export interface ContrastNormalise {
  readonly kind: "contrast-normalise";
  readonly c?: number;
}
const learned = { c: [] } as const;
export type FittedContrastNormalise = FittedBy<"contrast-normalise", typeof learned>;

/** 10 for values 0 … 255, as it is published, in the units of images that are read as 0 … 1: values squared. */
export const DEFAULT_C: number = 10 / (255 * 255);

/** In place. @returns mean and √(var + c) of each example, one after the other, [2m] */
function normalise(x: FloatNdArray, c: number): Float64Array {
  const [m, n] = x.shape;
  const means = removeMean(x);
  const memory = new Float64Array(2 * m);
  for (let i = 0; i < m; i++) {
    const example = x.pick(i, null);
    let squares = 0;
    for (const value of contiguous(example)) squares += value * value;
    const deviation = Math.sqrt(squares / n + c);
    if (deviation === 0)
      throw stepError(
        "contrast-normalise",
        `examples must vary where c is 0, example ${i} does not; give a c, as contrast-normalise:c=0.001`,
      );
    memory.set([means[i], deviation], 2 * i);
    scaleRow(x, i, 1 / deviation);
  }
  return memory;
}

function scaleRow({ data, shape, stride, offset }: FloatNdArray, i: number, factor: number): void {
  for (let j = 0; j < shape[1]; j++) data[offset + i * stride[0] + j * stride[1]] *= factor;
}

/**
 * x′ = (x − mean(x))/√(var(x) + c), example by example, var(x) = Σ_j (x_j − mean(x))²/n.
 *
 * @see Coates, Lee and Ng, An analysis of single-layer networks in unsupervised feature learning (2011), 3.1
 */
export const contrastNormalise: Step<ContrastNormalise, FittedContrastNormalise> = {
  learned,
  neutral: [0, 1],
  fit: learnThenApply(
    ({ kind, c = DEFAULT_C }) => ({ kind, c }),
    (fitted, x) => contrastNormalise.apply(fitted, x),
  ),
  apply: ({ c }, x): Done => ({ values: x, memory: normalise(x, c) }),
  undo(_, x, memory) {
    const { data, shape, stride, offset } = x;
    for (let i = 0; i < shape[0]; i++) {
      scaleRow(x, i, memory[2 * i + 1]);
      for (let j = 0; j < shape[1]; j++) data[offset + i * stride[0] + j * stride[1]] += memory[2 * i];
    }
    return x;
  },
  sizeAfter: ({ c }, size) => (c > 0 ? size / Math.sqrt(c) : size),
};
