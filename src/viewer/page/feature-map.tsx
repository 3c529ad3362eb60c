// Thousands of tiles on a map: each lies where two numbers of its unit say. The wheel comes nearer, dragging moves, a line
// drawn around some chooses them, arrow keys go from tile to tile.

import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { quantity } from "../../core/in-words.js";
import { type MapPlaces, nextTo } from "../../core/map-places.js";
import { Enlarged, type Pointed } from "./enlarged.js";
import { HIGH, MapFrame, type Sight, wholeMap } from "./map-frame.js";
import {
  type MapPicture,
  type MapTiles,
  paintAxes,
  paintCorners,
  paintLine,
  paintPicture,
  paintTile,
  showPicture,
} from "./map-painting.js";
import type { TileShape } from "./paint.js";
import { tileSize } from "./paint.js";
import { go } from "./route.js";
import { useSheet } from "./sheet.js";
import { useWidth } from "./width.js";
import "./feature-map.css";

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
  /** Whether the values of each axis stand there; yes unless they mean nothing */
  readonly isNumbered?: readonly [x: boolean, y: boolean];
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
  /** The unit that one comes back from: in sight, and the keyboard is on it */
  readonly marked: number | null;
}

/** A tile grows by so much less than the map: what lies close comes apart. */
const TILE_GROWTH = 0.6;
/** Tiles that are painted anew at each frame of a move; of more a picture of them is moved. */
const PAINTED_AT_ONCE = 500;
/** Milliseconds without a turn of the wheel, after which the map is still. */
const STILL_AFTER = 150;
/** Pixels that a pointer may move and still click. */
const STILL = 4;
/** Pixels between corners of a drawn line. */
const CORNER = 6;

export function FeatureMap(props: FeatureMapProps): VNode {
  const { bytes, visible, shape, units, places, xTitle, yTitle, size, sight, lasso } = props;
  const { onSight, onLasso, describe, isStarred, frameOf = () => null, hrefOf, onOpen, marked } = props;
  const { isNumbered = [true, true] } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const sheet = useSheet({ bytes, visible, shape });
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const [chosen, setChosen] = useState<number | null>(marked);
  const [lassoing, setLassoing] = useState(false);
  /** What the pointer began: a move of the map, or a line */
  const drag = useRef<{
    readonly x: number;
    readonly y: number;
    readonly from: MapFrame;
    to: Sight;
    readonly line: number[] | null;
    moved: boolean;
  } | null>(null);
  const [line, setLine] = useState<readonly number[] | null>(null);
  /** The corners that the keyboard has set, as those of a line */
  const [corners, setCorners] = useState<readonly number[]>([]);
  /** What is in sight while it moves; the address has it when it is still */
  const [moving, setMoving] = useState<Sight | null>(null);
  /** The same at once: wheels turn faster than a page is drawn */
  const latest = useRef<Sight | null>(null);
  const move = (to: Sight | null) => {
    latest.current = to;
    setMoving(to);
  };
  const stillness = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const own = tileSize(shape);
  const scale = (size / Math.max(own.width, own.height)) * (moving ?? sight).zoom ** TILE_GROWTH;
  const [wide, high] = [own.width * scale, own.height * scale];
  const frameNow = new MapFrame(width, moving ?? sight);
  const known = useMemo(
    () => units.filter((unit) => !Number.isNaN(places.x[unit]) && !Number.isNaN(places.y[unit])),
    [units, places],
  );
  const drawn = line ?? (corners.length > 0 ? corners : lasso);
  const picture = useRef<{ of: MapPicture; from: readonly unknown[] } | null>(null);

  useEffect(() => () => clearTimeout(stillness.current), []);

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
    const tiles: MapTiles = { sheet, known, places, own, scale, isStarred, frameOf };
    const from = [
      ...[sheet, known, places, size, width, ratio],
      ...[frameNow.sight.x, frameNow.sight.y, frameNow.sight.zoom],
      known.filter(isStarred).join(),
      known.map(frameOf).join(),
    ];
    const isKept =
      picture.current !== null &&
      ((moving !== null && known.length > PAINTED_AT_ONCE) ||
        from.every((value, i) => value === picture.current!.from[i]));
    if (!isKept) picture.current = { of: paintPicture(tiles, frameNow, picture.current?.of.canvas), from };
    showPicture(context, picture.current!.of, frameNow);
    const accent = style.getPropertyValue("--accent");
    context.save();
    context.beginPath();
    context.rect(frameNow.left, frameNow.top, frameNow.across, frameNow.up);
    context.clip();
    if (chosen !== null && !Number.isNaN(places.x[chosen])) {
      context.imageSmoothingEnabled = false;
      paintTile(context, tiles, frameNow, chosen);
      const [x, y] = [frameNow.xOf(places.x[chosen]) - wide / 2, frameNow.yOf(places.y[chosen]) - high / 2];
      context.strokeStyle = accent;
      context.lineWidth = 3;
      context.strokeRect(x - 1.5, y - 1.5, wide + 3, high + 3);
    }
    if (drawn !== null) paintLine(context, frameNow, drawn, accent);
    paintCorners(context, frameNow, corners, accent);
    context.restore();
    paintAxes(context, frameNow, { places, titles: [xTitle, yTitle], isNumbered }, style);
  });

  /** The uppermost tile below the pointer. */
  const unitAt = (x: number, y: number): number | null => {
    for (let i = known.length - 1; i >= 0; i--) {
      const unit = known[i];
      const [dx, dy] = [x - frameNow.xOf(places.x[unit]), y - frameNow.yOf(places.y[unit])];
      if (Math.abs(dx) <= wide / 2 && Math.abs(dy) <= high / 2) return unit;
    }
    return null;
  };
  const at = (event: PointerEvent | WheelEvent): [number, number] => {
    const box = canvas.current!.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  /** The map is still: what is in sight goes into the address. */
  const rest = (to: Sight) => {
    clearTimeout(stillness.current);
    move(null);
    onSight(to);
  };
  const choose = (unit: number) => {
    setChosen(unit);
    const [x, y] = [places.x[unit], places.y[unit]];
    if (!frameNow.contains(frameNow.xOf(x), frameNow.yOf(y))) rest({ ...frameNow.sight, x, y });
  };
  useEffect(() => {
    if (width === 0 || marked === null || !known.includes(marked)) return;
    choose(marked);
    if (document.activeElement === document.body) frame.current!.focus();
  }, [width > 0]);
  /** @param around - the line that was drawn; null for none */
  const endLasso = (around: readonly number[] | null) => {
    if (around !== null) onLasso(around.length >= 6 ? around : null);
    setLine(null);
    setCorners([]);
    setLassoing(false);
  };
  // A wheel over the map does not scroll the page: only a listener of one's own may say so.
  const wheel = useRef((_: WheelEvent) => {});
  wheel.current = (event) => {
    event.preventDefault();
    const from = new MapFrame(width, latest.current ?? sight);
    const to = from.nearer(Math.exp(-event.deltaY / 400), at(event));
    move(to);
    clearTimeout(stillness.current);
    stillness.current = setTimeout(() => rest(to), STILL_AFTER);
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
    const line = lassoing || event.shiftKey ? [frameNow.placeX(x), frameNow.placeY(y)] : null;
    drag.current = { x, y, from: frameNow, to: frameNow.sight, line, moved: false };
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
      if (Math.hypot(x - frameNow.xOf(lastX), y - frameNow.yOf(lastY)) > CORNER) {
        begun.line.push(frameNow.placeX(x), frameNow.placeY(y));
        setLine([...begun.line]);
      }
    } else if (begun.moved) {
      begun.to = begun.from.draggedBy(x - begun.x, y - begun.y);
      move(begun.to);
    }
    setPointed(null);
  };
  const onPointerUp = (event: PointerEvent) => {
    const begun = drag.current;
    drag.current = null;
    if (begun === null) return;
    if (begun.line !== null) {
      endLasso(begun.line);
      return;
    }
    if (begun.moved) {
      rest(begun.to);
      return;
    }
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
    if (lassoing && event.key === " ") {
      if (chosen !== null && !event.repeat) setCorners([...corners, places.x[chosen], places.y[chosen]]);
    } else if (lassoing && event.key === "Enter") {
      if (corners.length >= 6) endLasso(corners);
    } else if (lassoing && event.key === "Escape") endLasso(null);
    else if (event.key === "Enter" && chosen !== null) {
      onOpen(chosen);
      go(hrefOf(chosen));
    } else if (event.key === "+" || event.key === "=") rest(frameNow.nearer(1.5));
    else if (event.key === "-") rest(frameNow.nearer(1 / 1.5));
    else if (event.key === "0") rest(wholeMap);
    else if (direction !== undefined) {
      const next = chosen === null ? known[0] : (nextTo(places, known, chosen, direction) ?? chosen);
      if (next === undefined) return;
      choose(next);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const told = pointed?.unit ?? chosen;
  const missing = units.length - known.length;
  return (
    <div class="grid-holder">
      <div class="toolbar">
        <button type="button" aria-label="nearer" onClick={() => rest(frameNow.nearer(1.5))}>
          +
        </button>
        <button type="button" aria-label="further away" onClick={() => rest(frameNow.nearer(1 / 1.5))}>
          −
        </button>
        <button type="button" disabled={sight.zoom === 1} onClick={() => rest(wholeMap)}>
          Whole map
        </button>
        <button
          type="button"
          aria-pressed={lassoing}
          onClick={() => {
            if (lassoing) endLasso(null);
            else {
              setLassoing(true);
              frame.current!.focus(); // whose keys draw
            }
          }}
        >
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
            move(null);
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
        {lassoing && (
          <div>
            {quantity(corners.length / 2, "corner")}: draw with the pointer, or arrow keys go to a tile, Space
            sets a corner there, Enter closes the line from the third on, Escape gives up
          </div>
        )}
      </div>
    </div>
  );
}
