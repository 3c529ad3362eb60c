import { expect, test } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { solvePositive } from "../../src/core/solve-positive.js";

test("X of H X = R, for any size", () => {
  const random = createRandom(2);
  for (const n of [1, 2, 7, 20]) {
    const [root, right] = [n * n, 3 * n].map((length) =>
      Float64Array.from({ length }, () => random.normal()),
    );
    const h = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        h[i * n + j] = i === j ? 1 : 0;
        for (let k = 0; k < n; k++) h[i * n + j] += root[i * n + k] * root[j * n + k];
      }
    const x = right.slice();
    solvePositive(h.slice(), n, x, 3);
    for (let i = 0; i < n; i++)
      for (let c = 0; c < 3; c++) {
        let product = 0;
        for (let k = 0; k < n; k++) product += h[i * n + k] * x[k * 3 + c];
        expect(product).toBeCloseTo(right[i * 3 + c], 10);
      }
  }
});

test("of a matrix that is not positive definite there is no number", () => {
  const x = Float64Array.of(1, 1);
  solvePositive(Float64Array.of(1, 0, 2, 1), 2, x, 1);
  expect([...x].every(Number.isNaN)).toBe(true);
});
