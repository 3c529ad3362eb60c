// One tile: a feature, an atom, a patch.

import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { largestMagnitude } from "../../core/extent.js";
import { show, spriteSheet, type TileShape } from "./paint.js";
import "./tile.css";

export interface TileProps {
  /** Bytes, 128 is 0 of a feature */
  readonly bytes: Uint8Array;
  readonly shape: TileShape;
  readonly label: string;
  /** CSS pixels of the longer side */
  readonly size: number;
}

export function Tile({ bytes, shape, label, size }: TileProps): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => show(canvas.current!, spriteSheet(bytes, bytes.length, shape, 1)), [bytes, shape]);
  const [height, width] = shape === null ? [2, 3] : shape;
  const scale = size / Math.max(height, width);
  return (
    <canvas
      ref={canvas}
      class="tile"
      role="img"
      aria-label={label}
      style={{ width: `${width * scale}px`, height: `${height * scale}px` }}
    />
  );
}

/** The same from pixels. */
export function Picture({ image, label, size }: { image: ImageData; label: string; size: number }): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => show(canvas.current!, image), [image]);
  const scale = size / Math.max(image.width, image.height);
  return (
    <canvas
      ref={canvas}
      class="tile"
      role="img"
      aria-label={label}
      style={{ width: `${image.width * scale}px`, height: `${image.height * scale}px` }}
    />
  );
}

/** Values as bars, where an example is no picture. */
export function Bars({
  values,
  label,
  height = 140,
}: {
  values: readonly number[];
  label: string;
  height?: number;
}): VNode {
  const limit = largestMagnitude(values) || 1;
  const width = 100 / values.length;
  return (
    <svg
      class="bars"
      role="img"
      aria-label={label}
      viewBox="0 0 100 50"
      preserveAspectRatio="none"
      height={height}
    >
      <line x1="0" x2="100" y1="25" y2="25" class="axis" />
      {values.map((value, i) => (
        <rect
          class={value < 0 ? "below" : "above"}
          x={i * width + width * 0.1}
          width={width * 0.8}
          y={value < 0 ? 25 : 25 - (24 * value) / limit}
          height={(24 * Math.abs(value)) / limit}
        >
          <title>{`value ${i}: ${value.toPrecision(4)}`}</title>
        </rect>
      ))}
    </svg>
  );
}
