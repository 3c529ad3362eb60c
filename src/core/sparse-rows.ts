// A matrix of which few values are not 0, row by row.

import { type FloatMatrix, type Matrix, view } from "./arrays.js";

/** Row i has values[starts[i]] … values[starts[i + 1] − 1], in the columns of the same places. */
export interface SparseRows {
  /** [rows, columns] */
  readonly shape: readonly [rows: number, columns: number];
  /** [rows + 1] */
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float64Array;
}

/** Values that are not 0, in any order. */
export interface SparseValues {
  readonly rows: ArrayLike<number>;
  readonly columns: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** Such values row by row; those of a row stay in their order. */
export function sparseRows(
  shape: readonly [rows: number, columns: number],
  { rows, columns, values }: SparseValues,
): SparseRows {
  const starts = new Uint32Array(shape[0] + 1);
  for (let s = 0; s < rows.length; s++) starts[rows[s] + 1] += 1;
  for (let i = 0; i < shape[0]; i++) starts[i + 1] += starts[i];
  const next = starts.slice();
  const sorted = { columns: new Uint32Array(rows.length), values: new Float64Array(rows.length) };
  for (let s = 0; s < rows.length; s++) {
    const place = next[rows[s]]++;
    sorted.columns[place] = columns[s];
    sorted.values[place] = values[s];
  }
  return { shape, starts, ...sorted };
}

/** The values of a matrix that are not 0. */
export function sparseRowsOf({ data, shape: [m, n], stride, offset }: Matrix): SparseRows {
  const [rows, columns, values]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const value = data[offset + i * stride[0] + j * stride[1]];
      if (value === 0) continue;
      rows.push(i);
      columns.push(j);
      values.push(value);
    }
  return sparseRows([m, n], { rows, columns, values });
}

/** Some rows with their zeros, [chosen.length, columns]. */
export function denseRows(sparse: SparseRows, chosen: ArrayLike<number>): FloatMatrix {
  const [, width] = sparse.shape;
  const data = new Float64Array(chosen.length * width);
  for (let i = 0; i < chosen.length; i++)
    for (let s = sparse.starts[chosen[i]]; s < sparse.starts[chosen[i] + 1]; s++)
      data[i * width + sparse.columns[s]] = sparse.values[s];
  return view(data, [chosen.length, width]);
}
