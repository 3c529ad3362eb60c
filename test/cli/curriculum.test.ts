// rhohat run curriculum: what cannot run says how to get its data; published numbers stand beside those reached.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { exercises, publishedAs, reachedIn, runCurriculum } from "../../src/cli/curriculum.js";
import { foundBy } from "../../src/experiments/find-experiment.js";
import { loadExperiment } from "../../src/experiments/load-experiment.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { encodePng } from "../../src/viz/encode-png.js";
import { rhohatHere, root } from "../support/command-line.js";
import { writeDigits } from "../support/digits.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const dir = writeDigits(join(folder, "digits"));
mkdirSync(join(folder, "elsewhere"));

const softmax = { model: { kind: "softmax" } };
writeFileSync(
  join(folder, "two.json"),
  JSON.stringify({
    name: "two",
    published: { "soft: test accuracy": 0.5, "soft: nothing": 1, "none: cost J": 2 },
    data: { kind: "labelled", dir: join(folder, "elsewhere"), classes: [0, 1, 2] },
    model: { kind: "classic", hidden: [4] },
    optimizer: { kind: "lbfgs", iterations: 5 },
    stages: [
      { name: "features" },
      {
        name: "soft",
        set: {
          ...softmax,
          data: { kind: "labelled", dir: join(folder, "elsewhere"), classes: [0, 1, 2], count: 30 },
          through: [{ kind: "latents", run: "stage:features" }],
        },
      },
    ],
  }),
);

test("published numbers stand beside those reached in run.json and at the end; --data-path reaches stages too", async () => {
  const out = join(folder, "out");
  const words = ["run", join(folder, "two.json"), "--data-path", dir, "--out", out, "--no-figures"];
  const { code, out: text } = await rhohatHere(words);
  expect(code).toBe(0);
  const { published } = JSON.parse(readFileSync(join(out, "run.json"), "utf8"));
  expect(reachedIn(new RunDirectory(out))).toEqual(published);
  const [accuracy, ...others] = published;
  expect(accuracy).toMatchObject({ name: "soft: test accuracy", published: 0.5 });
  expect(accuracy.reached).toBeGreaterThan(0.3);
  expect(others.map(({ reached }: { reached: null }) => reached)).toEqual([null, null]);
  expect(text).toMatch(/number +published +reached\nsoft: test accuracy +0\.5 +0\.\d+/);
  expect(reachedIn(new RunDirectory(out))).toEqual(published);
});

test("where no number was published: accuracies of stages, or the cost", async () => {
  const told = ["pooled: test accuracy", "cost J"].map((name) => publishedAs(name, null, String));
  expect(told).toEqual(["–", "pictures"]); // of another task, and of what has no number
  const { published: _, ...unpublished } = JSON.parse(readFileSync(join(folder, "two.json"), "utf8"));
  writeFileSync(join(folder, "unpublished.json"), JSON.stringify(unpublished));
  const out = join(folder, "unpublished");
  const words = ["--data-path", dir, "--out", out, "--no-figures", "--quiet"];
  expect((await rhohatHere(["run", join(folder, "unpublished.json"), ...words])).code).toBe(0);
  const reached = expect.any(Number);
  expect(reachedIn(new RunDirectory(out))).toEqual([
    { name: "soft: test accuracy", published: null, reached },
  ]);
  expect(reachedIn(new RunDirectory(join(out, "members/01")))).toEqual([
    { name: "cost J", published: null, reached },
  ]);
});

test.each([
  [["--set", "model.rho=0.1"], /--set must be given only with a single experiment, curriculum is several/],
  [["--out", "x"], /--out must be given only with a single experiment/],
  [["--resume"], /--resume must be given only with a single experiment/],
])("run curriculum %j is refused", async (words, error) => {
  const { code, err } = await rhohatHere(["run", "curriculum", ...words], { cwd: folder });
  expect([code, error.test(err), err.trim().split("\n").length]).toEqual([2, true, 1]);
});

test("what can run is run, and the rest says how to get its data", async () => {
  const missing = join(folder, "missing.json");
  const one = { data: { kind: "labelled", dir: join(folder, "nowhere") }, model: { kind: "softmax" } };
  writeFileSync(missing, JSON.stringify({ name: "missing", ...one }));
  const told: string[] = [];
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => told.push(String(text)) > 0);
  const warned: string[] = [];
  const errors = vi
    .spyOn(process.stderr, "write")
    .mockImplementation((text) => warned.push(String(text)) > 0);
  try {
    // --data-path is of all that need digits: without it each looks where it says.
    const results = join(folder, "results");
    const there = { [join(folder, "two.json")]: "Two" };
    (await runCurriculum({ results, figures: false }, { dataPath: dir, json: false }, there))();
    (
      await runCurriculum(
        { results, figures: false },
        { dataPath: undefined, json: false },
        { [missing]: "Missing" },
      )
    )();
  } finally {
    write.mockRestore();
    errors.mockRestore();
  }
  expect(warned.at(-1)).toMatch(
    /^without the digits in \S*nowhere, left out: \S*missing\.json; to get them: rhohat data fetch mnist, or --data-path\n$/,
  );
  const text = told.join("");
  expect(text).toMatch(/^Two +soft: test accuracy +0\.5 +0\.\d+ +\d+ +\S+$/m);
  expect(text).toMatch(/^ +soft: nothing +1 +–$/m);
  expect(text).toMatch(/^Missing +needs the digits in \S*nowhere: rhohat data fetch mnist, or --data-path$/m);
});

test("what lacks its data is told before the first exercise, in one line, and of what was asked for alone", async () => {
  const config = {
    name: "toy",
    model: { kind: "classic", hidden: [2] },
    optimizer: { kind: "lbfgs", iterations: 1 },
  };
  const course: Record<string, string> = {};
  for (const [name, data] of [
    ["first", { kind: "photos" }],
    ["second", null],
    ["third", null],
  ] as const) {
    const path = join(folder, `${name}.json`);
    const patches = { kind: "patches", source: data, count: 20, size: [2, 2] };
    const labelled = { kind: "labelled", dir: join(folder, "nowhere") };
    writeFileSync(path, JSON.stringify({ ...config, data: data === null ? labelled : patches }));
    course[path] = name;
  }
  const [first, second, third] = Object.keys(course);
  const told: string[] = [];
  const written = vi.spyOn(process.stderr, "write").mockImplementation((text) => told.push(String(text)) > 0);
  const options = { results: join(folder, "told"), figures: false };
  try {
    await runCurriculum(options, { json: false }, course);
    await runCurriculum(options, { json: false, only: [`${second},${first}`] }, course);
    await runCurriculum(options, { json: false, quiet: true }, course);
  } finally {
    written.mockRestore();
  }
  expect(told).toEqual([
    expect.stringContaining(`left out: ${second}, ${third}; to get them: rhohat data fetch mnist, or`),
    `first: ${first}\n`,
    expect.stringContaining(`left out: ${second}; to get them: rhohat data fetch mnist, or`),
    `first: ${first}\n`,
  ]);
});

test("made pictures are told, with how to get photographs; --data-path is of digits alone; --only takes titles", async () => {
  const colour = join(folder, "colour");
  for (const [name, value] of [
    ["red", 200],
    ["blue", 20],
  ] as const) {
    mkdirSync(join(colour, name), { recursive: true });
    const data = new Uint8Array(12).fill(value);
    writeFileSync(join(colour, name, "a.png"), encodePng({ width: 2, height: 2, channels: 3, data }));
  }
  const own = { ...softmax, optimizer: { kind: "lbfgs", iterations: 1 } };
  const made = { kind: "leaves", count: 4, tested: 0, side: 4 };
  const photographs = { kind: "labelled", dir: colour, colour: true };
  const course: Record<string, string> = {};
  for (const [name, data] of Object.entries({ made, photographs })) {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, JSON.stringify({ name, data, ...own }));
    course[path] = `On ${name}`;
  }
  const [first, second] = Object.keys(course);
  const told: string[] = [];
  const written = vi.spyOn(process.stderr, "write").mockImplementation((text) => told.push(String(text)) > 0);
  const options = { results: join(folder, "colourful"), figures: false };
  try {
    await runCurriculum(options, { json: false, dataPath: dir }, course);
    await runCurriculum(options, { json: false, dataPath: dir, only: ["on Photographs"] }, course);
  } finally {
    written.mockRestore();
  }
  expect(told).toEqual([
    `on made pictures: ${first}; for those of the exercises: rhohat data fetch stl10\n`,
    `On made: ${first}\n`,
    `On photographs: ${second}\n`,
    `On photographs: ${second}\n`,
  ]);
  const [run] = readdirSync(join(options.results, "photographs"));
  const config = readFileSync(join(options.results, "photographs", run, "config.json"), "utf8");
  expect(JSON.parse(config).data.dir).toBe(colour);
});

test.each([
  [
    "curriculum",
    "pca-whitning",
    /--only must name exercises of curriculum, got "pca-whitning"; did you mean pca-whitening\?/,
  ],
  [
    "curriculum",
    "rica,zebras",
    /--only must name exercises of curriculum, got "zebras"; choose one of natural-patches,/,
  ],
  ["curriculum", ",", /--only must name exercises, got ","; choose one of natural-patches,/],
  ["rica", "rica", /--only must be given only with curriculum/],
])("run %s --only %s is refused", async (what, only, error) => {
  const { code, err } = await rhohatHere(["run", what, "--only", only], { cwd: folder });
  expect([code, error.test(err), err.trim().split("\n").length]).toEqual([2, true, 1]);
});

test.each(Object.keys(exercises))("%s is an experiment that asks something", async (experiment) => {
  expect((await loadExperiment(experiment)).question).toMatch(/\?$/);
});

test("accuracies of the gallery's table are those that the experiments say they found", () => {
  const text = readFileSync(join(root, "results/gallery/curriculum.md"), "utf8");
  let experiment = "";
  const found = text.split("\n").flatMap((line) => {
    experiment = /\[([\w-]+)\]\(/.exec(line)?.[1] ?? experiment;
    const reached = / test accuracy \|.*\| ([\d.]+ %) \|$/.exec(line)?.[1];
    return reached === undefined ? [] : [{ experiment, reached }];
  });
  const names = ["softmax-mnist", "self-taught-learning", "stacked-mnist", "convolution-pooling"];
  expect([...new Set(found.map((one) => one.experiment))]).toEqual(names);
  for (const one of found) expect(foundBy(one.experiment)).toContain(one.reached);
});
