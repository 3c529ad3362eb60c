// Where atoms lie when those that are alike lie together.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { view } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { atomMap, keptAtomMap, rowsTogether } from "../../src/inspect/atom-map.js";
import { RunAnswers } from "../../src/inspect/run-answers.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { makeTinyRun } from "../support/tiny-run.js";

/** Rows about three directions in turn, of lengths that do not matter. */
function about(count: number, d: number, noise: number) {
  const random = createRandom(1, "about");
  const rows = Array.from({ length: count }, (_, i) => {
    const length = 0.5 + 4 * random.uniform();
    return Array.from({ length: d }, (_, k) => length * ((k === i % 3 ? 1 : 0) + noise * random.normal()));
  });
  return view(Float64Array.from(rows.flat()), [count, d]);
}

test("UMAP: each atom's nearest on the map is of its own direction, whatever the lengths", () => {
  const { method, x, y } = atomMap(about(60, 8, 0.05));
  expect(method).toBe("UMAP");
  for (let i = 0; i < 60; i++) {
    const far = (j: number) =>
      j === i ? Number.POSITIVE_INFINITY : Math.hypot(x[i]! - x[j]!, y[i]! - y[j]!);
    const nearest = Array.from({ length: 60 }, (_, j) => j).sort((a, b) => far(a) - far(b))[0];
    expect([i, nearest % 3]).toEqual([i, i % 3]);
  }
  expect(atomMap(about(60, 8, 0.05))).toEqual({ method, x, y }); // the same each time
});

test("more than 3000 atoms, or fewer than four: the first two principal components of their directions", () => {
  const { method, x, y } = atomMap(about(3001, 4, 0));
  expect(method).toBe("PCA");
  expect(new Set(x.map((value, i) => `${value} ${y[i]}`)).size).toBe(3); // three directions, three places
  expect(atomMap(about(3, 4, 0)).method).toBe("PCA");
  expect(atomMap(view(new Float64Array(), [0, 4]))).toEqual({ method: "PCA", x: [], y: [] });
});

test("an atom that is 0 has no place", () => {
  const atoms = about(20, 5, 0.1);
  atoms.data.fill(0, 5 * 5, 6 * 5);
  const { x, y } = atomMap(atoms);
  expect(x.flatMap((value, i) => (value === null ? [i] : []))).toEqual([5]);
  expect(y[5]).toBeNull();
});

test("rows of several matrices stand below each other", () => {
  const [a, b] = [view(Float64Array.of(1, 2), [1, 2]), view(Float64Array.of(3, 4, 5, 6), [2, 2])];
  expect(Array.from(rowsTogether([a, b]).data)).toEqual([1, 2, 3, 4, 5, 6]);
});

test("a run's map is kept in its folder, and made anew where that file is damaged or of another checkpoint", async () => {
  const { results, path } = await makeTinyRun(temporaryFolder(), { hidden: 6 });
  const mapOf = () => keptAtomMap(new RunAnswers(results, new RunDirectory(path)), 1);
  const made = mapOf();
  expect(made.x).toHaveLength(6);
  const file = join(path, "map-layer1.json");
  const kept = JSON.parse(readFileSync(file, "utf8"));
  expect(kept).toEqual({ ...made, of: "features" });
  writeFileSync(file, JSON.stringify({ ...kept, x: [9, 8, 7, 6, 5, 4] }));
  expect(mapOf().x).toEqual([9, 8, 7, 6, 5, 4]);
  const x = [9, 8, 7, 6, 5, 4]; // what is not to be believed
  const others = [{ step: 1 }, { y: [1] }, { of: "atoms" }].map((other) => ({ ...kept, x, ...other }));
  for (const text of ["{", "[]", ...others.map((other) => JSON.stringify(other))]) {
    writeFileSync(file, text);
    expect(mapOf()).toEqual(made);
  }
});
