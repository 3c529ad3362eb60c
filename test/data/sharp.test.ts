// WebP, TIFF and AVIF by the optional package sharp: skipped where it is not installed.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { DataConfig } from "../../src/config/config.js";
import { parseConfig } from "../../src/config/parse.js";
import { decodeImage, imageSize } from "../../src/data/io/decode-image.js";
import { hasSharp } from "../../src/data/io/sharp.js";
import { loadFolder, openFolder } from "../../src/data/sources/folder.js";
import { loadDataset } from "../../src/experiments/load-dataset.js";
import { decodeUpload } from "../../src/viewer/server/image-answers.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const golden = fileURLToPath(new URL("../golden/images", import.meta.url));
const bytesOf = (name: string) => new Uint8Array(readFileSync(join(golden, name)));
const decode = (name: string) => decodeImage(bytesOf(name), name);
const { rgb, grey, grey16, rgb16, grey10 } = JSON.parse(
  readFileSync(join(golden, "pixels.json"), "utf8"),
) as {
  rgb: number[][][];
  grey: number[][];
  grey16: number[][];
  rgb16: number[][][];
  grey10: number[][];
};
const load = (data: DataConfig) =>
  loadDataset(parseConfig({ name: "x", data, model: { kind: "classic" } }).data, 0);

/** A grey TIFF of a hundred bytes that says it has so many pixels. */
function hugeTiff(width: number, height: number): Uint8Array {
  const entries = [
    [256, width],
    [257, height],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, 0],
    [277, 1],
    [278, height],
    [279, 99],
  ];
  const bytes = new Uint8Array(14 + 12 * entries.length + 99);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0, 8, 0, 0, 0, entries.length]);
  for (const [i, [tag, value]] of entries.entries()) {
    view.setUint16(10 + 12 * i, tag, true);
    view.setUint16(12 + 12 * i, 4, true);
    view.setUint32(14 + 12 * i, 1, true);
    view.setUint32(18 + 12 * i, value, true);
  }
  return bytes;
}

describe.skipIf(!hasSharp())("with sharp", () => {
  test.each([
    ["rgb.webp", 3, rgb.flat(2)],
    ["rgb.tiff", 3, rgb.flat(2)],
    ["grey.tiff", 1, grey.flat()],
    ["grey16.tiff", 1, grey16.flat()],
    ["rgb16.tiff", 3, rgb16.flat(2)],
    ["grey10.avif", 1, grey10.flat().map((value) => Math.round((value * 65_535) / 1023))],
  ])("%s has the pixels that went into it", (name, channels, pixels) => {
    const found = decode(name);
    expect([found.width, found.height, found.channels, Array.from(found.data)]).toEqual([
      11,
      7,
      channels,
      pixels,
    ]);
    expect(imageSize(bytesOf(name), name)).toEqual({ width: 11, height: 7 });
  });
  test("AVIF is near them; what is transparent lies on white, as in a PNG", () => {
    const { data } = decode("rgb.avif");
    expect(Math.max(...rgb.flat(2).map((value, i) => Math.abs(value - data[i])))).toBeLessThan(8);
    expect(decode("alpha.webp")).toEqual(decode("alpha.png"));
  });
  test("EXIF turns the picture, and its size", () => {
    const { width, height, data } = decode("turned.webp");
    expect({ width, height }).toEqual({ width: 7, height: 11 });
    expect(imageSize(bytesOf("turned.webp"), "x")).toEqual({ width: 7, height: 11 });
    const upright = Array.from({ length: 11 }, (_, row) => rgb.map((line) => line[row]).reverse());
    expect(Array.from(data)).toEqual(upright.flat(2));
  });
  test.each([
    [
      "cmyk.tiff",
      /^decodeBySharp: cmyk\.tiff must be a whole TIFF file, its colours are CMYK; save it in RGB/,
    ],
    ["float.tiff", /its samples are of type float; save it in 8 or 16 bits/],
    ["pages.tiff", /it has 2 pages; save each as a file of its own$/],
  ])("%s is refused, before its pixels are read", (name, rule) => {
    expect(() => imageSize(bytesOf(name), name)).toThrow(rule);
    expect(() => decode(name)).toThrow(rule);
  });
  test.each(["rgb.webp", "rgb.tiff", "rgb16.tiff", "rgb.avif"])(
    "%s cut short is told in one line",
    (name) => {
      const whole = bytesOf(name);
      for (const length of [20, 100, whole.length >> 1, whole.length - 40])
        expect(() => decodeImage(whole.subarray(0, length), name)).toThrow(
          /^decodeBySharp: \S+ must be a whole (WebP|TIFF|AVIF) file, sharp said: [^\n]+$/,
        );
    },
  );
  test("pictures that say they are huge are refused", () => {
    expect(() => decodeImage(hugeTiff(60_000, 60_000), "x")).toThrow(/it has 3600 million pixels, 120 are/);
    expect(() => decodeImage(hugeTiff(10_900, 10_900), "x")).toThrow(/must be a whole TIFF file, sharp said/);
  });
  test("a folder of them is read, with what is in its folders, in grey or colour", async () => {
    const folder = join(temporaryFolder(), "images");
    mkdirSync(join(folder, "deep"), { recursive: true });
    for (const name of ["grey16.tiff", "rgb.avif"]) copyFileSync(join(golden, name), join(folder, name));
    copyFileSync(join(golden, "rgb.webp"), join(folder, "deep", "no-extension"));
    expect(loadFolder(folder)[0].data[1]).toBe(grey16[0][1] / 65_535);
    const source = { kind: "folder", path: folder, colour: true, recursive: true } as const;
    const { images, x } = await load({ kind: "patches", source, size: [7, 7], count: 20, preprocess: [] });
    expect(images.map(({ name }) => name)).toEqual(["deep/no-extension", "grey16.tiff", "rgb.avif"]);
    expect(x.shape).toEqual([20, 147]);
    writeFileSync(join(folder, "text.webp"), "none");
    expect(() => openFolder(folder).files.at(-1)!.load()).toThrow(
      /text\.webp must be a PNG, JPEG, WebP, TIFF or AVIF file, it does not begin as one/,
    );
  });
  test("folders of them are the classes of a labelled set", async () => {
    const dir = temporaryFolder();
    for (const [name, file] of [
      ["a", "rgb.webp"],
      ["b", "grey.tiff"],
    ]) {
      mkdirSync(join(dir, name));
      copyFileSync(join(golden, file), join(dir, name, file));
    }
    const { x, labels } = await load({ kind: "labelled", dir, preprocess: [] });
    expect([x.shape, labels?.classes]).toEqual([
      [2, 77],
      ["a", "b"],
    ]);
    expect(Array.from({ length: 77 }, (_, i) => x.get(1, i))).toEqual(
      grey.flat().map((value) => value / 255),
    );
  });
  test("what is sent to the viewer stays PNG or JPEG", () => {
    expect(() => decodeUpload(bytesOf("rgb.webp"))).toThrow(
      /must be a PNG or a JPEG file, it is WebP; convert/,
    );
  });
});
