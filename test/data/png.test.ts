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

describe("eXIf", () => {
  /** A TIFF header and a directory of one entry, the orientation. */
  const exif = (type: number, value: number[], { little = false, count = 1 } = {}) => {
    const number = (v: number, bytes: number) => {
      const big = Array.from({ length: bytes }, (_, i) => (v >>> (8 * (bytes - 1 - i))) & 255);
      return little ? big.reverse() : big;
    };
    const start = [...Buffer.from(little ? "II*\0" : "MM\0*"), ...number(8, 4), ...number(1, 2)];
    const entry = [...number(0x112, 2), ...number(type, 2), ...number(count, 4), ...value];
    return Uint8Array.from([...start, ...entry, 0, 0, 0, 0]);
  };
  const header = pngHeader(3, 2);
  const data = rows([1, 2, 3], [4, 5, 6]);
  const read = (...chunks: PngChunk[]) => {
    const { width, height, data } = decodePng(png(chunks), "x.png");
    expect(pngSize(png(chunks), "x.png")).toEqual({ width, height });
    return [width, height, ...data];
  };
  // As Pillow 12.3's ImageOps.exif_transpose turns the same files.
  const stored = [3, 2, 1, 2, 3, 4, 5, 6];
  const turned = [
    stored,
    stored,
    [3, 2, 3, 2, 1, 6, 5, 4],
    [3, 2, 6, 5, 4, 3, 2, 1],
    [3, 2, 4, 5, 6, 1, 2, 3],
    [2, 3, 1, 4, 2, 5, 3, 6],
    [2, 3, 4, 1, 5, 2, 6, 3],
    [2, 3, 6, 3, 5, 2, 4, 1],
    [2, 3, 3, 6, 2, 5, 1, 4],
    stored,
  ];
  test.each(turned.map((expected, orientation) => ({ orientation, expected })))(
    "orientation $orientation, as SHORT and LONG, in both byte orders, before and after the data",
    ({ orientation, expected }) => {
      const forms = [
        exif(3, [0, orientation, 0, 0]),
        exif(4, [0, 0, 0, orientation]),
        exif(3, [orientation, 0, 0, 0], { little: true }),
        exif(4, [orientation, 0, 0, 0], { little: true }),
      ];
      for (const form of forms) {
        expect(read(header, ["eXIf", form], data)).toEqual(expected);
        expect(read(header, data, ["eXIf", form])).toEqual(expected);
      }
    },
  );
  test.each<[string, Uint8Array, number]>([
    ["bytes", exif(1, [6, 0, 0, 0]), 1],
    ["signed bytes", exif(6, [6, 0, 0, 0]), 6],
    ["undefined bytes", exif(7, [6, 0, 0, 0]), 1],
    ["signed shorts", exif(8, [0, 6, 0, 0]), 6],
    ["signed longs", exif(9, [0, 0, 0, 6]), 6],
    ["two values", exif(3, [0, 6, 0, 0], { count: 2 }), 6],
    ["no values", exif(3, [0, 6, 0, 0], { count: 0 }), 1],
    [
      "the name of a JPEG's segment before it",
      Buffer.concat([Buffer.from("Exif\0\0"), exif(3, [0, 6, 0, 0])]),
      6,
    ],
    ["another beginning", exif(3, [0, 6, 0, 0]).fill(0, 3, 4), 1],
    ["nothing", new Uint8Array(), 1],
    ["a cut directory", exif(3, [0, 6, 0, 0]).subarray(0, 20), 1],
  ])("%s", (_, form, orientation) => {
    expect(read(header, ["eXIf", form], data)).toEqual(turned[orientation]);
  });
  test("16 bits and colours turn too", () => {
    const chunks = [pngHeader(2, 1, 16, 2), rows([0, 1, 0, 2, 0, 3, 1, 4, 1, 5, 1, 6])];
    const { width, height, data } = decodePng(png([...chunks, ["eXIf", exif(3, [0, 8, 0, 0])]]), "x.png");
    expect([width, height, ...data]).toEqual([1, 2, 260, 261, 262, 1, 2, 3]);
    expect(data).toBeInstanceOf(Uint16Array);
  });
  test("whose CRC is wrong is not believed", () => {
    const bytes = png([header, data, ["eXIf", exif(3, [0, 6, 0, 0])]]);
    bytes[bytes.length - 13] ^= 1;
    expect(decodePng(bytes, "x.png").width).toBe(3);
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
