// What is typed → what is said: help and version in all their spellings, and the line of every error that names the
// verb and the option as they were typed.

import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { declaredBy, nameOf, verbNames, verbs } from "../../src/cli/verbs.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { rhohat, rhohatHere, root } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
writeFileSync(
  join(folder, "X.npy"),
  encodeNpy(
    Float64Array.from({ length: 20 }, (_, i) => 0.2 + 0.03 * (i % 7)),
    [5, 4],
  ),
);
mkdirSync(join(folder, "mixed/photos"), { recursive: true });
for (const name of ["X.npy", "photos/a.png"]) writeFileSync(join(folder, "mixed", name), "");
writeFileSync(join(folder, "text.npy"), "I am no array");
writeFileSync(join(folder, "empty.npy"), "");
writeFileSync(join(folder, "broken.json"), "");
symlinkSync("circle.npy", join(folder, "circle.npy"));
writeFileSync(
  join(folder, "minibatch.json"),
  JSON.stringify({
    name: "minibatch",
    data: { kind: "array", path: "X.npy" },
    model: { kind: "topk", latents: 8, k: 2 },
    optimizer: { kind: "lbfgs", iterations: 2 },
    vary: { key: "model.k", values: [1, 2] },
  }),
);
writeFileSync(join(folder, "config.json"), JSON.stringify({ sizes: "4-3-4" }));
/** A run as its folder alone shows it. */
function run(path: string, experiment: string): void {
  mkdirSync(join(folder, path), { recursive: true });
  const started = {
    status: "done",
    experiment,
    startedAt: "2026-01-01T00:00:00.000Z",
  };
  const config = {
    name: experiment,
    data: { kind: "array", path: join(folder, "X.npy") },
    model: { kind: "classic", hidden: [2] },
    optimizer: { kind: "lbfgs", iterations: 2 },
  };
  writeFileSync(join(folder, path, "run.json"), JSON.stringify(started));
  writeFileSync(join(folder, path, "config.json"), JSON.stringify(config));
  writeFileSync(join(folder, path, "preprocessing.json"), "[]");
}
run("results/edges/20260101-000000-aaaaaaaa-0001", "edges");
run("results/edges/20260102-000000-aaaaaaaa-0002", "edges");
run("results/pairs/20260103-000000-bbbbbbbb-0003", "pairs");

/** What is typed, in the folder. */
const typed = (line: string) =>
  rhohatHere(
    (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', "")),
    { cwd: folder },
  );

describe("help", () => {
  test.each(["", "-h", "--help", "help", "help --help", "help --debug", "--debug", "-h help", "-v -h"])(
    "`rhohat %s` names every verb in its group",
    async (line) => {
      const { code, out, err } = await typed(line);
      expect([code, err]).toEqual([0, ""]);
      for (const { command, group } of verbs) {
        expect(out).toContain(`\n  ${command} `);
        expect(out).toContain(`\n${group}:\n`);
      }
      expect(out.trimEnd().split("\n").at(-1)).toMatch(/^ {2}-v, --version {2,}the version/);
    },
  );
  test.each(verbNames.filter((verb) => verb !== "help"))(
    "of %s has an example, its own options, and last those of every verb",
    async (verb) => {
      const { code, out, err } = await typed(`${verb} --help`);
      expect([code, err]).toEqual([0, ""]);
      expect(out).toMatch(/Examples:\n {2}# /);
      const [own, every] = out.split("Options of every verb:");
      const { options } = await declaredBy(verbs.find((each) => nameOf(each) === verb)!);
      for (const name of options.keys()) expect(own).toMatch(new RegExp(`-${name}\\b`));
      expect(every.match(/--[a-z]+/g)?.slice(0, 3)).toEqual(["--debug", "--help", "--version"]);
      for (const line of [`help ${verb}`, `${verb} -h`, `-h ${verb}`, `--debug help ${verb}`])
        expect((await typed(line)).out).toBe(out);
    },
  );
  test.each(["-v", "--version", "version", "run -v", "version --debug", "--debug -v"])(
    "`rhohat %s` is the version",
    async (line) => {
      const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
      expect(await typed(line)).toEqual({ code: 0, out: `${version}\n`, err: "" });
    },
  );
  test("the program says the same as it does in here", async () => {
    expect((await rhohat(["--help"])).out).toBe((await typed("--help")).out);
    expect((await rhohat(["--version"])).out).toBe((await typed("version")).out);
  });
});

const helpOf = (verb: string) => `rhohat ${verb} --help tells more`;
const described = "a name in experiments/, or the path of an experiment file, a config.json or a run";

test.each([
  ["trian", "rhohat: unknown verb trian; did you mean train?"],
  ["--foo", "rhohat: a verb must come first, got --foo; rhohat --help lists them"],
  ["--versoin", "rhohat: a verb must come first, got --versoin; did you mean --version?"],
  ["completion csh", "completion: <what> must be a shell, bash, zsh or fish, got csh"],
  ["version --json", "version: it takes nothing, got --json"],
  ["version run", "version: it takes nothing, got run"],
  ["help train list", "help: it takes one word, got list besides; put what has spaces into quotes"],
  // Options
  ["train --hiden 3", "train: unknown option --hiden; did you mean --hidden?"],
  ["train --dta X.npy", "train: unknown option --dta; did you mean --data?"],
  ["train --hidden", "train: --hidden must have a value, got nothing after it"],
  ["list --rho 0.1", "list: unknown option --rho; it belongs to rhohat train"],
  ["list --resume", "list: unknown option --resume; it belongs to rhohat run"],
  ["list --nonsense", "list: unknown option --nonsense; rhohat list --help lists those that there are"],
  ["list -x", "list: unknown option -x; rhohat list --help lists those that there are"],
  [
    "inspect piars",
    'inspect: <path> must be a file, a folder or a run in results, got "piars"; did you mean pairs?',
  ],
  [
    "inspect ./Y.npy",
    'inspect: <path> must be a file, a folder or a run in results, got "./Y.npy"; did you mean ./X.npy?',
  ],
  [
    "train --data mixed",
    "train: --data mixed is read as files of arrays, on minibatches: it holds X.npy (mixed/X.npy is an array and mixed/photos has pictures); the classic model is trained on all examples at once unless told otherwise: add --optimizer adam or --model topk, or name one array or a folder of pictures",
  ],
  [
    "train --data X.npy --stream",
    "train: --data X.npy is read as files of arrays, on minibatches; the classic model is trained on all examples at once unless told otherwise: add --optimizer adam, --model topk or leave out --stream, or name one array or a folder of pictures",
  ],
  ["train --data X.npy --no-data", "train: unknown option --no-data; did you mean --data?"],
  ["list --json=3", 'list: --json must be given without a value, or with true or false, got "3"'],
  ["train --data X.npy --out=", 'train: --out must have a value, got ""; leave it out'],
  ["figures latest --out=", 'figures: --out must have a value, got ""; leave it out'],
  ["list --results a --results b", "list: --results must be given once, got --results a --results b"],
  // Words
  [
    "run",
    `run: <experiment> must be given: ${described}; curriculum: the exercises of UFLDL; ${helpOf("run")}`,
  ],
  [
    "name edges",
    `name: <text> must be given: one line of at most 100 letters, free and no path; "" takes the name away; ${helpOf("name")}`,
  ],
  [
    "train",
    `train: --data must be given: an array of examples: .npy, .npz, .csv, IDX, .mat, .safetensors, HDF5 or Parquet; several, a pattern or a folder of .npy or .safetensors files, which memory need not hold; an image, PNG, JPEG or with the package sharp WebP, TIFF or AVIF, a folder of them, photos: the shipped ones, dead-leaves: made ones; a folder of MNIST, CIFAR-10, STL-10 or a set of their form; or what is made: leaves, pictures with labels, and of features that are known sparse-toy, synth, world; ${helpOf("train")}`,
  ],
  [
    "train --data synth --model topk --probability 0.9",
    "train: --probability must lie in (0, 0.6667] with the correlation 0.5, got 0.9",
  ],
  [
    "train --data world --model topk --shapes gabors --side 3",
    "train: --side must be at least 4 with gabors, got 3; take larger pictures or bars",
  ],
  [
    "train --data world --model topk --zipf 1",
    "train: --zipf must be given only with synth, got a world; else leave it out",
  ],
  ["run xor rho=0.02", "run: rho=0.02 must be given with --set: --set model.rho=0.02"],
  ["run xor model.rho=0.02", "run: model.rho=0.02 must be given with --set: --set model.rho=0.02"],
  ["train X.npy", "train: X.npy must be given as an option: --data X.npy"],
  ["export edges --csv --json", "export: --json must be given without --csv; leave one of them out"],
  [
    "evaluate --case nope",
    "evaluate: --out must be given with --case: a folder for its result, cost.json and gradient.npy",
  ],
  ["evaluate", "evaluate: <run> must be given, or --case and --out; rhohat list names the runs"],
  ["show edges\u001b[", "show: no run named edges [ in results; did you mean edges?"],
  ["train --data X.npy rho=0.1", "train: rho=0.1 must be given as an option: --rho 0.1"],
  [
    "run my experiment.ts",
    "run: it takes one experiment, got experiment.ts besides; put what has spaces into quotes",
  ],
  ["bench edges", "bench: it takes options only, got edges"],
  // Numbers and lists
  ["run edges --seed abc", "run: --seed must be a whole number from 0 to 4294967295, got abc"],
  ["run edges --threads two", "run: --threads must be auto or a whole number ≥ 1, got two"],
  ["run xor --threads 1000", "run: --threads must be at most 256, got 1000"],
  ["bench --budget abc", "bench: --budget must be a number > 0, got abc"],
  ["bench --engines wasm,blsa", 'bench: --engines must name an engine, got "blsa"; did you mean blas?'],
  [
    "bench --jobs wohle",
    "bench: --jobs must be one of all, primitives, whole, got wohle; did you mean whole?",
  ],
  ["check-gradients xor --examples 0", "check-gradients: --examples must be a whole number ≥ 1, got 0"],
  ["evaluate edges --step last", "evaluate: --step must be a whole number ≥ 0, got last"],
  [
    "evaluate --case results --out o --dtype float46",
    "evaluate: --dtype must be one of float32, float64, got float46; did you mean float64?",
  ],
  ["figures edges --match pairs --layer one", "figures: --layer must be a whole number ≥ 1, got one"],
  ["figures edges --theme blue", "figures: --theme must be one of light, dark, got blue"],
  ["view --port 1e9", "view: --port must be a whole number from 0 to 65535, got 1e9"],
  ["train --data X.npy --rho much", 'train: --rho must lie inside (0, 1), got "much"'],
  ["train --data X.npy --lambda abc", 'train: --lambda must be a number ≥ 0, got "abc"'],
  ["train --data X.npy --weight-decay abc", 'train: --weight-decay must be a number ≥ 0, got "abc"'],
  ['train --data X.npy --weight-decay ""', 'train: --weight-decay must have a value, got ""; leave it out'],
  ["train --data X.npy --weight-decay=1,1", 'train: --weight-decay must name each value once, got "1,1"'],
  [
    "train --data X.npy --learning-rate 1",
    "train: --learning-rate must be given only with --optimizer adam, sgd or gradient-descent, it is lbfgs; else leave it out",
  ],
  [
    "train --data photos --patches 900000000",
    "train: --patches must take less than 4 GiB of memory, 900000000 of 8×8 take 482.8 GiB; take fewer or smaller ones",
  ],
  [
    "train --data photos --patch 300x300",
    "train: --patches must take less than 4 GiB of memory, 10000 of 300×300 take 6.7 GiB; take fewer or smaller ones",
  ],
  ["train --data photos --patch 8y8", 'train: --patch must be height and width: 8x8 or [8, 8], got "8y8"'],
  [
    "train --data photos --patch 600x600 --patches 5",
    'train: --patch must fit into every image: acanthus-mollis.png is 432×512, got "600×600"; take smaller patches or leave the image out',
  ],
  [
    "train --data X.npy --model topk --batch 2 --held-out .9999",
    "train: --held-out must leave one of 5 examples to train on, got 0.9999; hold out fewer",
  ],
  [
    "train --data X.npy --model topk --batch 6",
    "train: --batch must be at most the 5 examples, got 6; take smaller batches or more data",
  ],
  [
    "train --data X.npy --model topk --latents 8 --top-k 9",
    "train: --top-k must be at most the 8 latents, got 9; make --top-k smaller or latents more",
  ],
  [
    "train --data X.npy --model topk --latents 8 --top-k 2 --k-from 9",
    "train: --k-from must be at most the 8 latents, got 9; make --k-from smaller or latents more",
  ],
  [
    "train --data X.npy --hidden 2 --init file --theta0 nope.npy",
    "train: --theta0 nope.npy must be a readable file, it does not exist",
  ],
  ["inspect circle.npy", 'inspect: <path> must be there, got "circle.npy"; it is a link that leads nowhere'],
  [
    "run minibatch.json",
    "run: optimizer.kind must be one for minibatches with the model topk, got lbfgs; choose adam or sgd",
  ],
  ["run --json broken.json", "run: FOLDER/broken.json must hold data, it is empty"],
  ["run minibatch.json --set rho=0.02", "run: minibatch.json: unknown key rho; did you mean model.rho?"],
  ["run minibatch.json --set modl.k=2", "run: unknown key modl.k; did you mean model.k?"],
  // Runs
  [
    "figures edges --match nope",
    "figures: --match must name a run, there is no nope in results; choose one of edges, pairs, latest",
  ],
  [
    "run latest",
    "run: latest is results/pairs/20260103-000000-bbbbbbbb-0003, a run that exists; --resume goes on with it, results/pairs/20260103-000000-bbbbbbbb-0003/config.json repeats it",
  ],
  [
    "run results/edges --set model.rho=0.02",
    "run: results/edges is results/edges/20260102-000000-aaaaaaaa-0002, a run that exists; --resume goes on with it, results/edges/20260102-000000-aaaaaaaa-0002/config.json repeats it",
  ],
  ["show piars", "show: no run named piars in results; did you mean pairs?"],
  ["show -- piars", "show: no run named piars in results; did you mean pairs?"],
  ["train -- X.npy", "train: X.npy must be given as an option: --data X.npy"],
  ["show -- -x", "show: no run named ./-x in results; choose one of edges, pairs, latest"],
  [
    "inspect pairs",
    "inspect: FOLDER/results/pairs/20260103-000000-bbbbbbbb-0003 must have a checkpoint, there is none yet",
  ],
  ["show latests", "show: no run named latests in results; did you mean latest?"],
  [
    "show nothing --results results",
    "show: no run named nothing in results; choose one of edges, pairs, latest",
  ],
  // The beginning of a run's folder
  [
    "show 20260",
    "show: <run> must be the beginning of one run's folder, 20260 is of 3; edges/20260101-000000-aaaaaaaa-0001, edges/20260102-000000-aaaaaaaa-0002 and pairs/20260103-000000-bbbbbbbb-0003",
  ],
  [
    "figures latest --match edges/2026",
    "figures: --match must be the beginning of one run's folder, edges/2026 is of 2; edges/20260101-000000-aaaaaaaa-0001 and edges/20260102-000000-aaaaaaaa-0002",
  ],
  [
    "run 20260103",
    "run: 20260103 is results/pairs/20260103-000000-bbbbbbbb-0003, a run that exists; --resume goes on with it, results/pairs/20260103-000000-bbbbbbbb-0003/config.json repeats it",
  ],
  // Names that would not find their run
  ["name edges latest", 'name: text must be free, got "latest"; that is the newest run; choose another'],
  [
    "train --data X.npy --name train",
    'train: --name must be free, got "train"; that is the newest run of the experiment; choose another',
  ],
  [
    "run xor --name pairs",
    'run: --name must be free, got "pairs"; that is the newest run of the experiment; choose another',
  ],
  [
    "run minibatch.json --name xor",
    'run: --name must be free, got "xor"; that is the newest run of the experiment; choose another',
  ],
  [
    "name edges 20260103-000000",
    'name: text must be free, got "20260103-000000"; that is how the folder of a run is called; choose another',
  ],
  ["name edges results", 'name: text must be free, got "results"; that is a folder of runs; choose another'],
  [
    "name edges results/pairs",
    'name: text must be no path or option, got "results/pairs"; write it without / and \\, and begin with none of - . ~',
  ],
  ["show x --results nowhere", "show: no run named x in nowhere; there are none to choose from"],
  ["list --results X.npy", "list: --results must be a folder, X.npy is a file"],
  [
    "run edges --resume --seed 3",
    "run: --resume must keep the config, got --seed 3; only optimizer.iterations and checkpointEvery may change",
  ],
  // What a function of the library refuses
  [
    "train --data text.npy",
    "train: --data text.npy must be a whole .npy file, it does not begin as one; write it with numpy.save",
  ],
  ["train --data *.none --model topk", "train: --data *.none must match a file, it matches none"],
  [
    "train --data X.npy,text.npy --columns",
    "train: --columns must be given only with an array, got files that are read as they are trained on; else leave it out",
  ],
  [
    "train --data X.npy,nowhere.npy",
    "train: --data must be an array (.npy, .csv, .mat, …), .npy or .safetensors files, an image or a folder of images, got nowhere.npy: it does not exist",
  ],
  [
    "train --data photos --stream",
    "train: --stream must be given only with --data of arrays; else leave it out",
  ],
  [
    "train --data X.npy --model topk --epochs 2 --iterations 5",
    "train: --epochs must be left out where iterations are given, got 2",
  ],
  [
    "train --data X.npy --epochs 2",
    "train: --epochs must be given only with --optimizer adam or sgd, it is lbfgs; else leave it out",
  ],
  ["train --data empty.npy", "train: --data empty.npy must hold data, it is empty"],
  ["evaluate --case . --out o", "evaluate: sizes in config.json must be a list"],
])("`rhohat %s` → %s", async (line, said) => {
  const { code, out, err } = await typed(line);
  expect([code, out, err.replaceAll(folder, "FOLDER")]).toEqual([2, "", `${said}\n`]);
});

describe("a run is named", () => {
  const shown = async (line: string) => {
    const { out, err } = await typed(`${line} --json`);
    expect(err).toBe("");
    return JSON.parse(out).run.slice(folder.length + 1);
  };
  const [older, newer, last] = [
    "results/edges/20260101-000000-aaaaaaaa-0001",
    "results/edges/20260102-000000-aaaaaaaa-0002",
    "results/pairs/20260103-000000-bbbbbbbb-0003",
  ];
  test.each([
    ["show edges", newer],
    ["show edges/", newer],
    ["show results/edges", newer],
    ["show results/edges/", newer],
    ["show results", last],
    ["show latest", last],
    [`show ${older}`, older],
    [`show ${older}/`, older],
    ["show 20260101-000000-aaaaaaaa-0001", older],
    ["show edges/20260101-000000-aaaaaaaa-0001", older],
  ])("`rhohat %s` is %s", async (line, path) => {
    expect(await shown(line)).toBe(path);
  });
});

test("a finished run without figures is what `run <experiment> --resume` finds", async () => {
  const newest = "results/edges/20260102-000000-aaaaaaaa-0002";
  expect(await typed("run edges --resume --quiet")).toEqual({ code: 0, out: `${newest}\n`, err: "" });
  expect(existsSync(join(folder, newest, "figures/curves.png"))).toBe(true);
});

test("so does the file of an experiment, by the name in it; and a run's config.json is that run", async () => {
  run("results/own/20260104-000000-cccccccc-0004", "own");
  const [own, edges] = [
    "results/own/20260104-000000-cccccccc-0004",
    "results/edges/20260101-000000-aaaaaaaa-0001",
  ];
  const { name, ...config } = JSON.parse(readFileSync(join(folder, own, "config.json"), "utf8"));
  writeFileSync(join(folder, "mine.json"), JSON.stringify({ name, ...config }));
  expect(await typed("run mine.json --resume --quiet")).toEqual({ code: 0, out: `${own}\n`, err: "" });
  expect((await typed(`run ${edges}/config.json --resume --quiet`)).out).toBe(`${edges}\n`);
  expect((await typed("run mine.json --resume --results nowhere")).err).toMatch(
    /^run: --resume must find an unfinished run, there is none of mine.json in nowhere/,
  );
});

test("a name is one run's, and finds that, members of sweeps too; so does the beginning of its folder", async () => {
  const [own, other] = [1, 2].map((i) => `results/named/2026020${i}-000000-dddddddd-000${i}`);
  for (const path of [own, other, `${other}/members/01`]) run(path, "named");
  const shown = async (word: string) => (await typed(`show ${word} --json`)).out.match(/"run": "(.*)"/)?.[1];
  expect((await typed(`name ${own} first`)).out).toBe(`${own} is called first\n`);
  expect((await typed(`name ${own} first`)).code).toBe(0);
  const taken = `must be free, got "first"; ${own} has it; choose another\n`;
  expect((await typed(`name ${other} first`)).err).toBe(`name: text ${taken}`);
  expect((await typed("train --data X.npy --name first")).err).toBe(`train: --name ${taken}`);
  await typed(`name ${other}/members/01 second`);
  expect(await shown("first")).toBe(join(folder, own));
  expect(await shown("second")).toBe(join(folder, other, "members/01"));
  expect(await shown("20260201")).toBe(join(folder, own));
  expect(await shown("named/20260202-00")).toBe(join(folder, other));
});
