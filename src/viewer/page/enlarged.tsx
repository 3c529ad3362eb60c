// The tile below the pointer, large, beside it.

import type { VNode } from "preact";
import type { TileShape } from "./paint.js";
import { Tile } from "./tile.js";
import "./enlarged.css";

/** A unit below the pointer, and where that is in the frame, in CSS pixels. */
export interface Pointed {
  readonly unit: number;
  readonly x: number;
  readonly y: number;
}

export interface EnlargedProps {
  readonly pointed: Pointed;
  /** [units, visible] bytes, 128 is 0 */
  readonly bytes: Uint8Array;
  readonly visible: number;
  readonly shape: TileShape;
  /** Of the frame */
  readonly width: number;
  readonly describe: (unit: number) => string;
}

/** CSS pixels of the tile, those that it keeps from the pointer, and those it takes with its margins. */
const [SIZE, BESIDE, WIDE] = [168, 18, 200];

export function Enlarged({ pointed, bytes, visible, shape, width, describe }: EnlargedProps): VNode {
  const { unit, x, y } = pointed;
  return (
    <div
      class="enlarged"
      style={{ left: `${Math.min(x + BESIDE, Math.max(0, width - WIDE))}px`, top: `${y + BESIDE}px` }}
    >
      <Tile
        bytes={bytes.subarray(unit * visible, (unit + 1) * visible)}
        shape={shape}
        label={`feature ${unit}`}
        size={SIZE}
      />
      <div>{describe(unit)}</div>
    </div>
  );
}
