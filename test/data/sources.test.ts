import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import jpeg from "jpeg-js";
import { describe, expect, test } from "vitest";
import { view } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { fingerprint } from "../../src/data/fingerprint.js";
import { imageFromRaster } from "../../src/data/image.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { samplePatches } from "../../src/data/patches.js";
import { loadArray } from "../../src/data/sources/array-file.js";
import { loadFolder, openFolder } from "../../src/data/sources/folder.js";
import { loadPhotos } from "../../src/data/sources/photos.js";
import { encodePng } from "../../src/viz/encode-png.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const numbered = (height: number, width: number, channels: 1 | 3 = 1) => ({
  name: "numbered",
  height,
  width,
  channels,
  data: Float64Array.from({ length: height * width * channels }, (_, i) => i),
});

describe("the shipped photographs", () => {
  const photos = loadPhotos();
  test("are eight, grey, 512×432", () => {
    expect(photos.map(({ width, height, channels }) => [width, height, channels])).toEqual(
      Array.from({ length: 8 }, () => [512, 432, 1]),
    );
    expect(photos[0].name).toBe("acanthus-mollis.png");
  });
  test("have no border: the outermost rows and columns vary as the rest does", () => {
    for (const { data, width, height } of photos) {
      const spread = (values: number[]) => Math.max(...values) - Math.min(...values);
      expect(spread(Array.from(data.subarray(0, width)))).toBeGreaterThan(0.05);
      expect(spread(Array.from({ length: height }, (_, row) => data[row * width]))).toBeGreaterThan(0.05);
    }
  });
});

describe("loadFolder", () => {
  const images = join(folder, "images");
  mkdirSync(images);
  writeFileSync(
    join(images, "b.PNG"),
    encodePng({ width: 1, height: 1, channels: 3, data: Uint8Array.of(255, 0, 0) }),
  );
  writeFileSync(
    join(images, "a.jpg"),
    jpeg.encode({ data: Buffer.alloc(64, 255), width: 4, height: 4 }, 90).data,
  );
  writeFileSync(join(images, "notes.txt"), "no picture");

  test("reads PNG and JPEG, sorted by name, other files left out", () => {
    expect(loadFolder(images).map(({ name }) => name)).toEqual(["a.jpg", "b.PNG"]);
  });
  test("grey is the luma of a colour; colour keeps three channels", () => {
    expect(loadFolder(images)[1].data[0]).toBeCloseTo(0.299, 12);
    expect(Array.from(loadFolder(images, { colour: true })[1].data)).toEqual([1, 0, 0]);
    expect(loadFolder(images, { colour: true })[0].channels).toBe(3);
  });
  test("luma weighs red, green and blue as BT.601 says, and white is 1", () => {
    const grey = (...data: number[]) =>
      imageFromRaster("x", { width: 1, height: 1, channels: 3, data: Uint8Array.from(data) }, false).data[0];
    expect([grey(255, 0, 0), grey(0, 255, 0), grey(0, 0, 255)]).toEqual([0.299, 0.587, 0.114]);
    expect(grey(255, 255, 255)).toBeCloseTo(1, 15);
  });
  test("a folder without images, and one that is not there", () => {
    mkdirSync(join(folder, "none"));
    expect(() => loadFolder(join(folder, "none"))).toThrow(
      /none must hold PNG, JPEG, WebP, TIFF or AVIF images, it has none$/,
    );
    expect(() => loadFolder(join(folder, "nowhere"))).toThrow(/nowhere must be a folder/);
  });
  test("class folders and files of other kinds are named where there are no images", () => {
    mkdirSync(join(folder, "classes", "cats"), { recursive: true });
    mkdirSync(join(folder, "classes", "dogs"));
    expect(() => loadFolder(join(folder, "classes"))).toThrow(
      /look in its folders, or take all of them with recursive: cats, dogs$/,
    );
    mkdirSync(join(folder, "scans"));
    writeFileSync(join(folder, "scans", "a.gif"), "GIF89a");
    expect(() => loadFolder(join(folder, "scans"))).toThrow(/it holds a\.gif$/);
  });
  test("images of the folders in it, where that is asked for; links that lead back do no harm", () => {
    const tree = join(folder, "tree");
    mkdirSync(join(tree, "deep", "er"), { recursive: true });
    const pixel = (value: number) =>
      encodePng({ width: 1, height: 1, channels: 1, data: Uint8Array.of(value) });
    writeFileSync(join(tree, "z.png"), pixel(0));
    writeFileSync(join(tree, "deep", "er", "a.png"), pixel(255));
    writeFileSync(join(tree, "deep", "notes.txt"), "none");
    if (process.platform !== "win32") symlinkSync("..", join(tree, "deep", "back"));
    const { files, leftOut } = openFolder(tree, { recursive: true });
    expect(files.map(({ name }) => name)).toEqual(["deep/er/a.png", "z.png"]);
    expect(files.map((file) => file.load().data[0])).toEqual([1, 0]);
    expect(leftOut).toEqual(["deep/notes.txt"]);
    expect(openFolder(tree).files.map(({ name }) => name)).toEqual(["z.png"]);
  });
  test("first bytes say what a file is; what is no image is left out, and told", () => {
    const mixed = join(folder, "mixed");
    mkdirSync(mixed);
    const white = { width: 1, height: 1, channels: 1, data: Uint8Array.of(255) } as const;
    for (const name of ["png-content.jpg", "no-extension"])
      writeFileSync(join(mixed, name), encodePng(white));
    writeFileSync(join(mixed, "b.bmp"), "BM");
    writeFileSync(join(mixed, ".hidden.png"), "");
    const { files, leftOut } = openFolder(mixed);
    expect(files.map(({ name }) => name)).toEqual(["no-extension", "png-content.jpg"]);
    expect(files.map((file) => file.load().data[0])).toEqual([1, 1]);
    expect(leftOut).toEqual(["b.bmp"]);
  });
  test.skipIf(process.platform !== "linux")("a file whose name is no UTF-8 is read", () => {
    const odd = join(folder, "odd");
    mkdirSync(odd);
    const name = Buffer.from([0x63, 0x61, 0x66, 0xe9]); // café in Latin-1
    writeFileSync(
      Buffer.concat([Buffer.from(`${odd}/`), name]),
      encodePng({ width: 1, height: 1, channels: 1, data: Uint8Array.of(0) }),
    );
    expect(loadFolder(odd)).toEqual([
      { name: "caf\\xe9", width: 1, height: 1, channels: 1, data: Float64Array.of(0) },
    ]);
  });
  test("a file that is not what its name says is named", () => {
    mkdirSync(join(folder, "liar"));
    writeFileSync(join(folder, "liar", "x.png"), "not a picture");
    expect(() => loadFolder(join(folder, "liar"))).toThrow(
      /x\.png must be a PNG, JPEG, WebP, TIFF or AVIF file, it does not begin as one/,
    );
  });
});

describe("loadArray", () => {
  const save = (name: string, values: number[], shape: number[]) => {
    const path = join(folder, name);
    writeFileSync(path, encodeNpy(Float64Array.from(values), shape));
    return path;
  };
  test("examples as rows, as columns, and with a shape of their own", () => {
    const path = save("x.npy", [1, 2, 3, 4, 5, 6], [2, 3]);
    expect(loadArray(path, { examples: "rows" }).shape).toEqual([2, 3]);
    const columns = loadArray(path, { examples: "columns" });
    expect([columns.shape, Array.from(columns.data)]).toEqual([
      [3, 2],
      [1, 4, 2, 5, 3, 6],
    ]);
    expect(
      loadArray(save("deep.npy", [1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]), { examples: "rows" }).shape,
    ).toEqual([2, 4]);
  });
  test("NaN and ∞ are refused with their place", () => {
    expect(() => loadArray(save("nan.npy", [1, 2, 3, Number.NaN], [2, 2]), { examples: "rows" })).toThrow(
      /got NaN at row 1, column 1; remove or replace/,
    );
    expect(() =>
      loadArray(save("inf.npy", [1, Number.POSITIVE_INFINITY], [1, 2]), { examples: "rows" }),
    ).toThrow(/got Infinity at row 0, column 1/);
  });
  test("the shape is told before the values are read", () => {
    const path = save("late.npy", [1, 2, Number.NaN, 4, 5, 6], [3, 2]);
    for (const [examples, shape] of [
      ["rows", [3, 2]],
      ["columns", [2, 3]],
    ] as const) {
      const onShape = (given: readonly number[]) => {
        expect(given).toEqual(shape);
        throw new Error("too many");
      };
      expect(() => loadArray(path, { examples, onShape })).toThrow("too many");
    }
  });
  test("one dimension and no values are refused", () => {
    expect(() => loadArray(save("flat.npy", [1, 2], [2]), { examples: "rows" })).toThrow(
      /at least two dimensions \[examples, values\], got \[2\]/,
    );
    expect(() => loadArray(save("none.npy", [], [0, 3]), { examples: "rows" })).toThrow(
      /hold at least one value/,
    );
  });
});

test("a fingerprint is SHA-256 of the shape as JSON, then the bytes of the values", () => {
  // printf '[3,2]' and the six little-endian doubles, through sha256sum
  expect(fingerprint(view(Float64Array.of(1, 2, 3, 4, 5, 6), [3, 2]))).toBe("09e4abb13b32e2bc");
});

describe("samplePatches", () => {
  test("each patch is the part of the image that its origin says", () => {
    const images = [numbered(9, 7), numbered(4, 5)];
    const { patches, origins } = samplePatches(images, { size: [3, 2], count: 50, random: createRandom(0) });
    origins.forEach(({ image, row, column }, i) => {
      for (let r = 0; r < 3; r++) {
        for (let c = 0; c < 2; c++)
          expect(patches.get(i, r * 2 + c)).toBe((row + r) * images[image].width + column + c);
      }
    });
  });
  test("colour patches keep their channels last", () => {
    const { patches, origins } = samplePatches([numbered(4, 4, 3)], {
      size: [2, 2],
      count: 5,
      random: createRandom(3),
    });
    const { row, column } = origins[0];
    expect(patches.shape).toEqual([5, 12]);
    expect(patches.get(0, 4)).toBe((row * 4 + column + 1) * 3 + 1);
  });
  test("every position is reached, the last row and column too", () => {
    const { origins } = samplePatches([numbered(4, 5)], {
      size: [3, 3],
      count: 300,
      random: createRandom(1),
    });
    expect(new Set(origins.map(({ row, column }) => `${row} ${column}`)).size).toBe(2 * 3);
  });
  test("the same seed gives the same patches", () => {
    const draw = (seed: number) =>
      fingerprint(
        samplePatches([numbered(30, 30)], { size: [8, 8], count: 20, random: createRandom(seed) }).patches,
      );
    expect(draw(5)).toBe(draw(5));
    expect(draw(5)).not.toBe(draw(6));
  });
  test("a patch larger than an image names both", () => {
    expect(() =>
      samplePatches([numbered(9, 9), { ...numbered(4, 9), name: "small.png" }], {
        size: [8, 8],
        count: 1,
        random: createRandom(0),
      }),
    ).toThrow(/size must fit into every image: small\.png is 4×9, got "8×8"/);
  });
  test("grey and colour cannot be mixed", () => {
    expect(() =>
      samplePatches([numbered(4, 4), numbered(4, 4, 3)], { size: [2, 2], count: 1, random: createRandom(0) }),
    ).toThrow(/all be grey or all be in colour/);
  });
});

test("imageFromRaster gives a grey raster three equal channels where colour is wanted", () => {
  expect(
    Array.from(
      imageFromRaster("x", { width: 1, height: 1, channels: 1, data: Uint8Array.of(51) }, true).data,
    ),
  ).toEqual([0.2, 0.2, 0.2]);
});
