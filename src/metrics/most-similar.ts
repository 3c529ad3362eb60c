// Which rows of a matrix are most like one of them.

import type { Matrix } from "../core/arrays.js";
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
  const best: Similar[] = [];
  for (let other = 0; other < shape[0]; other++) {
    if (other === row) continue;
    let [dot, squares] = [0, 0];
    for (let j = 0; j < shape[1]; j++) {
      const v = data[offset + other * stride[0] + j * stride[1]];
      dot += own[j] * v;
      squares += v * v;
    }
    const cosine = squares === 0 ? 0 : dot / Math.sqrt(squares) / norm;
    if (best.length === count && !(cosine > best[count - 1].cosine)) continue;
    const place = best.findIndex((known) => cosine > known.cosine);
    best.splice(place < 0 ? best.length : place, 0, { row: other, cosine });
    best.length = Math.min(best.length, count);
  }
  return best;
}
