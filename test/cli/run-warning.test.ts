// A run that learned nothing says so wherever its numbers stand.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { encodeNpy } from "../../src/data/io/npy.js";
import { RunAnswers } from "../../src/inspect/run-answers.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { rhohatHere } from "../support/command-line.js";
import { randomMatrix } from "../support/data.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const results = join(folder, "results");
const rows = join(folder, "rows.npy");
const common = ["--iterations", "60", "--rho", "0.1", "--engine", "reference"];
const train = (name: string, ...more: string[]) =>
  rhohatHere([
    "train",
    "--data",
    rows,
    "--hidden",
    "4",
    "--results",
    results,
    "--experiment",
    name,
    ...common,
    ...more,
  ]);
const warned = /4 of 4 units are constant: they add the same to every x̂, and .*FVU/;
let path: string;

beforeAll(async () => {
  writeFileSync(rows, encodeNpy(randomMatrix(40, 6, 3, 0.1, 0.9).data, [40, 6]));
  // So dear a weight that none is left.
  const { out } = await train("flat", "--lambda", "10", "--json");
  const { run, warning, fvu, layers } = JSON.parse(out);
  path = run;
  expect([warning.level, warning.mark]).toEqual(["warning", "4 of 4 constant, FVU 1.00"]);
  expect(fvu).toBeGreaterThan(0.99);
  expect(layers[1]).toMatchObject({ units: 4, constant: 4 });
});

test("below the numbers of the run, and not of one that learned", async () => {
  expect((await rhohatHere(["run", path, "--resume"])).out).toMatch(warned);
  const good = await train("good", "--lambda", "1e-5", "--beta", "0", "--no-figures");
  expect(good.out).toMatch(/variance unexplained, FVU +0\.\d/);
  expect(good.out).not.toMatch(/warning|note/);
});

test("in list, by its mark, and in show", async () => {
  const { out } = await rhohatHere(["list", "--results", results]);
  const [flat, good] = ["flat", "good"].map(
    (name) => out.split("\n").find((line) => line.includes(join("results", name)))!,
  );
  expect(flat).toMatch(/ 0\/4 .*4 of 4 constant, FVU 1\.00$/);
  expect(good).toContain(" 4/4 ");
  expect(good).not.toContain("constant");
  const shown = await rhohatHere(["show", path]);
  expect(shown.out).toMatch(/units of hidden layer 1 +4: 4 constant/);
  expect(shown.out).toMatch(warned);
  expect(JSON.parse((await rhohatHere(["show", path, "--json"])).out).warning.text).toMatch(warned);
  expect((await rhohatHere(["show", path, path])).out).toBe(shown.out); // once
});

test("in what the viewer's list and page are made of, and in the report", () => {
  const { summary, headlines } = new RunAnswers(results, new RunDirectory(path)).detail();
  expect(summary.warning!.text).toMatch(warned);
  expect(headlines.find(({ label }) => label === "units of hidden layer 1")?.value).toMatch(/^4: 4 constant/);
  expect(readFileSync(join(path, "report.html"), "utf8")).toMatch(warned);
});

test("in evaluate: with its causes on the run's own data, without on others", async () => {
  expect((await rhohatHere(["evaluate", path])).out).toMatch(
    /warning: 4 of 4 units are .*; likely because .*; try /,
  );
  const { out } = await rhohatHere(["evaluate", path, "--data", rows]);
  expect(out).toMatch(/warning: on these data: 4 of 4 units are constant.*\)\n/);
  const { warning } = JSON.parse((await rhohatHere(["evaluate", path, "--json"])).out);
  expect(warning.mark).toBe("4 of 4 constant, FVU 1.00");
});

test("in metrics and in compare, there with whose it is", async () => {
  expect((await rhohatHere(["metrics", path])).out).toMatch(warned);
  expect(JSON.parse((await rhohatHere(["metrics", path, "--json"])).out).warning.mark).toMatch(/4 of 4/);
  expect((await rhohatHere(["metrics", path, "--csv"])).out).not.toContain("warning");
  const good = join(results, "good");
  const { out } = await rhohatHere(["compare", path, good]);
  expect(out.match(/warning: /g)).toHaveLength(1);
  expect(out).toMatch(new RegExp(`^flat: warning: ${warned.source}`, "m"));
  const [flat, other] = JSON.parse((await rhohatHere(["compare", path, good, "--json"])).out);
  expect([flat.warning.level, other.warning]).toEqual(["warning", null]);
});

test("in list and in the viewer's for a sweep: how many of its members", async () => {
  const { out } = await train("swept", "--lambda", "10,1e-5", "--beta", "0", "--no-figures", "--json");
  const { run, members } = JSON.parse(out);
  expect(members.map(({ warning }: { warning: object | null }) => warning === null)).toEqual([false, true]);
  const list = (await rhohatHere(["list", "--results", results])).out;
  expect(list.split("\n").find((line) => line.includes(join("results", "swept")))).toMatch(
    /1 of 2 members with a warning$/,
  );
  const { warning } = new RunAnswers(results, new RunDirectory(run)).detail().summary;
  expect(warning).toMatchObject({ level: "warning", mark: "1 of 2 members with a warning" });
  const { out: shown } = await rhohatHere(["show", run]);
  expect(shown).toContain("1 of 2 members has a warning: 4 of 4 constant");
  const [header, flat, good] = shown.slice(shown.search(/^λ +β? *cost J/m)).split("\n");
  expect(header).toMatch(/^λ +cost J .* silent +constant +twins +warning +run$/);
  expect(flat).toMatch(/^10 .* 4 +\d +4 of 4 constant, FVU 1\.00 /);
  expect(good).toMatch(/^1e-5 .* 0 +\d +\S*swept/);
});

test("data that do not vary are said so, and all units are constant", async () => {
  const same = join(folder, "same.npy");
  writeFileSync(same, encodeNpy(new Float64Array(20 * 6).fill(0.5), [20, 6]));
  const words = ["train", "--data", same, "--hidden", "4", "--results", results, "--no-figures", ...common];
  const { out } = await rhohatHere(words);
  expect(out).toMatch(/FVU +–, the data do not vary/);
  expect(out).toMatch(/units of hidden layer 1 +4: 4 constant/);
  expect(out).toContain(
    "warning: the data do not vary: all examples are the same, so there is nothing to learn",
  );
});

test("a run.json of before it was known is read as one of which nothing is said", () => {
  const old = new RunDirectory(path);
  const { metrics, ...record } = JSON.parse(readFileSync(join(path, "run.json"), "utf8"));
  const { fvu: _fvu, layers: _layers, ...before } = metrics;
  writeFileSync(join(path, "run.json"), JSON.stringify({ ...record, metrics: before }));
  const { summary } = new RunAnswers(dirname(dirname(path)), old).detail();
  expect([summary.status, summary.warning, summary.fvu, summary.layers]).toEqual(["done", null, null, {}]);
});
