// Thousands of tiles on one canvas, each with a link over it: only those in sight are there.

import type { VNode } from "preact";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { quantity } from "../../core/in-words.js";
import { Enlarged, type Pointed } from "./enlarged.js";
import { star, type TileShape, tileSize } from "./paint.js";
import { PrintedGrid } from "./printed-grid.js";
import { go } from "./route.js";
import { useSheet } from "./sheet.js";
import { useWidth } from "./width.js";
import "./grid.css";

export interface GridProps {
  /** [units, visible] bytes, 128 is 0 */
  readonly bytes: Uint8Array;
  readonly visible: number;
  readonly shape: TileShape;
  /** Units in the order to show them */
  readonly order: readonly number[];
  readonly describe: (unit: number) => string;
  /** Whether somebody gave it a star, which is drawn on its tile */
  readonly isStarred: (unit: number) => boolean;
  /** Where a unit's page is */
  readonly hrefOf: (unit: number) => string;
  /** Before its page is opened */
  readonly onOpen: (unit: number) => void;
  /** The unit that one comes back from: in sight, and the keyboard is on it */
  readonly marked: number | null;
  /** Tiles side by side, which are smaller where they find no room; as many as find room for null */
  readonly columns: number | null;
  /** CSS pixels of a tile's longer side */
  readonly size: number;
  /** Numbers on the tiles */
  readonly index: boolean;
  /** What they are, where a page has several grids: "in use"; nothing unless given */
  readonly which?: string;
}

const GAP = 4;
/** CSS pixels of the tiles in sight. */
const MOST_HIGH = 560;

/** Whether it opens a page here: with another key the browser opens a tab or a window. */
const isPlain = (event: MouseEvent | KeyboardEvent) =>
  !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

export function Grid(props: GridProps): VNode {
  const { shape, order, describe, isStarred, hrefOf, onOpen, marked, size, index } = props;
  const which = props.which === undefined ? "" : ` ${props.which}`;
  const frame = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const { sheet, cornerOf } = useSheet(props);
  const [scroll, setScroll] = useState(0);
  /** The unit that the keyboard is on, and whether it is to be brought into sight */
  const [chosen, setChosen] = useState<{ unit: number; bring: boolean } | null>(
    marked === null ? null : { unit: marked, bring: true },
  );
  /** The same at once: keys may come faster than drawings */
  const now = useRef(marked);
  const choose = (unit: number, bring: boolean) => {
    now.current = unit;
    setChosen({ unit, bring });
  };
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const own = tileSize(shape);
  const wished = size / Math.max(own.width, own.height);
  const room = props.columns === null ? wished : ((width + GAP) / props.columns - GAP) / own.width;
  const scale = Math.max(Math.min(wished, room), 1 / own.width);
  const [wide, high] = [own.width * scale, own.height * scale];
  const columns = props.columns ?? Math.max(1, Math.floor((width + GAP) / (wide + GAP)));
  const rows = Math.ceil(order.length / columns);
  const total = rows * (high + GAP);
  const view = Math.min(total, MOST_HIGH);
  const first = Math.floor(scroll / (high + GAP)) * columns;
  const end = Math.min(order.length, Math.ceil((scroll + view) / (high + GAP)) * columns);
  const leftOf = (place: number) => (place % columns) * (wide + GAP);
  const topOf = (place: number) => Math.floor(place / columns) * (high + GAP);

  const drawAlone = useCallback(
    (unit: number, target: HTMLCanvasElement) => {
      const [sx, sy] = cornerOf(unit);
      target.getContext("2d")!.drawImage(sheet, -sx, -sy);
    },
    [sheet],
  );

  useEffect(() => {
    const ratio = devicePixelRatio || 1;
    const target = canvas.current!;
    target.width = Math.round(width * ratio);
    target.height = Math.round(view * ratio);
    const context = target.getContext("2d")!;
    context.scale(ratio, ratio);
    context.imageSmoothingEnabled = false;
    for (let place = first; place < end; place++) {
      const unit = order[place];
      const [x, y] = [leftOf(place), topOf(place) - scroll];
      const [sx, sy] = cornerOf(unit);
      context.drawImage(sheet, sx, sy, own.width, own.height, x, y, wide, high);
      if (index && wide >= 24) label(context, String(unit), x, y);
      if (isStarred(unit)) star(context, x + wide, y);
    }
  });

  // The chosen tile comes into sight before its link is there to be focused.
  const place = chosen === null ? -1 : order.indexOf(chosen.unit);
  useEffect(() => {
    if (chosen === null || !chosen.bring || chosen.unit !== now.current || place < 0 || width === 0) return;
    const y = topOf(place);
    const box = frame.current!;
    if (y < box.scrollTop) box.scrollTop = y;
    else if (y + high > box.scrollTop + view) box.scrollTop = y + high - view;
    if (box.scrollTop !== scroll) setScroll(box.scrollTop);
    else {
      const link = box.querySelector<HTMLElement>(`a[data-unit="${chosen.unit}"]`);
      link?.focus();
      link?.scrollIntoView({ block: "nearest" });
      if (link !== null) setChosen({ ...chosen, bring: false });
    }
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
    };
    if (event.key === "Enter" && now.current !== null && isPlain(event)) {
      event.preventDefault();
      onOpen(now.current);
      go(hrefOf(now.current));
    }
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const from = now.current === null ? -1 : order.indexOf(now.current);
    choose(order[from < 0 ? 0 : Math.max(0, Math.min(order.length - 1, from + step))], true);
    setPointed(null);
  };
  const point = (event: PointerEvent, unit: number) => {
    const box = frame.current!.getBoundingClientRect();
    setPointed({ unit, x: event.clientX - box.left, y: event.clientY - box.top });
  };

  const entry = place >= first && place < end ? place : first;
  const links = useMemo(
    () =>
      Array.from({ length: end - first }, (_, k) => {
        const [at, unit] = [first + k, order[first + k]];
        const isChosen = unit === chosen?.unit;
        return (
          <a
            key={unit}
            href={hrefOf(unit)}
            class={isChosen ? "tile-link chosen" : "tile-link"}
            style={{
              left: `${leftOf(at)}px`,
              top: `${topOf(at)}px`,
              width: `${wide}px`,
              height: `${high}px`,
            }}
            aria-current={isChosen ? "true" : undefined}
            data-unit={unit}
            tabIndex={at === entry ? 0 : -1}
            onClick={(event) => {
              if (isPlain(event)) onOpen(unit);
            }}
            onFocus={() => {
              if (now.current !== unit) choose(unit, false);
            }}
            onPointerMove={(event) => point(event, unit)}
          >
            feature {unit}
          </a>
        );
      }),
    [first, end, order, columns, wide, high, chosen, entry, hrefOf(0)], // not for each move of the pointer
  );
  const told = pointed?.unit ?? chosen?.unit ?? null;
  return (
    <div class="grid-holder">
      <nav
        class="grid"
        ref={frame}
        style={{ height: `${view}px` }}
        tabIndex={-1}
        aria-label={`${quantity(order.length, "feature")}${which}; arrow keys choose, Enter opens`}
        onScroll={() => setScroll(frame.current!.scrollTop)}
        onKeyDown={onKeyDown}
        onPointerLeave={() => setPointed(null)}
      >
        <div class="grid-all" style={{ height: `${total}px` }}>
          <canvas
            ref={canvas}
            class="grid-canvas"
            style={{ width: `${width}px`, height: `${view}px` }}
            data-units={order.length}
          />
          {links}
        </div>
      </nav>
      <PrintedGrid shape={shape} order={order} size={size} index={index} draw={drawAlone} />
      {pointed !== null && <Enlarged {...props} pointed={pointed} width={width} />}
      <div class="status-line" aria-live="polite">
        {told === null ? " " : describe(told)}
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
