import { expect, test } from "vitest";
import { whyNoFits } from "../../src/inspect/inspection.js";
import type { Model } from "../../src/sae/model.js";

const of = (units: number, reconstructs = true) =>
  ({ layers: [{ units }], reconstructs }) as unknown as Model;

test("more than 1024 features that are pictures have no receptive fields, which is told", () => {
  const imageShape = [8, 8];
  expect(whyNoFits({ model: of(1024), imageShape })).toBeNull();
  expect(whyNoFits({ model: of(1500), imageShape })).toBe(
    "no receptive fields: Gabor functions are fitted to at most 1024 units, there are 1500",
  );
  expect(whyNoFits({ model: of(1500), imageShape: null })).toBeNull();
  expect(whyNoFits({ model: of(1500, false), imageShape })).toBeNull();
});
