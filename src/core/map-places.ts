// Where units lie on a map of two of their numbers, and which of them a drawn line encloses.

/** Places in [0, 1]², x to the right and y upwards; NaN of units of which one of the numbers is not known. */
export interface MapPlaces {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** The values at 0 and at 1 */
  readonly xEnds: readonly [number, number];
  readonly yEnds: readonly [number, number];
}

type Values = readonly (number | null)[];

/** What is left free beside the outermost, as a share of the way from the least value to the largest: tiles have a width. */
const BESIDE = 0.05;

/** Each value's share of the way from one end to the other; a half where they are all the same. */
function spread(values: Values): { places: Float64Array; ends: [number, number] } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const beside = BESIDE * (high - low);
  const [first, last] = [low - beside, high + beside];
  const places = Float64Array.from(values, (value) => {
    if (value === null) return Number.NaN;
    return last > first ? (value - first) / (last - first) : 0.5;
  });
  return { places, ends: [first, last] };
}

/** The places of units by two of their numbers, on linear scales. */
export function mapPlaces(x: Values, y: Values): MapPlaces {
  const [right, up] = [spread(x), spread(y)];
  return { x: right.places, y: up.places, xEnds: right.ends, yEnds: up.ends };
}

/** How near to a line counts as on it: more than a corner moves when it is rounded to thousandths. */
const ON_LINE = 1e-3;

/**
 * Whether a point lies within a closed line that may cross itself, or on it: a ray from it to the right crosses the line an
 * odd number of times, or a side is nearer than 1e-3.
 *
 * @param line - x, y, x, y, … of its corners
 */
export function isInside(x: number, y: number, line: readonly number[]): boolean {
  let inside = false;
  for (let i = 0, j = line.length - 2; i < line.length; j = i, i += 2) {
    const [ax, ay, bx, by] = [line[i], line[i + 1], line[j], line[j + 1]];
    const [dx, dy] = [bx - ax, by - ay];
    const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy) || 0;
    const share = Math.max(0, Math.min(1, along));
    const [offX, offY] = [x - ax - share * dx, y - ay - share * dy];
    if (offX * offX + offY * offY < ON_LINE * ON_LINE) return true;
    if (ay > y !== by > y && x < (dx * (y - ay)) / dy + ax) inside = !inside;
  }
  return inside;
}

/** The unit nearest in a direction, by arrow key: of those further that way than aside, the nearest; null where there is none. */
export function nextTo(
  { x, y }: Pick<MapPlaces, "x" | "y">,
  units: readonly number[],
  from: number,
  [right, up]: readonly [number, number],
): number | null {
  let [best, least] = [null as number | null, Number.POSITIVE_INFINITY];
  for (const unit of units) {
    const [dx, dy] = [x[unit] - x[from], y[unit] - y[from]];
    const along = dx * right + dy * up;
    const aside = Math.abs(dx * up) + Math.abs(dy * right);
    const far = along * along + 4 * aside * aside;
    if (unit === from || !(along > 0) || aside > along || far >= least) continue;
    [best, least] = [unit, far];
  }
  return best;
}
