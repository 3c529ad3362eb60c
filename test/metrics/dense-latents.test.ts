import { expect, test } from "vitest";
import { denseLatents } from "../../src/metrics/dense-latents.js";

test("dense is what is active on more than a tenth of the examples", () => {
  expect(denseLatents([0, 0.01, 0.1, 0.1001, 1])).toBe(2);
});
