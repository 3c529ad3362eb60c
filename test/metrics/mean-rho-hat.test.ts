import { expect, test } from "vitest";
import { meanRhoHat } from "../../src/metrics/mean-rho-hat.js";

const layer = (mean: number | null) => ({ min: 0, mean, max: 1 });

test("is the mean over the units of all sparse layers: 9 of 0.2 and 3 of 0.4 have (1.8 + 1.2) / 12", () => {
  const layers = { 1: { units: 9 }, 2: { units: 50 }, 3: { units: 3 } };
  expect(meanRhoHat({ rhoHat: { 1: layer(0.2), 3: layer(0.4) }, layers })).toBe(0.25);
});

test("is not known where nothing is sparse, or a layer's is not finite", () => {
  expect(meanRhoHat({})).toBeNull();
  expect(meanRhoHat({ rhoHat: { 1: layer(0.2), 2: layer(null) }, layers: {} })).toBeNull();
});
