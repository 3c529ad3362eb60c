// Parallel coordinates: an axis a number, a line a run through its values. A range drawn on an axis leaves the lines that
// pass through it; so does one that is typed.

import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import { extent } from "../../core/extent.js";
import { scaleFor } from "../../viz/axis.js";
import { short } from "./format.js";
import { type Range, RangeEnds } from "./range-ends.js";
import { useWidth } from "./width.js";
import "./parallel.css";

export interface ParallelAxis {
  readonly title: string;
  /** Names of values that are no numbers, which then are their places among them */
  readonly names?: readonly string[];
}

export interface ParallelLine {
  readonly label: string;
  readonly href: string;
  readonly colour: string;
  /** A value an axis; null where it is not known */
  readonly values: readonly (number | null)[];
}

const HEIGHT = 300;
const MARGIN = { side: 56, top: 30, bottom: 26 };
/** Pixels from axis to axis, about, at least. */
const LEAST = 84;
const [TOP, BOTTOM] = [MARGIN.top, HEIGHT - MARGIN.bottom];
/** Pixels beside an axis where a range is drawn, of one that is a click, and from the end of an axis that are still its end. */
const [BESIDE, CLICK, SNAP] = [14, 3, 5];
/** Pixels that a range reaches beyond its values, so that one of a single value is seen. */
const REACH = 3;

/** A range that is drawn ends at numbers of so many digits. */
const DIGITS = 4;
const rounded = (value: number) => Number(value.toPrecision(DIGITS));
const ANY: Range = { from: null, to: null };

/** How values of an axis lie on it, and which value lies at a place. */
function scaleOf(values: readonly (number | null)[]) {
  const known = values.filter((value) => value !== null);
  const [low, high] = extent(known);
  const [forth, back] = scaleFor([low, high]) === "log" ? [Math.log, Math.exp] : [Number, Number];
  const placeOf = (value: number) =>
    high > low
      ? BOTTOM - ((forth(value) - forth(low)) / (forth(high) - forth(low))) * (BOTTOM - TOP)
      : (TOP + BOTTOM) / 2;
  const valueAt = (y: number) =>
    back(forth(low) + ((BOTTOM - y) / (BOTTOM - TOP)) * (forth(high) - forth(low)));
  return { low, high, placeOf, valueAt };
}

export function Parallel({
  axes,
  lines,
}: {
  readonly axes: readonly ParallelAxis[];
  readonly lines: readonly ParallelLine[];
}): VNode {
  const frame = useRef<HTMLElement>(null);
  const width = useWidth(frame);
  /** Of each axis that has one */
  const [ranges, setRanges] = useState<ReadonlyMap<number, Range>>(new Map());
  /** Where a range was begun: no state, as events may come faster than drawings */
  const drawn = useRef<{ axis: number; from: number } | null>(null);
  const scales = axes.map((_, i) => scaleOf(lines.map(({ values }) => values[i])));
  const least = axes.length * LEAST; // it scrolls where there is less room
  const xOf = (i: number) =>
    MARGIN.side + (i * (Math.max(width, least) - 2 * MARGIN.side)) / Math.max(1, axes.length - 1);
  /** Where what stands at the ends of an axis is: names at the outermost are as long as they are, and begin or end at the edge. */
  const endOf = (i: number): { x: number; "text-anchor": "start" | "middle" | "end" } => {
    if (axes[i].names !== undefined && i === 0) return { x: 2, "text-anchor": "start" };
    if (axes[i].names !== undefined && i === axes.length - 1)
      return { x: xOf(i) + MARGIN.side - 2, "text-anchor": "end" };
    return { x: xOf(i), "text-anchor": "middle" };
  };
  const isWithin = ({ values }: ParallelLine) =>
    [...ranges].every(([i, { from, to }]) => {
      const value = values[i];
      return value !== null && (from === null || value >= from) && (to === null || value <= to);
    });
  const setRange = (axis: number, range: Range) => {
    const next = new Map(ranges);
    if (range.from === null && range.to === null) next.delete(axis);
    else next.set(axis, range);
    setRanges(next);
  };
  const draw = (axis: number, a: number, b: number) => {
    const [top, bottom] = [Math.min(a, b), Math.max(a, b)];
    const { valueAt } = scales[axis];
    const isNone = bottom - top < CLICK;
    // Between names there is nothing.
    const [atBottom, atTop] =
      axes[axis].names === undefined
        ? [rounded(valueAt(bottom)), rounded(valueAt(top))]
        : [Math.ceil(valueAt(bottom)), Math.floor(valueAt(top))];
    setRange(axis, {
      from: isNone || bottom > BOTTOM - SNAP ? null : atBottom,
      to: isNone || top < TOP + SNAP ? null : atTop,
    });
  };
  const at = (event: PointerEvent) => event.clientY - frame.current!.getBoundingClientRect().top;
  /** Pieces of a line between axes on which its value is known. */
  const pathOf = ({ values }: ParallelLine) =>
    values
      .map((value, i) =>
        value === null
          ? ""
          : `${i > 0 && values[i - 1] !== null ? "L" : "M"}${xOf(i)} ${scales[i].placeOf(value)}`,
      )
      .join("");
  const shown = lines.filter(isWithin).length;
  return (
    <nav ref={frame} class="parallel" aria-label={`runs by ${axes.map(({ title }) => title).join(", ")}`}>
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: what is around it has the name */}
      <svg width={Math.max(width, least)} height={HEIGHT}>
        {lines.map((line) => (
          <a href={line.href} aria-label={line.label} class={isWithin(line) ? "" : "left-out"}>
            <title>{line.label}</title>
            <path class="wide" d={pathOf(line)} />
            <path d={pathOf(line)} style={{ stroke: line.colour }} />
          </a>
        ))}
        {axes.map(({ title, names }, i) => {
          const { low, high } = scales[i];
          const range = ranges.get(i);
          const within = (value: number) => Math.max(low, Math.min(high, value));
          const [bottom, top] = [range?.from ?? low, range?.to ?? high].map((end) =>
            scales[i].placeOf(within(end)),
          );
          const ends = names === undefined ? [short(high, 3), short(low, 3)] : [names[high], names[low]];
          return (
            <>
              <line class="axis" x1={xOf(i)} x2={xOf(i)} y1={TOP} y2={BOTTOM} />
              <text class="axis-title" x={xOf(i)} y="12" text-anchor="middle">
                {title}
              </text>
              <text {...endOf(i)} y={TOP - 4}>
                {high > low ? ends[0] : ""}
              </text>
              <text {...endOf(i)} y={BOTTOM + 16}>
                {ends[1]}
              </text>
              {range !== undefined && (
                <rect
                  class="chosen"
                  x={xOf(i) - 5}
                  width="10"
                  y={top - REACH}
                  height={Math.max(0, bottom - top) + 2 * REACH}
                />
              )}
              <rect
                class="handle"
                x={xOf(i) - BESIDE}
                width={2 * BESIDE}
                y={TOP}
                height={BOTTOM - TOP}
                onPointerDown={(event) => {
                  event.currentTarget.setPointerCapture(event.pointerId);
                  drawn.current = { axis: i, from: at(event) };
                }}
                onPointerMove={(event) => {
                  if (drawn.current?.axis === i) draw(i, drawn.current.from, at(event));
                }}
                onPointerUp={(event) => {
                  if (drawn.current?.axis === i) draw(i, drawn.current.from, at(event));
                  drawn.current = null;
                }}
              />
            </>
          );
        })}
      </svg>
      <details class="filters">
        <summary>Ranges</summary>
        <div class="brushes">
          {axes.map(({ title, names }, i) => (
            <fieldset class="range-brush">
              <legend>{title}</legend>
              <RangeEnds
                title={title}
                extent={[scales[i].low, scales[i].high]}
                names={names}
                {...(ranges.get(i) ?? ANY)}
                onChange={(range) => setRange(i, range)}
              />
            </fieldset>
          ))}
        </div>
      </details>
      {ranges.size > 0 && (
        <p>
          {shown} of {lines.length} pass through.{" "}
          <button type="button" onClick={() => setRanges(new Map())}>
            Show all
          </button>
        </p>
      )}
    </nav>
  );
}
