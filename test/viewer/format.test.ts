import { expect, test } from "vitest";
import { measured, short, tickTexts } from "../../src/viewer/page/format.js";

test("a cost that is null in JSON was not finite, once there was an iteration", () => {
  expect(measured(null, 3)).toBe("not finite");
  expect(measured(null, null)).toBe("–"); // it has not begun
  expect(measured(undefined, 3)).toBe("–"); // there is no such part
  expect(measured(0.25, 3)).toBe("0.25");
});

test.each([
  [0.0001, "0.0001"],
  [0.00052319, "0.0005232"],
  [1e-7, "1e-7"],
  [0.00002401, "2.401e-5"],
  [1.20004, "1.2"],
  [2_500_000, "2500000"],
  [null, "–"],
])("%j reads %j", (value, text) => expect(short(value)).toBe(text));

test.each<[(number | null)[], string[]]>([
  [
    [0, 0.1, 0.2],
    ["0", "0.1", "0.2"],
  ],
  [
    [0.569, 0.5692, 0.5694],
    ["0.569", "0.5692", "0.5694"],
  ],
  [
    [1e-5, null, 1e-3, 1e5],
    ["1e-5", "", "0.001", "1e+5"],
  ],
  [
    [0.1 + 0.2, 0.4],
    ["0.3", "0.4"],
  ],
  [
    [0.4475, 0.45, 0.4525],
    ["0.4475", "0.45", "0.4525"],
  ],
  [[], []],
])("an axis at %j reads %j: no two the same", (ticks, texts) => expect(tickTexts(ticks)).toEqual(texts));
