// Whether data are white: as independent component analysis takes them to be.

import { type FloatArray, type Matrix, matrix, rows, transpose } from "../core/arrays.js";
import type { Kernels } from "../kernels/kernels.js";
import { examplesFor } from "../nn/forward.js";
import { flat } from "./dictionary.js";

/** Examples that are looked at, at most */
const MOST_EXAMPLES = 20_000;

/**
 * How far the data are from white: ‖C/c − I‖_F/√d of C = 1/m Σ x xᵀ with the mean variance c = tr C/d. It is 0 for white
 * data, √(d/m) or so for as many others of their kind, and √(d − 1) where all lie on one line.
 *
 * @param x - [m, d]
 */
export function distanceFromWhite(kernels: Kernels, x: Matrix): number {
  const [examples, inputs] = x.shape;
  const some = examplesFor(kernels, rows(x, 0, Math.min(examples, MOST_EXAMPLES)));
  const covariance = matrix(kernels.allocate(inputs * inputs), inputs, inputs);
  kernels.matmul(transpose(some), some, covariance, 1 / some.shape[0]);
  const c: FloatArray = flat(covariance);
  let variance = 0;
  for (let j = 0; j < inputs; j++) variance += c[j * inputs + j] / inputs;
  let squares = 0;
  for (let at = 0; at < c.length; at++) {
    const off = c[at] / variance - (at % (inputs + 1) === 0 ? 1 : 0);
    squares += off * off;
  }
  return Math.sqrt(squares / inputs);
}
