// How the values of many units lie, and a range of them: drawn over the bars, or typed.

import type { VNode } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { RangeEnds } from "./range-ends.js";

export interface RangeBrushProps {
  readonly title: string;
  /** What the values are measured in */
  readonly unit: string;
  readonly values: readonly (number | null)[];
  readonly from: number | null;
  readonly to: number | null;
  readonly onChange: (from: number | null, to: number | null) => void;
}

const [WIDTH, HEIGHT, BINS] = [200, 44, 25];
/** A range that is drawn ends at numbers of so many digits: no more stand in the address. */
const DIGITS = 4;

/** Counts in so many bins of equal width from the least to the largest value. */
function binned(values: readonly (number | null)[]): { counts: number[]; low: number; high: number } {
  const known = values.filter((value) => value !== null);
  const [low, high] = [known.reduce((a, b) => Math.min(a, b)), known.reduce((a, b) => Math.max(a, b))];
  const counts = new Array<number>(BINS).fill(0);
  for (const value of known)
    counts[Math.min(BINS - 1, Math.floor((BINS * (value - low)) / (high - low || 1)))] += 1;
  return { counts, low, high };
}

export function RangeBrush({ title, unit, values, from, to, onChange }: RangeBrushProps): VNode {
  const { counts, low, high } = useMemo(() => binned(values), [values]);
  const picture = useRef<SVGSVGElement>(null);
  /** Where a range was begun: no state, as events may come faster than drawings */
  const start = useRef<number | null>(null);
  const most = Math.max(...counts);
  const xOf = (value: number) => (WIDTH * (value - low)) / (high - low || 1);
  const valueAt = (event: PointerEvent) => {
    const box = picture.current!.getBoundingClientRect();
    const share = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
    return low + share * (high - low);
  };
  /** An end at the edge is open: units that come later may lie beyond. */
  const choose = (a: number, b: number) => {
    const [first, last] = a < b ? [a, b] : [b, a];
    const rounded = (value: number) => Number(value.toPrecision(DIGITS));
    if (xOf(last) - xOf(first) < 2) onChange(null, null);
    else onChange(first <= low ? null : rounded(first), last >= high ? null : rounded(last));
  };
  const [left, right] = [Math.max(0, xOf(from ?? low)), Math.min(WIDTH, xOf(to ?? high))];
  const isChosen = from !== null || to !== null;
  return (
    <fieldset class="range-brush">
      <legend>
        {title}
        {unit === "" ? "" : `, ${unit}`}
      </legend>
      <svg
        ref={picture}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          start.current = valueAt(event);
        }}
        onPointerMove={(event) => {
          if (start.current !== null) choose(start.current, valueAt(event));
        }}
        onPointerUp={(event) => {
          if (start.current !== null) choose(start.current, valueAt(event));
          start.current = null;
        }}
      >
        {isChosen && <rect class="chosen" x={left} y="0" width={Math.max(1, right - left)} height={HEIGHT} />}
        {counts.map((count, i) => {
          const height = count === 0 ? 0 : Math.max(1.5, (HEIGHT * count) / most);
          return (
            <rect
              class="above"
              x={(i * WIDTH) / BINS}
              width={WIDTH / BINS - 1}
              y={HEIGHT - height}
              height={height}
            />
          );
        })}
      </svg>
      <RangeEnds
        title={title}
        extent={[low, high]}
        from={from}
        to={to}
        onChange={(range) => onChange(range.from, range.to)}
      />
    </fieldset>
  );
}
