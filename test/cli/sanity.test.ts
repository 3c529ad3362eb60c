// rhohat sanity and suggest-l0, as they are typed.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parseSafetensors } from "../../src/data/io/safetensors.js";
import { checkSanity } from "../../src/experiments/sanity.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const small = ["--data", "photos", "--patches", "300", "--quiet"];
const train = async (out: string, ...words: string[]) => {
  const path = join(folder, out);
  const { code, err } = await rhohatHere(["train", ...small, "--out", path, ...words]);
  expect([code, err]).toEqual([0, ""]);
  return path;
};
const temporary = join(folder, "temporary");
afterAll(() => vi.unstubAllEnvs());
const leftOvers = () => readdirSync(tmpdir()).filter((name) => name.startsWith("rhohat-sanity-"));
let classic: string;
let sweep: string;
beforeAll(async () => {
  // Its own place for what is temporary: other files of tests may check a run meanwhile.
  mkdirSync(temporary);
  vi.stubEnv("TMPDIR", temporary);
  classic = await train("classic", "--hidden", "9", "--iterations", "30", "--no-figures");
  sweep = await train(
    "sweep",
    "--model",
    "topk",
    "--latents",
    "32",
    "--top-k",
    "1,2,4",
    "--iterations",
    "60",
    "--batch",
    "100",
    "--no-figures",
  );
}, 60_000);

describe("sanity", () => {
  test("of a kind of which nothing can be held: other seeds alone", async () => {
    const ica = await train("ica", "--model", "ica", "--patch", "4x4", "--iterations", "5", "--no-figures");
    const check = ["sanity", ica, "--no-figures", "--seeds", "1"];
    const { out, code } = await rhohatHere(check);
    expect(code).toBe(0);
    expect(await rhohatHere([...check, "--quiet"])).toEqual({ code: 0, out: "", err: "" });
    expect(out).toMatch(/^seed 1 +\d/m);
    expect(out).toContain("stability");
    expect(out).not.toMatch(/frozen|baseline/);
  });

  test("of the classic one: baselines, other seeds, a verdict a line, one picture", async () => {
    const before = leftOvers();
    const { code, out, err } = await rhohatHere(["sanity", classic]);
    expect(code).toBe(0);
    expect(err).toMatch(/^(training \d of 5: .*\n){5}$/); // two other seeds unless told otherwise
    expect(out).toContain("sanity.png");
    for (const name of ["this run", "random", "frozen encoder", "frozen decoder", "seed 1", "seed 2"])
      expect(out).toMatch(new RegExp(`^${name} +\\d`, "m"));
    for (const about of ["reconstruction", "stability", "effective units", "negative twins", "doctor"])
      expect(out).toMatch(new RegExp(`^(passes|doubt |note  )  ${about} `, "m"));
    const svg = readFileSync(join(classic, "figures/sanity.svg"), "utf8");
    for (const told of [
      "Is what was learned more than chance?",
      "frozen encoder",
      "Which features come again",
    ])
      expect(svg).toContain(told);
    expect(leftOvers()).toEqual(before);
  }, 60_000);

  test("of drawn features: another seed has the same ones to find", async () => {
    const toy = join(folder, "toy");
    const { code } = await rhohatHere([
      ...[
        "train",
        "--data",
        "sparse-toy",
        "--model",
        "topk",
        "--k",
        "3",
        "--latents",
        "64",
        "--batch",
        "256",
        "--examples",
        "12000",
      ],
      ...["--iterations", "400", "--learning-rate", "0.01", "--no-figures", "--quiet", "--out", toy],
    ]);
    expect(code).toBe(0);
    const { out } = await rhohatHere(["sanity", toy, "--json", "--seeds", "1", "--no-figures"]);
    expect(JSON.parse(out).stability.means[0]).toBeGreaterThan(0.6);
  }, 60_000);

  test("of a dictionary: what is held is what the names say", async () => {
    const { out, code } = await rhohatHere([
      "sanity",
      join(sweep, "members/01"),
      "--json",
      "--seeds",
      "1",
      "--no-figures",
    ]);
    expect(code).toBe(0);
    const { run, baselines, seeds, stability, verdicts } = JSON.parse(out);
    expect(run.name).toBe("this run");
    expect(baselines.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(["random", "frozen decoder", "soft-frozen decoder", "frozen encoder"]),
    );
    expect(seeds.map(({ name }: { name: string }) => name)).toEqual(["seed 1"]);
    expect(stability.returns).toHaveLength(32);
    expect(verdicts.length).toBeGreaterThan(3);
  }, 60_000);

  test("that is stopped while data are read or while it trains leaves nothing", async () => {
    const before = leftOvers();
    for (const last of [1, 2]) {
      const stages: string[] = [];
      const controller = new AbortController();
      const found = await checkSanity(new RunDirectory(classic), {
        signal: controller.signal,
        onStage: (stage) => stages.push(stage),
        onTraining: (_, number) => {
          if (number === last) controller.abort();
        },
      });
      expect([found, stages]).toEqual([null, ["training", "finishing"]]);
    }
    expect(leftOvers()).toEqual(before);
  });

  test("of a run whose weights cannot be read trains nothing", async () => {
    const damaged = join(folder, "damaged");
    cpSync(join(sweep, "members/01"), damaged, { recursive: true });
    for (const step of readdirSync(join(damaged, "checkpoints")))
      writeFileSync(join(damaged, "checkpoints", step, "weights.safetensors"), "");
    const { code, out, err } = await rhohatHere(["sanity", damaged]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/^sanity: \S+weights\.safetensors must .*\n$/);
  });

  test.each([
    [() => [sweep], "must be a single run"],
    [() => [classic, "--seeds", "-1"], "--seeds must be a whole number ≥ 0, got -1"],
    [() => [join(folder, "none")], "no run"],
  ])("%# is one clear line", async (words, told) => {
    const { code, out, err } = await rhohatHere(["sanity", ...words()]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(told);
    expect(err.trim().split("\n")).toHaveLength(1);
  });
});

describe("weights that are frozen", () => {
  const weights = (run: string, step: string) =>
    Object.fromEntries(
      Object.entries(
        parseSafetensors(readFileSync(join(run, "checkpoints", step, "weights.safetensors")), "weights"),
      ).map(([name, { data }]) => [name, Array.from(data)]),
    );
  test("stay as they started, the others learn", async () => {
    const run = await train(
      "frozen",
      "--hidden",
      "9",
      "--frozen",
      "1",
      "--iterations",
      "5",
      "--checkpoint-every",
      "1",
      "--no-figures",
    );
    const steps = readdirSync(join(run, "checkpoints")).sort();
    const [first, last] = [weights(run, steps[0]), weights(run, steps.at(-1)!)];
    expect(last.W1).toEqual(first.W1);
    for (const name of ["W2", "b1", "b2"]) expect(last[name]).not.toEqual(first[name]);
  });
  test("that there are not are told", async () => {
    const { code, err } = await rhohatHere(["train", ...small, "--frozen", "3"]);
    expect(code).toBe(2);
    expect(err).toContain("--frozen must name weights from 1 to 2");
  });
});

describe("suggest-l0", () => {
  test("the curve of c_dec over L0, where it is smallest, and that it is a hint", async () => {
    const { code, out, err } = await rhohatHere(["suggest-l0", sweep]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/run +L0 +c_dec +FVU\n/);
    expect(out.match(/←/g)).toHaveLength(1);
    expect(out).toContain("a hint, not a proof");
    expect(existsSync(join(sweep, "figures/suggest-l0.png"))).toBe(true);
    const { members, suggested } = JSON.parse(
      (await rhohatHere(["suggest-l0", sweep, "--json", "--no-figures"])).out,
    );
    const rising = members.map(({ l0 }: { l0: number }) => l0);
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
    const least = Math.min(...members.map(({ cDec }: { cDec: number }) => cDec));
    expect(members.find(({ cDec }: { cDec: number }) => cDec === least).l0).toBe(suggested);
  });
  test("where seeds repeat settings, each by its means", async () => {
    const seeds = join(folder, "seeds");
    const words = `train --data sparse-toy --examples 300 --model topk --latents 32 --top-k 1,2,4 --seed 0,1 --iterations 20 --batch 100 --no-figures --quiet --out ${seeds}`;
    expect((await rhohatHere(words.split(" "))).err).toBe("");
    const { out } = await rhohatHere(["suggest-l0", seeds, "--no-figures"]);
    expect(out).toMatch(/^setting +seeds +L0 +c_dec +FVU\nk 1 +2 +1 ± 0 /);
    expect(out.match(/←/g)).toHaveLength(1);
    const { members, settings, suggested } = JSON.parse(
      (await rhohatHere(["suggest-l0", seeds, "--json", "--no-figures"])).out,
    );
    expect([members.length, settings.length]).toEqual([6, 3]);
    for (const { label, cDec, seeds: count } of settings) {
      const own = members.filter((member: { label: string }) => member.label.startsWith(`${label} ·`));
      expect(own).toHaveLength(count);
      expect(cDec.mean).toBeCloseTo((own[0].cDec + own[1].cDec) / 2, 12);
    }
    const means = settings.map(({ cDec }: { cDec: { mean: number } }) => cDec.mean);
    expect(settings[means.indexOf(Math.min(...means))].l0.mean).toBe(suggested);
  }, 30_000);
  test("of a run that is no sweep: how to make one", async () => {
    const { code, err } = await rhohatHere(["suggest-l0", classic]);
    expect(code).toBe(2);
    expect(err).toMatch(/must have three settings .*--top-k 1,2,4,8,16/);
  });
});
