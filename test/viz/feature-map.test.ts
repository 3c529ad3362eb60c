// Where the tiles of a map lie, how large they are, and which is on top.

import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import { matrix } from "../../src/core/arrays.js";
import { mapPlaces } from "../../src/core/map-places.js";
import { type FeatureMapOptions, featureMap } from "../../src/viz/feature-map.js";
import { themes } from "../../src/viz/theme.js";

const drawn = (values: readonly number[], shape: readonly number[], options: Partial<FeatureMapOptions>) => {
  const each = shape.reduce((product, side) => product * side, 1);
  const zeros = new Array<number>(values.length / each).fill(0);
  return featureMap(matrix(Float64Array.from(values), zeros.length, each), {
    title: "t",
    shape,
    places: mapPlaces(zeros, zeros),
    x: { title: "x" },
    y: { title: "y" },
    ...options,
  });
};

/** The one picture of a map, and the colour of a pixel of it. */
function pictureOf(svg: string) {
  const images = [...svg.matchAll(/<image [^>]*width="([\d.]+)" height="([\d.]+)"[^>]*base64,([^"]*)"/g)];
  expect(images).toHaveLength(1);
  const [, width, height, bytes] = images[0];
  const png = PNG.sync.read(Buffer.from(bytes, "base64"));
  expect([png.width, png.height]).toEqual([2 * Number(width), 2 * Number(height)]);
  const at = (x: number, y: number) => [...png.data.subarray(4 * (y * png.width + x)).subarray(0, 3)];
  return { width: png.width, height: png.height, at };
}

const [white, black] = [
  [255, 255, 255],
  [0, 0, 0],
];
const middle = {
  x: Float64Array.of(0.5, 0.5),
  y: Float64Array.of(0.5, 0.5),
  xEnds: [0, 1],
  yEnds: [0, 1],
} as const;

describe("a tile of 1×2 pixels in the middle", () => {
  // 640×480, the raster twice that; 2 pixels of 40 each in it: x from 600 to 680, y from 460 to 500.
  const places = { ...middle, x: Float64Array.of(0.5), y: Float64Array.of(0.5) };
  const { width, height, at } = pictureOf(drawn([1, -1], [1, 2], { places }));
  test("is 40 SVG pixels long, sharp, and on the background", () => {
    expect([width, height]).toEqual([1280, 960]);
    const across = [599, 600, 639, 640, 679, 680].map((x) => at(x, 480));
    expect(across).toEqual([white, white, white, black, black, white]);
    expect([459, 460, 499, 500].map((y) => at(660, y))).toEqual([white, black, black, white]);
  });
});

test("x grows to the right and y upwards; what is beyond the edge is cut off", () => {
  const places = {
    ...middle,
    x: Float64Array.of(0.25, 1, 0),
    y: Float64Array.of(0.75, 0, 1),
  };
  const { at } = pictureOf(drawn([-1, -1, -1], [1, 1], { places }));
  expect([at(320, 240), at(1279, 959), at(0, 0), at(640, 480), at(320, 720)]).toEqual([
    black,
    black,
    black,
    white,
    white,
  ]);
});

test("the last of an order lies on top, in its group's frame", () => {
  const places = middle;
  const groups = { names: ["a", "b"], of: [0, 1] };
  const edgeOf = (order: number[]) => pictureOf(drawn([1, -1], [1, 1], { places, groups, order })).at;
  const [b, a] = [edgeOf([0, 1]), edgeOf([1, 0])];
  expect([b(640, 480), a(640, 480)]).toEqual([black, white]);
  // 80 pixels of a tile, from 600 to 680, and 4 of a frame.
  expect([b(595, 480), b(596, 480), b(599, 480), b(683, 480), b(684, 480)]).toEqual([
    white,
    [0x00, 0x9e, 0x73],
    [0x00, 0x9e, 0x73],
    [0x00, 0x9e, 0x73],
    white,
  ]);
  expect(a(596, 480)).toEqual([0x00, 0x72, 0xb2]);
  const legend = drawn([1, -1], [1, 1], { places, groups });
  for (const [i, name] of groups.names.entries()) {
    expect(legend).toContain(`>${name}<`);
    expect(legend).toContain(themes.light.palette[i + 1]);
  }
});

test("colours that come again are told", () => {
  const names = Array.from({ length: 8 }, (_, i) => `run ${i}`);
  const told = (count: number) => drawn([1], [1, 1], { groups: { names: names.slice(0, count), of: [0] } });
  expect(told(8)).toContain("Colours come again after 7 of them.");
  expect(told(7)).not.toContain("come again");
});

test("units of which one of the numbers is not known are counted; none at all can be drawn", () => {
  const places = mapPlaces([1, 2, null], [null, 3, 4]);
  expect(drawn([1, 1, 1], [1, 1], { places })).toContain(
    "Not on the map: 2 units of which one of the numbers is not known.",
  );
  for (const svg of [drawn([], [1, 1], {}), drawn([1], [1, 1], { places: mapPlaces([null], [1]) })])
    expect(svg.replace(/base64,[^"]*/, "")).not.toMatch(/NaN|undefined|Infinity/);
});

test("an axis has its ends' numbers, or none", () => {
  const options = { places: mapPlaces([0, 180], [0.001, 0.001]) };
  const svg = drawn([1, 1], [1, 1], options);
  for (const tick of ["0", "50", "100", "150", "0.001"]) expect(svg).toContain(`>${tick}</text>`);
  const bare = drawn([1, 1], [1, 1], { ...options, x: { title: "x", ticks: false }, y: { title: "" } });
  expect(bare).not.toContain(">100</text>");
});

test.each([
  [25, [8, 8], 640, 40],
  [300, [8, 8], 640, 24],
  [1200, [8, 8], 905, 16],
  [12288, [8, 8], 1280, 16],
  [3000, [28, 28], 1280, 14],
])("%d tiles of %j: a map %d pixels wide, a tile %d", (count, shape, wide, side) => {
  // All of them in the middle, half of their pixels black.
  const values = Array.from({ length: count * shape[0] * shape[1] }, () => -1);
  const at = Float64Array.from({ length: count }, () => 0.5);
  const svg = drawn(values, shape, { places: { x: at, y: at, xEnds: [0, 1], yEnds: [0, 1] } });
  const picture = pictureOf(svg);
  let black = 0;
  for (let x = 0; x < picture.width; x++) if (picture.at(x, picture.height / 2)[0] === 0) black++;
  expect([picture.width / 2, black / 2]).toEqual([wide, side]);
});
