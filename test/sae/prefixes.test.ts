import { expect, test } from "vitest";
import { assertPrefixes, widthsAt } from "../../src/sae/prefixes.js";

test("drawn widths rise to all latents, follow from seed and iteration, and differ between iterations", () => {
  const drawn = { count: 10, seed: 3 };
  const widths = widthsAt(drawn, 256, 7);
  expect(widths).toHaveLength(10);
  expect(() => assertPrefixes("matryoshka", { widths }, 256)).not.toThrow();
  expect(widthsAt(drawn, 256, 7)).toEqual(widths);
  expect(widthsAt(drawn, 256, 8)).not.toEqual(widths);
});

test("half of the first widths that are drawn are shorter than 4: 1 − l^−½ is ½ there", () => {
  // Of two levels the first is drawn: P(l ≤ 4) = ½ / (1 − 9999^−½).
  let short = 0;
  for (let i = 0; i < 2000; i++) if (widthsAt({ count: 2, seed: 1 }, 10_000, i)[0] <= 4) short += 1;
  expect(short / 2000).toBeCloseTo(0.505, 1);
});

test.each([
  [
    { widths: [2, 2, 8] },
    "matryoshka: prefixes must be whole numbers that rise to the 8 latents, got [2,2,8]",
  ],
  [
    { widths: [2, 4] },
    "matryoshka: prefixes must be whole numbers that rise to the 8 latents, got [2,4]; end with 8, none twice",
  ],
  [{ count: 8, seed: 1 }, "matryoshka: prefixes.count must be from 1 to 7, got 8"],
])("%o", (prefixes, message) => {
  expect(() => assertPrefixes("matryoshka", prefixes, 8)).toThrow(message);
});
