import { expect, test } from "vitest";
import { measured } from "../../src/viewer/page/format.js";

test("a cost that is null in JSON was not finite, once there was an iteration", () => {
  expect(measured(null, 3)).toBe("not finite");
  expect(measured(null, null)).toBe("–"); // it has not begun
  expect(measured(undefined, 3)).toBe("–"); // there is no such part
  expect(measured(0.25, 3)).toBe("0.25");
});
