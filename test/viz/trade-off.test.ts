import { expect, test } from "vitest";
import { tradeOff } from "../../src/viz/trade-off.js";

const pointAt = (label: string, x: number, y: number) => ({
  label,
  x: { mean: x, deviation: 0 },
  y: { mean: y, deviation: 0 },
  members: [{ x, y }],
});
const labelsOf = (points: ReturnType<typeof pointAt>[]) => {
  const svg = tradeOff({ title: "t", xLabel: "ρ̂", yLabel: "FVU", lines: [{ name: "", points }] });
  return [...svg.matchAll(/>(here \d)</g)].map(([, label]) => label);
};

test("points at one place share the four places around it; the other labels are left out", () => {
  const points = Array.from({ length: 9 }, (_, i) => pointAt(`here ${i}`, 0.05, 0.5));
  const apart = [pointAt("left", 0.04, 0.4), pointAt("right", 0.06, 0.6)];
  expect(labelsOf([...points, ...apart])).toEqual(["here 0", "here 1", "here 2", "here 3"]);
});

test("points that are apart all have their labels", () => {
  const points = Array.from({ length: 4 }, (_, i) => pointAt(`here ${i}`, 0.02 * (i + 1), 0.5 + 0.1 * i));
  expect(labelsOf(points)).toEqual(["here 0", "here 1", "here 2", "here 3"]);
});
