// The contract of a model, by a kind that the package does not have: tied.experiment.mjs defines and registers it. Trained, killed,
// resumed, checked, drawn, reported, evaluated and looked at in the viewer, through the command line alone. What this
// process has registered stays, so that a process of its own does what a kind must be loaded anew for.

import { type ChildProcess, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Finished, killedAt, rhohat, rhohatHere, root } from "../support/command-line.js";
import { trace } from "../support/run-trace.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { send } from "../support/viewer-client.js";

const folder = temporaryFolder();
const own = fileURLToPath(new URL("./tied.experiment.mjs", import.meta.url));
/** Where it finds no rhohat beside it, so that what loads it gives it the one that runs. */
const file = join(folder, "tied.experiment.mjs");
cpSync(own, file);
mkdirSync(join(folder, "node_modules"));
symlinkSync(join(root, "node_modules/zod"), join(folder, "node_modules/zod"));
const [whole, killed, unkilled] = ["whole", "killed", "unkilled"].map((name) => join(folder, "tied", name));
/** A process that loads the kind before anything else, from where it finds rhohat beside it. */
const knowing = { RHOHAT_KINDS: own };
/** The words, while RHOHAT_KINDS names files. */
async function withKinds(kinds: string, words: readonly string[], cwd = root): Promise<Finished> {
  vi.stubEnv("RHOHAT_KINDS", kinds);
  try {
    return await rhohatHere(words, { cwd });
  } finally {
    vi.unstubAllEnvs();
  }
}
const known = (...words: string[]) => withKinds(file, words);
const train = (path: string, ...words: string[]) => [
  "run",
  file,
  "--engine",
  "wasm",
  "--out",
  path,
  ...words,
];

beforeAll(async () => {
  const { code, err } = await rhohatHere(train(whole));
  expect([code, err.includes("warning")]).toEqual([0, false]);
});

test("its gradient is right", async () => {
  const { code, out } = await rhohatHere(["check-gradients", file]);
  expect([code, out]).toEqual([0, expect.stringMatching(/tied, 36-6, tied .* ok/)]);
});

test("its file is an experiment and a kind at once", async () => {
  expect((await known("check-gradients", file)).code).toBe(0);
  const { code, err } = await known("check-gradients", "--model", "tied");
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/a kind that has `checked`.*, got "tied"; give `checked` to/),
  ]);
});

test("among all kinds it does not count as one whose gradient is right", async () => {
  const { code, out, err } = await known("check-gradients");
  expect([code, err]).toEqual([
    0,
    expect.stringMatching(/^check-gradients: not checked: tied; give `checked` to registerModel/),
  ]);
  expect(out).toMatch(/^tied +– +– +not checked$/m);
  expect(out).toContain(`: ${out.match(/ {2}ok$/gm)?.length} models, largest`);
});

test("killed and resumed it ends with the same bits", async () => {
  const slow = ["optimizer.kind=gradient-descent", "optimizer.learningRate=0.0001"];
  await killedAt(12, train(killed, "--set", ...slow));
  const longer = ["--set", "optimizer.iterations=70", "--no-figures"];
  expect((await rhohat(["run", killed, "--resume", ...longer], { env: knowing })).code).toBe(0);
  expect((await rhohatHere(train(unkilled, ...longer, ...["--set", ...slow]))).code).toBe(0);
  expect(trace(killed)).toEqual(trace(unkilled));
});

test("figures and report are made", () => {
  const figures = readdirSync(join(whole, "figures"));
  for (const name of ["features", "atoms", "curves", "reconstructions", "receptive-fields", "training-strip"])
    expect(figures).toContain(`${name}.png`);
  expect(existsSync(join(whole, "report.html"))).toBe(true);
});

test("its keys are explained, and errors name them", async () => {
  expect((await known("config", "--explain", "model.l1")).out).toMatch(/weight of the L1 penalty/);
  const { code, err } = await rhohatHere(["run", file, "--set", "model.l2=1"]);
  expect([code, err]).toEqual([2, expect.stringMatching(/unknown key model\.l2; did you mean l1\?/)]);
});

test("list, show, export, figures and evaluate know it where its file is loaded", async () => {
  expect((await known("list", "--results", folder)).out).toMatch(/tied/);
  expect((await known("show", whole)).out).toMatch(/FVU/);
  expect((await known("export", whole, "--units")).out.trim().split("\n")).toHaveLength(7);
  expect((await known("figures", whole, "--theme", "dark")).code).toBe(0);
  const { fvu } = JSON.parse((await known("evaluate", whole, "--json")).out);
  expect(fvu).toBe(JSON.parse(readFileSync(join(whole, "run.json"), "utf8")).metrics.fvu);
});

test("where it is not loaded one line says so", async () => {
  const { code, err } = await rhohat(["evaluate", whole]);
  expect(code).toBe(2);
  expect(err).toMatch(/model\.kind must name a kind, got "tied"; .*; or let RHOHAT_KINDS name the file/);
});

describe("the viewer", () => {
  let child: ChildProcess;
  let url = "";
  beforeAll(async () => {
    child = spawn(process.execPath, [join(root, "dist/cli/main.js"), "view", folder, "--port", "0"], {
      env: { ...process.env, ...knowing },
      stdio: ["ignore", "pipe", "pipe"],
    });
    url = await new Promise((resolve, reject) => {
      let out = "";
      child.stdout?.on("data", (chunk) => {
        out += chunk;
        const found = /http:\/\/[\w.:]+/.exec(out);
        if (found) resolve(found[0]);
      });
      child.on("exit", () => reject(new Error(`view ended: ${out}`)));
    });
  });
  afterAll(() => {
    child.kill();
  });
  const get = async (path: string) => JSON.parse((await send({ url }, path)).body.toString());

  test("shows its layer, its features and what happens where one is switched off", async () => {
    const run = await get("/api/runs/tied~whole");
    expect(run.layers).toMatchObject([{ layer: 1, units: 6, hasAtoms: true, inspected: true }]);
    const feature = await get("/api/runs/tied~whole/layers/1/features/0");
    expect(feature.feature).toHaveLength(36);
    const changed = await get("/api/runs/tied~whole/intervene?layer=1&factors=0:0");
    expect(changed.after).toHaveLength(36);
  });
});

describe("a kind that was written in a folder of its own", () => {
  const home = temporaryFolder();
  cpSync(join(root, "experiments/kinds/log-penalty.mjs"), join(home, "mine.mjs"));
  const there = (words: string, kinds = "mine.mjs") => withKinds(kinds, words.split(" "), home);
  const training =
    "train --data photos --patch 4x4 --patches 200 --model log-penalty --latents 12 --scale 0.5 --batch 20";

  test("is trained by flags, with what the package's kinds share", async () => {
    const shared = "--l1 0.2 --remedy resampling --resample-every 10 --constraint unit-norm";
    const words = `${training} ${shared} --iterations 30 --engine wasm --out whole`.split(" ");
    const { code, err } = await rhohat(words, { cwd: home, env: { RHOHAT_KINDS: "mine.mjs" } });
    expect([code, err]).toEqual([0, expect.stringContaining("iteration 30/30")]);
    expect(existsSync(join(home, "whole/figures/dictionary.png"))).toBe(true);
    const half = await there(`${training} ${shared} --iterations 15 --engine wasm --out half --no-figures`);
    expect(half.code).toBe(0);
    const resumed = await there("run half --resume --set optimizer.iterations=30 --no-figures");
    expect(resumed.code).toBe(0);
    const [weights, unbroken] = ["half", "whole"].map((run) =>
      readFileSync(join(home, run, "checkpoints/step-000030/weights.safetensors")),
    );
    expect(weights.equals(unbroken)).toBe(true);
  });

  test("is checked and shown", async () => {
    expect((await there("check-gradients --model log-penalty")).out).toMatch(/log-penalty, scale 0\.5.* ok/);
    expect((await there("show whole")).out).toMatch(/sparsity/);
    expect((await there("train --help")).out).toMatch(/--scale +σ: activations/);
  });

  test.each([
    ["registerModle({});", /bad\.mjs:2 must load as a kind of model .*: registerModle is not defined/],
    ["registerModel({ kind: 'topk' });", /bad\.mjs:2 .*kind must be a name of its own, topk is taken/],
    [
      "registerModel({ kind: 'x', description: '' });",
      /schema must be a z\.strictObject with kind: z\.literal/,
    ],
    ["const = 1;", /bad\.mjs:2:\d+ must load as a kind of model/],
  ])("%s: one line says where it is wrong", async (line, message) => {
    writeFileSync(join(home, "bad.mjs"), `import { registerModel } from "rhohat";\n${line}\n`);
    const { code, err } = await there("list", "bad.mjs");
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
    expect(err.trim().split("\n")).toHaveLength(1);
  });

  test("whose file there is not is told by its name", async () => {
    expect((await there("list", "nope.mjs")).err).toMatch(/RHOHAT_KINDS must name files .*, got nope\.mjs/);
  });
});
