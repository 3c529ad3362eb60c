// Where places of a map lie on the page, also while a picture of them is moved in place of them.

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { MapFrame, wholeMap } from "../../src/viewer/page/map-frame.js";
import { type MapTiles, paintPicture, showPicture } from "../../src/viewer/page/map-painting.js";

const WIDTH = 700;
const near = new MapFrame(WIDTH, { x: 0.3, y: 0.6, zoom: 4 });

describe("a frame", () => {
  test("takes places to pixels and back", () => {
    for (const frame of [new MapFrame(WIDTH, wholeMap), near])
      for (const place of [0, 0.3, 1]) {
        expect(frame.placeX(frame.xOf(place))).toBeCloseTo(place, 12);
        expect(frame.placeY(frame.yOf(place))).toBeCloseTo(place, 12);
      }
    expect([near.xOf(0.3), near.yOf(0.6)]).toEqual([...near.middle]);
    expect(near.yOf(0.7)).toBeLessThan(near.yOf(0.6)); // upwards
  });

  test("from nearer, what lies at a point stays there; the whole map is the furthest", () => {
    const point = [150, 400] as const;
    const nearer = new MapFrame(WIDTH, near.nearer(2, point));
    expect(nearer.sight.zoom).toBe(8);
    expect(nearer.xOf(near.placeX(point[0]))).toBeCloseTo(point[0], 9);
    expect(nearer.yOf(near.placeY(point[1]))).toBeCloseTo(point[1], 9);
    expect(near.nearer(0.01)).toEqual(wholeMap);
  });

  test("dragged, places move with the pointer", () => {
    const dragged = new MapFrame(WIDTH, near.draggedBy(40, -25));
    expect(dragged.xOf(0.35) - near.xOf(0.35)).toBeCloseTo(40, 9);
    expect(dragged.yOf(0.35) - near.yOf(0.35)).toBeCloseTo(-25, 9);
  });
});

describe("a picture of tiles", () => {
  const RATIO = 2;
  beforeAll(() => vi.stubGlobal("devicePixelRatio", RATIO));
  afterAll(() => vi.unstubAllGlobals());

  /** A canvas that notes its transform and where images are drawn. */
  function noting() {
    const drawn: number[][] = [];
    let shift = [0, 0];
    const context = {
      setTransform: (...all: number[]) => {
        shift = all.slice(4);
      },
      drawImage: (_: unknown, ...all: number[]) => drawn.push(all),
      ...Object.fromEntries(["save", "restore", "beginPath", "rect", "clip"].map((name) => [name, () => {}])),
    };
    const canvas = { width: 0, height: 0, getContext: () => context };
    return {
      canvas: canvas as unknown as HTMLCanvasElement,
      context: context as unknown as CanvasRenderingContext2D,
      drawn,
      shift: () => shift,
    };
  }
  const places = { x: Float64Array.of(0.3, 0.35, 0.99), y: Float64Array.of(0.6, 0.5, 0.99) };
  const tiles: MapTiles = {
    sheet: { sheet: {} as HTMLCanvasElement, cornerOf: (unit) => [8 * unit, 0] },
    known: [0, 1, 2],
    places: { ...places, xEnds: [0, 1], yEnds: [0, 1] },
    own: { width: 8, height: 8 },
    scale: 2,
    isStarred: () => false,
    frameOf: () => null,
  };

  test.each([
    ["where it was painted", near],
    ["moved", new MapFrame(WIDTH, near.draggedBy(60, 35))],
    ["nearer", new MapFrame(WIDTH, near.nearer(1.7, [200, 100]))],
  ])("%s: each tile is about its place, those far away are left out", (_, frame) => {
    const [painted, shown] = [noting(), noting()];
    const picture = paintPicture(tiles, near, painted.canvas);
    expect(painted.drawn.map(([from]) => from)).toEqual([0, 8]);
    showPicture(shown.context, picture, frame);
    const [[left, top, wide, high]] = shown.drawn;
    for (const [i, unit] of [0, 1].entries()) {
      const [, , , , x, y, width, height] = painted.drawn[i];
      const inPicture = [x + width / 2, y + height / 2].map((at, axis) => at * RATIO + painted.shift()[axis]);
      expect(left + (inPicture[0] * wide) / picture.canvas.width).toBeCloseTo(frame.xOf(places.x[unit]), 6);
      expect(top + (inPicture[1] * high) / picture.canvas.height).toBeCloseTo(frame.yOf(places.y[unit]), 6);
    }
  });
});
