import { expect, test } from "vitest";
import { meanAndDeviation } from "../../src/core/mean-and-deviation.js";

test.each([
  [0.3042, 0.1234, "0.30 ± 0.12"],
  [0.30421, 0.00996, "0.304 ± 0.010"],
  [0.009961, 0.000021, "0.009961 ± 0.000021"],
  [12.345, 1.5, "12.3 ± 1.5"],
  [1234.5, 150, "1235 ± 150"],
  [0.30421, 0, "0.3042 ± 0"],
  [0.30421, 5e-17, "0.3042 ± 0"],
])("%d and %d: %s", (mean, deviation, text) => {
  expect(meanAndDeviation(mean, deviation)).toBe(text);
});
