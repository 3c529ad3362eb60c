// rhohat data, as it is typed.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { encodeNpy, parseNpy } from "../../src/data/io/npy.js";
import { decodePng } from "../../src/data/io/png.js";
import { encodeSafetensors } from "../../src/data/io/safetensors.js";
import { rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const mnist = fileURLToPath(new URL("../golden/mnist", import.meta.url));
const read = (name: string) => parseNpy(readFileSync(at(name)), name);
writeFileSync(at("X.npy"), encodeNpy(Float64Array.of(1, 2, 3, 6, 8, 13), [2, 3]));

test("examples after the steps, a row each, or a column each that is read and written", async () => {
  const rows = await rhohatHere(["data", at("X.npy"), "--preprocess", "remove-mean", "--out", at("Y.npy")]);
  expect(rows).toEqual({ code: 0, out: `${at("Y.npy")}\n`, err: "" });
  expect(read("Y.npy")).toEqual({ type: "f8", shape: [2, 3], data: Float64Array.of(-1, 0, 1, -3, -1, 4) });
  const columns = ["--columns", "--preprocess", "remove-mean", "--dtype", "float32"];
  await rhohatHere(["data", at("X.npy"), ...columns, "--out", at("C.npy")]);
  expect(read("C.npy")).toEqual({
    type: "f4",
    shape: [2, 3],
    data: Float64Array.of(-2.5, -3, -5, 2.5, 3, 5),
  });
});

test("leaves are made, with labels, as many and as large as is asked for; another seed makes others", async () => {
  const words = ["data", "leaves", "--examples", "6", "--side", "8"];
  const { code, out } = await rhohatHere([...words, "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    examples: 6,
    imageShape: [8, 8, 3],
    tested: 500,
    classes: [
      { name: "discs", examples: 2 },
      { name: "squares", examples: 2 },
      { name: "diamonds", examples: 1 },
      { name: "triangles", examples: 1 },
    ],
  });
  const told = await rhohatHere([...words, "--out", at("leaves.npy")]);
  expect(told.err).toBe("without the 500 examples that are set apart for a test\n");
  await rhohatHere([...words, "--seed", "1", "--out", at("others.npy")]);
  expect(read("others.npy").data).not.toEqual(read("leaves.npy").data);
  const stray = await rhohatHere([...words, "--classes", "discs"]);
  expect([stray.code, stray.err]).toEqual([
    2,
    "data: --classes must be given only with a set of labelled pictures, got leaves; else leave it out\n",
  ]);
});

test("without steps they are as they were; a set of pictures is one too", async () => {
  await rhohatHere(["data", at("X.npy"), "--out", at("same.npy")]);
  expect(readFileSync(at("same.npy"))).toEqual(readFileSync(at("X.npy")));
  const { err } = await rhohatHere(["data", mnist, "--out", at("digits.npy")]);
  expect(read("digits.npy").shape).toEqual([30, 784]);
  expect(err).toBe("without the 12 examples that are set apart for a test\n");
});

test.each<[string, string, string[], string]>([
  [
    "no step",
    "Z.npy",
    ["--preprocess", "remove-meen"],
    'data: --preprocess must name a kind, got "remove-meen"; did you mean remove-mean?\n',
  ],
  [
    "a file of another kind",
    "Z.txt",
    [],
    `data: --out must end in .npy for the examples or in .png for a picture of them, got ${at("Z.txt")}\n`,
  ],
  [
    "a folder that is not there",
    "no/Z.npy",
    [],
    `data: --out must lie in a folder that is there, ${at("no")} is none; make it first\n`,
  ],
  [
    "columns of pictures",
    "Z.npy",
    ["--columns"],
    "data: --columns must be given only with an array, got a set of labelled pictures; else leave it out\n",
  ],
])("%s is told in one line, and nothing is written", async (name, out, words, error) => {
  const before = readdirSync(folder);
  const path = name.startsWith("columns") ? mnist : at("X.npy");
  const { code, err } = await rhohatHere(["data", path, "--out", at(out), ...words]);
  expect([code, err]).toEqual([2, error]);
  expect(readdirSync(folder)).toEqual(before);
});

test("what data are like: numbers, classes, the spectrum, what suits them", async () => {
  const { code, out } = await rhohatHere(["data", mnist]);
  expect(code).toBe(0);
  for (const said of [
    /examples +30 of 784 values, drawn as 28×28/,
    /for a test +12/,
    /range +0 to 1\n/,
    /classes +10: 0 2, 1 6, 2 4/,
    /power spectrum +f\^-2\.\d\d/,
    /suits +no preprocessing/,
  ])
    expect(out).toMatch(said);
  const { out: json } = await rhohatHere(["data", at("X.npy"), "--json"]);
  expect(JSON.parse(json)).toMatchObject({
    what: "an array, float64 2×3",
    ...{ examples: 2, values: 3, min: 1, max: 13, mean: 5.5, isWhole: true, classes: null, slope: null },
  });
});

test("a picture of examples, after the steps", async () => {
  const steps = ["--patches", "30", "--preprocess", "whiten-1-over-f,normalize-ufldl"];
  const { code } = await rhohatHere(["data", "photos", ...steps, "--out", at("patches.png"), "--quiet"]);
  expect(code).toBe(0);
  const { width, channels } = decodePng(readFileSync(at("patches.png")), "patches.png");
  expect([width > 200, channels]).toEqual([true, 1]);
});

test.each<[string, string[], RegExp]>([
  [
    "a picture of what is none",
    [at("X.npy"), "--out", at("no.png")],
    /^data: --out must end in \.npy where examples are no pictures/,
  ],
  [
    "two lists of steps",
    [at("X.npy"), "--preprocess", "remove-mean/scale"],
    /^data: each option must have one value, got several/,
  ],
  ["a set without fetch", [at("X.npy"), "mnist"], /^data: mnist must stand behind fetch, got .*X\.npy/],
  [
    "JSON of what is written",
    [at("X.npy"), "--json", "--out", at("Z.npy")],
    /--json must be given only without --out/,
  ],
  ["JSON of a set", ["fetch", "mnist", "--json"], /--json must be given only without fetch/],
  [
    "fetch without a set",
    ["fetch"],
    /^data: fetch must be told which set: mnist, fashion-mnist, cifar10, stl10$/m,
  ],
  [
    "a set that is none",
    ["fetch", "minst"],
    /^data: <set> must be a set that can be fetched, got "minst"; did you mean mnist\?$/m,
  ],
  [
    "--from without fetch",
    [at("X.npy"), "--from", "http://127.0.0.1"],
    /^data: --from must be given only with fetch/,
  ],
])("%s is told", async (_, words, error) => {
  const { code, err } = await rhohatHere(["data", ...words]);
  expect([code, err]).toEqual([2, expect.stringMatching(error)]);
});

test("a set whose server is not there: one line, exit code 1, no folder of it", async () => {
  const words = ["data", "fetch", "mnist", "--from", "http://127.0.0.1:1/", "--out", at("mnist"), "--quiet"];
  const { code, err } = await rhohatHere(words);
  expect([code, err.split("\n").length]).toEqual([1, 2]);
  expect(err).toMatch(/^data: http:\/\/127\.0\.0\.1:1\/train-images-idx3-ubyte\.gz must be reachable, /);
  for (const name of ["mnist", "mnist.part"]) expect(readdirSync(folder)).not.toContain(name);
});

const counted = Float64Array.from({ length: 12_000 * 2 }, (_, i) => i);
writeFileSync(at("one.safetensors"), encodeSafetensors({ x: { shape: [12_000, 2], data: counted } }));
writeFileSync(
  at("two.safetensors"),
  encodeSafetensors({
    W_enc: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    b_enc: { shape: [3], data: new Float32Array(3) },
  }),
);

test("a single .safetensors file is an array as a .npy file is: all its rows, or columns, in their order", async () => {
  const whole = await rhohatHere(["data", at("one.safetensors"), "--out", at("one.npy")]);
  expect(whole).toEqual({ code: 0, out: `${at("one.npy")}\n`, err: "" });
  expect(readFileSync(at("one.npy"))).toEqual(Buffer.from(encodeNpy(counted, [12_000, 2])));
  const { out } = await rhohatHere(["data", at("one.safetensors")]);
  expect(out).toMatch(/an array x, float64 12000×2\n +examples +12000 of 2 values/);
  const words = ["data", at("two.safetensors"), "--tensor", "W_enc", "--columns", "--json"];
  expect(JSON.parse((await rhohatHere(words)).out)).toMatchObject({ examples: 3, values: 2 });
});

test("files of arrays are written whole, in their order, and told whole", async () => {
  mkdirSync(at("files"));
  for (const [name, from] of [["x-10", 16_000] as const, ["x-2", 0] as const])
    writeFileSync(
      at(`files/${name}.npy`),
      encodeNpy(counted.subarray(from, from + (from === 0 ? 16_000 : 8000)), [from === 0 ? 8000 : 4000, 2]),
    );
  for (const path of [at("files"), at("files/x-*.npy"), `${at("files/x-2.npy")},${at("files/x-10.npy")}`]) {
    const whole = await rhohatHere(["data", path, "--out", at("all.npy")]);
    expect(whole).toEqual({ code: 0, out: `${at("all.npy")}\n`, err: "" });
    expect(readFileSync(at("all.npy"))).toEqual(readFileSync(at("one.npy")));
  }
  const steps = ["--preprocess", "mean-norm", "--dtype", "float32", "--out", at("scaled.npy")];
  const { err } = await rhohatHere(["data", at("files"), ...steps]);
  expect(err).toBe("preprocessing is fitted to 10000 of the 12000 examples, drawn at random\n");
  const { type, shape, data } = read("scaled.npy");
  expect([type, shape, data[0]]).toEqual(["f4", [12_000, 2], 0]);
  const off = data.map((value, i) => Math.abs(value / data[1] / i - 1)).slice(1);
  expect(Math.max(...off)).toBeLessThan(1e-6);
  const { out } = await rhohatHere(["data", at("files")]);
  expect(out).toMatch(
    /2 files of arrays\n +examples +12000 of 2 values\n +numbers are of +10000 examples, dr/,
  );
});

test("a value that is not finite is told with its file and row, and nothing is written", async () => {
  mkdirSync(at("bad"));
  writeFileSync(at("bad/a.npy"), encodeNpy(counted, [12_000, 2]));
  const bad = counted.slice();
  bad[20_001] = Number.NaN;
  writeFileSync(at("bad/b.npy"), encodeNpy(bad, [12_000, 2]));
  const before = readdirSync(folder);
  const { code, err } = await rhohatHere(["data", at("bad"), "--seed", "1", "--out", at("never.npy")]);
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/b\.npy must hold finite numbers only, got NaN at row 10000/),
  ]);
  expect(readdirSync(folder)).toEqual(before);
});

test("patches that are written are told to be drawn, and how many", async () => {
  const { err } = await rhohatHere(["data", "photos", "--patches", "30", "--out", at("patches.npy")]);
  expect(err).toMatch(/^30 patches drawn at random of \d+ images; --patches says how many$/m);
});

test("MATLAB's version 4 is told as what it is, whatever its name, in either order of bytes", async () => {
  const v4 = readFileSync(new URL("../golden/arrays/v4.mat", import.meta.url));
  const swapped = Buffer.from(v4);
  swapped.writeUInt32LE(1000, 0);
  swapped.subarray(0, 20).swap32();
  for (const [name, bytes] of Object.entries({ "old.mat": v4, old: v4, "swapped.mat": swapped })) {
    writeFileSync(at(name), bytes);
    for (const verb of [["data"], ["train", "--data"]]) {
      const { code, err } = await rhohatHere([...verb, at(name)]);
      expect([code, err]).toEqual([
        2,
        `${verb.join(": ")}${verb.length === 1 ? ":" : ""} ${at(name)} must be of MATLAB's version 5 or 7.3, it is of version 4; load it in MATLAB and save it with -v7\n`,
      ]);
    }
  }
});

test("a file of weights that is taken for data: its tensors are told", async () => {
  const { code, err } = await rhohatHere(["data", at("two.safetensors")]);
  expect([code, err]).toEqual([
    2,
    `data: tensor must name one of the arrays in ${at("two.safetensors")}: W_enc (float32 2×3), b_enc (float32 3)\n`,
  ]);
});

test("the classic model trains on a single .safetensors file at once, and with --stream on minibatches", async () => {
  const words = ["--data", at("one.safetensors"), "--preprocess", "standardise", "--output", "linear"];
  const train = ["train", ...words, "--hidden", "2", "--iterations", "1", "--no-figures", "--quiet"];
  expect(await rhohatHere([...train, "--out", at("run")])).toMatchObject({ code: 0, err: "" });
  expect(await rhohatHere([...train, "--stream", "--out", at("other")])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/is read as files of arrays, on minibatches;.* leave out --stream/),
  });
});
