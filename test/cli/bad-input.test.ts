// Bad input: one clear line, exit code 2, nothing written.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { encodeNpy } from "../../src/data/io/npy.js";
import { encodePng } from "../../src/viz/encode-png.js";
import { rhohat, rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const npy = (name: string, values: number[], shape: number[]) =>
  writeFileSync(at(name), encodeNpy(Float64Array.from(values), shape));

const good = Array.from({ length: 20 }, (_, i) => 0.2 + 0.03 * (i % 7));
npy("good.npy", good, [5, 4]);
npy("nan.npy", [...good.slice(1), Number.NaN], [5, 4]);
npy("inf.npy", [Number.POSITIVE_INFINITY, ...good.slice(1)], [5, 4]);
npy("range.npy", [...good.slice(1), 1.5], [5, 4]);
npy("theta0.npy", [1, 2, 3], [3]);
writeFileSync(at("empty.npy"), "");
writeFileSync(at("text.npy"), "I am no array");
writeFileSync(at("script.py"), "import numpy\n");
writeFileSync(at("cut.npy"), encodeNpy(Float64Array.from(good), [5, 4]).subarray(0, 150));
writeFileSync(at("a-file"), "x");
for (const name of ["no-images", "small", "liar", "broken"]) mkdirSync(at(name));
writeFileSync(
  at("small/x.png"),
  encodePng({ width: 6, height: 20, channels: 1, data: new Uint8Array(120).map((_, i) => i) }),
);
writeFileSync(at("liar/x.png"), "no picture");
writeFileSync(
  at("broken/x.png"),
  encodePng({ width: 6, height: 20, channels: 1, data: new Uint8Array(120) }).subarray(0, 50),
);

const train = (data: string, ...words: string[]) => [
  "train",
  "--data",
  at(data),
  "--hidden",
  "2",
  "--out",
  at("out"),
  "--json",
  ...words,
];

/** With a modern model, for what only a training on minibatches knows. */
const modern = (model: string, ...words: string[]) => [
  ...["train", "--data", at("good.npy"), "--model", model, "--latents", "4", "--batch", "2"],
  ...["--out", at("out"), "--json", ...words],
];

describe.each<[string, string[], RegExp]>([
  [
    "an optimiser for all of the data with a model for minibatches",
    ["train", "--data", at("good.npy"), "--model", "topk", "--optimizer", "lbfgs", "--out", at("out")],
    /^train: --optimizer must be one for minibatches with the model topk, got lbfgs; choose adam or sgd$/m,
  ],
  [
    "a convention's warm-up of λ that is longer than the training",
    modern("gated", "--convention", "dictionary-learning", "--iterations", "500"),
    /the 500 iterations .*, got 2000; take more iterations, or a smaller l1WarmUp \(--l1-warm-up\)$/m,
  ],
  [
    "more rounds of matching pursuit than there can be",
    modern("matching-pursuit", "--rounds", "6"),
    /--rounds must be at most 5 with stopOnRepeat, one for each of the 4 latents and one that repeats, got 6/,
  ],
  [
    "a missing file",
    train("nowhere.npy"),
    /--data must be an array \(\.npy, \.csv, \.mat, …\), \.npy or \.safetensors files, an image or a folder of images, .*nowhere\.npy: it does not exist/,
  ],
  [
    "a file that is neither an array nor an image",
    train("script.py", "--patches", "60"),
    /--data must be an array \(\.npy, \.csv, \.mat, …\), \.npy or \.safetensors files, an image or a folder of images, \S*script\.py begins as neither an array nor an image/,
  ],
  // As Node gives the byte e9.
  ["a name that is not UTF-8", train("caf\ufffd.png"), /, got \S*: its name is not UTF-8; rename it/],
  [
    "a folder to write with such a name",
    ["train", "--data", at("good.npy"), "--out", at("caf\ufffd")],
    /--out must be a folder that can be written, .* is not \(its name is not UTF-8\)/,
  ],
  ["an empty file", train("empty.npy"), /empty\.npy must hold data, it is empty/],
  ["a truncated file", train("cut.npy"), /cut\.npy must be a whole \.npy file, it has 150 bytes/],
  [
    "a file that is not what its name says",
    train("text.npy"),
    /text\.npy must be a whole \.npy file, it does not begin as one/,
  ],
  ["a picture that is none", train("liar"), /x\.png must be a PNG, JPEG, WebP, TIFF or AVIF file/],
  ["a truncated picture", train("broken", "--patch", "4x4"), /x\.png must be a whole PNG file/],
  [
    "a folder without images",
    train("no-images"),
    /no-images must hold PNG, JPEG, WebP, TIFF or AVIF images, it has none$/m,
  ],
  [
    "8-bit scaling of images",
    train("small", "--patch", "4x4", "--preprocess", "scale"),
    /scale must be given whole numbers 0 … 255, images are read as 0 … 1; leave it out/,
  ],
  [
    "8-bit scaling of values within 0 … 1",
    train("good.npy", "--preprocess", "scale"),
    /scale must be given whole numbers 0 … 255, the largest here is 0\.38; leave it out/,
  ],
  [
    "a patch larger than an image",
    train("small", "--patch", "8x8"),
    /--patch must fit into every image: x\.png is 20×6, got "8×8"; take smaller patches/,
  ],
  ["NaN", train("nan.npy"), /nan\.npy must hold finite numbers only, got NaN at row 4, column 3/],
  ["∞", train("inf.npy"), /got Infinity at row 0, column 0/],
  [
    "data outside a sigmoid's range",
    train("range.npy"),
    /data must lie in \[0, 1\], the range of a sigmoid output, .*normalize-ufldl, or use a linear output/,
  ],
  [
    "a flag of images for an array",
    train("good.npy", "--patch", "4x4"),
    /--patch must be given only with images/,
  ],
  ["a flag of arrays for images", train("small", "--columns"), /--columns must be given only with an array/],
  [
    "a picture with its channels first",
    train("good.npy", "--image-shape", "3x2x2"),
    /--image-shape must be height and width, or height, width and 1 or 3 channels: .*, got \[3,2,2\]/,
  ],
  ["a picture of four channels", train("good.npy", "--image-shape", "1x1x4"), /and 1 or 3 channels/],
  ["ρ = 0", train("good.npy", "--rho", "0"), /train: --rho must lie inside \(0, 1\), got 0/],
  ["ρ = 1", train("good.npy", "--rho", "1"), /--rho must lie inside \(0, 1\), got 1/],
  ["negative β", train("good.npy", "--beta", "-1"), /--beta must be a number ≥ 0, got -1/],
  ["negative λ", train("good.npy", "--lambda", "-0.1"), /--lambda must be a number ≥ 0, got -0\.1/],
  [
    "0 hidden units",
    ["train", "--data", at("good.npy"), "--hidden", "0", "--out", at("out")],
    /--hidden must be a whole number ≥ 1, got 0/,
  ],
  [
    "an option without its value",
    ["train", "--data", at("good.npy"), "--out"],
    /train: --out must have a value, got nothing after it/,
  ],
  [
    "--hidden without a size",
    ["train", "--data", at("good.npy"), "--out", at("out"), "--hidden"],
    /train: --hidden must have a value, got nothing after it/,
  ],
  [
    "a preprocessing step that does not exist",
    train("good.npy", "--preprocess", "normalize-ufdl"),
    /--preprocess must name a kind, got "normalize-ufdl"; did you mean normalize-ufldl\?/,
  ],
  [
    "a step's setting that does not exist",
    train("good.npy", "--preprocess", "zca-whiten:epsilno=1"),
    /unknown key data\.preprocess\.0\.epsilno; did you mean epsilon\?/,
  ],
  [
    "a step's setting that is no number",
    train("good.npy", "--preprocess", "remove-mean,zca-whiten:epsilon=-1"),
    /train: epsilon of --preprocess must be a number ≥ 0, got -1/,
  ],
  [
    "whitening without ε of data whose means were taken",
    train("good.npy", "--preprocess", "remove-mean,zca-whiten:epsilon=0"),
    /train: zca-whiten: data must vary along each direction where epsilon is 0, they do along \d+ of \d+; give an epsilon/,
  ],
  [
    "more components than values",
    train("good.npy", "--preprocess", "pca:keep=1000"),
    /train: pca: keep must be at most the \d+ values of an example, got 1000/,
  ],
  [
    "whitening of what is no image",
    train("good.npy", "--preprocess", "whiten-1-over-f"),
    /must be given whole images/,
  ],
  ["no number at all", train("good.npy", "--rho", "much"), /--rho must lie inside/],
  [
    "KL on relu",
    train("good.npy", "--activation", "relu"),
    /hidden layer 1 must lie in a bounded range for the KL penalty, got "relu"; use sigmoid or tanh, or set beta to 0/,
  ],
  [
    "θ0 of the wrong length",
    train("good.npy", "--theta0", at("theta0.npy")),
    /theta0\.npy must have 22 values for layers of 4-2-4 units, got 3/,
  ],
  [
    "a memory of L-BFGS that fits into none",
    train("good.npy", "--memory", "1e9"),
    /the memory of all arrays must fit in \d+\.\d+ GiB, got .*; use .*a smaller memory of L-BFGS/,
  ],
  [
    "the same of the reference engine",
    train("good.npy", "--memory", "1e15", "--engine", "reference"),
    /an array must fit into memory, got .*; use .*a smaller memory of L-BFGS/,
  ],
  [
    "the same in an experiment that varies it",
    [
      ...["run", "xor", "--out", at("out")],
      ...["--set", 'vary={"key":"optimizer.memory","values":[10,1e9]}'],
    ],
    /the memory of all arrays must fit in/,
  ],
  [
    "gradient descent without α",
    train("good.npy", "--optimizer", "gradient-descent"),
    /--alpha must be a number > 0, got nothing/,
  ],
  [
    "an unknown activation",
    train("good.npy", "--activation", "sigmoyd"),
    /--activation must name an activation \(did you mean sigmoid\?\)/,
  ],
  [
    "an unknown optimiser",
    train("good.npy", "--optimizer", "lbgfs"),
    /--optimizer must name a kind, got "lbgfs"; did you mean lbfgs\?/,
  ],
  ["an unknown engine", train("good.npy", "--engine", "referenc"), /did you mean reference\?/],
  [
    "an unknown option",
    train("good.npy", "--hiden", "3"),
    /^train: unknown option --hiden; did you mean --hidden\?/,
  ],
  [
    "an option given twice",
    train("good.npy", "--name", "a", "--name", "b"),
    /--name must be given once, got --name a --name b$/m,
  ],
  [
    "values of an option given apart",
    train("good.npy", "--rho", "0.1", "--rho", "0.2"),
    /^train: --rho must be given once, got --rho 0\.1 --rho 0\.2; give its values together$/m,
  ],
  [
    "an option given by two of its names",
    train("good.npy", "--lambda=0.1", "--weight-decay", "0.2"),
    /--weight-decay must be given once, got --lambda=0\.1 --weight-decay 0\.2; /,
  ],
  ["a switch given twice", train("good.npy", "--json"), /--json must be given once, got --json --json$/m],
  [
    "a key set twice",
    ["run", "xor", "--set", "seed=1", "--set", "seed=2", "--out", at("out")],
    /^run: --set must set each key once, got seed=1 and seed=2$/m,
  ],
  [
    "a switch that is off, with a value",
    train("good.npy", "--no-figures=3"),
    /^train: --no-figures must be given without a value, got "3"$/m,
  ],
  [
    "a list that does not close",
    ["train", "--data", at("good.npy"), "--hidden", "[3,4"],
    /--hidden must be a list of layer sizes, like \[25\], got "\[3,4"$/m,
  ],
  ["a size of no two sides", train("small", "--patch", "8xx"), /--patch must be .*, got "8xx"$/m],
  [
    "a seed of more digits than numbers have",
    train("good.npy", "--seed", "12345678901234567890"),
    /--seed must be .*, got "12345678901234567890"$/m,
  ],
  [
    "the same with --set",
    ["run", "xor", "--set", "seed=12345678901234567890", "--out", at("out")],
    /seed must be .*, got "12345678901234567890"$/m,
  ],
  ["a folder given twice", ["run", "xor", "--out", at("out"), "--out", at("o")], /--out must be given once/],
  ["an engine given twice", ["bench", "--jobs", "whole", "--jobs", "all"], /--jobs must be given once/],
  [
    "--examples without an experiment",
    ["check-gradients", "--examples", "-1"],
    /check-gradients: --examples must be given only with an experiment; else leave it out/,
  ],
  [
    "--feature without --image",
    ["figures", "xor", "--feature", "99"],
    /--feature must be given only with --image; else leave it out/,
  ],
  [
    "--layer of all figures",
    ["figures", "xor", "--layer", "1"],
    /--layer must be given only with --image, --match or --map/,
  ],
  [
    "--sort of a match",
    ["figures", "xor", "--match", "xor", "--sort", "index"],
    /--sort must be given only without --match/,
  ],
  [
    "--only of an image",
    ["figures", "xor", "--image", "x.png", "--only", "atoms"],
    /--only must be given only without/,
  ],
  [
    "--sort of a map",
    ["figures", "xor", "--map", "alike", "--sort", "index"],
    /--sort must be given only without --match, --image and --map/,
  ],
  [
    "--theme without --map",
    ["compare", "a", "b", "--theme", "dark"],
    /--theme must be given only with --map/,
  ],
  [
    "a map of no picture",
    ["compare", "a", "b", "--map", "map.pdf"],
    /--map must end in .png or .svg, got map.pdf/,
  ],
  [
    "--take-over of a new run",
    ["run", "xor", "--take-over", "--out", at("out")],
    /--take-over must be given only with --resume/,
  ],
  [
    "--seed given in two ways",
    ["run", "xor", "--seed", "1", "--set", "seed=2"],
    /--seed must be given only without --set seed=…/,
  ],
  [
    "--results beside --out",
    train("good.npy", "--results", at("nothing")),
    /--results must be given only without --out/,
  ],
  [
    "--out that is no run to resume",
    ["run", "xor", "--resume", "--out", at("out")],
    /--out must be a run where --resume is given/,
  ],
  [
    "--init beside θ0",
    train("good.npy", "--theta0", "t.npy", "--init", "normal"),
    /--theta0 must be given only with --init file, it is normal; else leave it out/,
  ],
  [
    "--memory of another optimiser",
    train("good.npy", "--optimizer", "conjugate-gradient", "--memory", "3"),
    /--memory must be given only with --optimizer lbfgs/,
  ],
  [
    "--alpha of L-BFGS",
    train("good.npy", "--alpha", "3"),
    /--alpha must be given only with --optimizer adam, sgd or gradient-descent/,
  ],
  [
    "threads of the reference engine",
    train("good.npy", "--engine", "reference", "--threads", "2"),
    /--threads must be 1 with --engine reference/,
  ],
  [
    "threads of no engine that has them",
    ["bench", "--engines", "reference", "--threads", "2"],
    /--threads must be given only with wasm or blas/,
  ],
  [
    "a --results that is a file",
    ["run", "xor", "--results", at("a-file")],
    /--results must be a folder .*a file is in the way/,
  ],
  // A list of two would listen to everybody.
  [
    "--host given twice",
    ["view", at("small"), "--host", "127.0.0.1", "--host", "127.0.0.1"],
    /--host must be given once/,
  ],
  ["an unknown verb", ["trian"], /unknown verb trian; did you mean train\?/],
  [
    "an unknown experiment",
    ["run", "natural-pathces", "--out", at("out")],
    /no experiment named natural-pathces; did you mean natural-patches\?/,
  ],
  [
    "an unknown key",
    ["run", "xor", "--set", "model.hiden=[3]", "--out", at("out")],
    /unknown key model\.hiden; did you mean hidden\?/,
  ],
  [
    "an unknown kind",
    ["run", "xor", "--set", "model.kind=clasic", "--out", at("out")],
    /model\.kind must name a kind, got "clasic"; did you mean classic\?/,
  ],
  [
    "a --set without =",
    ["run", "xor", "--set", "model.hidden", "--out", at("out")],
    /--set must be key=value/,
  ],
  [
    "a case that is not there",
    ["evaluate", "--case", at("nowhere"), "--out", at("out")],
    /--case must be a folder, got \S*nowhere: it does not exist/,
  ],
  [
    "nothing to resume",
    ["run", "xor", "--resume", "--results", at("nothing")],
    /--resume must find an unfinished run/,
  ],
  ["an unknown run", ["show", "nothing", "--results", at("nothing")], /no run named nothing/],
])("%s", (_name, words, message) => {
  test("is told in one line, exit code 2, nothing written", async () => {
    const { code, out, err } = await rhohatHere(words);
    expect(err).toMatch(message);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(existsSync(at("out"))).toBe(false);
  });
});

test.each<[number, string[], RegExp]>([
  [2, ["train", "--data", at("nowhere.npy"), "--hidden", "2", "--out", at("out")], /^train: --data must be /],
  [2, ["run", "xor", "--resume", "--results", at("nothing")], /^run: --resume must find an unfinished run/],
  [2, ["trian"], /^rhohat: unknown verb trian/],
  [2, [""], /^rhohat: unknown verb "";/],
])("the program itself ends with %i and that line on standard error: %j", async (exit, words, message) => {
  const { code, out, err } = await rhohat(words);
  expect([code, out, err.trim().split("\n").length]).toEqual([exit, "", 1]);
  expect(err).toMatch(message);
});

describe("an output folder", () => {
  const words = (out: string) => [
    "train",
    "--data",
    at("good.npy"),
    "--hidden",
    "2",
    "--iterations",
    "3",
    "--out",
    at(out),
    "--no-figures",
    "--quiet",
  ];

  test("that holds another run is left as it was", async () => {
    expect((await rhohatHere(words("run"))).code).toBe(0);
    const before = readdirSync(at("run"), { recursive: true });
    const { code, err } = await rhohatHere(words("run"));
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/run must be free, it holds another run; choose another --out or --resume it\n$/),
    ]);
    expect(readdirSync(at("run"), { recursive: true })).toEqual(before);
  });
  test("with --resume must be a run of the experiment that is named beside it", async () => {
    const resume = (experiment: string) =>
      rhohatHere(["run", experiment, "--resume", "--out", at("run"), "--no-figures", "--quiet"]);
    const { code, err } = await resume("xor");
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/--out must be a run of xor where both are given, \S*run is one of train; /),
    ]);
    expect((await resume("train")).code).toBe(0);
  });
  test("with --resume must have the data that it was started with", async () => {
    npy("changing.npy", good, [5, 4]);
    const first = words("changed").map((word) => (word === at("good.npy") ? at("changing.npy") : word));
    expect((await rhohatHere(first)).code).toBe(0);
    npy("changing.npy", [...good].reverse(), [5, 4]);
    const more = ["--set", "optimizer.iterations=9", "--quiet"];
    const { code, err } = await rhohatHere(["run", at("changed"), "--resume", ...more]);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(
        /they have changed; put those back, .* \(--data-path\), or begin a new run on these$/m,
      ),
    ]);
  });
  test("that cannot be written is refused", async () => {
    for (const out of ["a-file", "a-file/run"]) expect((await rhohatHere(words(out))).code).toBe(2);
    expect((await rhohatHere([...words("x").slice(0, -3), "/proc/rhohat", "--quiet"])).err).toMatch(
      /--out must be a folder that can be written/,
    );
  });
});
