// A line search for the strong Wolfe conditions, by cubic interpolation.

/** φ(t) = J(θ + t d) and φ'(t) = ∇J(θ + t d)ᵀ d at one step t. */
export interface LinePoint {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

export interface LineSearchOptions {
  /** c₁ of φ(t) ≤ φ(0) + c₁ t φ'(0): sufficient decrease */
  readonly sufficientDecrease: number;
  /** c₂ of |φ'(t)| ≤ c₂ |φ'(0)|: curvature; c₁ < c₂ < 1 */
  readonly curvature: number;
  /** Give up after so many evaluations of φ. */
  readonly maxEvaluations: number;
}

/**
 * The minimum of the cubic through two points with their slopes, kept well inside the interval:
 * at least a tenth of its length from either end; the middle where the cubic has no minimum there.
 */
export function cubicMinimum(a: LinePoint, b: LinePoint): number {
  const middle = 0.5 * (a.step + b.step);
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.step - b.step);
  const square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0 && Number.isFinite(square))) return middle;
  const d2 = Math.sign(b.step - a.step) * Math.sqrt(square);
  const step = b.step - ((b.step - a.step) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  const margin = 0.1 * Math.abs(b.step - a.step);
  const low = Math.min(a.step, b.step) + margin;
  const high = Math.max(a.step, b.step) - margin;
  return Number.isFinite(step) ? Math.min(Math.max(step, low), high) : middle;
}

/**
 * A step t > 0 with φ(t) ≤ φ(0) + c₁ t φ'(0) and |φ'(t)| ≤ c₂ |φ'(0)|. First the interval is widened until it
 * must hold such a step, then narrowed. A value that is not finite counts as too far.
 *
 * @param evaluate - φ and φ' at a step
 * @param start - φ at 0; its slope must be negative
 * @param firstStep - the step to try first
 * @returns the step found, which is the last one evaluated; or null if there was none within the evaluations
 * @see Nocedal and Wright, Numerical Optimization (2006), algorithms 3.5 and 3.6, equation 3.59
 */
export function wolfeLineSearch(
  evaluate: (step: number) => LinePoint,
  start: LinePoint,
  firstStep: number,
  { sufficientDecrease, curvature, maxEvaluations }: LineSearchOptions,
): LinePoint | null {
  const tooHigh = (p: LinePoint) => !(p.value <= start.value + sufficientDecrease * p.step * start.slope);
  const flatEnough = (p: LinePoint) => Math.abs(p.slope) <= -curvature * start.slope;

  let low = start; // satisfies sufficient decrease, with the lowest value so far
  let high: LinePoint | null = null; // the other end, once the interval is known to hold a good step
  let step = firstStep;
  for (let evaluations = 0; evaluations < maxEvaluations; evaluations++) {
    const point = evaluate(step);
    if (tooHigh(point) || point.value >= low.value) {
      high = point;
    } else {
      if (flatEnough(point)) return point;
      // The slope says on which side of the point the minimum lies; before that is known, go further out.
      if (high === null ? point.slope >= 0 : point.slope * (high.step - low.step) >= 0) high = low;
      const previous = low;
      low = point;
      if (high === null) {
        step = extrapolate(previous, point);
        continue;
      }
    }
    if (Math.abs(high.step - low.step) <= 1e-16 * Math.abs(high.step)) return null;
    step = cubicMinimum(low, high);
  }
  return null;
}

/** Where to look beyond `point`: the cubic's minimum, at least twice and at most ten times as far from the last point. */
function extrapolate(previous: LinePoint, point: LinePoint): number {
  const width = point.step - previous.step;
  const d1 =
    previous.slope + point.slope - (3 * (previous.value - point.value)) / (previous.step - point.step);
  const square = d1 * d1 - previous.slope * point.slope;
  const d2 = Math.sqrt(Math.max(square, 0));
  const minimum = point.step - (width * (point.slope + d2 - d1)) / (point.slope - previous.slope + 2 * d2);
  const nearest = point.step + width;
  const furthest = point.step + 9 * width;
  return minimum >= nearest && minimum <= furthest ? minimum : minimum > furthest ? furthest : nearest;
}
