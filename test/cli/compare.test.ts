// rhohat compare, as it is typed: runs side by side, and whose features come again.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const sweep = join(folder, "sweep");
const other = join(folder, "other");
const train = async (out: string, ...words: string[]) => {
  const { code, err } = await trained(out, ...words);
  expect([code, err]).toEqual([0, ""]);
};
const trained = (out: string, ...words: string[]) =>
  rhohatHere([
    "train",
    "--data",
    "photos",
    "--patches",
    "300",
    "--iterations",
    "15",
    "--quiet",
    "--no-figures",
    "--out",
    out,
    ...words,
  ]);
/** Draws the figures of a sweep, without those of its runs. */
const draw = async (of: string) => expect((await rhohatHere(["figures", of])).code).toBe(0);

beforeAll(async () => {
  await train(sweep, "--hidden", "9", "--seed", "0,1,2");
  await train(other, "--hidden", "9", "--patch", "6");
});

test("a sweep over seeds: each seed's features in the others, beside chance, and a figure", async () => {
  const { code, out, err } = await rhohatHere(["compare", sweep]);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain("variance unexplained, FVU");
  expect(out).toMatch(/features of +others +matched \|cosine\| +by chance +in all others +come again\n/);
  expect(out.match(/\nseed \d +2 +0\.\d\d +0\.\d\d to 0\.\d\d +\d of 9 +\d+ %/g)).toHaveLength(3);
  await draw(sweep);
  expect(existsSync(join(sweep, "figures/stability.svg"))).toBe(true);
  expect(existsSync(join(sweep, "figures/trade-off.svg"))).toBe(false); // seeds have no order
});

test("the features of all on one map, in the runs' colours", async () => {
  const draw = (...words: string[]) => rhohatHere(["compare", sweep, "--map", ...words]);
  const [svg, png] = [join(folder, "map.svg"), join(folder, "map.png")];
  const { code, out, err } = await draw(svg);
  expect([code, err, out.trim().split("\n").at(-1)]).toEqual([0, "", svg]);
  const drawn = readFileSync(svg, "utf8");
  for (const text of ["Features of 3 runs, alike ones together", "seed 0", "seed 1", "seed 2"])
    expect(drawn).toContain(`>${text}<`);
  expect(JSON.parse((await draw(png, "--theme", "dark", "--json")).out)).toHaveLength(3);
  expect(readFileSync(png).subarray(1, 4).toString()).toBe("PNG");
  const wrong = await draw(svg, "--layer", "2");
  expect([wrong.code, wrong.out, wrong.err]).toEqual([
    2,
    "",
    "compare: --layer must be one of 1 to 1, got 2\n",
  ]);
});

test("where each seed draws other true features none has to come again, and that is said", async () => {
  const drawn = join(folder, "drawn");
  const words = [
    "--data",
    "world",
    "--shapes",
    "gabors",
    "--examples",
    "200",
    "--model",
    "topk",
    "--latents",
    "9",
  ];
  const trainedOn = (out: string, ...more: string[]) =>
    rhohatHere([
      "train",
      ...words,
      "--k",
      "2",
      "--iterations",
      "3",
      "--batch",
      "50",
      "--quiet",
      "--no-figures",
      "--out",
      out,
      ...more,
    ]);
  expect((await trainedOn(drawn, "--seed", "0,1")).code).toBe(0);
  await draw(drawn);
  expect(existsSync(join(drawn, "figures/comparison.svg"))).toBe(true);
  expect(existsSync(join(drawn, "figures/ranking.svg"))).toBe(false); // one setting alone
  expect(existsSync(join(drawn, "figures/stability.svg"))).toBe(false);
  const told = /note: the data of these runs are made of other features, as each seed draws its own/;
  expect((await rhohatHere(["compare", drawn])).out).toMatch(told);
  const [{ note }] = JSON.parse((await rhohatHere(["compare", drawn, "--json"])).out);
  expect(note).toContain("each seed draws its own");
  expect((await rhohatHere(["compare", sweep])).out).not.toMatch(told);
});

test("settings that seeds repeat are held against their own seeds alone; what failed against nothing", async () => {
  const both = join(folder, "both");
  const data = ["--data", "sparse-toy", "--examples", "300", "--iterations", "5", "--batch", "50"];
  const model = ["--model", "topk", "--top-k", "2", "--latents", "8", "--optimizer", "sgd", "--clip", "0"];
  const words = [...data, ...model, "--alpha", "0.01,0.02,1e9", "--seed", "0,1"];
  const { code } = await rhohatHere(["train", ...words, "--quiet", "--no-figures", "--out", both]);
  expect(code).toBe(1); // those of α 1e9 diverge
  const { out } = await rhohatHere(["compare", both]);
  expect(out.match(/\nα 0\.0[12] · seed [01] +1 +\d\.\d\d /g)).toHaveLength(4);
  expect(out.match(/note: .*members\/0[56] failed, and is left out/g)).toHaveLength(2);
  const json = JSON.parse((await rhohatHere(["compare", both, "--json"])).out);
  expect(json.map(({ means }: { means: number[] }) => means.length)).toEqual([1, 1, 1, 1]);
  const shown = (await rhohatHere(["show", both])).out;
  expect(shown.match(/\n1000000000 +[01] .* failed +/g)).toHaveLength(2);
  expect(shown).not.toMatch(/\n1000000000 +2 +\d/); // no mean over what failed
  const failed = join(both, "members/05");
  expect((await rhohatHere(["sanity", failed])).err).toMatch(/must be a run that was trained, it failed: /);
  expect((await rhohatHere(["metrics", failed])).out).toMatch(/warning: the training failed: /);
});

test("a run beside itself agrees in everything, and that is said to mean nothing", async () => {
  const run = join(sweep, "members/01");
  const found = JSON.parse((await rhohatHere(["compare", run, run, "--json"])).out);
  for (const { means, stableShare, chance, note } of found) {
    expect(note).toMatch(/^some of these runs have the same settings and seed/);
    expect(means[0]).toBeCloseTo(1, 12);
    expect(stableShare).toBe(1);
    expect(chance.most).toBeLessThan(1);
  }
});

describe("what cannot be compared is one line", () => {
  test.each([
    [
      () => [other],
      "compare: <runs> must be two runs or more, or a sweep, got 1 run; rhohat list names them",
    ],
    [() => [sweep, other], "compare: runs must have features of one size, got "],
    [() => [sweep, "nope"], "compare: "],
  ])("%#", async (words, told) => {
    const { code, out, err } = await rhohatHere(["compare", ...words()]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(told);
    expect(err.trim().split("\n")).toHaveLength(1);
  });
});
