import { expect, test } from "vitest";
import { toBytes, toOwnScale } from "../../src/viz/tile-bytes.js";

test("bytes from low to high; what lies beyond stands at the ends, and of no range all is 0", () => {
  expect([...toBytes([-1, 0, 0.5, 1, 2], 0, 1)]).toEqual([0, 0, 128, 255, 255]);
  expect([...toBytes([3, 3], 3, 3)]).toEqual([0, 0]);
});

test("on its own scale 128 is 0 and the largest is 127 away; zeros and infinite tiles are grey", () => {
  expect([...toOwnScale([-2, 0, 1])]).toEqual([1, 128, 192]);
  expect([...toOwnScale([0, 0])]).toEqual([128, 128]);
  expect([...toOwnScale([Number.POSITIVE_INFINITY, 1])]).toEqual([128, 128]);
});
