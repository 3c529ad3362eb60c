// rhohat inspect and convert, as they are typed.

import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { encodeNpy, parseNpy } from "../../src/data/io/npy.js";
import { encodeStored, parseStored } from "../../src/data/io/safetensors.js";
import { storedFloats } from "../../src/data/io/stored-tensor.js";
import { rhohatHere } from "../support/command-line.js";
import { withDiskFault } from "../support/disk-faults.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const golden = (name: string) => fileURLToPath(new URL(`../golden/weights/${name}`, import.meta.url));
let made = 0;
const out = () => join(folder, `out-${made++}`);
const run = (...words: string[]) => rhohatHere(words);
const written = async (...words: string[]): Promise<string> => {
  const path = out();
  const { err, code } = await run("convert", words[0], path, ...words.slice(1));
  expect([code, err]).toEqual([0, ""]);
  return path;
};

describe("inspect", () => {
  test.each([
    ["saelens/topk/train", ["saelens 6.18.0", "topk, in training", "k 2", "W_enc", "4 × 6"]],
    ["saelens/batchtopk/inference", ["jumprelu", "threshold"]],
    ["dictionary_learning/JumpReLU.pt", ["dictionary_learning", "x W_enc + b_enc", "threshold"]],
    ["sparsify", ["sparsify", "k is not known"]],
    ["saelens/sparsity.safetensors", ["sparsity", "no dictionary: ", "cfg.json"]],
  ])("%s", async (path, told) => {
    const { out: text, code } = await run("inspect", golden(path));
    expect(code).toBe(0);
    for (const each of told) expect(text).toContain(each);
  });

  test("an array, and JSON", async () => {
    const path = join(folder, "x.npy");
    writeFileSync(path, encodeNpy(Float32Array.of(1, Number.NaN, 4, -2), [2, 2]));
    const { arrays } = JSON.parse((await run("inspect", path, "--json")).out);
    expect(arrays).toEqual([
      { name: "array", dtype: "F32", shape: [2, 2], min: -2, max: 4, mean: 1, notFinite: 1 },
    ]);
  });

  test("weights that are not finite are shown, and refused", async () => {
    const path = changed("W_dec", (values) => values.fill(Number.NaN, 7, 8));
    const { out: text, err, code } = await run("inspect", path);
    expect(code).toBe(2);
    expect(text).toMatch(/W_dec +F32 .* 1\n/);
    expect(err).toMatch(/^inspect: .*finite weights, W_dec is NaN at \[1, 3\]\n$/);
  });

  test.each<[string, () => string, string]>([
    ["more active latents than there are", () => topk({ k: 9 }), "k of at most its 6 latents, got 9"],
    ["a version to come", () => versioned("7.0.0"), 'known, 1 to 6 followed by a dot, got "7.0.0"'],
    ["a version that is none", () => versioned("banana"), 'got "banana"'],
    ["an architecture that is none", () => topk({ architecture: "topkk" }), "did you mean topk"],
    ["weights of two tools", twoTools, "holds sae_weights.safetensors and sae.safetensors"],
    ["links in a circle", circle, "it is a link that leads nowhere"],
    ["a device without an end", device, "must be a file, it is a pipe or a device"],
  ])("%s: exit code 2", async (_, path, told) => {
    const { err, code } = await run("inspect", path());
    expect(code).toBe(2);
    expect(err).toContain(told);
    expect(err.trim().split("\n")).toHaveLength(1);
  });
});

/** A copy of a SAELens folder with one tensor changed. */
function changed(name: string, change: (values: Float32Array) => void, shape?: number[]): string {
  const path = out();
  mkdirSync(path);
  const from = golden("saelens/standard/train");
  writeFileSync(join(path, "cfg.json"), readFileSync(join(from, "cfg.json")));
  const file = join(from, "sae_weights.safetensors");
  const tensors = parseStored(new Uint8Array(readFileSync(file)), file);
  const { bytes, shape: own } = tensors[name];
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  change(values);
  writeFileSync(
    join(path, "sae_weights.safetensors"),
    encodeStored({ ...tensors, [name]: storedFloats(values, shape ?? own) }),
  );
  return path;
}

const topk = (keys: object) =>
  configured((cfg) =>
    Object.assign(
      cfg,
      { architecture: "topk", k: 2, aux_loss_coefficient: 1, rescale_acts_by_decoder_norm: false },
      keys,
    ),
  );
const versioned = (version: string) =>
  configured((cfg) => Object.assign(cfg, { metadata: { sae_lens_version: version } }));
function twoTools(): string {
  const path = configured(() => {});
  writeFileSync(join(path, "sae.safetensors"), readFileSync(join(path, "sae_weights.safetensors")));
  return path;
}
function circle(): string {
  const path = `${out()}.pt`;
  symlinkSync(path, path);
  return path;
}
function device(): string {
  const path = `${out()}.safetensors`;
  symlinkSync("/dev/zero", path);
  return path;
}

/** A copy of its cfg.json changed. */
function configured(change: (cfg: Record<string, unknown>) => void): string {
  const path = changed("b_dec", () => {});
  const cfg = JSON.parse(readFileSync(join(path, "cfg.json"), "utf8"));
  change(cfg);
  writeFileSync(join(path, "cfg.json"), JSON.stringify(cfg));
  return path;
}

describe("convert", () => {
  test.each(["saelens", "npy", "rhohat"])("a disk that fills leaves nothing of %s", async (to) => {
    const words = ["convert", golden("saelens/topk/train")];
    const changes = await withDiskFault("full", 1e6, () => run(...words, out(), "--to", to));
    for (const at of [changes - 1, changes - 4]) {
      const path = out();
      await withDiskFault("full", at, async () => {
        const { code, err } = await run(...words, path, "--to", to);
        expect([code, err.trim().split("\n").length]).toEqual([1, 1]);
      });
      expect(existsSync(path)).toBe(false);
    }
  });

  test("a run becomes weights that say the same", async () => {
    const path = join(folder, "toy");
    const data = join(folder, "data.npy");
    const values = Float64Array.from({ length: 300 * 6 }, (_, i) => Math.sin(i * i));
    writeFileSync(data, encodeNpy(values, [300, 6]));
    const trained = await run(
      ...["train", "--data", data, "--model", "topk", "--k", "3", "--latents", "12"],
      ...["--iterations", "5", "--batch", "50", "--no-figures", "--quiet", "--out", path, "--engine", "wasm"],
    );
    expect([trained.code, trained.err]).toEqual([0, ""]);
    const sae = await written(path, "--to", "saelens");
    const cfg = JSON.parse(readFileSync(join(sae, "cfg.json"), "utf8"));
    expect(cfg).toMatchObject({ architecture: "topk", k: 3, d_sae: 12, rescale_acts_by_decoder_norm: true });
    const sparsify = await written(path, "--to", "sparsify");
    expect(JSON.parse(readFileSync(join(sparsify, "cfg.json"), "utf8"))).toMatchObject({
      k: 3,
      num_latents: 12,
    });
    const arrays = await written(path, "--to", "npy");
    expect(readdirSync(arrays).sort()).toEqual(
      ["W_dec.npy", "b_dec.npy", "encoder.bias.npy", "encoder.weight.npy"].sort(),
    );
    const atoms = readFileSync(join(arrays, "W_dec.npy"));
    expect(parseNpy(new Uint8Array(atoms), "W_dec.npy").shape[0]).toBe(12);
  });

  test("matching pursuit of scaled examples stops at a threshold for raw ones, as its weights are", async () => {
    const [path, data] = [join(folder, "pursuit"), join(folder, "long.npy")];
    const values = Float64Array.from({ length: 100 * 6 }, (_, i) => 40 * Math.sin(i * i));
    writeFileSync(data, encodeNpy(values, [100, 6]));
    const trained = await run(
      ...["train", "--data", data, "--preprocess", "mean-norm", "--model", "matching-pursuit"],
      ...["--latents", "8", "--rounds", "6"],
      ...["--iterations", "5", "--batch", "50", "--no-figures", "--quiet", "--out", path, "--engine", "wasm"],
    );
    expect([trained.code, trained.err]).toEqual([0, ""]);
    const [{ factor }] = JSON.parse(readFileSync(join(path, "preprocessing.json"), "utf8"));
    const cfg = join(await written(path, "--to", "saelens"), "cfg.json");
    const { residual_threshold: threshold } = JSON.parse(readFileSync(cfg, "utf8"));
    expect(factor).toBeLessThan(0.1);
    expect(threshold * factor).toBeCloseTo(0.01, 12);
  });

  test.each(["standard/train", "topk/inference", "batchtopk/train"])(
    "SAELens' %s as a run, and back, is what it was, byte for byte",
    async (name) => {
      const from = golden(`saelens/${name}`);
      const path = await written(from, "--to", "rhohat", "--image-shape", "2x2");
      const back = await written(path, "--to", "saelens");
      for (const file of readdirSync(from))
        expect(readFileSync(join(back, file)), file).toEqual(readFileSync(join(from, file)));
    },
  );

  test("a run of weights is measured on data, shown, and trained further", async () => {
    const data = join(folder, "four.npy");
    writeFileSync(
      data,
      encodeNpy(
        Float64Array.from({ length: 1200 }, (_, i) => Math.sin(i * i)),
        [300, 4],
      ),
    );
    const weights = golden("dictionary_learning/TopK.pt");
    const path = await written(weights, "--to", "rhohat");
    const measured = JSON.parse((await run("evaluate", path, "--data", data, "--json")).out);
    expect(measured.layers["1"].active).toBeLessThanOrEqual(2);
    expect((await run("show", path)).out).toContain("weights of dictionary_learning, AutoEncoderTopK");
    expect((await run("evaluate", path)).err).toMatch(
      /came without any; rhohat evaluate takes some \(--data\)/,
    );
    const asked = ["train", "--data", data, "--model", "topk", "--init", "file", "--theta0", weights];
    expect((await run(...asked)).err).toMatch(
      /must hold encoder\.weight of 256×4 for \S+, got 6×4; they are of kind topk on 4 values: --model topk --latents 6 --k 2$/m,
    );
    const further = await run(
      ...["train", "--data", data, "--model", "topk", "-k", "2", "--latents", "6", "--init", "file"],
      ...[
        "--theta0",
        weights,
        "--iterations",
        "1",
        "--learning-rate",
        "1e-12",
        "--no-figures",
        "--quiet",
        "--json",
        "--out",
        out(),
      ],
    );
    expect([further.code, further.err]).toEqual([0, ""]);
    expect(JSON.parse(further.out).fvu).toBeCloseTo(measured.fvu, 5);
  });

  describe("training as another kind", () => {
    const data = join(folder, "forty.npy");
    const asked = (kind: string) => [
      "train",
      "--data",
      data,
      "--model",
      kind,
      "--latents",
      "6",
      "--batch",
      "8",
      "--no-figures",
      "--quiet",
    ];
    beforeAll(() => {
      const values = Float64Array.from({ length: 40 }, (_, i) => Math.sin(i * i));
      writeFileSync(data, encodeNpy(values, [10, 4]));
    });

    test.each([
      ["dictionary_learning/JumpReLU.pt", /got \w*threshold besides; they are of kind jumprelu/],
      ["saelens/batchtopk/train", /got threshold besides; they are of kind batchtopk.* --k 2$/m],
    ])("%s does not start a standard one, which would drop parts of it", async (weights, error) => {
      const from = ["--init", "file", "--theta0", golden(weights)];
      const { err, code } = await run(...asked("standard"), ...from, "--out", out());
      expect([code, err]).toEqual([2, expect.stringMatching(error)]);
    });

    test("nor does a checkpoint of a run", async () => {
      const path = out();
      await run(...asked("gated"), "--iterations", "1", "--out", path);
      const from = ["--init", "file", "--theta0", join(path, "checkpoints/step-000001/weights.safetensors")];
      const { err, code } = await run(...asked("standard"), ...from, "--out", out());
      expect([code, err]).toEqual([
        2,
        expect.stringMatching(/parts of 4-6-4 alone, .* got \w+, \w+ besides; name/),
      ]);
    });
  });

  test("weights of sparsify without their cfg.json come back byte for byte, and need k for SAELens", async () => {
    const path = await written(golden("sparsify"), "--to", "sparsify");
    expect(readFileSync(join(path, "sae.safetensors"))).toEqual(
      readFileSync(golden("sparsify/sae.safetensors")),
    );
    const cfg = join(await written(golden("sparsify"), "--to", "saelens", "--k", "2"), "cfg.json");
    expect(JSON.parse(readFileSync(cfg, "utf8"))).toMatchObject({ k: 2, architecture: "topk" });
  });

  test("a k that is given is written, and not said to be unknown", async () => {
    const path = out();
    const told = await run("convert", golden("sparsify"), path, "--to", "sparsify", "-k", "3");
    expect([told.code, told.out, told.err]).toEqual([0, `${path}\n`, ""]);
    const cfg = JSON.parse(readFileSync(join(path, "cfg.json"), "utf8"));
    expect(cfg).toMatchObject({ k: 3, num_latents: 6, d_in: 4, activation: "topk", normalize_decoder: true });
    expect((await run("inspect", path)).out).toMatch(/k 3/);
    for (const to of ["saelens", "npy", "rhohat"])
      expect((await run("convert", golden("sparsify"), out(), "--to", to, "-k", "3")).out).not.toMatch(
        /k is/,
      );
    expect((await run("convert", golden("sparsify"), out(), "--to", "sparsify")).out).toMatch(
      /k is not known/,
    );
  });

  test.each<[name: string, words: () => string[], error: RegExp]>([
    ["nothing there", () => ["nope", "--to", "npy"], /no run named nope/],
    ["no target", () => [golden("sparsify"), "--to", "saelense"], /--to must name a form.*saelens/],
    ["k open", () => [golden("sparsify"), "--to", "saelens"], /k must be known for SAELens.*--k/],
    [
      "k that is none",
      () => [golden("sparsify"), "--to", "saelens", "--k", "9"],
      /--k must be a whole number from 1 to the 6/,
    ],
    [
      "k known",
      () => [golden("saelens/topk/train"), "--to", "saelens", "--k", "3"],
      /--k must be given only where/,
    ],
    [
      "a form without SAELens",
      () => [golden("sparsify"), "--to", "npy", "--form", "training"],
      /--form must be given only with --to saelens/,
    ],
    [
      "another kind",
      () => [golden("dictionary_learning/JumpReLU.pt"), "--to", "sparsify"],
      /of a kind that sparsify has, it is of the kind jumprelu/,
    ],
    [
      "what is lost",
      () => [golden("dictionary_learning/TopK.pt"), "--to", "saelens", "--form", "training"],
      /said in full by saelens.*unit-norm.*--lossy/,
    ],
    [
      "another shape",
      () => [changed("W_dec", () => {}, [4, 6]), "--to", "npy"],
      /W_dec of shape \[6, 4\], got \[4, 6\]: it stands the other way round/,
    ],
    [
      "a transposed encoder",
      () => [changed("W_enc", () => {}, [6, 4]), "--to", "npy"],
      /W_enc of shape \[4, 6\], got \[6, 4\]/,
    ],
    [
      "NaN",
      () => [changed("b_enc", (b) => b.fill(Number.NaN, 2, 3)), "--to", "npy"],
      /finite weights, b_enc is NaN at \[2\]/,
    ],
    [
      "another architecture",
      () => [configured((cfg) => Object.assign(cfg, { architecture: "topkk" })), "--to", "npy"],
      /architecture that is known; did you mean topk/,
    ],
    [
      "a transcoder",
      () => [configured((cfg) => Object.assign(cfg, { architecture: "transcoder" })), "--to", "npy"],
      /does not reconstruct its input alone/,
    ],
    [
      "a dtype that there is not",
      () => [configured((cfg) => Object.assign(cfg, { dtype: "float99" })), "--to", "npy"],
      /have a dtype that is known: float32, float64, float16, bfloat16, got "float99"$/m,
    ],
    [
      "no architecture",
      () => [configured((cfg) => delete cfg.architecture), "--to", "npy"],
      /have an architecture that is a text, it has none$/m,
    ],
    ["no dtype", () => [configured((cfg) => delete cfg.dtype), "--to", "npy"], /name the dtype/],
    [
      "a config of another width",
      () => [configured((cfg) => Object.assign(cfg, { d_sae: 7 })), "--to", "npy"],
      /W_enc of shape \[4, 7\], got \[4, 6\]/,
    ],
    [
      "a normalisation that is none",
      () => [configured((cfg) => Object.assign(cfg, { normalize_activations: "l2" })), "--to", "npy"],
      /normalize_activations that is one of none/,
    ],
  ])("%s is one clear line, and nothing is written", async (_, words, error) => {
    const [path, ...others] = words();
    const target = out();
    const { err, code } = await run("convert", path, target, ...others);
    expect(err).toMatch(error);
    expect([code, err.trim().split("\n").length]).toEqual([2, 1]);
    expect(existsSync(target)).toBe(false);
  });

  test("a folder that holds something is left alone", async () => {
    const target = out();
    mkdirSync(target);
    writeFileSync(join(target, "mine"), "");
    const { err, code } = await run("convert", golden("sparsify"), target, "--to", "npy");
    expect([code, readdirSync(target)]).toEqual([2, ["mine"]]);
    expect(err).toMatch(/<out> must be new or empty/);
  });
});

test("a dtype of cfg.json other than that of its tensors is told", async () => {
  const path = configured((cfg) => Object.assign(cfg, { dtype: "float64" }));
  const { out: text, code } = await run("inspect", path);
  expect(code).toBe(0);
  expect(text).toMatch(/^note: cfg\.json has the dtype float64, \w+ is F32: it is read as it stands$/m);
});

describe("cfg.json of SAELens before version 6", () => {
  let path: string;
  beforeAll(() => {
    path = changed("b_dec", () => {});
    const old = {
      d_in: 4,
      d_sae: 6,
      dtype: "torch.float32",
      hook_point: "blocks.0.hook_resid_pre",
      activation_fn_str: "topk",
      activation_fn_kwargs: { k: 3 },
      normalize_activations: true,
    };
    writeFileSync(join(path, "cfg.json"), JSON.stringify(old));
  });

  test("is read by today's names", async () => {
    const { out: text } = await run("inspect", path, "--json");
    const { dictionary } = JSON.parse(text);
    expect(dictionary).toMatchObject({ architecture: "topk", version: null, model: { kind: "topk", k: 3 } });
    expect(dictionary.unsaid).toEqual([expect.stringContaining("mean norm of √d")]);
  });

  test("is a run only with leave to lose what no model says, and whoever measures it is told", async () => {
    const target = out();
    const refused = await run("convert", path, target, "--to", "rhohat");
    expect([refused.code, existsSync(target)]).toEqual([2, false]);
    expect(refused.err).toMatch(/said in full by rhohat, it is not: saelens scales examples.*--lossy/);
    const { out: text } = await run("convert", path, target, "--to", "rhohat", "--lossy");
    expect(text).toMatch(/^lost: saelens scales examples/m);
    const data = join(folder, "four.npy");
    writeFileSync(
      data,
      encodeNpy(
        Float64Array.from({ length: 40 }, (_, i) => Math.sin(i * i)),
        [10, 4],
      ),
    );
    for (const [verb, where] of [
      ["metrics", path],
      ["metrics", target],
      ["evaluate", target],
    ])
      expect((await run(verb, where, "--data", data)).out).toMatch(
        /^warning: .*not what saelens computes, which scales examples/m,
      );
  });
});
