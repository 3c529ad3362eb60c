// rhohat train with several values: a run for each combination, compared.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { encodeNpy } from "../../src/data/io/npy.js";
import { type Finished, rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const data = join(folder, "x.npy");
const out = join(folder, "sweep");
let done: Finished;
const train = (...words: string[]) =>
  rhohatHere(["train", "--data", data, "--iterations", "3", "--engine", "reference", ...words]);

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  const values = Float64Array.from({ length: 30 * 4 }, (_, i) => 0.2 + 0.05 * ((i * 7) % 11));
  writeFileSync(data, encodeNpy(values, [30, 4]));
  done = await train("--hidden", "2", "--rho", "0.1,0.3", "--seed", "0", "1", "--out", out, "--json");
});

test("makes the members, the last flag the fastest, and their repetitions over seeds", () => {
  expect(done.code).toBe(0);
  const { members, repetitions } = JSON.parse(done.out);
  expect(members.map(({ set }: { set: object }) => set)).toEqual([
    { "model.rho": 0.1, seed: 0 },
    { "model.rho": 0.1, seed: 1 },
    { "model.rho": 0.3, seed: 0 },
    { "model.rho": 0.3, seed: 1 },
  ]);
  const [first] = repetitions;
  expect([first.set, first.seeds]).toEqual([{ "model.rho": 0.1 }, 2]);
  const [a, b] = members.map(({ cost }: { cost: number }) => cost);
  expect(first.numbers["cost J"].mean).toBeCloseTo((a + b) / 2, 12);
  expect(first.numbers["cost J"].deviation).toBeCloseTo(Math.abs(a - b) / Math.SQRT2, 12);
});

test("draws what the values do and what sparsity costs", () => {
  const files = readdirSync(join(out, "figures"));
  for (const name of ["values", "trade-off"]) {
    expect(files).toContain(`${name}.svg`);
    const svg = readFileSync(join(out, "figures", `${name}.svg`), "utf8");
    expect(svg).toContain("train · ρ 0.1, 0.3 · seed 0, 1"); // whose it is
  }
});

describe("its figures", () => {
  const names = ["comparison", "stability", "values", "trade-off"];
  const svg = (name: string) => readFileSync(join(out, "figures", `${name}.svg`), "utf8");
  test("are drawn again, the same, and in another theme", async () => {
    const before = names.map(svg);
    expect((await rhohatHere(["figures", out])).code).toBe(0);
    expect(names.map(svg)).toEqual(before);
    const { code, err } = await rhohatHere(["figures", out, "--theme", "dark", "--only", "values"]);
    expect([code, err]).toEqual([0, ""]);
    expect(svg("values-dark")).not.toBe(before[0]);
    expect(readdirSync(join(out, "figures"))).not.toContain("trade-off-dark.svg");
  });
  test("of dictionaries are drawn again from their atoms, as at the end of the training", async () => {
    const sweep = join(folder, "dictionaries");
    const named = ["--name", "few or fewer", "--out", sweep];
    await train("--model", "topk", "--latents", "6", "--batch", "10", "--k", "1,2", ...named);
    const comparison = () => readFileSync(join(sweep, "figures/comparison.svg"), "utf8");
    const before = comparison();
    expect((await rhohatHere(["figures", sweep])).code).toBe(0);
    expect(comparison()).toBe(before);
    const texts = Array.from(comparison().matchAll(/<text [^>]*>([^<]*)</g), ([, text]) => text);
    expect(texts[0]).toBe("few or fewer");
    expect(texts.some((text) => text.startsWith("train · k 1, 2"))).toBe(true);
    expect(readFileSync(join(sweep, "figures/trade-off.svg"), "utf8")).toContain("few or fewer · k 1, 2");
  });
  test("are not those of a run: what says nothing of them is told", async () => {
    for (const option of ["--sort mean", "--match latest", "--image x.png", "--map alike"])
      expect(await rhohatHere(["figures", out, ...option.split(" ")])).toEqual({
        code: 2,
        out: "",
        err: expect.stringMatching(
          /^figures: --\w+ must be given only with a single run, \S+ is a sweep; name one of its runs: \S+members.01\n$/,
        ),
      });
    const { err } = await rhohatHere(["figures", out, "--only", "valeus"]);
    expect(err).toMatch(
      /--only must be one of comparison, stability, values, trade-off, got valeus; did you mean values\?\n$/,
    );
    expect((await rhohatHere(["figures", out, "--only", "features"])).err).toMatch(
      /got features; \S+ is a sweep; name one of its runs: \S+members.01\n$/,
    );
  });
});

test.each(["export", "evaluate"])("%s of it names a run of it", async (verb) => {
  const { code, err } = await rhohatHere([verb, out]);
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(
      /^\w+: <run> must be a single run, \S*sweep is a sweep; name one of its runs: \S*01\n$/,
    ),
  ]);
  const [, member] = /its runs: (\S+)/.exec(err)!;
  expect((await rhohatHere([verb, join(process.cwd(), member)])).code).toBe(0);
});

test("a value that is not allowed is told by its flag before anything is made", async () => {
  const { code, err } = await train("--rho", "0.1,2", "--out", join(folder, "no"));
  expect([code, err]).toEqual([2, "train: --rho must lie inside (0, 1), got 2\n"]);
  expect(readdirSync(folder)).not.toContain("no");
});

test("a member whose cost diverges is told of, the others are there, and the exit code is 1", async () => {
  const descent = ["--hidden", "2", "--output", "linear", "--optimizer", "gradient-descent", "--no-figures"];
  const { code, out, err } = await train(
    ...descent,
    "--alpha",
    "0.1,1e200",
    "--out",
    join(folder, "diverges"),
    "--json",
  );
  expect(code).toBe(1);
  expect(err).toMatch(/^α 1e\+200: run: the cost must stay finite, /m);
  const [good, bad] = JSON.parse(out).members;
  expect([Number.isFinite(good.cost), bad.cost]).toEqual([true, undefined]);
  expect(bad.failure).toMatch(/^run: the cost must stay finite/);
});

test("for people it prints a table of members and one of means ± deviations", async () => {
  const { out: said } = await rhohatHere(["run", out, "--resume", "--no-figures"]);
  expect(said).toMatch(
    /^\nρ +seed +cost J +error +FVU +mean ρ̂ +active units +roughness +silent +twins +warning +run\n/,
  );
  expect(said).toContain("Mean ± standard deviation over seeds:");
});

test("list says how many members a filter asks for, and finds the sweep by them", async () => {
  const list = async (filter: string) => {
    const { out: said } = await rhohatHere(["list", filter, "--results", folder]);
    return said.split("\n").find((line) => line.includes("sweep ")) ?? "";
  };
  expect(await list("rho<0.2")).toMatch(/ 4 members, 2 matching /);
  expect(await list("rho<0.4")).toMatch(/ 4 members {2}/);
  expect(await list("cost>0")).toMatch(/ 4 members {2}/);
  expect(await list("rho>0.4")).toBe("");
});
