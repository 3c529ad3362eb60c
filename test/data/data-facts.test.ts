// What rhohat data tells: numbers by hand, and spectra that are known.

import { expect, test } from "vitest";
import { view } from "../../src/core/arrays.js";
import { fourier2d, inverseFourier2d } from "../../src/core/fourier/fourier-2d.js";
import { createRandom } from "../../src/core/random.js";
import { type DataFacts, dataFacts } from "../../src/data/data-facts.js";
import type { Image } from "../../src/data/image.js";
import { neighbourCorrelation } from "../../src/data/neighbour-correlation.js";
import { powerSlope } from "../../src/data/power-slope.js";
import { loadPhotos } from "../../src/data/sources/photos.js";
import { suitedSteps } from "../../src/data/suited-steps.js";

test("range, mean, variance, constant features and deviations by hand", () => {
  const x = view(Float64Array.of(1, 0.1, 5, 3, 0.1, 25), [2, 3]);
  const { variance, mean, ...facts } = dataFacts(x);
  expect(facts).toEqual({
    examples: 2,
    values: 3,
    min: 0.1,
    max: 25,
    constantShare: 1 / 3,
    deviationRatio: 10, // 1 and 3: 1 about their mean; 5 and 25: 10
    isWhole: false,
  });
  expect(mean).toBeCloseTo(34.2 / 6, 14);
  expect(variance).toBeCloseTo(660.02 / 6 - (34.2 / 6) ** 2, 12);
  expect(dataFacts(view(new Float64Array(4).fill(0.1), [2, 2])).deviationRatio).toBeNull();
});

/** Noise whose amplitude falls as f^−power. */
function noise(height: number, width: number, power: number): Image {
  const random = createRandom(1);
  const spectrum = fourier2d(
    height,
    width,
    Float64Array.from({ length: height * width }, () => random.normal()),
  );
  const { columns, real, imaginary } = spectrum;
  const signed = (k: number, n: number) => (2 * k <= n ? k : k - n) / n;
  for (let i = 0; i < real.length; i++) {
    const f = Math.hypot(signed(Math.floor(i / columns), height), signed(i % columns, width)) || 1;
    real[i] *= f ** -power;
    imaginary[i] *= f ** -power;
  }
  return { name: "noise", height, width, channels: 1, data: inverseFourier2d(spectrum) };
}

test.each([
  [128, 128, 0],
  [128, 128, 1],
  [90, 131, 1],
  [128, 96, 1.5],
])("noise of %i×%i with amplitude f^−%d has twice that slope of power", (height, width, power) => {
  expect(Math.abs(powerSlope([noise(height, width, power)])! + 2 * power)).toBeLessThan(0.15);
});

test("of the shipped photographs as NumPy finds it; of what is constant or small nothing", () => {
  expect(powerSlope(loadPhotos())).toBeCloseTo(-2.48430252, 6);
  const flat = {
    name: "flat",
    height: 32,
    width: 32,
    channels: 1,
    data: new Float64Array(1024).fill(0.5),
  } as const;
  expect(powerSlope([flat])).toBeNull();
  expect(powerSlope([noise(8, 8, 1)])).toBeNull();
});

test("the correlation of neighbours does not reach over the border, and keeps colours apart", () => {
  expect(neighbourCorrelation(view(Float64Array.of(0, 0, 5, 5, 1, 1), [1, 6]), [3, 2])).toBeCloseTo(1, 14);
  expect(neighbourCorrelation(view(Float64Array.of(0, 1, 1, 0, 0, 1), [3, 2]), [1, 2])).toBeCloseTo(-1, 14);
  expect(
    neighbourCorrelation(view(Float64Array.of(0, 9, 4, 0, 9, 4, 2, 1, 3, 2, 1, 3), [2, 6]), [1, 2, 3]),
  ).toBeCloseTo(1, 14);
  expect(neighbourCorrelation(view(Float64Array.of(1, 2), [2, 1]), [1, 1])).toBeNull();
});

const facts: DataFacts = {
  examples: 9,
  values: 64,
  min: 0,
  max: 1,
  mean: 0.5,
  variance: 0.1,
  constantShare: 0,
  deviationRatio: 1,
  isWhole: false,
};
const picture = { facts, isOfImages: false, imageShape: [8, 8], slope: -2, correlation: 0.9 };
test.each([
  ["photographs", { ...picture, isOfImages: true }, "whiten-1-over-f,normalize-ufldl"],
  ["colours", { ...picture, imageShape: [8, 8, 3] }, "centre-features,zca-whiten:epsilon=0.1"],
  ["patches", picture, "remove-mean,zca-whiten:epsilon=0.1"],
  ["patches that are white", { ...picture, correlation: 0.1 }, "normalize-ufldl"],
  [
    "images that were whitened, with a low-pass",
    { ...picture, slope: -0.6, isOfImages: true },
    "normalize-ufldl",
  ],
  ["digits", { ...picture, facts: { ...facts, constantShare: 0.1 } }, "none"],
  ["bytes", { ...picture, facts: { ...facts, max: 255, isWhole: true } }, "scale"],
  [
    "features in different units",
    { ...picture, imageShape: null, facts: { ...facts, deviationRatio: 50 } },
    "standardise",
  ],
  ["shares", { ...picture, imageShape: null }, "none"],
  ["activations", { ...picture, imageShape: null, facts: { ...facts, min: -3 } }, "mean-norm"],
  ["nothing that varies", { ...picture, facts: { ...facts, max: 0 } }, "none"],
])("what suits %s", (_, traits, preprocess) => {
  expect(suitedSteps(traits).preprocess).toBe(preprocess);
});
