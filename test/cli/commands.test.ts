import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { encodeNpy, parseNpy } from "../../src/data/io/npy.js";
import { encodePng } from "../../src/viz/encode-png.js";
import { rhohat, rhohatHere, root } from "../support/command-line.js";
import { relativeError } from "../support/data.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder, ...names);
const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));

const examples = Array.from({ length: 60 }, (_, i) => 0.5 + 0.3 * Math.sin(i * i));
writeFileSync(at("columns.npy"), encodeNpy(Float64Array.from(examples), [4, 15]));
writeFileSync(
  at("rows.npy"),
  encodeNpy(
    Float64Array.from({ length: 60 }, (_, i) => examples[(i % 4) * 15 + Math.floor(i / 4)]),
    [15, 4],
  ),
);
const words = ["train", "--hidden", "3", "--iterations", "12", "--rho", "0.2", "--json"];
/** Its numbers are looked at, not its figures. */
const train = (...more: string[]) => rhohatHere([...words, "--no-figures", ...more]);

describe("train", () => {
  test("prints one JSON object, and nothing else on standard output", async () => {
    const { out, code } = await rhohat([...words, "--data", at("rows.npy"), "--out", at("t1")]);
    expect(code).toBe(0);
    const result = JSON.parse(out);
    expect(Object.keys(result)).toEqual(
      expect.arrayContaining(["cost", "parts", "iterations", "evaluations", "seconds", "stopped", "run"]),
    );
    expect(result.cost).toBeCloseTo(result.parts.error + result.parts.decay + result.parts.sparsity, 12);
    expect([result.iterations, result.stopped, result.run]).toEqual([12, "iterations", at("t1")]);
    expect(readdirSync(at("t1")).sort()).toEqual([
      "checkpoints",
      "config.json",
      "figures",
      "inspection.safetensors",
      "metrics.jsonl",
      "owner",
      "preprocessing.json",
      "report.html",
      "run.json",
    ]);
    expect(readFileSync(at("t1", "metrics.jsonl"), "utf8").trim().split("\n")).toHaveLength(13);
  });
  test("--columns reads one example per column", async () => {
    const costs = [
      await train("--data", at("rows.npy"), "--out", at("t2")),
      await train("--data", at("columns.npy"), "--columns", "--out", at("t3")),
    ];
    expect(JSON.parse(costs[1].out).cost).toBe(JSON.parse(costs[0].out).cost);
  });
  test("--no-figures leaves figures and report to --resume", async () => {
    const pictures = () => readdirSync(at("t2")).filter((name) => ["figures", "report.html"].includes(name));
    expect(pictures()).toEqual([]);
    const { code, out } = await rhohatHere(["run", at("t2"), "--resume"]);
    expect([code, pictures()]).toEqual([0, ["figures", "report.html"]]);
    expect(out).toContain(join("t2", "figures", "curves.png"));
    // Those of an earlier iteration would be taken for the run's.
    const further = ["run", at("t2"), "--resume", "--no-figures", "--set", "optimizer.iterations=13"];
    expect((await rhohatHere(further)).out).toMatch(
      /No figures were drawn: rhohat run .*t2 --resume draws them/,
    );
    expect(pictures()).toEqual([]);
  });
  test("a large image is told when its reading begins", async () => {
    mkdirSync(at("large"));
    const data = Uint8Array.from({ length: 1e6 }, (_, i) => (7 * i) % 251);
    for (const name of ["a.png", "b.png"])
      writeFileSync(at("large", name), encodePng({ width: 1000, height: 1000, channels: 1, data }));
    const small = ["--patches", "20", "--preprocess", "none"];
    const { code, err } = await train("--data", at("large"), ...small, "--out", at("t6"));
    expect(code).toBe(0);
    expect(err.split("\n")).toContain("reading images 1/2  a.png");
  });
  test("--theta0 is where it starts", async () => {
    const theta = Float64Array.from({ length: 31 }, (_, i) => 0.1 * Math.sin(i));
    writeFileSync(at("theta0.npy"), encodeNpy(theta, [31]));
    await train("--data", at("rows.npy"), "--theta0", at("theta0.npy"), "--out", at("t4"));
    const start = readFileSync(at("t4", "checkpoints", "step-000000", "weights.safetensors"));
    expect(start.readDoubleLE(8 + Number(start.readBigUInt64LE(0)) + 8)).toBe(theta[1]);
  });
  test.each(["lbfgs", "conjugate-gradient", "gradient-descent"])("%s lowers the cost", async (optimizer) => {
    const alpha = optimizer === "gradient-descent" ? ["--alpha", "0.3", "--momentum", "0.5"] : [];
    const { out } = await train(
      "--data",
      at("rows.npy"),
      "--optimizer",
      optimizer,
      ...alpha,
      "--out",
      at(`o-${optimizer}`),
    );
    const first = JSON.parse(readFileSync(at(`o-${optimizer}`, "metrics.jsonl"), "utf8").split("\n")[0]);
    expect(JSON.parse(out).cost).toBeLessThan(first.cost);
  });
  test("float32 comes near float64", async () => {
    const { out } = await train("--data", at("rows.npy"), "--dtype", "float32", "--out", at("t5"));
    expect(JSON.parse(out).cost).toBeCloseTo(json(at("t1", "run.json")).metrics.cost, 2);
    expect(json(at("t5", "run.json")).dtype).toBe("float32");
  });
  test("a folder of colour images gives colour features", async () => {
    mkdirSync(at("pictures"));
    for (const name of ["black-canyon.png", "nagasaki-boats.png"])
      copyFileSync(join(root, "datasets/natural-photos", name), at("pictures", name));
    const { code } = await rhohatHere([
      "train",
      "--data",
      at("pictures"),
      "--colour",
      "--patches",
      "200",
      "--patch",
      "4x5",
      "--hidden",
      "4",
      "--iterations",
      "3",
      "--quiet",
      "--out",
      at("colour"),
    ]);
    expect(code).toBe(0);
    expect(json(at("colour", "preprocessing.json")).map(({ kind }: { kind: string }) => kind)).toEqual([
      "whiten-1-over-f",
      "normalize-ufldl",
    ]);
    expect(existsSync(at("colour", "figures", "features.png"))).toBe(true);
  });
  test("a cost that is no longer a number stops the run, keeps the last good checkpoint, says when; exit code 1", async () => {
    // A linear autoencoder under a huge α: the cost overflows after some iterations.
    const { code, err } = await rhohatHere([
      "train",
      "--data",
      at("rows.npy"),
      "--hidden",
      "3",
      "--activation",
      "linear",
      "--beta",
      "0",
      "--optimizer",
      "gradient-descent",
      "--alpha",
      "1e3",
      "--iterations",
      "500",
      "--checkpoint-every",
      "1",
      "--quiet",
      "--out",
      at("nan"),
    ]);
    expect(code).toBe(1);
    expect(err).toMatch(
      /the cost must stay finite, it became (NaN|Infinity) at iteration \d+; the last good checkpoint is that of iteration \d+ .*lower learningRate/,
    );
    const iteration = Number(/at iteration (\d+)/.exec(err)?.[1]);
    const steps = readdirSync(at("nan", "checkpoints"));
    expect(steps).toContain(`step-${String(iteration - 1).padStart(6, "0")}`);
    expect(steps).not.toContain(`step-${String(iteration).padStart(6, "0")}`);
    expect(json(at("nan", "run.json")).status).toBe("failed");
  });
});

describe("run, list and show", () => {
  test("an experiment runs into results/<experiment>/<run>/; its config.json repeats it to the bit", async () => {
    const first = JSON.parse((await rhohatHere(["run", "xor", "--results", at("results"), "--json"])).out);
    expect(first.run).toMatch(/results\/xor\/\d{8}-\d{6}-[0-9a-f]{8}-[0-9a-f]{4}$/);
    const again = JSON.parse(
      (
        await rhohatHere([
          "run",
          join(first.run, "config.json"),
          "--out",
          at("again"),
          "--no-figures",
          "--json",
        ])
      ).out,
    );
    expect([again.cost, again.evaluations]).toEqual([first.cost, first.evaluations]);
    expect(json(at("again", "config.json"))).toEqual(json(join(first.run, "config.json")));
  });
  test("--set and --seed change the config", async () => {
    await rhohatHere([
      "run",
      "xor",
      "--set",
      "model.hidden=[4]",
      "optimizer.iterations=5",
      "--seed",
      "3",
      "--out",
      at("set"),
      "--no-figures",
      "--quiet",
    ]);
    const { model, optimizer, seed } = json(at("set", "config.json"));
    expect([model.hidden, optimizer.iterations, seed]).toEqual([[4], 5, 3]);
  });
  test("list and show know the run", async () => {
    const { experiments, runs } = JSON.parse(
      (await rhohatHere(["list", "--results", at("results"), "--json"])).out,
    );
    expect(experiments.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(["natural-patches", "xor"]),
    );
    expect(runs).toHaveLength(1);
    const shown = await rhohatHere(["show", "xor", at("again"), "--results", at("results")]);
    expect(shown.out).toMatch(/^cost J +\S+ +\S+$/m);
    expect(shown.out).toMatch(/^hidden \(model\.hidden\) +3 +3$/m);
    expect(shown.out).toContain("curves.png");
  });
  test("an experiment that varies a value has a run for each, and a picture of all", async () => {
    const file = at("vary.ts");
    writeFileSync(
      file,
      `import { defineExperiment } from "rhohat";
export default defineExperiment({
  name: "vary",
  data: { kind: "array", path: ${JSON.stringify(at("rows.npy"))}, imageShape: [2, 2] },
  model: { kind: "classic", hidden: [3] },
  optimizer: { kind: "lbfgs", iterations: 4 },
  vary: { key: "model.rho", values: [0.1, 0.3] },
});
`,
    );
    const { code, out } = await rhohatHere(["run", file, "--out", at("vary"), "--json"], { cwd: folder });
    expect(code).toBe(0);
    expect(JSON.parse(out).members).toHaveLength(2);
    expect(json(at("vary", "members", "02", "config.json")).model.rho).toBe(0.3);
    expect(readdirSync(at("vary", "figures")).sort()).toEqual([
      "comparison.png",
      "comparison.svg",
      "trade-off.png",
      "trade-off.svg",
      "values.png",
      "values.svg",
    ]);
  });
});

describe("evaluate", () => {
  const golden = json(join(root, "test/golden/network/11_deep3_sig_kl_all.json"));
  const folderOf = (name: string, config: object) => {
    mkdirSync(at(name));
    writeFileSync(at(name, "config.json"), JSON.stringify(config));
    const [m, n] = [golden.x.length, golden.sizes[0]];
    writeFileSync(
      at(name, "X.npy"),
      encodeNpy(
        Float64Array.from({ length: m * n }, (_, i) => golden.x[i % m][Math.floor(i / m)]),
        [n, m],
      ),
    );
    writeFileSync(
      at(name, "theta_rowmajor.npy"),
      encodeNpy(Float64Array.from(golden.theta), [golden.theta.length]),
    );
    return at(name);
  };
  test.each([
    ["float64", 1e-10, 1e-10],
    ["float32", 1e-5, 1e-4],
  ])(
    "%s: writes cost.json and gradient.npy as the reference has them",
    async (dtype, costLimit, gradientLimit) => {
      const out = at(`evaluated-${dtype}`);
      const { code } = await rhohatHere([
        "evaluate",
        "--case",
        folderOf(`case-${dtype}`, golden),
        "--dtype",
        String(dtype),
        "--engine",
        "reference",
        "--out",
        out,
      ]);
      expect(code).toBe(0);
      const { cost, parts, rhoHat } = json(join(out, "cost.json"));
      expect(Math.abs(cost / golden.cost - 1)).toBeLessThan(Number(costLimit));
      expect(Object.keys(parts)).toEqual(["error", "decay", "sparsity"]);
      expect(Object.keys(rhoHat)).toEqual(["1", "2", "3"]);
      const gradient = parseNpy(readFileSync(join(out, "gradient.npy")), "gradient").data;
      expect(relativeError(gradient, golden.gradient)).toBeLessThan(Number(gradientLimit));
    },
  );
  test("KL on relu is refused, nothing written", async () => {
    const { code, err } = await rhohatHere([
      "evaluate",
      "--case",
      folderOf("relu", { ...golden, activations: ["relu", "relu", "relu", "linear"] }),
      "--out",
      at("relu-out"),
    ]);
    expect([code, existsSync(at("relu-out"))]).toEqual([2, false]);
    expect(err).toContain("use sigmoid or tanh");
  });
});

// Those of every other kind are in test/models/gradient-cases.test.ts.
test("check-gradients passes for networks, and for an experiment", async () => {
  const { code, out } = await rhohatHere(["check-gradients", "--model", "network", "--json"]);
  const { ok, results } = JSON.parse(out);
  expect([code, ok]).toEqual([0, true]);
  expect(results.length).toBeGreaterThan(60);
  const xor = await rhohatHere(["check-gradients", "xor"]);
  expect([xor.code, xor.out]).toEqual([0, expect.not.stringContaining("Left out")]);
  const small = {
    name: "small",
    data: { kind: "array", path: at("rows.npy") },
    model: { kind: "jumprelu", latents: 6 },
    optimizer: { kind: "adam", iterations: 10, batch: 5 },
  };
  writeFileSync(at("jumprelu.json"), JSON.stringify(small));
  const jumprelu = await rhohatHere(["check-gradients", at("jumprelu.json")]);
  expect([jumprelu.code, jumprelu.out]).toEqual([
    0,
    expect.stringContaining("Left out is what is no derivative by design: straight-through slopes"),
  ]);
});

describe("figures", () => {
  test("draws a run again in the dark, sorted; matched with another; over an image", async () => {
    const run = (name: string, seed: string) =>
      rhohatHere([
        "run",
        join(root, "test/support/small.experiment.ts"),
        "--out",
        at("figures-runs", "e", name),
        "--no-figures",
        "--quiet",
        "--seed",
        seed,
        "--set",
        "data.count=300",
        "optimizer.iterations=4",
        "model.hidden=[6]",
      ]);
    for (const [name, seed] of [
      ["one", "0"],
      ["two", "1"],
    ])
      expect((await run(name, seed)).code).toBe(0);
    const one = at("figures-runs", "e", "one");
    const draw = (...words: string[]) => rhohatHere(["figures", one, "--out", at("drawn"), ...words]);
    expect(
      (await draw("--theme", "dark", "--sort", "orientation", "--index", "--only", "features", "atoms")).code,
    ).toBe(0);
    expect((await draw("--match", at("figures-runs", "e", "two"))).code).toBe(0);
    expect(
      (await draw("--image", join(root, "datasets/natural-photos/black-canyon.png"), "--feature", "2")).code,
    ).toBe(0);
    for (const words of [["density,weightNorm"], ["alike", "--theme", "dark"]])
      expect((await draw("--map", ...words)).code).toBe(0);
    expect(readFileSync(at("drawn", "map-density-weightNorm.svg"), "utf8")).toContain(
      ">Features by density and norm of its weights<",
    );
    expect(readdirSync(at("drawn")).sort()).toEqual(
      [
        "atoms-dark",
        "features-dark",
        "heat-2",
        "map-alike-dark",
        "map-density-weightNorm",
        "matched-atoms",
      ].flatMap((name) => [`${name}.png`, `${name}.svg`]),
    );
    expect(readFileSync(at("drawn", "features-dark.svg"), "utf8")).toContain("Sorted by orientation");
    expect((await draw("--sort", "contribution", "--only", "features")).code).toBe(0);
    expect(readFileSync(at("drawn", "features.svg"), "utf8")).toContain(
      "Sorted by contribution to the reconstruction",
    );
    writeFileSync(
      at("strip.png"),
      encodePng({ width: 700_000, height: 6, channels: 1, data: new Uint8Array(4_200_000) }),
    );
    const [notice, refused] = (await draw("--image", at("strip.png"))).err.split("\n");
    expect(notice).toMatch(/^figures: .*strip\.png has 700000×6 pixels, scaled down to 683130×6/);
    expect(refused).toMatch(/^figures: an image must be at least 8×8, a patch of this run, got 6×683130/);
    for (const [words, rule] of [
      [["--sort", "orientatoin"], /--sort must be one of .*did you mean orientation/],
      [["--theme", "blue"], /--theme must be one of light, dark/],
      [["--only", "faetures"], /did you mean features/],
      [
        ["--map", "density,frequenzy"],
        /--map must name numbers of its units, got "frequenzy"; did you mean frequency\?/,
      ],
      [["--map", "density,Zebra"], /got "Zebra"; choose one of density, .*, alikeX, alikeY, starred$/m],
      [["--map", "stability,density"], /got "stability"; /],
      [
        ["--map", "density"],
        /--map must be two numbers of units, as orientation,frequency, or alike, got density/,
      ],
      [["--map", "alike", "--layer", "2"], /layer must be one of 1 to 1, got 2/],
      [["--image", at("nowhere.png")], /nowhere\.png must be a readable file/],
      [
        ["--image", join(root, "datasets/natural-photos/black-canyon.png"), "--feature", "99"],
        /^figures: --feature must be a whole number from 0 to 5, got 99/,
      ],
    ] as const) {
      const { code, err } = await draw(...words);
      expect([code, err.trim().split("\n").length]).toEqual([2, 1]);
      expect(err).toMatch(rule);
    }
  });
});

describe("view", () => {
  test("says where it is, ends with Ctrl-C; a folder that is none is refused", async () => {
    const { code, out } = await rhohat(["view", folder, "--port", "0"], {
      onOut: (text, child) => text.includes("Ctrl-C ends it") && child.kill("SIGINT"),
    });
    expect(code).toBe(0);
    expect(out).toMatch(/http:\/\/127\.0\.0\.1:\d+\//);
    const refused = await rhohatHere(["view", at("nowhere")]);
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringMatching(/^view: (results must be a folder of runs|no run named \S+nowhere in results)/),
    ]);
    expect((await rhohatHere(["view", folder, "--port", "70000"])).code).toBe(2);
  });
});
