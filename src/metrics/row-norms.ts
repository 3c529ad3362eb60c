// The lengths of rows: of weights, features and atoms.

import type { Matrix } from "../core/arrays.js";

/** √(Σ_j v_ij²) of each row, [rows]. */
export function rowNorms({ data, shape, stride, offset }: Matrix): Float64Array {
  return Float64Array.from({ length: shape[0] }, (_, row) => {
    let squares = 0;
    for (let j = 0; j < shape[1]; j++) {
      const v = data[offset + row * stride[0] + j * stride[1]];
      squares += v * v;
    }
    return Math.sqrt(squares);
  });
}
