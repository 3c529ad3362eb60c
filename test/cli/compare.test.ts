// rhohat compare, as it is typed: runs side by side, and whose features come again.

import { existsSync } from "node:fs";
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
    "--out",
    out,
    ...words,
  ]);

beforeAll(async () => {
  await train(sweep, "--hidden", "9", "--seed", "0,1,2");
  await train(other, "--hidden", "9", "--patch", "6", "--no-figures");
});

test("a sweep over seeds: each seed's features in the others, beside chance, and a figure", async () => {
  const { code, out, err } = await rhohatHere(["compare", sweep]);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain("variance unexplained, FVU");
  expect(out).toMatch(/features of +matched \|cosine\| +by chance +in all others +come again\n/);
  expect(out.match(/\nseed \d +0\.\d\d +0\.\d\d to 0\.\d\d +\d of 9 +\d+ %/g)).toHaveLength(3);
  expect(existsSync(join(sweep, "figures/stability.svg"))).toBe(true);
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
      "--out",
      out,
      ...more,
    ]);
  expect((await trainedOn(drawn, "--seed", "0,1")).code).toBe(0);
  expect(existsSync(join(drawn, "figures/ranking.svg"))).toBe(false); // one setting alone
  expect(existsSync(join(drawn, "figures/stability.svg"))).toBe(false);
  const told = /note: the data of these runs are made of other features, as each seed draws its own/;
  expect((await rhohatHere(["compare", drawn])).out).toMatch(told);
  const [{ note }] = JSON.parse((await rhohatHere(["compare", drawn, "--json"])).out);
  expect(note).toContain("each seed draws its own");
  expect((await rhohatHere(["compare", sweep])).out).not.toMatch(told);
});

test("a run beside itself agrees in everything", async () => {
  const run = join(sweep, "members/01");
  const found = JSON.parse((await rhohatHere(["compare", run, run, "--json"])).out);
  for (const { means, stableShare, chance } of found) {
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
    [() => [sweep, other], "compare: runs must have features of one size, those of "],
    [() => [sweep, "nope"], "compare: "],
  ])("%#", async (words, told) => {
    const { code, out, err } = await rhohatHere(["compare", ...words()]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(told);
    expect(err.trim().split("\n")).toHaveLength(1);
  });
});
