// FEATURES.md is true as far as it names verbs, options, kinds, metrics and files, and names every one of them.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { gatherVerbs } from "../src/cli/verb-table.js";
import { nameOf, verbs } from "../src/cli/verbs.js";
import { configKeys } from "../src/config/keys.js";
import { stepKinds } from "../src/data/preprocess/steps.js";
import { explained } from "../src/metrics/explained.js";
import { modelKinds } from "../src/models/registry.js";
import { root } from "./support/command-line.js";

const text = readFileSync(join(root, "FEATURES.md"), "utf8");
const quoted = [...text.matchAll(/`([^`]+)`/g)].map(([, inner]) => inner);
const section = (name: string) => text.split(`\n## ${name}\n`)[1].split("\n## ")[0];

test("every verb that it names is there, with its options", async () => {
  const table = await gatherVerbs();
  const named = quoted.filter((one) => one.startsWith("rhohat ") && !one.startsWith("rhohat/"));
  expect(named.length).toBeGreaterThan(15);
  for (const one of named) {
    const [, verb, ...words] = one.split(" ");
    const entry = table.find((known) => known.verb === verb);
    expect(entry, one).toBeDefined();
    const known = entry?.options.flatMap(({ names }) => names) ?? [];
    for (const word of words.filter((each) => each.startsWith("--")))
      expect(known, one).toContain(word.slice(2).split("=")[0]);
  }
});

test("every option that stands alone is one of train", async () => {
  const train = (await gatherVerbs()).find(({ verb }) => verb === "train");
  const known = train?.options.flatMap(({ names }) => names) ?? [];
  for (const one of quoted.filter((each) => each.startsWith("--"))) expect(known).toContain(one.slice(2));
});

describe("what there is, it names", () => {
  test.each(modelKinds())("kind %s", (kind) => {
    expect(section("Architectures")).toContain(`\`${kind}\``);
  });
  test.each(explained.map(({ name }) => name))("metric %s", (name) => {
    expect(section("Metrics")).toMatch(new RegExp(`\\b${name}\\b`));
  });
  test("steps of preprocessing", () => {
    for (const kind of stepKinds) expect(section("Data")).toContain(`\`${kind}\``);
  });
  test("kinds of data", () => {
    const kinds = configKeys()
      .filter(({ path }) => path === "data.kind")
      .flatMap(({ words }) => words.map(({ word }) => word));
    expect(kinds).toContain("patches");
    for (const kind of kinds.filter((one) => one !== "none"))
      expect(section("Data")).toContain(`\`${kind}\``);
  });
});

test("what it names is there: kinds, metrics, files", () => {
  const kinds = [...section("Architectures").matchAll(/kind `([^`]+)`/g)].map(([, kind]) => kind);
  expect(kinds.filter((kind) => !modelKinds().includes(kind))).toEqual([]);
  const paths = quoted.filter((one) => /^(src|experiments)\//.test(one));
  expect(paths.length).toBeGreaterThan(3);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  const metrics = [...section("Metrics").matchAll(/there: ((?:\w+, )*\w+)/g)].flatMap(([, list]) =>
    list.split(", "),
  );
  const known = explained.map(({ name }) => name);
  expect(metrics.filter((name) => /^[a-z]+[A-Z0-9]?\w*$/.test(name) && !known.includes(name))).toEqual([]);
});

test("every row says whether it is there", () => {
  const rows = text
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| what") && !line.startsWith("| --"));
  expect(rows.length).toBeGreaterThan(50);
  for (const row of rows)
    expect(row.split(" | ").at(-1)).toMatch(/^(there|partly|a day's work|not meant to be)\b/);
  expect(verbs.map(nameOf)).toContain("conformance");
});
