// Runs as points by two of their numbers, each a link; a line joins those that nothing is better than in both.

import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { extent } from "../../core/extent.js";
import { frontierOf } from "../../core/frontier.js";
import { linearTicks, logTicks, scaleFor } from "../../viz/axis.js";
import { tickTexts } from "./format.js";
import { useWidth } from "./width.js";
import "./scatter.css";

export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly href: string;
  /** Its place among the colours of series, as CSS has it */
  readonly colour: string;
  /** One of several that a mean stands for: drawn faintly, and no part of the frontier */
  readonly isFaint: boolean;
}

const HEIGHT = 340;
const MARGIN = { left: 64, right: 20, top: 14, bottom: 46 };

/** Where values of an axis lie, and what stands at it. */
function axisFor(values: readonly number[], from: number, to: number) {
  const [low, high] = extent(values);
  const isLog = scaleFor([low, high]) === "log";
  const beside = high > low ? 0.06 : 0.5;
  const forth = isLog ? Math.log : Number;
  const room = beside * (forth(high) - forth(low) || Math.abs(low) || 1);
  const [first, last] = [forth(low) - room, forth(high) + room];
  const back = isLog ? Math.exp : Number;
  const ticks = isLog ? logTicks(back(first), back(last), 4) : linearTicks(first, last);
  const texts = tickTexts(ticks);
  return {
    isLog,
    placeOf: (value: number) => from + ((forth(value) - first) / (last - first)) * (to - from),
    ticks: ticks.map((value, i) => ({ value, text: texts[i] })),
  };
}

export function Scatter({
  points,
  xTitle,
  yTitle,
  better,
}: {
  readonly points: readonly ScatterPoint[];
  readonly xTitle: string;
  readonly yTitle: string;
  /** Which end of y is wanted */
  readonly better: "low" | "high";
}): VNode {
  const frame = useRef<HTMLElement>(null);
  const width = useWidth(frame);
  const right = Math.max(MARGIN.left + 1, width - MARGIN.right);
  const x = axisFor(
    points.map((point) => point.x),
    MARGIN.left,
    right,
  );
  const y = axisFor(
    points.map((point) => point.y),
    HEIGHT - MARGIN.bottom,
    MARGIN.top,
  );
  const best = frontierOf(
    points.filter(({ isFaint }) => !isFaint),
    better,
  );
  return (
    <nav ref={frame} class="scatter" aria-label={`${yTitle} over ${xTitle}`}>
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: what is around it has the name */}
      <svg width={width} height={HEIGHT}>
        {y.ticks.map(({ value, text }) => (
          <>
            <line class="grid-line" x1={MARGIN.left} x2={right} y1={y.placeOf(value)} y2={y.placeOf(value)} />
            <text x={MARGIN.left - 8} y={y.placeOf(value) + 4} text-anchor="end">
              {text}
            </text>
          </>
        ))}
        {x.ticks.map(({ value, text }) => (
          <text x={x.placeOf(value)} y={HEIGHT - MARGIN.bottom + 18} text-anchor="middle">
            {text}
          </text>
        ))}
        <line
          class="axis"
          x1={MARGIN.left}
          x2={right}
          y1={HEIGHT - MARGIN.bottom + 0.5}
          y2={HEIGHT - MARGIN.bottom + 0.5}
        />
        <text class="axis-title" x={(MARGIN.left + right) / 2} y={HEIGHT - 6} text-anchor="middle">
          {xTitle}
          {x.isLog ? " (log scale)" : ""}
        </text>
        <text
          class="axis-title"
          transform={`translate(14 ${(HEIGHT - MARGIN.bottom + MARGIN.top) / 2}) rotate(-90)`}
          text-anchor="middle"
        >
          {yTitle}
          {y.isLog ? " (log scale)" : ""}
        </text>
        {best.length > 1 && (
          <polyline
            class="frontier"
            points={best.map((point) => `${x.placeOf(point.x)},${y.placeOf(point.y)}`).join(" ")}
          />
        )}
        {[...points]
          .sort((a, b) => Number(b.isFaint) - Number(a.isFaint))
          .map((point) => (
            <a href={point.href} aria-label={point.label} class={point.isFaint ? "faint-point" : ""}>
              <title>{point.label}</title>
              <circle
                cx={x.placeOf(point.x)}
                cy={y.placeOf(point.y)}
                r={point.isFaint ? 3.5 : 6}
                style={{ fill: point.colour }}
              />
            </a>
          ))}
      </svg>
    </nav>
  );
}
