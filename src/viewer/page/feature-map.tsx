// Thousands of tiles on a map: each lies where two numbers of its unit say. The wheel comes nearer, dragging moves, a line
// drawn around some chooses them, arrow keys go from tile to tile.

import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { quantity } from "../../core/in-words.js";
import { type MapPlaces, nextTo } from "../../core/map-places.js";
import { Enlarged, type Pointed } from "./enlarged.js";
import { short } from "./format.js";
import { star } from "./grid.js";
import type { TileShape } from "./paint.js";
import { tileSize } from "./paint.js";
import { go } from "./route.js";
import { useSheet } from "./sheet.js";
import { useWidth } from "./width.js";

/** What part of the map is in sight: the place in its middle, and how many times it is enlarged. */
export interface Sight {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface FeatureMapProps {
  /** [units, visible] bytes, 128 is 0 */
  readonly bytes: Uint8Array;
  readonly visible: number;
  readonly shape: TileShape;
  /** Those that are shown, the last ones over the others */
  readonly units: readonly number[];
  readonly places: MapPlaces;
  readonly xTitle: string;
  readonly yTitle: string;
  /** CSS pixels of a tile's longer side, before it is enlarged */
  readonly size: number;
  readonly sight: Sight;
  readonly onSight: (sight: Sight) => void;
  /** Corners of the line around those that are chosen, in places; null for none */
  readonly lasso: readonly number[] | null;
  readonly onLasso: (line: readonly number[] | null) => void;
  readonly describe: (unit: number) => string;
  readonly isStarred: (unit: number) => boolean;
  /** What is drawn around a tile, as CSS has it; null for nothing */
  readonly frameOf?: (unit: number) => string | null;
  readonly hrefOf: (unit: number) => string;
  readonly onOpen: (unit: number) => void;
}

/** CSS pixels around the map, for what its axes are called, and of the whole. */
const MARGIN = { left: 54, right: 16, top: 16, bottom: 42 };
const HIGH = 560;
/** A tile grows by so much less than the map: what lies close comes apart. */
const TILE_GROWTH = 0.6;
const MOST_ZOOM = 400;
/** Pixels that a pointer may move and still click. */
const STILL = 4;
/** Pixels between corners of a drawn line. */
const CORNER = 6;

export const wholeMap: Sight = { x: 0.5, y: 0.5, zoom: 1 };

export function FeatureMap(props: FeatureMapProps): VNode {
  const { bytes, visible, shape, units, places, xTitle, yTitle, size, sight, lasso } = props;
  const { onSight, onLasso, describe, isStarred, frameOf = () => null, hrefOf, onOpen } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const { sheet, cornerOf } = useSheet({ bytes, visible, shape });
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const [lassoing, setLassoing] = useState(false);
  /** What the pointer began: a move of the map, or a line */
  const drag = useRef<{ x: number; y: number; sight: Sight; line: number[] | null; moved: boolean } | null>(
    null,
  );
  const [line, setLine] = useState<readonly number[] | null>(null);
  const own = tileSize(shape);
  const scale = (size / Math.max(own.width, own.height)) * sight.zoom ** TILE_GROWTH;
  const [wide, high] = [own.width * scale, own.height * scale];
  const [across, up] = [Math.max(1, width - MARGIN.left - MARGIN.right), HIGH - MARGIN.top - MARGIN.bottom];
  const xOf = (place: number) => MARGIN.left + across * ((place - sight.x) * sight.zoom + 0.5);
  const yOf = (place: number) => MARGIN.top + up * (0.5 - (place - sight.y) * sight.zoom);
  const placeX = (x: number) => ((x - MARGIN.left) / across - 0.5) / sight.zoom + sight.x;
  const placeY = (y: number) => (0.5 - (y - MARGIN.top) / up) / sight.zoom + sight.y;
  const known = useMemo(
    () => units.filter((unit) => !Number.isNaN(places.x[unit]) && !Number.isNaN(places.y[unit])),
    [units, places],
  );
  const drawn = line ?? lasso;

  useEffect(() => {
    if (width === 0) return;
    const target = canvas.current!;
    const ratio = devicePixelRatio || 1;
    const [w, h] = [Math.round(width * ratio), Math.round(HIGH * ratio)];
    if (target.width !== w || target.height !== h) [target.width, target.height] = [w, h];
    const context = target.getContext("2d")!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, HIGH);
    const style = getComputedStyle(target);
    context.imageSmoothingEnabled = false;
    context.save();
    context.beginPath();
    context.rect(MARGIN.left, MARGIN.top, across, up);
    context.clip();
    for (const unit of known) {
      const [x, y] = [xOf(places.x[unit]) - wide / 2, yOf(places.y[unit]) - high / 2];
      if (x > width || y > HIGH || x + wide < MARGIN.left || y + high < 0) continue;
      const [sx, sy] = cornerOf(unit);
      context.drawImage(sheet, sx, sy, own.width, own.height, x, y, wide, high);
      const around = frameOf(unit);
      if (around !== null) {
        context.strokeStyle = around;
        context.lineWidth = 2;
        context.strokeRect(x - 1, y - 1, wide + 2, high + 2);
      }
      if (isStarred(unit)) star(context, x + wide, y);
    }
    if (chosen !== null && !Number.isNaN(places.x[chosen])) {
      const [x, y] = [xOf(places.x[chosen]) - wide / 2, yOf(places.y[chosen]) - high / 2];
      context.drawImage(sheet, ...cornerOf(chosen), own.width, own.height, x, y, wide, high);
      context.strokeStyle = style.getPropertyValue("--accent");
      context.lineWidth = 3;
      context.strokeRect(x - 1.5, y - 1.5, wide + 3, high + 3);
    }
    if (drawn !== null && drawn.length > 2) {
      context.beginPath();
      for (let i = 0; i < drawn.length; i += 2) context.lineTo(xOf(drawn[i]), yOf(drawn[i + 1]));
      context.closePath();
      context.strokeStyle = style.getPropertyValue("--accent");
      context.lineWidth = 2;
      context.stroke();
    }
    context.restore();
    context.strokeStyle = style.getPropertyValue("--line");
    context.lineWidth = 1;
    context.strokeRect(MARGIN.left + 0.5, MARGIN.top + 0.5, across - 1, up - 1);
    context.fillStyle = style.getPropertyValue("--ink-faint");
    context.font = "12px system-ui, sans-serif";
    const valueAt = ([low, top]: readonly [number, number], place: number) =>
      short(low + place * (top - low), 3);
    context.textBaseline = "top";
    for (const share of [0, 0.5, 1]) {
      const x = MARGIN.left + share * across;
      context.textAlign = share === 0 ? "left" : share === 1 ? "right" : "center";
      context.fillText(valueAt(places.xEnds, placeX(x)), x, HIGH - MARGIN.bottom + 6);
    }
    context.textAlign = "right";
    for (const share of [0, 0.5, 1]) {
      const y = MARGIN.top + share * up;
      context.textBaseline = share === 0 ? "top" : share === 1 ? "bottom" : "middle";
      context.fillText(valueAt(places.yEnds, placeY(y)), MARGIN.left - 6, y);
    }
    context.fillStyle = style.getPropertyValue("--ink");
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.fillText(xTitle, MARGIN.left + across / 2, HIGH - 4);
    context.save();
    context.translate(12, MARGIN.top + up / 2);
    context.rotate(-Math.PI / 2);
    context.textBaseline = "middle";
    context.fillText(yTitle, 0, 0);
    context.restore();
  });

  /** The uppermost tile below the pointer. */
  const unitAt = (x: number, y: number): number | null => {
    for (let i = known.length - 1; i >= 0; i--) {
      const unit = known[i];
      const [dx, dy] = [x - xOf(places.x[unit]), y - yOf(places.y[unit])];
      if (Math.abs(dx) <= wide / 2 && Math.abs(dy) <= high / 2) return unit;
    }
    return null;
  };
  const at = (event: PointerEvent | WheelEvent): [number, number] => {
    const box = canvas.current!.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  /** Nearer by a factor, what lies at a point staying where it is. */
  const nearer = (factor: number, x = MARGIN.left + across / 2, y = MARGIN.top + up / 2) => {
    const zoom = Math.max(1, Math.min(MOST_ZOOM, sight.zoom * factor));
    const keep = 1 - sight.zoom / zoom;
    onSight(
      zoom === 1
        ? wholeMap
        : { zoom, x: sight.x + (placeX(x) - sight.x) * keep, y: sight.y + (placeY(y) - sight.y) * keep },
    );
  };
  // A wheel over the map does not scroll the page: only a listener of one's own may say so.
  const wheel = useRef((_: WheelEvent) => {});
  wheel.current = (event) => {
    event.preventDefault();
    nearer(Math.exp(-event.deltaY / 400), ...at(event));
  };
  useEffect(() => {
    const target = canvas.current!;
    const listen = (event: WheelEvent) => wheel.current(event);
    target.addEventListener("wheel", listen, { passive: false });
    return () => target.removeEventListener("wheel", listen);
  }, []);

  const onPointerDown = (event: PointerEvent) => {
    const [x, y] = at(event);
    canvas.current!.setPointerCapture(event.pointerId);
    const line = lassoing || event.shiftKey ? [placeX(x), placeY(y)] : null;
    drag.current = { x, y, sight, line, moved: false };
  };
  const onPointerMove = (event: PointerEvent) => {
    const [x, y] = at(event);
    const begun = drag.current;
    if (begun === null) {
      const unit = unitAt(x, y);
      if (unit !== pointed?.unit || unit !== null) setPointed(unit === null ? null : { unit, x, y });
      return;
    }
    if (Math.hypot(x - begun.x, y - begun.y) > STILL) begun.moved = true;
    if (begun.line !== null) {
      const [lastX, lastY] = begun.line.slice(-2);
      if (Math.hypot(x - xOf(lastX), y - yOf(lastY)) > CORNER) {
        begun.line.push(placeX(x), placeY(y));
        setLine([...begun.line]);
      }
    } else if (begun.moved)
      onSight({
        zoom: sight.zoom,
        x: begun.sight.x - (x - begun.x) / across / sight.zoom,
        y: begun.sight.y + (y - begun.y) / up / sight.zoom,
      });
    setPointed(null);
  };
  const onPointerUp = (event: PointerEvent) => {
    const begun = drag.current;
    drag.current = null;
    if (begun === null) return;
    if (begun.line !== null) {
      onLasso(begun.line.length >= 6 ? begun.line : null);
      setLine(null);
      setLassoing(false);
      return;
    }
    if (begun.moved) return;
    const unit = unitAt(...at(event));
    setChosen(unit);
    if (unit !== null) {
      onOpen(unit);
      go(hrefOf(unit));
    }
  };
  const directions: Readonly<Record<string, readonly [number, number]>> = {
    ArrowRight: [1, 0],
    ArrowLeft: [-1, 0],
    ArrowUp: [0, 1],
    ArrowDown: [0, -1],
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = directions[event.key];
    if (event.key === "Enter" && chosen !== null) {
      onOpen(chosen);
      go(hrefOf(chosen));
    } else if (event.key === "+" || event.key === "=") nearer(1.5);
    else if (event.key === "-") nearer(1 / 1.5);
    else if (event.key === "0") onSight(wholeMap);
    else if (direction !== undefined) {
      const next = chosen === null ? known[0] : (nextTo(places, known, chosen, direction) ?? chosen);
      if (next === undefined) return;
      setChosen(next);
      const [x, y] = [xOf(places.x[next]), yOf(places.y[next])];
      const isInSight = x > MARGIN.left && x < MARGIN.left + across && y > MARGIN.top && y < MARGIN.top + up;
      if (!isInSight) onSight({ ...sight, x: places.x[next], y: places.y[next] });
    } else return;
    event.preventDefault();
  };
  const told = pointed?.unit ?? chosen;
  const missing = units.length - known.length;
  return (
    <div class="grid-holder">
      <div class="toolbar">
        <button type="button" aria-label="nearer" onClick={() => nearer(1.5)}>
          +
        </button>
        <button type="button" aria-label="further away" onClick={() => nearer(1 / 1.5)}>
          −
        </button>
        <button type="button" disabled={sight.zoom === 1} onClick={() => onSight(wholeMap)}>
          Whole map
        </button>
        <button type="button" aria-pressed={lassoing} onClick={() => setLassoing(!lassoing)}>
          Draw around some
        </button>
        {lasso !== null && (
          <button type="button" onClick={() => onLasso(null)}>
            Choose none
          </button>
        )}
      </div>
      <div
        class="feature-map"
        ref={frame}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move on it
        tabIndex={0}
        aria-label={`map of ${quantity(known.length, "feature")}: ${xTitle} to the right, ${yTitle} upwards; arrow keys go from one to the next, Enter opens, plus and minus come nearer and go away, 0 shows all`}
        onPointerLeave={() => setPointed(null)}
        onKeyDown={onKeyDown}
      >
        <canvas
          ref={canvas}
          class={lassoing ? "lassoing" : ""}
          style={{ width: `${width}px`, height: `${HIGH}px` }}
          data-units={known.length}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={onPointerUp}
          onPointerCancel={() => {
            drag.current = null;
            setLine(null);
          }}
        />
        {pointed !== null && <Enlarged {...props} pointed={pointed} width={width} />}
      </div>
      <div class="status-line" aria-live="polite">
        {told !== null
          ? describe(told)
          : missing > 0
            ? `${quantity(missing, "unit")} not on the map: one of the two numbers is not known of them`
            : " "}
      </div>
    </div>
  );
}
