import { expect, test } from "vitest";
import { accuracyOf, confusionOf } from "../../src/metrics/confusion.js";

test("a row a class, a column what it is taken for; the diagonal is right", () => {
  const confusion = confusionOf([0, 0, 1, 2, 2, 2], [0, 2, 1, 2, 0, 2], 3);
  expect(confusion).toEqual([
    [1, 0, 1],
    [0, 1, 0],
    [1, 0, 2],
  ]);
  expect(accuracyOf(confusion)).toBe(4 / 6);
});
