// Thousands of tiles on one canvas: only those in sight are drawn.

import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { spriteSheet, type TileShape, tileSize } from "./paint.js";
import { Tile } from "./tile.js";

export interface GridProps {
  /** [units, visible] bytes, 128 is 0 */
  readonly bytes: Uint8Array;
  readonly visible: number;
  readonly shape: TileShape;
  /** Units in the order to show them */
  readonly order: readonly number[];
  readonly describe: (unit: number) => string;
  readonly open: (unit: number) => void;
  /** CSS pixels of a tile's longer side */
  readonly size: number;
  /** Numbers on the tiles */
  readonly index: boolean;
}

const GAP = 4;
const SHEET_COLUMNS = 64;

export function Grid({ bytes, visible, shape, order, describe, open, size, index }: GridProps): VNode {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [scroll, setScroll] = useState(0);
  const [selected, setSelected] = useState<number | null>(null);
  const [pointer, setPointer] = useState<{ x: number; y: number } | null>(null);
  const own = tileSize(shape);
  const scale = size / Math.max(own.width, own.height);
  const [wide, high] = [own.width * scale, own.height * scale];
  const columns = Math.max(1, Math.floor((width + GAP) / (wide + GAP)));
  const rows = Math.ceil(order.length / columns);
  const total = rows * (high + GAP);
  const view = Math.min(total, 560);

  const sheet = useMemo(() => {
    const image = spriteSheet(bytes, visible, shape, SHEET_COLUMNS);
    const hidden = document.createElement("canvas");
    [hidden.width, hidden.height] = [image.width, image.height];
    hidden.getContext("2d")!.putImageData(image, 0, 0);
    return hidden;
  }, [bytes, visible, shape]);

  useLayoutEffect(() => {
    const measure = () => setWidth(frame.current?.clientWidth ?? 0);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(frame.current!);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const ratio = devicePixelRatio || 1;
    const target = canvas.current!;
    target.width = Math.round(width * ratio);
    target.height = Math.round(view * ratio);
    const context = target.getContext("2d")!;
    context.scale(ratio, ratio);
    context.imageSmoothingEnabled = false;
    const style = getComputedStyle(target);
    const first = Math.floor(scroll / (high + GAP));
    const last = Math.min(rows, Math.ceil((scroll + view) / (high + GAP)));
    for (let place = first * columns; place < Math.min(order.length, last * columns); place++) {
      const unit = order[place];
      const x = (place % columns) * (wide + GAP);
      const y = Math.floor(place / columns) * (high + GAP) - scroll;
      const [sx, sy] = [(unit % SHEET_COLUMNS) * own.width, Math.floor(unit / SHEET_COLUMNS) * own.height];
      context.drawImage(sheet, sx, sy, own.width, own.height, x, y, wide, high);
      if (place === selected) {
        context.strokeStyle = style.getPropertyValue("--accent");
        context.lineWidth = 3;
        context.strokeRect(x + 0.5, y + 0.5, wide - 1, high - 1);
      }
      if (index && wide >= 24) label(context, String(unit), x, y);
    }
  });

  const placeAt = (event: PointerEvent | MouseEvent): number | null => {
    const box = canvas.current!.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left) / (wide + GAP));
    const row = Math.floor((event.clientY - box.top + scroll) / (high + GAP));
    const place = row * columns + column;
    return column < columns && column >= 0 && place >= 0 && place < order.length ? place : null;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
    };
    if (event.key === "Enter" && selected !== null) open(order[selected]);
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const place = Math.max(0, Math.min(order.length - 1, (selected ?? -step) + step));
    setSelected(place);
    setPointer(null);
    const y = Math.floor(place / columns) * (high + GAP);
    if (y < scroll) frame.current!.scrollTop = y;
    else if (y + high > scroll + view) frame.current!.scrollTop = y + high - view;
  };

  const unit = selected === null ? null : order[selected];
  return (
    <div class="grid-holder">
      <div
        class="grid"
        ref={frame}
        style={{ height: `${view}px` }}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the tiles are pixels of one canvas, the keys choose among them
        tabIndex={0}
        role="application"
        aria-label={`${order.length} features; arrow keys choose, Enter opens`}
        onScroll={() => setScroll(frame.current!.scrollTop)}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => {
          const place = placeAt(event);
          setSelected(place);
          const box = frame.current!.getBoundingClientRect();
          setPointer(place === null ? null : { x: event.clientX - box.left, y: event.clientY - box.top });
        }}
        onPointerLeave={() => setPointer(null)}
        onClick={(event) => {
          const place = placeAt(event);
          if (place !== null) open(order[place]);
        }}
      >
        <div style={{ height: `${total}px` }}>
          <canvas
            ref={canvas}
            class="grid-canvas"
            style={{ width: `${width}px`, height: `${view}px` }}
            data-units={order.length}
          />
        </div>
      </div>
      {unit !== null && pointer !== null && (
        <div
          class="enlarged"
          style={{
            left: `${Math.min(pointer.x + 18, Math.max(0, width - 200))}px`,
            top: `${pointer.y + 18}px`,
          }}
        >
          <Tile
            bytes={bytes.subarray(unit * visible, (unit + 1) * visible)}
            shape={shape}
            label={`feature ${unit}`}
            size={168}
          />
          <div>{describe(unit)}</div>
        </div>
      )}
      <div class="status-line" aria-live="polite">
        {unit === null ? " " : describe(unit)}
      </div>
    </div>
  );
}

function label(context: CanvasRenderingContext2D, text: string, x: number, y: number): void {
  context.font = "10px system-ui, sans-serif";
  const width = context.measureText(text).width;
  context.fillStyle = "rgba(0, 0, 0, 0.7)";
  context.fillRect(x, y, width + 6, 13);
  context.fillStyle = "white";
  context.fillText(text, x + 3, y + 10);
}
