import { join } from "node:path";
import { expect, test } from "vitest";
import { fallOfCost, lastMetrics } from "../../src/inspect/last-metrics.js";
import { createRunDirectory, type MetricsLine } from "../../src/train/run-directory.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const line = (iteration: number, cost: number, more: Partial<MetricsLine> = {}): MetricsLine => ({
  iteration,
  evaluations: iteration,
  cost,
  parts: { error: cost },
  seconds: iteration,
  ...more,
});
let runs = 0;
function withLines(lines: readonly MetricsLine[]) {
  const record = { status: "done", experiment: "x", startedAt: "2026-01-01T00:00:00.000Z" } as const;
  const directory = createRunDirectory(join(folder, String(runs++)), { config: {}, record });
  directory.appendMetrics(lines);
  return directory;
}

test("the cost fell from 3 to 2 in the last ten iterations of sixty: by a half, a twentieth in each", () => {
  const directory = withLines(Array.from({ length: 61 }, (_, i) => line(i, i <= 50 ? 3 : 2)));
  expect(fallOfCost(directory)).toBeCloseTo(0.05, 15);
});

test("of fewer lines than ten it is over all of them", () => {
  expect(fallOfCost(withLines([line(0, 8), line(2, 4)]))).toBe(0.5);
});

test("it is not known of one line, of none, and of minibatches", () => {
  expect(fallOfCost(withLines([line(0, 8)]))).toBeNull();
  expect(fallOfCost(withLines([]))).toBeNull();
  expect(fallOfCost(withLines([line(0, 8, { examples: 0 }), line(10, 4, { examples: 64 })]))).toBeNull();
});

test("the last line is found at the end of a long file", () => {
  expect(lastMetrics(withLines(Array.from({ length: 3000 }, (_, i) => line(i, 1)))).at(-1)?.iteration).toBe(
    2999,
  );
});
