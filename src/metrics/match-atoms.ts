// The atoms of two models side by side: which is which.

import { type FloatNdArray, type Matrix, view } from "../core/arrays.js";
import { inputError } from "../core/errors.js";
import { quantity } from "../core/in-words.js";
import { rowNorms } from "../core/rows.js";

/** Two atoms that belong together, one of each dictionary. */
export interface AtomMatch {
  /** Row of a */
  readonly a: number;
  /** Row of b */
  readonly b: number;
  readonly cosine: number;
}

/** Rows up to which the best assignment is found exactly: its work grows with the cube. */
const MOST_EXACT = 1000;

/**
 * cos(a_i, b_k) = a_i·b_k / (‖a_i‖ ‖b_k‖) of all rows, [m, k]; 0 where a row is zeros, or its norm is no finite
 * number: it has no direction then.
 *
 * @throws {InputError} unless the rows are equally long
 */
export function cosineSimilarities(a: Matrix, b: Matrix): FloatNdArray {
  if (a.shape[1] !== b.shape[1])
    throw inputError("cosineSimilarities", "b", `have rows of ${quantity(a.shape[1], "value")}`, b.shape[1]);
  const [m, k, n] = [a.shape[0], b.shape[0], a.shape[1]];
  const [normsA, normsB] = [rowNorms(a), rowNorms(b)];
  const cosines = new Float64Array(m * k);
  for (let i = 0; i < m; i++) {
    for (let l = 0; l < k; l++) {
      let dot = 0;
      for (let j = 0; j < n; j++)
        dot +=
          a.data[a.offset + i * a.stride[0] + j * a.stride[1]] *
          b.data[b.offset + l * b.stride[0] + j * b.stride[1]];
      const norm = normsA[i] * normsB[l];
      cosines[i * k + l] = norm > 0 && Number.isFinite(norm) && Number.isFinite(dot) ? dot / norm : 0;
    }
  }
  return view(cosines, [m, k]);
}

/**
 * One-to-one pairs of the rows of a and b with the largest sum of cosines, in falling order of the cosine. Of unequal
 * numbers of rows the smaller is matched. Above 1 000 rows the pairs are taken greedily, the most similar first.
 *
 * @param ignoreSign - whether an atom and its negative are alike: |cosine| decides. False unless given
 *
 * @see Kuhn, The Hungarian method for the assignment problem (1955); by shortest augmenting paths
 */
export function matchAtoms(
  a: Matrix,
  b: Matrix,
  { ignoreSign = false }: { readonly ignoreSign?: boolean } = {},
): AtomMatch[] {
  const cosines = cosineSimilarities(a, b);
  const [m, k] = cosines.shape;
  const wide = m > k;
  const cosine = (i: number, j: number) => cosines.data[wide ? j * k + i : i * k + j];
  const value = ignoreSign ? (i: number, j: number) => Math.abs(cosine(i, j)) : cosine;
  const [few, many] = wide ? [k, m] : [m, k];
  const partner = many > MOST_EXACT ? greedy(few, many, value) : assign(few, many, (i, j) => 1 - value(i, j));
  const size = (pair: AtomMatch) => (ignoreSign ? Math.abs(pair.cosine) : pair.cosine);
  return Array.from(partner, (j, i) => ({ a: wide ? j : i, b: wide ? i : j, cosine: cosine(i, j) })).sort(
    (p, q) => size(q) - size(p) || p.a - q.a,
  );
}

/** The column of each row, so that the sum of costs is least; rows ≤ columns. */
function assign(rows: number, columns: number, cost: (i: number, j: number) => number): Int32Array {
  const rowPrice = new Float64Array(rows + 1);
  const columnPrice = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1); // 1-based; column 0 holds the row being placed
  for (let row = 1; row <= rows; row++) {
    rowOf[0] = row;
    const slack = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY);
    const before = new Int32Array(columns + 1);
    const visited = new Uint8Array(columns + 1);
    let column = 0;
    do {
      visited[column] = 1;
      const i = rowOf[column];
      let [least, next] = [Number.POSITIVE_INFINITY, 0];
      for (let j = 1; j <= columns; j++) {
        if (visited[j]) continue;
        const reduced = cost(i - 1, j - 1) - rowPrice[i] - columnPrice[j];
        if (reduced < slack[j]) {
          slack[j] = reduced;
          before[j] = column;
        }
        if (slack[j] < least) [least, next] = [slack[j], j];
      }
      for (let j = 0; j <= columns; j++) {
        if (visited[j]) {
          rowPrice[rowOf[j]] += least;
          columnPrice[j] -= least;
        } else slack[j] -= least;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      rowOf[column] = rowOf[before[column]];
      column = before[column];
    }
  }
  const partner = new Int32Array(rows);
  for (let j = 1; j <= columns; j++) if (rowOf[j] !== 0) partner[rowOf[j] - 1] = j - 1;
  return partner;
}

function greedy(rows: number, columns: number, value: (i: number, j: number) => number): Int32Array {
  const order = Uint32Array.from({ length: rows * columns }, (_, pair) => pair).sort(
    (p, q) =>
      value(Math.floor(q / columns), q % columns) - value(Math.floor(p / columns), p % columns) || p - q,
  );
  const partner = new Int32Array(rows).fill(-1);
  const taken = new Uint8Array(columns);
  for (const pair of order) {
    const [i, j] = [Math.floor(pair / columns), pair % columns];
    if (partner[i] !== -1 || taken[j]) continue;
    partner[i] = j;
    taken[j] = 1;
  }
  return partner;
}
