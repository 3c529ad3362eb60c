// The experiments on colour: on STL-10 or CIFAR-10 of the user's where they are there, else on made pictures.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reachedIn } from "../../src/cli/curriculum.js";
import { createRandom } from "../../src/core/random.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const random = createRandom(2);
const noise = (bytes: number) => Uint8Array.from({ length: bytes }, () => random.integer(256));

/** Writes files into datasets/NAME of a working folder. */
function datasets(place: string, name: string, files: Readonly<Record<string, Uint8Array | string>>): void {
  const dir = join(folder, place, "datasets", name);
  mkdirSync(dir, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(dir, file), content);
}

const names = "airplane\nbird\ncar\ncat\ndeer\ndog\nhorse\nmonkey\nship\ntruck\n";
const stl = (labels: readonly number[], part: string) => ({
  [`${part}_X.bin`]: noise(labels.length * 3 * 96 * 96),
  [`${part}_y.bin`]: Uint8Array.from(labels),
});
const cifar = (labels: readonly number[]) =>
  Uint8Array.from(labels.flatMap((label) => [label, ...noise(3 * 32 * 32)]));
// airplane, car, cat and dog of either, and a horse, which is left out
datasets("stl", "stl10", {
  "class_names.txt": names,
  ...stl([1, 3, 4, 6, 7], "train"),
  ...stl([6, 1], "test"),
  "unlabeled_X.bin": noise(2 * 3 * 96 * 96),
});
datasets("cifar", "cifar10", {
  "batches.meta.txt": "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n",
  "data_batch_1.bin": cifar([0, 1, 3, 5, 7, 5]),
  "test_batch.bin": cifar([1]),
});
mkdirSync(join(folder, "none"));

const small = ["--no-figures", "--quiet", "--out", "out", "--set"];
const json = (place: string, file: string) =>
  JSON.parse(readFileSync(join(folder, place, "out", file), "utf8"));

test.each([
  ["stl", { kind: "labelled", maxSide: 64 }, { kind: "labelled", part: "unlabelled" }, 9, [4, 2], 0.8],
  ["cifar", { kind: "labelled" }, { kind: "labelled", part: "train" }, 9, [5, 1], null],
  ["none", { kind: "leaves" }, { kind: "dead-leaves" }, 9, [5, 2], null],
])(
  "convolution-pooling with a folder of %s",
  async (place, data, source, regions, [trained, tested], published) => {
    const words = [
      "optimizer.iterations=2",
      "model.hidden=[3]",
      "stages.0.set.data.count=100",
      ...(place === "cifar" ? ["data.count=5"] : []),
      ...(place === "none" ? ["data.count=5", "data.tested=2"] : []),
    ];
    const { code, err } = await rhohatHere(["run", "convolution-pooling", ...small, ...words], {
      cwd: join(folder, place),
    });
    expect([code, err]).toEqual([0, ""]);
    const [patches, pooled, raw] = ["01", "02", "03"].map((member) =>
      json(place, `members/${member}/run.json`),
    );
    expect(json(place, "members/01/config.json").data).toMatchObject({
      kind: "patches",
      source: { ...source, colour: true },
    });
    expect(json(place, "members/03/config.json").data).toMatchObject(data);
    expect([patches.data.values, pooled.data.values]).toEqual([192, regions * 3]);
    expect(pooled.metrics.classification.classes.length).toBe(4);
    const examples = ({ train, test: held }: { train: { examples: number }; test: { examples: number } }) => [
      train.examples,
      held.examples,
    ];
    expect(examples(raw.metrics.classification)).toEqual([trained, tested]);
    const reached = expect.any(Number);
    expect(reachedIn(new RunDirectory(join(folder, place, "out")))).toEqual([
      { name: "pooled: test accuracy", published, reached },
      ...(published === null ? [{ name: "raw-pixels: test accuracy", published, reached }] : []),
    ]);
  },
);

test.each([
  ["stl", { kind: "labelled", part: "unlabelled" }],
  ["cifar", { kind: "labelled", part: "train" }],
  ["none", { kind: "dead-leaves" }],
])("colour-features with a folder of %s", async (place, source) => {
  const cwd = join(folder, place);
  const { code, out } = await rhohatHere(["config", "colour-features"], { cwd });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    data: { source: { ...source, colour: true }, count: source.kind === "labelled" ? 100_000 : 20_000 },
    optimizer: { iterations: source.kind === "labelled" ? 400 : 200 },
  });
});
