// rhohat evaluate <run>; --case is tested with the other commands.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { view } from "../../src/core/arrays.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { loadRun } from "../../src/inspect/load-run.js";
import { encodePng } from "../../src/viz/encode-png.js";
import { rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { makeTinyRun, tinyPng } from "../support/tiny-run.js";

const folder = temporaryFolder();
const at = (...parts: string[]) => join(folder, ...parts);
const tiny = await makeTinyRun(folder, { figures: false });
const record = JSON.parse(readFileSync(join(tiny.path, "run.json"), "utf8"));

/** A copy of the run, without some of its files or with others. */
function changed(name: string, files: Readonly<Record<string, string | null>>): string {
  cpSync(tiny.path, at(name), { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    if (content === null) rmSync(at(name, file), { recursive: true });
    else writeFileSync(at(name, file), content);
  }
  return at(name);
}

const raw = Float64Array.from({ length: 48 }, (_, i) => ((i * 7) % 11) / 10);
writeFileSync(at("X.npy"), encodeNpy(raw, [3, 16]));
writeFileSync(
  at("columns.npy"),
  encodeNpy(
    Float64Array.from({ length: 48 }, (_, i) => raw[(i % 3) * 16 + Math.floor(i / 3)]),
    [16, 3],
  ),
);
writeFileSync(at("narrow.npy"), encodeNpy(raw, [4, 12]));
writeFileSync(
  at("large.npy"),
  encodeNpy(
    raw.map((v) => 3 * v),
    [3, 16],
  ),
);
mkdirSync(at("others"));
writeFileSync(at("others/c.png"), tinyPng(11));
writeFileSync(at("notes.txt"), "nothing to train on");

const evaluate = (...words: string[]) =>
  rhohatHere(["evaluate", ...words, "--engine", "reference"], { cwd: folder });
const numbers = async (...words: string[]) => {
  const { code, out, err } = await evaluate(...words, "--json");
  expect([code, err]).toEqual([0, ""]);
  return JSON.parse(out);
};

test("on its own data it gives the numbers that the run's record has, to the bit", async () => {
  const found = await numbers("tiny");
  const { cost, parts, rhoHat, fvu, layers } = record.metrics;
  expect(found).toMatchObject({ cost, parts, rhoHat, fvu, layers, examples: 30, step: 2, run: tiny.path });
  expect(found.fingerprint).toBe(record.data.fingerprint);
});

test("an array is preprocessed with the run's constants, and FVU is that of its reconstructions", async () => {
  const found = await numbers(tiny.path, "--data", "X.npy");
  const { limit } = JSON.parse(readFileSync(join(tiny.path, "preprocessing.json"), "utf8"))[0];
  const x = view(new Float64Array(48), [3, 16]);
  for (let i = 0; i < 3; i++) {
    const own = raw.subarray(16 * i, 16 * (i + 1));
    const mean = own.reduce((sum, v) => sum + v) / 16;
    for (let j = 0; j < 16; j++) {
      const clipped = Math.max(-limit, Math.min(limit, own[j] - mean));
      x.set(i, j, (clipped / limit + 1) * 0.4 + 0.1);
    }
  }
  const output = loadRun(tiny.path, { engine: "reference" }).reconstruct(x);
  let [error, spread] = [0, 0];
  for (let j = 0; j < 16; j++) {
    const mean = (x.get(0, j) + x.get(1, j) + x.get(2, j)) / 3;
    for (let i = 0; i < 3; i++) {
      error += (x.get(i, j) - output.get(i, j)) ** 2;
      spread += (x.get(i, j) - mean) ** 2;
    }
  }
  expect(found.parts.error).toBeCloseTo(error / 6, 12);
  expect(found.fvu).toBeCloseTo(error / spread, 12);
  expect(found.parts.decay).toBe(record.metrics.parts.decay); // of θ alone
  expect(await numbers(tiny.path, "--data", "columns.npy", "--columns")).toMatchObject({ cost: found.cost });
});

test("other images need none of the run's: patches of its size, as many and as drawn as asked for", async () => {
  const alone = changed("alone", {});
  const config = readFileSync(join(alone, "config.json"), "utf8");
  writeFileSync(join(alone, "config.json"), config.replace(tiny.images, at("gone")));
  const words = [alone, "--data", "others", "--patches", "20"];
  const first = await numbers(...words);
  expect([first.examples, first.layers["1"].units]).toEqual([20, 3]);
  expect((await numbers(...words)).fingerprint).toBe(first.fingerprint);
  expect((await numbers(...words, "--seed", "1")).fingerprint).not.toBe(first.fingerprint);
  expect((await numbers(alone, "--data", "others/c.png", "--patches", "20")).cost).toBe(first.cost);
});

test.each<[string, 1 | 3]>([
  ["grey", 1],
  ["colour", 3],
])(
  "a %s image of one patch gives what an array of its pixels gives: the same channels, the run's constants",
  async (name, channels) => {
    const run = channels === 1 ? tiny.path : at("in-colour");
    if (channels === 3) {
      const words = ["--data", tiny.images, "--colour", "--patch", "4", "--patches", "9", "--preprocess"];
      const few = ["normalize-ufldl", "--hidden", "2", "--iterations", "1", "--no-figures", "--quiet"];
      expect((await rhohatHere(["train", ...words, ...few, "--out", run])).code).toBe(0);
    }
    const data = Uint8Array.from({ length: 16 * channels }, (_, i) => (i * i * 5 + 17 * i) % 256);
    writeFileSync(at(`${name}.png`), encodePng({ width: 4, height: 4, channels, data }));
    writeFileSync(
      at(`${name}.npy`),
      encodeNpy(
        Float64Array.from(data, (value) => value / 255),
        [1, data.length],
      ),
    );
    const [image, array] = [
      await numbers(run, "--data", `${name}.png`, "--patches", "1"),
      await numbers(run, "--data", `${name}.npy`),
    ];
    expect([image.fingerprint, image.cost]).toEqual([array.fingerprint, array.cost]);
  },
);

test("other images are whitened where the run's were: its own, named as others, give its own examples", async () => {
  const words = [
    "--data",
    tiny.images,
    "--patch",
    "4",
    "--patches",
    "30",
    "--hidden",
    "2",
    "--iterations",
    "1",
  ];
  const whitened = at("whitened");
  expect((await rhohatHere(["train", ...words, "--no-figures", "--quiet", "--out", whitened])).code).toBe(0);
  const { data } = JSON.parse(readFileSync(join(whitened, "run.json"), "utf8"));
  const found = await numbers(whitened, "--data", tiny.images, "--patches", "30");
  expect(found.fingerprint).toBe(data.fingerprint);
});

test("it prints the numbers as the summary of a run does", async () => {
  const { code, out } = await evaluate("tiny", "--data", "X.npy");
  expect(code).toBe(0);
  for (const line of [/data +X\.npy, 3 examples/, /cost J +\d/, /ρ̂ of hidden layer 1 +\d/, /iteration +2/])
    expect(out).toMatch(line);
});

const changedData = changed("changed-data", {});
const otherImages = at("other-images");
cpSync(tiny.images, otherImages, { recursive: true });
writeFileSync(join(otherImages, "b.png"), tinyPng(13));
writeFileSync(
  join(changedData, "config.json"),
  readFileSync(join(changedData, "config.json"), "utf8").replace(tiny.images, otherImages),
);

test.each<[string, string[], RegExp]>([
  ["nothing", [], /^evaluate: <run> must be given, or --case and --out; rhohat list names the runs$/m],
  ["a run that is none", ["tinny"], /^evaluate: no run named tinny in results; did you mean tiny\?/],
  ["a run beside a case", ["tiny", "--case", "x"], /^evaluate: --case must be given only without a run/],
  [
    "a step without a checkpoint",
    ["tiny", "--step", "1"],
    /^evaluate: --step must be one of the checkpoints/,
  ],
  [
    "no checkpoint",
    [changed("none", { checkpoints: null })],
    /^evaluate: .* must have a checkpoint, there is none yet/,
  ],
  ["data that changed", [changedData], /must be those that .* was trained on, they have changed; .*--data/],
  [
    "data that are not there",
    ["tiny", "--data", "nowhere"],
    /^evaluate: --data must be an array .*, \.npy or \.safetensors files, an image or a folder/,
  ],
  [
    "data of no known kind",
    ["tiny", "--data", "notes.txt"],
    /^evaluate: --data .* notes\.txt begins as neither/,
  ],
  [
    "data of another length",
    ["tiny", "--data", "narrow.npy"],
    /^evaluate: the data must have 16 values an example.*got 12/,
  ],
  [
    "data outside a sigmoid's range",
    [changed("raw", { "preprocessing.json": "[]" }), "--data", "large.npy"],
    /^evaluate: the data, preprocessed .* must lie in \[0, 1\], the range of a sigmoid output, got "2\.09.*example 0, value 1/,
  ],
  [
    "an array for a run that whitens",
    [
      changed("whitens", { "preprocessing.json": '[{"kind":"whiten-1-over-f","f0":0.4}]' }),
      "--data",
      "X.npy",
    ],
    /^evaluate: the data must be images, which .* whitens/,
  ],
  [
    "images for a run on no pictures",
    [
      changed("flat", {
        "run.json": JSON.stringify({ ...record, data: { ...record.data, imageShape: null } }),
      }),
      "--data",
      "others",
    ],
    /must be an array, as the examples of .* are no pictures/,
  ],
  [
    "patches of an array",
    ["tiny", "--data", "X.npy", "--patches", "3"],
    /^evaluate: --patches must be given only with --data of images/,
  ],
  [
    "columns of images",
    ["tiny", "--data", "others", "--columns"],
    /^evaluate: --columns must be given only with --data of an array/,
  ],
  [
    "no patches",
    ["tiny", "--data", "others", "--patches", "0"],
    /^evaluate: --patches must be a whole number ≥ 1, got 0/,
  ],
  ["data without a run", ["--data", "X.npy"], /^evaluate: --data must be given only with a run/],
])("%s is refused with one line", async (_what, words, message) => {
  const { code, out, err } = await evaluate(...words);
  expect([code, out, err.trim().split("\n").length]).toEqual([2, "", 1]);
  expect(err).toMatch(message);
});
