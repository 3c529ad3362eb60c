import { expect, test } from "vitest";
import { matrix } from "../../src/core/arrays.js";
import { maximisingInputs } from "../../src/sae/features.js";

test.each([1, 1e-200, 1e-170, 1e40, 1e200])("weights of the size %s give inputs of norm 1", (size) => {
  // (3, 4)/5 whatever the size, and nothing of nothing
  const { data } = maximisingInputs(matrix(Float64Array.of(3 * size, -4 * size, 0, 0), 2, 2));
  expect(data[0]).toBeCloseTo(0.6, 14);
  expect(data[1]).toBeCloseTo(-0.8, 14);
  expect([data[2], data[3]]).toEqual([0, 0]);
});
