// rhohat evaluate --case on classifiers and convolutions: what a NumPy program computed, and what is refused.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { encodeNpy, parseNpy } from "../../src/data/io/npy.js";
import { rhohatHere } from "../support/command-line.js";
import { relativeError } from "../support/data.js";
import { temporaryFolder } from "../support/temporary-folder.js";

interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}
interface Golden {
  readonly config: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, Stored>>;
  readonly expected: Readonly<Record<string, never>>;
}

const folder = temporaryFolder();
const golden = (name: string): Golden =>
  JSON.parse(readFileSync(new URL(`../golden/classifier/${name}.json`, import.meta.url), "utf8"));

let count = 0;
/** A case's folder, with other values in its config or other files. */
function written(
  { config, files }: Golden,
  change: object = {},
  other: Readonly<Record<string, Stored>> = {},
): string {
  count += 1;
  const path = join(folder, String(count));
  mkdirSync(path);
  writeFileSync(join(path, "config.json"), JSON.stringify({ ...config, ...change }));
  for (const [name, { data, shape }] of Object.entries({ ...files, ...other }))
    writeFileSync(join(path, name), encodeNpy(Float64Array.from(data), shape));
  return path;
}

const evaluate = (path: string, ...words: string[]) =>
  rhohatHere(["evaluate", "--case", path, "--out", `${path}-out`, ...words]);
const arrayAt = (path: string, name: string) => parseNpy(readFileSync(join(`${path}-out`, name)), name);

test.each([
  ["softmax", "reference"],
  ["softmax", "wasm"],
  ["stacked", "reference"],
  ["stacked", "wasm"],
])("%s, %s: cost, parts and gradient to 1e-12", async (name, engine) => {
  const given = golden(name);
  const path = written(given);
  expect((await evaluate(path, "--engine", engine)).code).toBe(0);
  const { cost, parts } = JSON.parse(readFileSync(join(`${path}-out`, "cost.json"), "utf8"));
  const expected = given.expected as unknown as {
    cost: number;
    parts: Record<string, number>;
    gradient: number[];
  };
  expect(Math.abs(cost / expected.cost - 1)).toBeLessThan(1e-12);
  for (const [part, value] of Object.entries(expected.parts))
    expect(Math.abs(parts[part] / value - 1)).toBeLessThan(1e-12);
  expect(relativeError(arrayAt(path, "gradient.npy").data, expected.gradient)).toBeLessThan(1e-12);
});

test.each(["reference", "wasm"])(
  "convolve-pool, %s: features of every patch, mean and maximum",
  async (engine) => {
    const given = golden("convolve-pool");
    const expected = given.expected as unknown as Readonly<Record<string, Stored>>;
    for (const pooling of ["mean", "max"]) {
      const path = written(given, { pooling });
      expect((await evaluate(path, "--engine", engine)).code).toBe(0);
      for (const [name, wanted] of [
        ["convolved", expected.convolved],
        ["pooled", expected[pooling]],
      ] as const) {
        const { shape, data } = arrayAt(path, `${name}.npy`);
        expect(shape).toEqual(wanted.shape);
        expect(relativeError(data, wanted.data)).toBeLessThan(1e-12);
      }
    }
  },
);

const numbers = (shape: readonly number[], value = 0): Stored => ({
  shape,
  data: new Array(shape.reduce((a, b) => a * b, 1)).fill(value),
});

test.each<[name: string, what: string, change: object, other: Record<string, Stored>, error: RegExp]>([
  [
    "softmax",
    "a kind that is none",
    { kind: "softmx" },
    {},
    /kind in .* must name a kind of case, got "softmx"; did you mean softmax/,
  ],
  [
    "softmax",
    "one class",
    { classes: 1 },
    { "labels.npy": numbers([23]) },
    /classes must be at least 2, got 1/,
  ],
  [
    "softmax",
    "a class too many",
    { classes: 3 },
    {},
    /labels in .*labels.npy must be whole numbers from 0 to 2, got 3 \(example \d+\)/,
  ],
  [
    "softmax",
    "labels of half a class",
    {},
    { "labels.npy": numbers([23], 0.5) },
    /must be whole numbers from 0 to 3, got 0.5/,
  ],
  [
    "softmax",
    "too few labels",
    {},
    { "labels.npy": numbers([22]) },
    /must have 23 labels, one an example, got 22/,
  ],
  [
    "softmax",
    "another θ",
    {},
    { "theta_rowmajor.npy": numbers([5]) },
    /must have 28 values for layers of 7-4 units, got 5/,
  ],
  ["softmax", "a negative decay", { lambda: -1 }, {}, /weightDecay must be .*, got -1/],
  ["stacked", "other inputs", { sizes: [7, 5, 4] }, {}, /x must have 7 values an example, got 6|must have/],
  ["stacked", "no sizes", { sizes: undefined }, {}, /sizes in .*config.json must/],
  [
    "convolve-pool",
    "a patch larger than the images",
    { patch: 11 },
    {},
    /patch must fit into the images of 11×10, got 11×11/,
  ],
  [
    "convolve-pool",
    "a region larger than the places",
    { pool: 8 },
    {},
    /pool must be at most the 7 places of a patch, got 8/,
  ],
  [
    "convolve-pool",
    "weights of another patch",
    { patch: 3 },
    {},
    /W.npy must be an array of any × 18, got 5 × 32/,
  ],
  ["convolve-pool", "half a pixel", { patch: 2.5 }, {}, /patch must be a (positive )?whole number/],
  ["convolve-pool", "a way to pool that is none", { pooling: "least" }, {}, /pooling in .* must/],
])("%s, %s: one line, nothing written", async (name, _, change, other, error) => {
  const path = written(golden(name), change, other);
  const { code, err } = await evaluate(path);
  expect(err).toMatch(error);
  expect([code, err.trim().split("\n").length, existsSync(`${path}-out`)]).toEqual([2, 1, false]);
  expect(readdirSync(folder).some((entry) => entry.includes(".tmp"))).toBe(false);
});

test("vectors of convolve-pool may be columns or rows, not of another length", async () => {
  const given = golden("convolve-pool");
  const { "b.npy": b, "meanPatch.npy": mean } = given.files;
  const plain = written(given);
  expect((await evaluate(plain)).code).toBe(0);
  for (const shaped of [(n: number) => [n, 1], (n: number) => [1, n]]) {
    const path = written(
      given,
      {},
      {
        "b.npy": { ...b, shape: shaped(b.data.length) },
        "meanPatch.npy": { ...mean, shape: shaped(mean.data.length) },
      },
    );
    expect((await evaluate(path)).code).toBe(0);
    expect(arrayAt(path, "pooled.npy").data).toEqual(arrayAt(plain, "pooled.npy").data);
  }
  const short = written(given, {}, { "b.npy": { shape: [4, 1], data: b.data.slice(0, 4) } });
  const { code, err } = await evaluate(short);
  expect(err).toMatch(/b\.npy must be an array of 5 values, a row or a column of them too, got 4 × 1\n$/);
  expect(code).toBe(2);
});
