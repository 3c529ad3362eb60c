// rhohat metrics, as it is typed.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { encodeNpy } from "../../src/data/io/npy.js";
import { rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { makeTinyRun } from "../support/tiny-run.js";

const folder = temporaryFolder();
const weights = fileURLToPath(new URL("../golden/weights/dictionary_learning/TopK.pt", import.meta.url));
let path: string;
const file = (name: string) => join(folder, name);
beforeAll(async () => {
  ({ path } = await makeTinyRun(folder, { figures: false }));
  const numbers = (length: number) => Float64Array.from({ length }, (_, i) => Math.sin(i * i));
  writeFileSync(file("x.npy"), encodeNpy(numbers(400), [100, 4]));
  writeFileSync(file("wide.npy"), encodeNpy(numbers(500), [100, 5]));
  writeFileSync(file("truth.npy"), encodeNpy(numbers(20), [5, 4]));
  writeFileSync(file("acts.npy"), encodeNpy(numbers(500), [100, 5]));
  writeFileSync(file("embedding.npy"), encodeNpy(numbers(300), [100, 3]));
});
const json = async (...words: string[]) => {
  const { out, err, code } = await rhohatHere(["metrics", ...words, "--json"]);
  expect([code, err]).toEqual([0, ""]);
  return JSON.parse(out);
};

test("of a run on its own data: FVU is what evaluate says, and every number has an explanation", async () => {
  const found = await json(path);
  const { out } = await rhohatHere(["evaluate", path, "--json"]);
  expect(found.fvu).toBeCloseTo(JSON.parse(out).fvu, 12);
  for (const name of ["mse", "l0", "cosine", "cDec", "copies"])
    expect(found[name]).toEqual(expect.any(Number));
  const { units, constant, idle } = JSON.parse(readFileSync(join(path, "run.json"), "utf8")).metrics
    .layers[1];
  expect([found.effectiveUnits, found.constant, found.idle]).toEqual([units - constant, constant, idle]);
});

test("of weights on data, against known features, an embedding and another run", async () => {
  const found = await json(
    ...[weights, "--data", file("x.npy"), "--true-atoms", file("truth.npy"), "--true-acts", file("acts.npy")],
    ...["--embedding", file("embedding.npy")],
  );
  expect(found).toMatchObject({ examples: 100, dead: 0 });
  for (const name of ["mcc", "mmcsTrueToLatents", "uniqueness", "f1", "precision", "monosemanticity"])
    expect(found[name], name).toEqual(expect.any(Number));
  expect(found.latents.density).toHaveLength(6);
  expect((await json(path, "--against", path)).stability).toBeCloseTo(1, 12);
});

test("monosemanticity is the mean over latents that have one: others are never active", async () => {
  const along = Float64Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 1 + Math.sin(i) : 0));
  writeFileSync(file("along.npy"), encodeNpy(along, [100, 4]));
  const found = await json(weights, "--data", file("along.npy"), "--embedding", file("embedding.npy"));
  const known = found.latents.monosemanticity.filter((value: number | null) => value !== null);
  expect(found.dead).toBeGreaterThan(0);
  expect(known.length).toBeGreaterThan(0);
  const sum = known.reduce((total: number, value: number) => total + value);
  expect(found.monosemanticity).toBeCloseTo(sum / known.length, 12);
});

test("a table, a row a latent, CSV", async () => {
  const run = async (...words: string[]) => (await rhohatHere(["metrics", path, ...words])).out;
  expect(await run()).toMatch(/^metric +value\nmse +\d/);
  expect(await run("--csv")).toMatch(/^metric,value\nmse,[\d.]+\n/);
  expect(await run("--units", "--csv")).toMatch(/^unit,density,densityPositive,rhoHat,std,contribution\n0,/);
});

describe("--explain", () => {
  test("all, and one with what others call so", async () => {
    const { out } = await rhohatHere(["metrics", "--explain"]);
    for (const name of ["mse", "monosemanticity", "mcc"]) expect(out).toContain(name);
    const one = (await rhohatHere(["metrics", "--explain", "explainedVariance"])).out;
    expect(one).toMatch(
      /1 − fvu[\s\S]*SAELens before 6\.45\.1[\s\S]*dictionary_learning: explainedVarianceCentred/,
    );
    expect((await rhohatHere(["metrics", "--explain", "cDec"])).out).toContain("arXiv 2508.16560");
  });

  test("as JSON: a list of all, and one alone", async () => {
    const all = await json("--explain");
    expect(all.map(({ name }: { name: string }) => name)).toContain("monosemanticity");
    const one = await json("--explain", "fvu");
    expect(one).toEqual(all.find(({ name }: { name: string }) => name === "fvu"));
    expect(Object.keys(one)).toEqual(["name", "says", "formula", "unit", "source", "elsewhere"]);
  });
});

test.each<[string[], RegExp]>([
  [[], /<run> must be given, or --explain/],
  [["--explain", "fvv"], /--explain must name a metric, got fvv; did you mean fvu/],
  [["--explain", "fvv", "--json"], /--explain must name a metric, got fvv/],
  [["--explain", "--csv"], /--csv must be given only without --explain; --json is there for programs/],
  [["--explain", "fvu", "--units"], /--units must be given only without --explain, which measures nothing/],
  [[weights], /--data must be given with weights, which bring none, got \S+TopK.pt alone/],
  [[weights, "--data", file("x.npy"), "--true-atoms", "nope.npy"], /nope.npy must be a readable file/],
  [[weights, "--data", file("wide.npy")], /must have 4 values an example, as those of \S+TopK.pt, got 5$/m],
  [
    [weights, "--data", file("x.npy"), "--true-acts", file("acts.npy")],
    /--true-acts must come with --true-atoms/,
  ],
  [["RUN", "--true-atoms", file("truth.npy")], /--true-atoms must have \d+ columns, got 4/],
  [
    [weights, "--data", file("x.npy"), "--embedding", file("truth.npy")],
    /--embedding must have 100 rows, got 5/,
  ],
  [
    [weights, "--data", file("x.npy"), "--against", "RUN"],
    /--against must be a run whose atoms have 4 values/,
  ],
])("%j is one clear line", async (words, error) => {
  const { err, code } = await rhohatHere(["metrics", ...words.map((word) => (word === "RUN" ? path : word))]);
  expect(err).toMatch(error);
  expect([code, err.trim().split("\n").length]).toEqual([2, 1]);
});
