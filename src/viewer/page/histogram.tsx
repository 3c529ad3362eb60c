// How often which activation: bars on a logarithmic count, since sparse units are mostly silent.

import type { VNode } from "preact";
import { short } from "./format.js";
import "./histogram.css";

export function Histogram({
  counts,
  range: [low, high],
}: {
  counts: readonly number[];
  range: readonly [number, number];
}): VNode {
  const most = Math.log10(Math.max(1, ...counts) + 1);
  const width = 300 / counts.length;
  const bound = (i: number) => short(low + ((high - low) * i) / counts.length, 3);
  return (
    <figure class="histogram">
      <svg
        viewBox="0 0 300 110"
        role="img"
        aria-label={`Histogram of activations from ${short(low)} to ${short(high)}`}
      >
        {counts.map((count, i) => {
          const height = (100 * Math.log10(count + 1)) / most;
          return (
            <rect
              class="above"
              x={i * width}
              width={Math.max(0.5, width - 1)}
              y={105 - height}
              height={height}
            >
              <title>{`${bound(i)} to ${bound(i + 1)}: ${count}`}</title>
            </rect>
          );
        })}
        <line x1="0" x2="300" y1="105.5" y2="105.5" class="axis" />
      </svg>
      <figcaption>
        <span>{short(low, 3)}</span>
        <span>activation; counts on a log scale</span>
        <span>{short(high, 3)}</span>
      </figcaption>
    </figure>
  );
}
