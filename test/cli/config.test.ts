// rhohat config: keys explained, the schema for editors, an experiment's config in full.

import { describe, expect, test } from "vitest";
import { configKeys } from "../../src/config/keys.js";
import { rhohatHere } from "../support/command-line.js";

describe("config --explain", () => {
  test("tells of every key", async () => {
    const { code, out } = await rhohatHere(["config", "--explain"]);
    expect(code).toBe(0);
    for (const { path, flag } of configKeys()) {
      expect(out).toContain(path);
      if (flag !== undefined) expect(out).toContain(`--${flag}`);
    }
  });
  test.each(["model.rho", "rho", "ρ", "--rho"])(
    "%s is known by path, last part, symbol and flag",
    async (name) => {
      const { out } = await rhohatHere(["config", `--explain=${name}`]);
      expect(out).toMatch(/^model\.rho {2}ρ\n {2}target average activation ρ\n/);
      expect(out).toMatch(/must lie inside \(0, 1\)\n {2}unless given: 0\.01\n {2}rhohat train --rho\n/);
    },
  );
  test.each(["whitening", "whiten-1-over-f", "--whitening"])(
    "%s is known as a word of its key",
    async (name) => {
      const { out } = await rhohatHere(["config", `--explain=${name}`]);
      expect(out).toMatch(/^data\.preprocess {2}preprocess|^data\.preprocess\n/);
      expect(out).toMatch(/\n {4}whiten-1-over-f: /);
    },
  );
  test("steps are listed with what they can be set to", async () => {
    const { out } = await rhohatHere(["config", "--explain", "preprocess"]);
    expect(out).toMatch(
      / {4}pca-whiten: .* \(pca-whiten:epsilon=0\.1, pca-whiten:keep=…, pca-whiten:variance=…\)\n/,
    );
    expect(out).toMatch(/ {4}mean-norm: [^(]*\n/);
  });
  test("lists the kinds of a part with what they are", async () => {
    const { out } = await rhohatHere(["config", "--explain", "optimizer"]);
    expect(out).toContain("    conjugate-gradient: nonlinear conjugate gradient");
  });
});

test("config --schema is what an editor reads: types, bounds, defaults, descriptions", async () => {
  const { out } = await rhohatHere(["config", "--schema"]);
  const schema = JSON.parse(out);
  expect(schema.$schema).toMatch(/json-schema\.org/);
  expect(schema.properties.seed).toMatchObject({ type: "integer", minimum: 0, default: 0 });
  const classic = schema.properties.model.oneOf.find(
    (one: { properties: { kind: { const: string } } }) => one.properties.kind.const === "classic",
  );
  expect(classic.properties.rho).toMatchObject({
    exclusiveMinimum: 0,
    exclusiveMaximum: 1,
    default: 0.01,
    description: "target average activation ρ",
  });
  expect(schema.required).toEqual(["name", "data", "model"]);
});

test("config <experiment> prints it with every default, changed by --set", async () => {
  const { out } = await rhohatHere(["config", "xor", "--set", "seed=7"]);
  expect(JSON.parse(out)).toMatchObject({ name: "xor", seed: 7, dtype: "float64", checkpointEvery: 20 });
});

test.each<[string[], RegExp]>([
  [
    ["--explain", "rhoo"],
    /^config: --explain must name a key or a word of one, got rhoo; did you mean rho\?\n$/,
  ],
  [["--explain", "model.rh"], /got model\.rh; did you mean model\.rho\?\n$/],
  [["--explain", "data.patches"], /got data\.patches; did you mean data\.count\?\n$/],
  [["--explain", "whiten-1-over"], /did you mean whiten-1-over-f\?\n$/],
  [["--explain", "lamda"], /did you mean lambda\?\n$/],
  [["--explain", "qqqq"], /got qqqq; rhohat config --explain tells of all\n$/],
  [["rho"], /^config: <experiment> must name one, rho is a key; rhohat config --explain rho tells of it\n$/],
  [
    ["xor", "--schema"],
    /^config: --schema must be given only without an experiment, whose config is printed; else leave it out\n$/,
  ],
  [["--set", "a=1"], /^config: --set must be given only with an experiment; else leave it out\n$/],
  [["xor", "--set", "seed"], /^config: --set must be key=value, got seed; for example/],
  [["--json"], /^config: --json must be given only with --explain/],
])("config %j is refused", async (words, said) => {
  const { code, err } = await rhohatHere(["config", ...words]);
  expect([code, err]).toEqual([2, expect.stringMatching(said)]);
});
