import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { eightBits } from "../../src/core/raster.js";
import { imageFromRaster } from "../../src/data/image.js";
import { decodePng, pngSize } from "../../src/data/io/png.js";
import { type PngChunk, png, pngHeader } from "../support/png-chunks.js";

const reported = (name: string) =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../golden/reports/${name}`, import.meta.url))));

/** Rows of bytes, none filtered, as IDAT. */
const rows = (...lines: number[][]): PngChunk => [
  "IDAT",
  deflateSync(Uint8Array.from(lines.flatMap((line) => [0, ...line]))),
];

describe("16 bits", () => {
  test("10-bit values in a 16-bit file keep their 180 levels", () => {
    const { data } = decodePng(reported("png-16bit-10bit-data.png"), "x.png");
    expect([data.constructor, new Set(data).size]).toEqual([Uint16Array, 180]);
  });
  test("grey, colour, each with alpha: the samples themselves, lying on white", () => {
    const read = (type: number, line: number[]) =>
      decodePng(png([pngHeader(1, 1, 16, type), rows(line)]), "x.png").data;
    expect(read(0, [1, 2])).toEqual(Uint16Array.of(0x0102));
    expect(read(2, [1, 2, 3, 4, 5, 6])).toEqual(Uint16Array.of(0x0102, 0x0304, 0x0506));
    // Alpha 0x4000: 258·a + 65535·(1 − a) with a = 16384/65535 is 49215.5 − …, by hand 49215.50; white takes the rest
    const a = 0x4000 / 65_535;
    expect(read(4, [1, 2, 0x40, 0])).toEqual(Uint16Array.of(Math.round(258 * a + 65_535 * (1 - a))));
    expect(read(6, [1, 2, 1, 2, 9, 9, 0, 0])).toEqual(Uint16Array.of(65_535));
  });
  test("an image has the sample over 65 535; to look at it there are 8 bits", () => {
    const pixels = { width: 2, height: 1, channels: 1, data: Uint16Array.of(1, 65_535) } as const;
    expect(imageFromRaster("x", pixels, false).data).toEqual(Float64Array.of(1 / 65_535, 1));
    expect(eightBits({ ...pixels, data: Uint16Array.of(128, 257 * 7) }).data).toEqual(Uint8Array.of(0, 7));
  });
});

describe("interlaced", () => {
  /** The pass of each pixel of an 8×8 block, as the specification draws it. */
  const adam7 = [
    "16462646",
    "77777777",
    "56565656",
    "77777777",
    "36463646",
    "77777777",
    "56565656",
    "77777777",
  ];
  test.each([1, 4, 8, 16])("%i bits: every size up to 11×11", (depth) => {
    const top = depth === 16 ? 256 : 2 ** depth; // of each byte written: the low one of 16 bits is 0
    for (let size = 1; size <= 121; size++) {
      const [width, height] = [1 + (size % 11), 1 + Math.floor((size - 1) / 11)];
      const value = (x: number, y: number) => (3 * x + 5 * y) % top;
      const bytes: number[] = [];
      for (const pass of "1234567") {
        for (let y = 0; y < height; y++) {
          const xs = Array.from({ length: width }, (_, x) => x).filter((x) => adam7[y % 8][x % 8] === pass);
          if (xs.length === 0) continue;
          const bits = xs.map((x) => value(x, y).toString(2).padStart(Math.min(8, depth), "0"));
          const line = bits.join(depth === 16 ? "00000000" : "") + (depth === 16 ? "00000000" : "");
          bytes.push(
            0,
            ...(line.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, "0"), 2)),
          );
        }
      }
      const file = png([
        pngHeader(width, height, depth, 0, 1),
        ["IDAT", deflateSync(Uint8Array.from(bytes))],
      ]);
      const scale = depth === 16 ? 256 : 255 / (top - 1);
      const expected = Array.from(
        { length: width * height },
        (_, i) => value(i % width, Math.floor(i / width)) * scale,
      );
      expect(Array.from(decodePng(file, "x.png").data)).toEqual(expected.map(Math.round));
    }
  });
});

describe("chunks", () => {
  const grey = rows([7]);
  test("what follows the end does no harm", () => {
    expect(decodePng(reported("png-trailing-bytes.png"), "x.png")).toMatchObject({ width: 96, height: 96 });
  });
  test("a wrong CRC is called one", () => {
    const bytes = png([pngHeader(1, 1), grey]);
    bytes[bytes.length - 13] ^= 1; // the last byte of the data chunk's CRC
    expect(() => decodePng(bytes, "x.png")).toThrow(
      "decodePng: x.png must be a whole PNG file, its IDAT chunk is damaged: the CRC is wrong",
    );
  });
  test.each<[string, PngChunk[], RegExp]>([
    ["two headers", [pngHeader(1, 1), pngHeader(1, 1), grey], /one header/],
    ["no header first", [["tEXt", Buffer.from("a")], pngHeader(1, 1), grey], /one header/],
    ["no pixels", [pngHeader(0, 4), grey], /header says 0×4 pixels/],
    ["too many pixels", [pngHeader(60_000, 60_000), grey], /3600 million pixels, 120 are the most; scale/],
    ["3 bits", [pngHeader(1, 1, 3), grey], /header is damaged/],
    ["no data", [pngHeader(1, 1)], /no picture data/],
    ["fewer data than pixels", [pngHeader(1, 2), grey], /cut short/],
    ["data that are none", [pngHeader(1, 1), ["IDAT", Buffer.from("nothing")]], /data are damaged \(/],
    ["an unknown critical chunk", [pngHeader(1, 1), ["CgBI", Buffer.alloc(4)], grey], /a chunk CgBI/],
    [
      "an unknown filter",
      [pngHeader(1, 1), ["IDAT", deflateSync(Uint8Array.of(9, 7))]],
      /there is no filter 9/,
    ],
  ])("%s: refused with the reason", (_, chunks, reason) => {
    expect(() => decodePng(png(chunks), "x.png")).toThrow(reason);
  });
  test("the size is known without the pixels", () => {
    expect(pngSize(png([pngHeader(3, 2), ["IDAT", Buffer.from("nothing")]]), "x.png")).toEqual({
      width: 3,
      height: 2,
    });
  });
  test("every cut is noticed", () => {
    const whole = reported("png-trailing-bytes.png");
    const end = Buffer.from(whole).indexOf("IEND") + 8;
    for (let length = 8; length < end; length += 17)
      expect(() => decodePng(whole.subarray(0, length), "cut.png")).toThrow(/cut\.png must be a whole PNG/);
  });
});
