import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { parseSafetensors } from "../../src/data/io/safetensors.js";
import { runExperiment } from "../../src/experiments/runner.js";
import { RunAnswers } from "../../src/inspect/run-answers.js";
import { viewParameters } from "../../src/nn/parameters.js";
import { viewDictionary } from "../../src/sae/dictionary.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { rhohatHere } from "../support/command-line.js";
import { sizesOf } from "../support/network-model.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { makeTinyRun } from "../support/tiny-run.js";

const folder = temporaryFolder();
let path: string;
beforeAll(async () => {
  ({ path } = await makeTinyRun(folder, { figures: false }));
});
const exported = async (...words: string[]) => {
  const { out, err, code } = await rhohatHere(["export", path, ...words]);
  expect([code, err]).toEqual([0, ""]);
  return out;
};

/** A CSV as objects of texts. */
function parsed(text: string): Record<string, string>[] {
  const [names, ...rows] = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  return rows.map((row) => {
    expect(row).toHaveLength(names.length);
    return Object.fromEntries(row.map((cell, i) => [names[i], cell]));
  });
}

test("a row a line of metrics.jsonl, to the last digit", async () => {
  const lines = readFileSync(join(path, "metrics.jsonl"), "utf8").trim().split("\n");
  const expected = lines.map((line) => {
    const { parts, ...rest } = JSON.parse(line);
    return { ...rest, ...parts };
  });
  const text = await exported();
  expect(text.split("\n")[0]).toBe("iteration,evaluations,cost,error,decay,sparsity,rhoHat,seconds");
  const rows = parsed(text).map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, Number(cell)])),
  );
  expect(rows).toEqual(expected);
  expect(JSON.parse(await exported("--json"))).toEqual(expected);
});

test("a cost that is not finite is an empty cell, and null in JSON", async () => {
  const { path: diverged } = await makeTinyRun(join(folder, "diverged"), { figures: false });
  const file = join(diverged, "metrics.jsonl");
  writeFileSync(file, readFileSync(file, "utf8").replace(/"cost":[0-9.]+/, '"cost":null'));
  expect((await rhohatHere(["export", diverged])).out.split("\n")[1]).toMatch(/^0,1,,\d/);
  expect(JSON.parse((await rhohatHere(["export", diverged, "--json"])).out)[0].cost).toBeNull();
});

describe("--units", () => {
  test("a row a unit with what the run's answers say of it", async () => {
    const answers = new RunAnswers(dirname(dirname(path)), new RunDirectory(path));
    const { model, theta } = answers.model();
    const { weights } = viewParameters(theta, sizesOf(model));
    const rows = JSON.parse(await exported("--units", "--json"));
    expect(rows).toHaveLength(3);
    for (const [unit, row] of rows.entries()) {
      const { density, mean, rhoHat, bias, cosine, gabor, atom, range } = answers.feature(1, unit);
      expect(row).toMatchObject({ layer: 1, unit, density, mean, rhoHat, bias, cosine });
      expect([row.min, row.max]).toEqual(range);
      const norm = (values: readonly number[]) => Math.hypot(...values);
      expect(row.atomNorm).toBeCloseTo(norm(atom!), 12);
      expect(row.weightNorm).toBeCloseTo(
        norm(Array.from({ length: 16 }, (_, j) => weights[0].get(unit, j))),
        12,
      );
      expect(row.contribution).toBeCloseTo(row.atomNorm * row.std, 12);
      expect([0, 1]).toContain(row.effective);
      const { orientation, frequency, bandwidth, phase, amplitude, r2 } = gabor!;
      expect(row).toMatchObject({ orientation, frequency, bandwidth, phase, amplitude, r2 });
      expect([row.centreRow, row.centreColumn]).toEqual(gabor!.centre);
      expect([row.sigmaAcross, row.sigmaAlong]).toEqual(gabor!.sigma);
      expect(row.onBound).toBe(Number(gabor!.onBound));
    }
  });
  test("what is not known is an empty cell", async () => {
    const { path: older } = await makeTinyRun(join(folder, "older"), { figures: false });
    writeFileSync(join(older, "inspection.safetensors"), ""); // damaged: one line that names the file
    const refused = await rhohatHere(["export", older, "--units"]);
    expect([refused.code, refused.err.split("\n").length]).toEqual([2, 2]);
    rmSync(join(older, "inspection.safetensors")); // none yet
    const [row] = parsed((await rhohatHere(["export", older, "--units"])).out);
    expect([row.density, row.rhoHat, row.contribution, row.effective]).toEqual(["", "", "", ""]);
    expect(row.weightNorm).toMatch(/^\d/);
  });
});

test("--npy is a table with named fields, as numpy.save writes it", async () => {
  const file = join(folder, "units.npy");
  expect(await exported("--units", "--npy", "--out", file)).toBe(`${file}\n`);
  const bytes = readFileSync(file);
  const header = bytes.subarray(10, 10 + bytes.readUInt16LE(8)).toString();
  expect(header).toMatch(/^{'descr': \[\('layer', '<f8'\), \('unit', '<f8'\), \('density', '<f8'\), /);
  expect(header).toContain("'fortran_order': False, 'shape': (3,), }");
  const rows = JSON.parse(await exported("--units", "--json")) as Record<string, number | null>[];
  const values = rows.flatMap((row) => Object.values(row).map((value) => value ?? Number.NaN));
  const body = bytes.subarray(10 + bytes.readUInt16LE(8));
  expect(Array.from(values, (_, i) => body.readDoubleLE(8 * i))).toEqual(values);
  expect(body).toHaveLength(8 * values.length);
});

test("--out writes the same text into a file", async () => {
  const file = join(folder, "curves.csv");
  const text = await exported();
  await exported("--csv", "--out", file);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test.each([
  [["--csv", "--json"], /^export: --json must be given without --csv; leave one of them out$/m],
  [["--npy"], /^export: --npy must be given with --out/],
  [["--out", folder], /^export: --out must be a file, .* is a folder/],
  [["--out", join(folder, "nowhere", "x.csv")], /^export: --out must lie in a folder that is there/],
])("%j is refused in one line, and nothing is written", async (words, message) => {
  const { code, out, err } = await rhohatHere(["export", path, ...words]);
  expect([code, out, err.trim().split("\n").length]).toEqual([2, "", 1]);
  expect(err).toMatch(message);
  expect(existsSync(join(folder, "nowhere"))).toBe(false);
});

describe("--weights", () => {
  test.each([
    ["the last step", [{ kind: "mean-norm" }]],
    ["the last steps", [{ kind: "scale" }, { kind: "mean-norm" }]],
  ])("has %s that multiply all examples folded in", async (_, preprocess) => {
    const examples = Float64Array.from({ length: 120 }, (_, i) => 3 * Math.sin(i));
    writeFileSync(join(folder, "x.npy"), encodeNpy(examples, [20, 6]));
    const { directory, trained } = await runExperiment(
      parseConfig({
        name: "scaled",
        data: { kind: "array", path: join(folder, "x.npy"), preprocess },
        model: { kind: "topk", latents: 8, k: 2 },
        optimizer: { kind: "adam", iterations: 3, batch: 5 },
      }),
      { results: folder, engine: "wasm", figures: false },
    );
    const file = join(folder, "w.safetensors");
    expect((await rhohatHere(["export", directory.path, "--weights", "--out", file])).code).toBe(0);
    const written = parseSafetensors(readFileSync(file), file);
    const steps: { factor: number }[] = JSON.parse(
      readFileSync(directory.file("preprocessing.json"), "utf8"),
    );
    const factor = steps.reduceRight((product, step) => product * step.factor, 1);
    const at = viewDictionary(trained!.theta, trained!.model.parameters);
    for (const [name, by] of Object.entries({
      "encoder.weight": factor,
      "encoder.bias": 1,
      W_dec: 1 / factor,
      b_dec: 1 / factor,
    }))
      expect([...written[name].data]).toEqual(Array.from(at.part(name), (value) => value * by));
  });

  test("of matching pursuit are its dictionary, and what it leaves over of an example as it was", async () => {
    const { directory } = await runExperiment(
      parseConfig({
        name: "pursuit",
        data: {
          kind: "patches",
          source: { kind: "photos" },
          size: [4, 4],
          count: 60,
          preprocess: [{ kind: "mean-norm" }],
        },
        model: { kind: "matching-pursuit", latents: 20, residualThreshold: 0.5 },
        optimizer: { kind: "adam", iterations: 3, batch: 20 },
      }),
      { results: folder, figures: false, engine: "wasm" },
    );
    const file = join(folder, "pursuit.safetensors");
    expect((await rhohatHere(["export", directory.path, "--weights", "--out", file])).code).toBe(0);
    const bytes = readFileSync(file);
    const written = parseSafetensors(bytes, file);
    expect(Object.entries(written).map(([name, { shape }]) => [name, shape])).toEqual([
      ["W_dec", [20, 16]],
      ["b_dec", [16]],
    ]);
    const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString());
    const [{ factor }] = JSON.parse(readFileSync(directory.file("preprocessing.json"), "utf8"));
    expect(JSON.parse(header.__metadata__.model)).toMatchObject({
      kind: "matching-pursuit",
      residualThreshold: 0.5 / factor,
    });
  });

  test.each([
    [["--weights"], "--weights must be given with --out: its bytes are not for a terminal"],
    [["--weights", "--csv"], "--weights must be given without --csv; leave one of them out"],
  ])("%j", async (words, message) => {
    expect(await rhohatHere(["export", path, ...words])).toMatchObject({
      code: 2,
      err: expect.stringContaining(message),
    });
  });
});
