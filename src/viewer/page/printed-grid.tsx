// On paper nothing scrolls and the page has a width of its own: there every tile is an element, in lines as it fits.

import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { GridProps } from "./grid.js";
import { tileSize } from "./paint.js";
import { usePrinting } from "./printing.js";

type PrintedProps = Pick<GridProps, "shape" | "order" | "size" | "index"> & {
  /** Draws a unit's tile onto a canvas of the tile's own pixels */
  readonly draw: (unit: number, canvas: HTMLCanvasElement) => void;
};

function PrintedTile({
  unit,
  shape,
  size,
  index,
  draw,
}: Omit<PrintedProps, "order"> & { readonly unit: number }): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => draw(unit, canvas.current!), [unit, draw]);
  const { width, height } = tileSize(shape);
  const scale = size / Math.max(width, height);
  return (
    <figure>
      <canvas
        ref={canvas}
        class="tile"
        width={width}
        height={height}
        style={{ width: `${width * scale}px`, height: `${height * scale}px` }}
      />
      {index && <figcaption>{unit}</figcaption>}
    </figure>
  );
}

/** Every tile in the order of the grid; nothing but on paper. */
export function PrintedGrid({ order, ...props }: PrintedProps): VNode | null {
  if (!usePrinting()) return null;
  return (
    <div class="grid-printed">
      {order.map((unit) => (
        <PrintedTile key={unit} unit={unit} {...props} />
      ))}
    </div>
  );
}
