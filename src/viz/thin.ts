// As much of a long line as a picture can show.

/** More columns than a figure has pixels across. */
const COLUMNS = 2000;

/**
 * Of a line of more than 4 · 2000 points the first, lowest, highest and last of each of 2000 columns of equal width:
 * drawn, it looks the same.
 *
 * @param points - in ascending order of x
 */
export function thinLine<Point>(
  points: readonly Point[],
  x: (point: Point) => number,
  y: (point: Point) => number,
): readonly Point[] {
  if (points.length <= 4 * COLUMNS) return points;
  const start = x(points[0]);
  const width = (x(points[points.length - 1]) - start) / COLUMNS;
  const kept: Point[] = [];
  for (let from = 0; from < points.length; ) {
    const column = Math.floor((x(points[from]) - start) / width);
    let [to, low, high] = [from, from, from];
    for (; to < points.length && Math.floor((x(points[to]) - start) / width) === column; to++) {
      if (y(points[to]) < y(points[low])) low = to;
      if (y(points[to]) > y(points[high])) high = to;
    }
    const indices = [...new Set([from, Math.min(low, high), Math.max(low, high), to - 1])];
    for (const index of indices) kept.push(points[index]);
    from = to;
  }
  return kept;
}
