// Stopped and resumed is the same as never stopped, to the bit.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { encodeNpy } from "../../src/data/io/npy.js";
import { killedAt, rhohat, rhohatHere, root } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { tinyPng } from "../support/tiny-run.js";

const folder = temporaryFolder();
const images = join(folder, "images");
mkdirSync(images);
for (const seed of [3, 7]) writeFileSync(join(images, `${seed}.png`), tinyPng(seed));
const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));

/** A run of the exercise small enough to stop and start. */
function words(out: string, optimizer: string, iterations: number, dtype = "float64"): string[] {
  const alpha =
    optimizer === "gradient-descent" ? ["optimizer.learningRate=0.5", "optimizer.momentum=0.9"] : [];
  const config = [
    `optimizer.kind=${optimizer}`,
    `optimizer.iterations=${iterations}`,
    ...alpha,
    `data.source=${JSON.stringify({ kind: "folder", path: images })}`,
    "data.count=300",
    "model.hidden=[9]",
    "checkpointEvery=5",
    `dtype=${dtype}`,
  ];
  return [
    "run",
    join(root, "test/support/small.experiment.ts"),
    "--out",
    join(folder, out),
    "--quiet",
    "--no-figures",
    "--set",
    ...config,
  ];
}

/** All metrics but the time. */
const metricsOf = (out: string) =>
  readFileSync(join(folder, out, "metrics.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => ({ ...JSON.parse(line), seconds: 0 }));

/** Everything that must be equal: the last checkpoint's bytes, and all metrics but the time. */
function trace(out: string): unknown {
  const checkpoints = join(folder, out, "checkpoints");
  const last = readdirSync(checkpoints).sort().at(-1) as string;
  const bytes = readdirSync(join(checkpoints, last)).map((file) => [
    file,
    readFileSync(join(checkpoints, last, file)).toString("base64"),
  ]);
  return { last, bytes, lines: metricsOf(out) };
}

describe.each([
  ["lbfgs", "float64"],
  ["lbfgs", "float32"],
  ["conjugate-gradient", "float64"],
  ["gradient-descent", "float64"],
])("%s, %s", (optimizer, dtype) => {
  const name = `${optimizer}-${dtype}`;
  test("N iterations equal N/2, stop, resume", async () => {
    await rhohatHere(words(`${name}-whole`, optimizer, 24, dtype));
    await rhohatHere(words(`${name}-half`, optimizer, 12, dtype));
    const { code } = await rhohatHere([
      "run",
      join(folder, `${name}-half`),
      "--resume",
      "--no-figures",
      "--set",
      "optimizer.iterations=24",
      "--quiet",
    ]);
    expect(code).toBe(0);
    expect(trace(`${name}-half`)).toEqual(trace(`${name}-whole`));
  });
});

/** The run without --quiet, so that progress tells when it is under way. */
const loud = (out: string, optimizer: string, iterations: number) =>
  words(out, optimizer, iterations)
    .filter((word) => word !== "--quiet")
    .map((word) => word.replace("checkpointEvery=5", "checkpointEvery=500"));

describe("a run under way", () => {
  test("killed between checkpoints loses nothing but the work since the last one", async () => {
    await killedAt(123, words("killed", "gradient-descent", 1000));
    expect(json(join(folder, "killed", "run.json")).status).toBe("running");
    expect(readdirSync(join(folder, "killed", "checkpoints")).at(-1)).toBe("step-000120");
    const whole = 140;
    const resumed = await rhohatHere([
      ...["run", join(folder, "killed"), "--resume", "--quiet", "--no-figures"],
      ...["--set", `optimizer.iterations=${whole}`],
    ]);
    expect(resumed.code).toBe(0);
    await rhohatHere(words("unkilled", "gradient-descent", whole));
    expect(trace("killed")).toEqual(trace("unkilled"));
  });

  test("interrupted with Ctrl-C writes a checkpoint, exits 130 and says how to go on", async () => {
    // Too many iterations to end by itself, however late the signal arrives.
    const { code, out } = await rhohat(loud("interrupted", "gradient-descent", 10_000_000), {
      onErr: (text, child) => {
        if (/iteration [1-9]/.test(text) && !child.killed) child.kill("SIGINT");
      },
    });
    expect(code).toBe(130);
    expect(out).toMatch(/Interrupted\. To go on: rhohat run .*interrupted --resume/);
    const { status, metrics } = json(join(folder, "interrupted", "run.json"));
    expect(status).toBe("interrupted");
    expect(readdirSync(join(folder, "interrupted", "checkpoints"))).toContain(
      `step-${String(metrics.iterations).padStart(6, "0")}`,
    );
  });
});

/** Every file of a run by its bytes, but those that tell of its processes, and metrics but for the time. */
function everything(out: string): unknown {
  const names = (readdirSync(join(folder, out), { recursive: true }) as string[])
    .filter((name) => !/^(run\.json|metrics\.jsonl|owner)/.test(name))
    .filter((name) => statSync(join(folder, out, name)).isFile())
    .sort();
  const hashOf = (name: string) =>
    createHash("sha256")
      .update(readFileSync(join(folder, out, name)))
      .digest("hex");
  return { files: names.map((name) => [name, hashOf(name)]), lines: metricsOf(out) };
}

describe("a training on minibatches that is killed between checkpoints, then resumed, has the files of one that was not", () => {
  const examples = Float32Array.from({ length: 200 * 6 }, (_, i) => ((i * i * 7) % 31) / 31);
  writeFileSync(join(folder, "x.npy"), encodeNpy(examples, [200, 6]));
  const training = (out: string, model: string) => [
    ...["train", "--data", join(folder, "x.npy"), "--model", ...model.split(" ")],
    ...["--batch", "16", "--iterations", "60", "--checkpoint-every", "15", "--out", join(folder, out)],
    ...["--quiet", "--no-figures", "--engine", "wasm", "--threads", "1"],
  ];
  const state = (out: string, step: string) =>
    readFileSync(join(folder, out, "checkpoints", step, "state.safetensors"), "latin1");

  // Each with what it has to carry from the checkpoint on, beside the moments of Adam.
  test.each([
    ["batchtopk --latents 24 -k 1.5 --silent-after 3", "silentFor"],
    ["jumprelu --latents 24 --target-l0 2", "targetL0"],
    [
      "standard --latents 24 --remedy resampling --resample-every 20 --silent-after 3 --l1-decay cosine",
      "silentFor",
    ],
    [
      "topk --latents 24 -k 2 --k-from 12 --k-over 50 --ema 0.9 --stream --held-out 0.2 --decay cosine",
      "averaged",
    ],
    ["classic --hidden 4 --optimizer adam --rho-rate 0.3 --output linear", "rhoHat1"],
  ])("%s", async (model, carried) => {
    const [killed, whole] = ["killed", "whole"].map((what) => `${what}-${model.split(" ")[0]}`);
    await killedAt(40, training(killed, model));
    const steps = readdirSync(join(folder, killed, "checkpoints")).sort();
    expect(steps).toEqual(["step-000000", "step-000015", "step-000030"]);
    expect(state(killed, "step-000030")).toContain(`"${carried}"`);
    expect(metricsOf(killed).at(-1).iteration).toBe(40);

    const resumed = await rhohatHere(["run", join(folder, killed), "--resume", "--quiet", "--no-figures"]);
    expect([resumed.code, resumed.err]).toEqual([0, ""]);
    expect((await rhohatHere(training(whole, model))).code).toBe(0);
    expect(everything(killed)).toEqual(everything(whole));
  });
});

test("resuming keeps the config: only iterations may change", async () => {
  await rhohatHere(words("kept", "lbfgs", 5));
  const { code, err } = await rhohatHere(["run", join(folder, "kept"), "--resume", "--set", "model.rho=0.5"]);
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/--resume must keep the config, got model\.rho=0\.5/),
  ]);
});

test("resuming keeps the engine that the run was started with", async () => {
  await rhohatHere(words("engine-half", "lbfgs", 5).toSpliced(1, 0, "--engine", "reference"));
  const { code } = await rhohatHere([
    ...["run", join(folder, "engine-half"), "--resume", "--quiet", "--no-figures"],
    ...["--set", "optimizer.iterations=10"],
  ]);
  expect(code).toBe(0);
  const whole = words("engine-whole", "lbfgs", 10).toSpliced(1, 0, "--engine", "reference");
  await rhohatHere(whole);
  expect(trace("engine-half")).toEqual(trace("engine-whole"));
});
