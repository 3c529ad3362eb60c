// Where units lie on a map, which of them a line encloses, and which is next in a direction.

import fc from "fast-check";
import { expect, test } from "vitest";
import { isInside, mapPlaces, nextTo } from "../../src/core/map-places.js";

test("places run from a little before the least value to a little beyond the largest", () => {
  const { x, y, xEnds, yEnds } = mapPlaces([0, 10, 5, null], [3, 3, 3, 3]);
  expect(xEnds).toEqual([-0.5, 10.5]);
  expect(Array.from(x).map((place) => Number(place.toFixed(6)))).toEqual([
    0.045455,
    0.954545,
    0.5,
    Number.NaN,
  ]);
  expect([Array.from(y), yEnds]).toEqual([
    [0.5, 0.5, 0.5, 0.5],
    [3, 3],
  ]);
});

test("a place and the value there are each other's inverse", () => {
  const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(numbers, (values) => {
      const { x, xEnds } = mapPlaces(values, values);
      const [low, high] = xEnds;
      values.forEach((value, i) => {
        expect(x[i]).toBeGreaterThanOrEqual(0);
        expect(x[i]).toBeLessThanOrEqual(1);
        expect(Math.abs(low + x[i] * (high - low) - value)).toBeLessThanOrEqual(1e-9 * (1 + high - low));
      });
    }),
  );
});

test("inside a line: of a square, of an L, and of one that crosses itself", () => {
  const square = [0, 0, 2, 0, 2, 2, 0, 2];
  expect([isInside(1, 1, square), isInside(3, 1, square), isInside(-1, 1, square)]).toEqual([
    true,
    false,
    false,
  ]);
  const l = [0, 0, 3, 0, 3, 1, 1, 1, 1, 3, 0, 3];
  expect([isInside(0.5, 2.5, l), isInside(2, 2, l), isInside(2.5, 0.5, l)]).toEqual([true, false, true]);
  const eight = [0, 0, 2, 2, 2, 0, 0, 2];
  expect([isInside(0.5, 1, eight), isInside(1, 1.5, eight)]).toEqual([true, false]);
  expect(isInside(Number.NaN, 1, square)).toBe(false);
});

test("a line's corners and what lies on its sides are inside, also where a corner is rounded or stands twice", () => {
  const line = [0.2, 0.2, 0.2, 0.2, 0.8, 0.3, 0.5, 0.9];
  for (let i = 0; i < line.length; i += 2)
    for (const by of [-0.0005, 0, 0.0005]) expect(isInside(line[i] + by, line[i + 1] + by, line)).toBe(true);
  expect([isInside(0.5, 0.25, line), isInside(0.5, 0.247, line), isInside(0.803, 0.3005, line)]).toEqual([
    true,
    false,
    false,
  ]);
});

test("the next in a direction: the nearest of those more that way than aside", () => {
  const places = mapPlaces([0, 1, 2, 0.2, null], [0, 0.1, 0, 2, 0]);
  const units = [0, 1, 2, 3, 4];
  expect(nextTo(places, units, 0, [1, 0])).toBe(1);
  expect(nextTo(places, units, 1, [1, 0])).toBe(2);
  expect(nextTo(places, units, 0, [0, 1])).toBe(3);
  expect(nextTo(places, units, 2, [1, 0])).toBeNull();
  expect(nextTo(places, [0, 2], 0, [1, 0])).toBe(2);
});
