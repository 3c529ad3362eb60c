// What a hidden unit looks for: the input that excites it most.

import { dtypeOf, type FloatMatrix, type Matrix, view, zeros } from "../core/arrays.js";

/**
 * The input of norm 1 that maximises each unit of the first hidden layer:
 *
 *   x_j = W1_ij / √(Σ_j W1_ij²)
 *
 * @param weights - W1, [hidden, visible]
 * @returns one feature a row, [hidden, visible]; a unit whose weights are all 0 gives zeros
 * @see Ng, Sparse autoencoder (CS294A lecture notes), section 4
 */
export function maximisingInputs({ data, shape: [hidden, visible], stride, offset }: Matrix): FloatMatrix {
  const features = zeros(dtypeOf(data), hidden * visible);
  for (let i = 0; i < hidden; i++) {
    const weight = (j: number) => data[offset + i * stride[0] + j * stride[1]];
    const norm = euclideanNorm(weight, visible) || 1;
    for (let j = 0; j < visible; j++) features[i * visible + j] = weight(j) / norm;
  }
  return view(features, [hidden, visible]);
}

/** √(Σ v_j²), of values of any size: where squares leave the range of numbers, in units of the largest value. */
function euclideanNorm(value: (j: number) => number, length: number): number {
  const sumOfSquares = (unit: number) => {
    let squares = 0;
    for (let j = 0; j < length; j++) squares += (value(j) / unit) * (value(j) / unit);
    return squares;
  };
  const squares = sumOfSquares(1);
  if (squares > 1e-280 && squares < 1e300) return Math.sqrt(squares);
  let largest = 0;
  for (let j = 0; j < length; j++) largest = Math.max(largest, Math.abs(value(j)));
  return largest === 0 ? 0 : largest * Math.sqrt(sumOfSquares(largest));
}
