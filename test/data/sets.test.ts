// Sets of labelled pictures: MNIST's own digits, and small files of the other forms made by hand.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { DataConfig, LabelledConfig } from "../../src/config/config.js";
import { parseConfig } from "../../src/config/parse.js";
import { parseIdx } from "../../src/data/io/idx.js";
import { isNamedSet, openSet } from "../../src/data/sources/sets/open-set.js";
import type { SetPart } from "../../src/data/sources/sets/picture-set.js";
import type { Dataset } from "../../src/experiments/dataset.js";
import { loadDataset } from "../../src/experiments/load-dataset.js";
import { encodePng } from "../../src/viz/encode-png.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const mnist = fileURLToPath(new URL("../golden/mnist", import.meta.url));

/** Labels and sums of pixels of the first digits, as NumPy reads them. */
const trainLabels = [
  5, 0, 4, 1, 9, 2, 1, 3, 1, 4, 3, 5, 3, 6, 1, 7, 2, 8, 6, 9, 4, 0, 9, 1, 1, 2, 4, 3, 2, 7,
];
const trainSums = [27525, 31095, 19443, 17135, 23214, 29601, 17646, 35867, 10874, 21904];
const testLabels = [7, 2, 1, 0, 4, 1, 4, 9, 5, 9, 0, 6];

/** Files in a folder of their own. */
function files(name: string, content: Readonly<Record<string, Uint8Array | string>>): string {
  for (const [file, bytes] of Object.entries(content)) {
    mkdirSync(dirname(join(folder, name, file)), { recursive: true });
    writeFileSync(join(folder, name, file), bytes);
  }
  return join(folder, name);
}
const idx = (shape: readonly number[], values: ArrayLike<number>, type = 8) =>
  Uint8Array.from([
    ...[0, 0, type, shape.length],
    ...shape.flatMap((length) => [length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255]),
    ...Array.from(values),
  ]);
const load = (data: Omit<LabelledConfig, "kind">): Promise<Dataset> =>
  loadDataset(
    parseConfig({ name: "x", data: { kind: "labelled", ...data } as DataConfig, model: { kind: "classic" } })
      .data,
    0,
  );
const picture = (dir: string, part: SetPart, index: number, colour = true) => {
  const set = openSet(dir, part, { colour })!;
  const into = new Float64Array(set.shape[0] * set.shape[1] * set.shape[2]);
  set.read(index, into);
  return into;
};

describe("IDX", () => {
  test("every type, big-endian", () => {
    const read = (type: number, bytes: number[], count: number) =>
      Array.from(parseIdx(idx([count], bytes, type), "x").data);
    expect(read(8, [0, 255], 2)).toEqual([0, 255]);
    expect(read(9, [0, 255], 2)).toEqual([0, -1]);
    expect(read(11, [255, 254, 1, 0], 2)).toEqual([-2, 256]);
    expect(read(12, [0, 1, 0, 2], 1)).toEqual([65538]);
    expect(read(13, [0x3f, 0xc0, 0, 0], 1)).toEqual([1.5]);
    expect(read(14, [0xc0, 0, 0, 0, 0, 0, 0, 0], 1)).toEqual([-2]);
  });
  test.each<[string, Uint8Array, RegExp]>([
    ["is something else", Uint8Array.of(1, 2, 3, 4), /x must be a whole IDX file, it does not begin as one/],
    ["has an unknown type", idx([1], [0], 7), /it does not begin as one/],
    ["ends in its header", idx([2, 2], []).subarray(0, 9), /it is cut short/],
    ["is cut", idx([2, 3], [1, 2, 3]), /it has 15 bytes where its shape needs 18: it is cut short/],
    ["is too long", idx([1], [1, 2]), /it has 10 bytes where its shape needs 9/],
    ["lies of its size", idx([2 ** 32 - 1, 2 ** 32 - 1], [1]), /where its shape needs .*: it is cut short/],
  ])("a file that %s is refused", (_, bytes, error) => {
    expect(() => parseIdx(bytes, "x")).toThrow(error);
  });
});

describe("MNIST", () => {
  test("training part as examples, test part beside it, values 0 … 1", async () => {
    const { x, labels, test: held, imageShape } = await load({ dir: mnist });
    expect([x.shape, imageShape]).toEqual([
      [30, 784],
      [28, 28],
    ]);
    expect(Array.from(labels!.values)).toEqual(trainLabels);
    expect(labels!.classes).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    for (const [i, sum] of trainSums.entries()) {
      const row = Array.from(x.data.subarray(784 * i, 784 * (i + 1)));
      expect(row.reduce((all, value) => all + Math.round(255 * value), 0)).toBe(sum);
    }
    expect(x.get(3, 14 * 28 + 14)).toBe(251 / 255);
    expect([held!.x.shape, Array.from(held!.labels.values)]).toEqual([[12, 784], testLabels]);
  });
  test("some classes are numbered in the order in which they are asked for", async () => {
    const { x, labels, test: held } = await load({ dir: mnist, classes: [9, "4", 0] });
    expect(labels).toEqual({
      values: Int32Array.from(
        trainLabels.filter((label) => [9, 4, 0].includes(label)),
        (l) => [9, 4, 0].indexOf(l),
      ),
      classes: ["9", "4", "0"],
    });
    expect(x.shape[0]).toBe(labels!.values.length);
    expect(Array.from(held!.labels.values)).toEqual([2, 1, 1, 0, 0, 2]);
  });
  test("a share held back is the last of what is taken; count are the first of the others", async () => {
    const classes = [0, 1, 2, 3, 4];
    const taken = trainLabels.filter((label) => label < 5);
    const { labels, test: held } = await load({ dir: mnist, classes, heldBack: 0.5, count: 4 });
    expect(Array.from(labels!.values)).toEqual(taken.slice(0, 4));
    expect(Array.from(held!.labels.values)).toEqual(taken.slice(Math.round(taken.length / 2)));
  });
  test("what is tested is preprocessed with what was fitted to the training part", async () => {
    const preprocess = [{ kind: "mean-norm" }] as const;
    const { x, test: held, preprocessing } = await load({ dir: mnist, preprocess });
    const raw = await load({ dir: mnist });
    const { factor } = preprocessing[0] as unknown as { factor: number };
    expect(held!.x.get(0, 300)).toBeCloseTo(raw.test!.x.get(0, 300) * factor, 14);
    expect(x.get(0, 300)).toBeCloseTo(raw.x.get(0, 300) * factor, 14);
  });
  test("the test part alone, and patches of it", async () => {
    const { labels, test: held } = await load({ dir: mnist, part: "test" });
    expect([Array.from(labels!.values), held]).toEqual([testLabels, undefined]);
    const source = { kind: "labelled", dir: mnist, part: "test" } as const;
    const data = { kind: "patches", source, size: [28, 28], count: 3, preprocess: [] } as const;
    const { x, origins, images } = await loadDataset(
      parseConfig({ name: "x", data, model: { kind: "classic" } }).data,
      0,
    );
    expect(images.length).toBe(12);
    expect(Array.from(x.data.subarray(0, 784))).toEqual(
      Array.from(picture(mnist, "test", origins![0].image, false)),
    );
  });
  test.each<[string, Omit<LabelledConfig, "kind">, RegExp]>([
    [
      "a class that is not there",
      { dir: mnist, classes: ["cat"] },
      /classes must be of the data, got "cat"; choose one of 0, 1/,
    ],
    ["a class twice", { dir: mnist, classes: [1, "1"] }, /classes must name each once, 1 is named twice/],
    [
      "a part that is not there",
      { dir: mnist, part: "unlabelled" },
      /part must be one that .* has, got "unlabelled"/,
    ],
    [
      "more than there are",
      { dir: mnist, count: 31 },
      /count must be at most the 30 pictures that there are, got 31/,
    ],
    ["no folder", { dir: join(folder, "nowhere") }, /nowhere must be a folder, it does not exist/],
    [
      "a folder of something else",
      { dir: files("none", { "a.txt": "" }) },
      /must hold a set of labelled pictures, it has none/,
    ],
  ])("%s is told", async (_, data, error) => {
    await expect(load(data)).rejects.toThrow(error);
  });
  test("a share of a set without enough is told, and a test part that is not there", async () => {
    const dir = files("only-train", {
      "train-images.idx3-ubyte": idx([2, 1, 2], [0, 255, 51, 102]),
      "train-labels.idx1-ubyte": idx([2], [3, 4]),
    });
    expect(Array.from((await load({ dir })).x.data)).toEqual([0, 1, 0.2, 0.4]);
    await expect(load({ dir, heldBack: "test" })).rejects.toThrow(
      /heldBack must be a share where .* has no part test/,
    );
    await expect(load({ dir, heldBack: 0.1 })).rejects.toThrow(
      /must hold pictures of the classes that are asked for/,
    );
  });
  test.each<[string, Readonly<Record<string, Uint8Array>>, RegExp]>([
    [
      "fewer labels",
      { "train-labels-idx1-ubyte": idx([1], [3]) },
      /must have a label for each of the 2 pictures, got 1/,
    ],
    [
      "labels of another form",
      { "train-labels-idx1-ubyte": idx([2, 1], [3, 4]) },
      /must hold bytes \[pictures\], got u1 \[2, 1\]/,
    ],
    [
      "a cut gzip",
      { "train-labels-idx1-ubyte.gz": gzipSync(idx([2], [3, 4])).subarray(0, 20) },
      /must be a whole gzip file, it is cut short/,
    ],
    [
      "a damaged gzip",
      { "train-labels-idx1-ubyte.gz": Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 255, 255) },
      /must be a whole gzip file, it is damaged/,
    ],
    [
      "a gzip that unpacks to more",
      {
        "train-labels-idx1-ubyte.gz": gzipSync(new Uint8Array([...idx([2], [3, 4]), ...new Uint8Array(1e6)])),
      },
      /it unpacks to more than 10 bytes/,
    ],
  ])("%s is refused", async (name, labels, error) => {
    const dir = files(`broken ${name}`, {
      "train-images-idx3-ubyte": idx([2, 1, 2], [0, 255, 51, 102]),
      ...labels,
    });
    await expect(load({ dir })).rejects.toThrow(error);
  });
});

describe("CIFAR-10", () => {
  const red = (pixel: number) => pixel % 251;
  const record = (label: number, shift: number) =>
    Uint8Array.from([
      label,
      ...Array.from({ length: 3072 }, (_, i) => (red(i % 1024) + 7 * Math.floor(i / 1024) + shift) % 256),
    ]);
  const names = "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n";
  const dir = files("cifar", {
    "cifar-10-batches-bin/data_batch_1.bin": new Uint8Array([...record(6, 0), ...record(9, 1)]),
    "cifar-10-batches-bin/data_batch_2.bin": record(3, 2),
    "cifar-10-batches-bin/test_batch.bin": record(0, 3),
    "cifar-10-batches-bin/batches.meta.txt": names,
  });

  test("batches one after the other, colours last, row by row", async () => {
    const { x, labels, imageShape, test: held } = await load({ dir, colour: true });
    expect([x.shape, imageShape, isNamedSet(dir)]).toEqual([[3, 3072], [32, 32, 3], true]);
    expect(Array.from(labels!.values, (label) => labels!.classes[label])).toEqual(["frog", "truck", "cat"]);
    // Row 2, column 5 of the third picture.
    const pixel = 2 * 32 + 5;
    expect(Array.from(x.data.subarray(2 * 3072 + 3 * pixel, 2 * 3072 + 3 * pixel + 3))).toEqual(
      [0, 7, 14].map((plane) => (red(pixel) + plane + 2) / 255),
    );
    expect(held!.labels.classes[held!.labels.values[0]]).toBe("airplane");
  });
  test("grey is the luma; classes by name", async () => {
    const { x, labels } = await load({ dir, classes: ["cat", 9] });
    const [r, g, b] = picture(dir, "train", 2);
    expect(x.shape).toEqual([2, 1024]);
    expect(x.get(1, 0)).toBeCloseTo(0.299 * r + 0.587 * g + 0.114 * b, 15);
    expect(labels).toEqual({ values: Int32Array.of(1, 0), classes: ["cat", "truck"] });
  });
  test("a cut file and a label beyond 9 are refused", () => {
    const cut = files("cifar-cut", { "data_batch_1.bin": record(1, 0).subarray(1) });
    expect(() => openSet(cut, "train", {})).toThrow(/it has 3072 bytes, which are no whole pictures of 3073/);
    const wrong = files("cifar-label", { "data_batch_1.bin": record(10, 0) });
    expect(() => openSet(wrong, "train", {})).toThrow(/label 0 is 10, its 10 classes are 0 to 9/);
  });
});

describe("STL-10", () => {
  const pixels = 96 * 96;
  const content = (shift: number) => Uint8Array.from({ length: 3 * pixels }, (_, i) => (i + shift) % 253);
  const dir = files("stl", {
    "train_X.bin": new Uint8Array([...content(0), ...content(5)]),
    "train_y.bin": Uint8Array.of(2, 10),
    "unlabeled_X.bin": content(9),
    "class_names.txt": "airplane\nbird\ncar\ncat\ndeer\ndog\nhorse\nmonkey\nship\ntruck\n",
  });
  test("column by column, labels from 1, and a part without any", async () => {
    const { x, labels, imageShape } = await load({ dir, colour: true });
    expect([imageShape, Array.from(labels!.values)]).toEqual([
      [96, 96, 3],
      [1, 9],
    ]);
    const [row, column] = [4, 70];
    const at = 3 * (row * 96 + column);
    expect(Array.from(x.data.subarray(at, at + 3))).toEqual(
      [0, 1, 2].map((plane) => ((plane * pixels + column * 96 + row) % 253) / 255),
    );
    const free = await load({ dir, part: "unlabelled" });
    expect([free.x.shape, free.labels]).toEqual([[1, pixels], undefined]);
    await expect(load({ dir, part: "unlabelled", classes: ["cat"] })).rejects.toThrow(
      /classes must be asked for of pictures with labels/,
    );
  });
});

test("maxSide scales the pictures of a set by area averages, and patches lie in those", async () => {
  const dir = files("scaled", {
    "train-images.idx3-ubyte": idx([1, 2, 4], [0, 255, 51, 51, 0, 255, 153, 153]),
    "train-labels.idx1-ubyte": idx([1], [7]),
  });
  const { x, imageShape } = await load({ dir, maxSide: 2 });
  expect([Array.from(x.data), imageShape]).toEqual([
    [0.5, 0.4].map((value) => expect.closeTo(value, 15)),
    [1, 2],
  ]);
  expect((await load({ dir, maxSide: 4 })).x.data).toEqual((await load({ dir })).x.data);
  const source = { kind: "labelled", dir, maxSide: 2 } as const;
  const data = { kind: "patches", source, size: [1, 2], count: 1, preprocess: [] } as const;
  const patches = await loadDataset(parseConfig({ name: "x", data, model: { kind: "classic" } }).data, 0);
  expect(patches.x.data).toEqual(x.data);
  expect(patches.images).toEqual([{ name: "train 0", height: 1, width: 2 }]);
});

describe("a folder for each class", () => {
  const png = (value: number, width = 3) =>
    encodePng({ width, height: 2, channels: 1, data: new Uint8Array(2 * width).fill(value) });
  const large = { width: 6, height: 4, channels: 1 } as const;
  const dir = files("pets", {
    "train/cat/b.png": png(51),
    "train/cat/a.png": png(0),
    "train/dog/a.png": png(255),
    "test/dog/x.png": png(102),
  });
  test("classes are the folders, in order; parts are the folders around them", async () => {
    const { x, labels, test: held, imageShape } = await load({ dir });
    expect([Array.from(x.data.filter((_, i) => i % 6 === 0)), imageShape]).toEqual([
      [0, 0.2, 1],
      [2, 3],
    ]);
    expect(labels).toEqual({ values: Int32Array.of(0, 0, 1), classes: ["cat", "dog"] });
    expect([held!.labels.values, held!.x.get(0, 0)]).toEqual([Int32Array.of(1), 0.4]);
    expect(isNamedSet(dir)).toBe(false);
  });
  test("images of two sizes are refused as examples, and taken for patches", async () => {
    const mixed = files("mixed", { "a/1.png": png(1), "b/2.png": png(2, 4) });
    await expect(load({ dir: mixed })).rejects.toThrow(
      /must hold images of one size, a\/1\.png has 2×3, b\/2\.png has 2×4; scale them/,
    );
    const source = { kind: "labelled", dir: mixed } as const;
    const data = { kind: "patches", source, size: [2, 2], count: 5, preprocess: [] } as const;
    const { images } = await loadDataset(
      parseConfig({ name: "x", data, model: { kind: "classic" } }).data,
      0,
    );
    expect(images.map(({ name }) => name)).toEqual(["a/1.png", "b/2.png"]);
  });
  test("images of two sizes are taken where maxSide makes them one", async () => {
    const sizes = files("two-sizes", {
      "a/1.png": png(51),
      "b/2.png": encodePng({ ...large, data: new Uint8Array(24).fill(255) }),
    });
    expect(Array.from((await load({ dir: sizes, maxSide: 3 })).x.data)).toEqual([
      ...Array(6).fill(0.2),
      ...Array(6).fill(1),
    ]);
  });
  test("a class of the test part alone is refused", () => {
    const odd = files("odd", { "train/cat/a.png": png(0), "test/bird/a.png": png(0) });
    expect(() => openSet(odd, "test", {})).toThrow(
      /bird must be one of the classes of training: cat, got "bird"/,
    );
  });
});

test("the digits here are those that the file names", () => {
  expect(readFileSync(join(mnist, "train-labels-idx1-ubyte")).subarray(8)).toEqual(Buffer.from(trainLabels));
});
