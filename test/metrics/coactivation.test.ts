import { describe, expect, test } from "vitest";
import { matrix } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { BudgetErrors, budgetsUpTo, leastStrengths } from "../../src/metrics/budget-curve.js";
import { CoactivationCounter, PARTNERS } from "../../src/metrics/coactivation.js";
import { LossWithout } from "../../src/metrics/loss-without.js";
import { rowsIn } from "../../src/metrics/metric.js";

const [EXAMPLES, UNITS, INPUTS] = [60, 12, 5];
const random = createRandom(3, "coactivation");
/** Sparse and of both signs; unit 11 never fires, unit 10 always the same. */
const latents = Array.from({ length: EXAMPLES }, () =>
  Array.from({ length: UNITS }, (_, j) => {
    if (j === 11) return 0;
    if (j === 10) return 0.5;
    return random.uniform() < 0.4 ? random.normal() : 0;
  }),
);
const atoms = Array.from({ length: UNITS }, () => Array.from({ length: INPUTS }, () => random.normal()));
const x = latents.map((row) =>
  Array.from({ length: INPUTS }, (_, k) => row.reduce((sum, f, j) => sum + f * atoms[j][k], random.normal())),
);
const output = latents.map((row) =>
  Array.from({ length: INPUTS }, (_, k) => row.reduce((sum, f, j) => sum + f * atoms[j][k], 0.25)),
);
const flat = (rows: readonly (readonly number[])[]) =>
  matrix(Float64Array.from(rows.flat()), rows.length, rows[0].length);
const rows = () => rowsIn({ x: flat(x), output: flat(output), latents: flat(latents) });
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const column = (j: number) => latents.map((row) => row[j]);
const errorOf = (made: readonly (readonly number[])[]) =>
  made.reduce((sum, row, i) => sum + row.reduce((own, value, k) => own + (x[i][k] - value) ** 2, 0), 0);

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  const covariance = mean(a.map((value, i) => (value - ma) * (b[i] - mb)));
  return covariance / Math.sqrt(mean(a.map((v) => (v - ma) ** 2)) * mean(b.map((v) => (v - mb) ** 2)));
}

describe("a unit's coactivation", () => {
  const counter = new CoactivationCounter(UNITS, (a) => a > 0);
  for (const row of rows()) counter.add(row);
  const coactivation = counter.value();

  test.each([0, 4, 9])("unit %i: those that correlate most and least, as plainly computed", (unit) => {
    const all = Array.from({ length: 10 }, (_, other) => ({
      other,
      r: correlation(column(unit), column(other)),
    })).filter(({ other }) => other !== unit);
    const expected = {
      with: all.filter(({ r }) => r > 0).sort((a, b) => b.r - a.r),
      instead: all.filter(({ r }) => r < 0).sort((a, b) => a.r - b.r),
    };
    for (const kind of ["with", "instead"] as const)
      for (let place = 0; place < PARTNERS; place++) {
        const at = unit * PARTNERS + place;
        const found = expected[kind][place];
        expect(coactivation[kind].unit[at]).toBe(found?.other ?? -1);
        if (found === undefined) continue;
        expect(coactivation[kind].correlation[at]).toBeCloseTo(found.r, 12);
        expect(coactivation[kind].together[at]).toBe(
          latents.filter((row) => row[unit] > 0 && row[found.other] > 0).length,
        );
      }
  });

  test("what never varies is in nobody's coactivation", () => {
    for (const unit of [10, 11]) {
      const own = coactivation.with.unit.subarray(unit * PARTNERS, (unit + 1) * PARTNERS);
      expect([...own]).toEqual(new Array(PARTNERS).fill(-1));
      expect([...coactivation.with.unit, ...coactivation.instead.unit]).not.toContain(unit);
    }
    expect([coactivation.examples, coactivation.active[10], coactivation.active[11]]).toEqual([
      EXAMPLES,
      EXAMPLES,
      0,
    ]);
  });
});

test("what is lost without a unit is the error of reconstructions without its part", () => {
  const losses = new LossWithout(flat(atoms));
  for (const row of rows()) losses.add(row);
  for (let unit = 0; unit < UNITS; unit++) {
    const without = output.map((row, i) => row.map((value, k) => value - latents[i][unit] * atoms[unit][k]));
    expect(losses.value()[unit]).toBeCloseTo(errorOf(without) - errorOf(output), 9);
  }
});

describe("the curve over budgets", () => {
  const scales = Float64Array.from(atoms, (atom) => Math.sqrt(atom.reduce((sum, v) => sum + v * v, 0)));
  const strength = (row: readonly number[], j: number) => Math.abs(row[j]) * scales[j];
  const keep = (isKept: (row: readonly number[], j: number) => boolean) =>
    latents.map((row) => row.map((f, j) => (f !== 0 && isKept(row, j) ? f : 0)));
  const reconstructed = (kept: readonly (readonly number[])[]) =>
    kept.map((row) =>
      Array.from({ length: INPUTS }, (_, k) => row.reduce((sum, f, j) => sum + f * atoms[j][k], 0.25)),
    );
  const countIn = (kept: readonly (readonly number[])[]) =>
    mean(kept.map((row) => row.filter((f) => f !== 0).length));

  function assertCurve(
    over: "example" | "batch",
    budgets: readonly number[],
    keptAt: (k: number) => number[][],
  ) {
    const all = latents.flatMap((row) => row.flatMap((f, j) => (f === 0 ? [] : [strength(row, j)])));
    const least = over === "batch" ? leastStrengths(all, EXAMPLES, budgets) : budgets.map(() => 0);
    const errors = new BudgetErrors(flat(atoms), { over, scales }, budgets, least);
    for (const row of rows()) errors.add(row);
    const curve = errors.value(100);
    for (const [at, k] of budgets.entries()) {
      const kept = keptAt(k);
      expect(curve.fvu[at]).toBeCloseTo(errorOf(reconstructed(kept)) / 100, 9);
      expect(curve.active[at]).toBeCloseTo(countIn(kept), 12);
      for (let j = 0; j < UNITS; j++) {
        const isUsed = kept.some((row) => row[j] !== 0);
        expect([j, isUsed]).toEqual([j, curve.first[j] >= 0 && curve.first[j] <= at]);
      }
    }
  }

  test("over an example: its k strongest", () => {
    assertCurve("example", [1, 2, 3, 5, 9], (k) => {
      const strongest = latents.map((row) =>
        row
          .map((_, j) => j)
          .filter((j) => row[j] !== 0)
          .sort((a, b) => strength(row, b) - strength(row, a))
          .slice(0, k),
      );
      return latents.map((row, i) => row.map((f, j) => (strongest[i].includes(j) ? f : 0)));
    });
  });

  test("over a batch: the k m strongest of all, more of an example that has more", () => {
    const all = latents.flat().filter((f) => f !== 0).length / EXAMPLES;
    assertCurve("batch", [0.5, 1, 2, 3, all], (k) => {
      const falling = latents
        .flatMap((row) => row.flatMap((f, j) => (f === 0 ? [] : [strength(row, j)])))
        .sort((a, b) => b - a);
      const least = falling[Math.round(k * EXAMPLES) - 1];
      return keep((row, j) => strength(row, j) >= least);
    });
  });

  test("budgets: all of few, of many at least the powers of two, and never many", () => {
    expect(budgetsUpTo(4)).toEqual([1, 2, 3, 4]);
    expect(budgetsUpTo(0.5)).toEqual([0.5]);
    expect(budgetsUpTo(3.2)).toEqual([1, 2, 3, 3.2]);
    const many = budgetsUpTo(5000);
    expect(many.length).toBeLessThan(60);
    for (let k = 1; k < 5000; k *= 2) expect(many).toContain(k);
    expect(many.at(-1)).toBe(5000);
    expect([...many].sort((a, b) => a - b)).toEqual(many);
  });
});
