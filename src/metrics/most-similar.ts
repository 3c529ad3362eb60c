// Which rows of a matrix are most like one of them.

import type { Matrix } from "../core/arrays.js";
import { highest } from "../core/highest.js";
import { rowOf } from "../core/rows.js";

/** Another row, and its cosine with the one. */
interface Similar {
  readonly row: number;
  readonly cosine: number;
}

/** The `count` other rows of the greatest cosine with a row, in falling order; in one pass, as reports ask for thousands. */
export function mostSimilar(matrix: Matrix, row: number, count: number): Similar[] {
  const { data, shape, stride, offset } = matrix;
  const own = rowOf(matrix, row);
  const norm = Math.sqrt(own.reduce((sum, v) => sum + v * v, 0)) || 1;
  const cosineOf = (other: number) => {
    let [dot, squares] = [0, 0];
    for (let j = 0; j < shape[1]; j++) {
      const v = data[offset + other * stride[0] + j * stride[1]];
      dot += own[j] * v;
      squares += v * v;
    }
    return squares === 0 ? 0 : dot / Math.sqrt(squares) / norm;
  };
  const [rows, cosines] = [new Int32Array(count), new Float64Array(count)];
  const rank = (other: number) => (other === row ? Number.NEGATIVE_INFINITY : cosineOf(other));
  const found = highest(shape[0], count, rank, rows, cosines);
  return Array.from(rows.subarray(0, found), (other, i) => ({ row: other, cosine: cosines[i] }));
}
