// On paper nothing scrolls and the page has a width of its own: there every tile is an element, in lines as it fits.

import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { GridProps } from "./grid.js";
import { tileSize } from "./paint.js";

const PAPER = "print";

/** Whether the page is being printed. The tiles are there before the browser lays the paper out. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(() => matchMedia(PAPER).matches);
  useEffect(() => {
    const paper = matchMedia(PAPER);
    const onChange = () => setPrinting(paper.matches);
    const [before, after] = [() => setPrinting(true), () => setPrinting(false)];
    paper.addEventListener("change", onChange);
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      paper.removeEventListener("change", onChange);
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, []);
  return printing;
}

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
