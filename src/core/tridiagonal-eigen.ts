// Eigenvalues and eigenvectors of a large symmetric matrix: to three diagonals by reflections, and from those by rotations.

/** Times that the three diagonals are gone through for one eigenvalue at the latest; two are usual */
const MOST_PASSES = 60;

/**
 * A = Vᵀ diag(λ) V. Errors are those of rounding A's largest entries, so that of much smaller eigenvalues fewer digits are
 * right than by Jacobi's method; it takes a tenth of the time. Sums, products, quotients and roots alone.
 *
 * @param a - [n, n], whose lower triangle is read; overwritten
 * @param v - [n, n], becomes V: an eigenvector of norm 1 a row, in no order
 * @returns λ of the rows of V, [n]
 * @see Golub & Van Loan, Matrix computations, 8.3
 */
export function tridiagonalEigen(a: Float64Array, v: Float64Array, n: number): Float64Array {
  // Entries about 1: squares neither overflow nor vanish.
  let size = 0;
  for (const value of a) size = Math.max(size, Math.abs(value));
  if (size > 0) for (let i = 0; i < a.length; i++) a[i] /= size;
  const reflected = reflect(a, n);
  turnBack(a, v, n, reflected.weights);
  rotate(reflected, v, n);
  return reflected.diagonal.map((value) => value * size);
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Beside it: entry i is that of rows i and i + 1, [n] */
  readonly beside: Float64Array;
}

/**
 * T = Qᵀ A Q of three diagonals, Q = P_{n−1} ⋯ P_2, P_i = 1 − u uᵀ/h: P_i makes row i zero but beside the diagonal.
 *
 * @param a - its row i becomes u, [i]
 * @returns h of each, 0 where there was nothing to do
 */
function reflect(a: Float64Array, n: number): Tridiagonal & { readonly weights: Float64Array } {
  const [diagonal, beside, weights] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const p = new Float64Array(n);
  for (let i = n - 1; i > 0; i--) {
    const u = a.subarray(i * n, i * n + i);
    let rest = 0;
    for (let k = 0; k < i - 1; k++) rest += u[k] * u[k];
    if (rest === 0) {
      beside[i - 1] = u[i - 1];
      continue;
    }
    const length = Math.sqrt(rest + u[i - 1] * u[i - 1]);
    const to = u[i - 1] < 0 ? length : -length;
    const h = length * length - u[i - 1] * to;
    beside[i - 1] = to;
    weights[i] = h;
    u[i - 1] -= to;
    reflectRows(a, n, i, u, p, h);
  }
  for (let i = 0; i < n; i++) diagonal[i] = a[i * n + i];
  return { diagonal, beside, weights };
}

/** A ← P A P in its first i rows, of the lower triangle: A − u qᵀ − q uᵀ, q = p − (uᵀp/2h) u, p = A u/h. */
function reflectRows(
  a: Float64Array,
  n: number,
  i: number,
  u: Float64Array,
  p: Float64Array,
  h: number,
): void {
  p.fill(0, 0, i);
  for (let j = 0; j < i; j++) {
    const row = a.subarray(j * n, j * n + j + 1);
    const factor = u[j];
    let sum = row[j] * factor;
    for (let k = 0; k < j; k++) {
      const value = row[k];
      sum += value * u[k];
      p[k] += value * factor;
    }
    p[j] += sum;
  }
  let dot = 0;
  for (let k = 0; k < i; k++) {
    p[k] /= h;
    dot += u[k] * p[k];
  }
  const half = dot / (2 * h);
  for (let k = 0; k < i; k++) p[k] -= half * u[k];
  for (let j = 0; j < i; j++) {
    const row = a.subarray(j * n, j * n + j + 1);
    const x = u[j];
    const y = p[j];
    for (let k = 0; k <= j; k++) row[k] -= x * p[k] + y * u[k];
  }
}

/** V = Qᵀ = P_2 ⋯ P_{n−1}, by what `reflect` left in A. */
function turnBack(a: Float64Array, v: Float64Array, n: number, weights: Float64Array): void {
  v.fill(0);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let i = 2; i < n; i++) {
    if (weights[i] === 0) continue;
    const u = a.subarray(i * n, i * n + i);
    for (let j = 0; j < i; j++) {
      const row = v.subarray(j * n, j * n + i);
      let dot = 0;
      for (let k = 0; k < i; k++) dot += row[k] * u[k];
      dot /= weights[i];
      for (let k = 0; k < i; k++) row[k] -= dot * u[k];
    }
  }
}

/** QL with implicit shifts: what is beside the diagonal becomes 0, the diagonal the eigenvalues, Qᵀ the eigenvectors. */
function rotate({ diagonal: d, beside: e }: Tridiagonal, v: Float64Array, n: number): void {
  let size = 0;
  for (let i = 0; i < n; i++) size = Math.max(size, Math.abs(d[i]) + Math.abs(e[i]));
  for (let l = 0; l < n; l++)
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      let m = l;
      while (m < n - 1 && size + Math.abs(e[m]) !== size) m++;
      if (m === l) break;
      sweep(d, e, v, n, l, m);
    }
}

/** One pass over rows l … m, whose shift is the eigenvalue of the first two that is nearer to the first entry. */
function sweep(d: Float64Array, e: Float64Array, v: Float64Array, n: number, l: number, m: number): void {
  const half = (d[l + 1] - d[l]) / (2 * e[l]);
  let g = d[m] - d[l] + e[l] / (half + (half < 0 ? -1 : 1) * Math.sqrt(half * half + 1));
  let sine = 1;
  let cosine = 1;
  let shift = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = sine * e[i];
    const b = cosine * e[i];
    const length = Math.sqrt(f * f + g * g);
    e[i + 1] = length;
    if (length === 0) {
      d[i + 1] -= shift;
      e[m] = 0;
      return;
    }
    sine = f / length;
    cosine = g / length;
    g = d[i + 1] - shift;
    const turned = (d[i] - g) * sine + 2 * cosine * b;
    shift = sine * turned;
    d[i + 1] = g + shift;
    g = cosine * turned - b;
    rotateRows(v, n, i, sine, cosine);
  }
  d[l] -= shift;
  e[l] = g;
  e[m] = 0;
}

/** Rows i and i + 1 of V. */
function rotateRows(v: Float64Array, n: number, i: number, sine: number, cosine: number): void {
  const above = v.subarray(i * n, (i + 1) * n);
  const below = v.subarray((i + 1) * n, (i + 2) * n);
  for (let k = 0; k < n; k++) {
    const x = above[k];
    const y = below[k];
    below[k] = sine * x + cosine * y;
    above[k] = cosine * x - sine * y;
  }
}
