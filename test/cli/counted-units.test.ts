// What is counted of units, and what a model for every budget comes to: the same in the summary, run.json, show, the viewer's numbers and the table of units.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { encodeNpy } from "../../src/data/io/npy.js";
import { parseSafetensors } from "../../src/data/io/safetensors.js";
import { RunAnswers } from "../../src/inspect/run-answers.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const data = join(folder, "x.npy");
// Two directions and their negatives, and some of a third: few atoms, many of them alike.
const examples = Float64Array.from({ length: 120 * 3 }, (_, i) => {
  const [example, value] = [Math.floor(i / 3), i % 3];
  const sign = example % 2 === 0 ? 1 : -1;
  return value === example % 3 ? sign * (1 + (example % 5)) : 0.01 * Math.sin(i);
});
writeFileSync(data, encodeNpy(examples, [120, 3]));

async function trained(name: string, ...words: string[]) {
  const path = join(folder, name);
  const { code, out, err } = await rhohatHere([
    "train",
    "--data",
    data,
    "--out",
    path,
    "--engine",
    "wasm",
    ...words,
  ]);
  expect(code, err).toBe(0);
  const units = JSON.parse((await rhohatHere(["export", path, "--units", "--json"])).out);
  const { metrics } = JSON.parse(readFileSync(join(path, "run.json"), "utf8"));
  return { path, out, units, layer: metrics.layers[1] };
}

test("silent, dense, copies and twins of a dictionary", async () => {
  const topk = "--model topk --latents 12 --top-k 1 --iterations 200 --batch 40 --no-figures".split(" ");
  const { path, out, units, layer } = await trained("dictionary", ...topk);
  const count = (is: (unit: Record<string, number>) => boolean) => units.filter(is).length;
  expect(layer).toMatchObject({
    silent: count(({ density }) => density === 0),
    dense: count(({ density }) => density > 0.1),
    copies: count(({ largestCosine }) => largestCosine >= 0.9),
    twins: count(({ smallestCosine }) => smallestCosine <= -0.7),
  });
  expect(layer.dense).toBeGreaterThan(0);
  expect(layer.twins).toBeGreaterThan(0);
  const does = `${layer.silent} silent, ${layer.dense} dense; `;
  const alike = `${layer.twins} of 12; ${layer.copies} copies`;
  const shown = (await rhohatHere(["show", path])).out;
  for (const text of [out, shown]) for (const told of [does, alike]) expect(text).toContain(told);
  const { headlines } = new RunAnswers(dirname(path), new RunDirectory(path)).detail();
  const headlineOf = (name: string) =>
    headlines.find(({ label }) => label === `${name} of hidden layer 1`)?.value;
  expect(headlineOf("units")).toContain(does);
  expect(headlineOf("negative twins")).toBe(alike);
  const file = join(path, "inspection.safetensors");
  const tensors = parseSafetensors(readFileSync(file), file);
  for (const name of ["largestCosine", "smallestCosine"])
    expect([...tensors[`layer1.${name}`].data]).toEqual(
      units.map((unit: Record<string, number>) => unit[name]),
    );
});

test("a classic network has no dense units, and copies and twins among its atoms", async () => {
  const { out, layer } = await trained(
    "classic",
    ..."--hidden 3 --output linear --iterations 3 --no-figures".split(" "),
  );
  expect(layer.dense).toBeNull();
  expect(out).not.toContain("dense");
  expect(out).toMatch(
    new RegExp(`negative twins of hidden layer 1 +${layer.twins} of 3; ${layer.copies} cop`),
  );
});

test("a model for every budget tells its FVU at some, as if it kept only so many", async () => {
  const words = "--model hierarchical-topk --latents 12 --top-k 5 --iterations 50 --batch 40 --no-figures";
  const { path, out } = await trained("budgets", ...words.split(" "));
  const { budgets } = JSON.parse(readFileSync(join(path, "run.json"), "utf8")).metrics;
  expect(budgets.map(({ k }: { k: number }) => k)).toEqual([1, 2, 4]);
  expect(out).toMatch(/FVU with fewer latents +1: [\d.]+, 2: [\d.]+, 4: /);
  const config = join(path, "config.json");
  for (const { k, fvu, active } of budgets) {
    writeFileSync(config, readFileSync(config, "utf8").replace(/"k": \d+/, `"k": ${k}`));
    const { out: evaluated } = await rhohatHere(["evaluate", path, "--json"]);
    expect(JSON.parse(evaluated)).toMatchObject({
      fvu: expect.closeTo(fvu, 12),
      layers: { 1: { active: expect.closeTo(active, 12) } },
    });
  }
});
