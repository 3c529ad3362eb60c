// Image files made to take much memory or time: each must be refused at once.

import { constants, deflateRawSync } from "node:zlib";
import { type PngChunk, png, pngHeader } from "./png-chunks.js";

const MEBI = 1 << 20;
const nothing = new Uint8Array();

/** A zlib stream of that many mebibytes of zeros, a kilobyte for each; its end and checksum are missing. */
function zeros(mebibytes: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(MEBI), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([Buffer.from([0x78, 0x9c]), ...Array.from({ length: mebibytes }, () => block)]);
}

const times = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item);
const few: PngChunk = ["IDAT", zeros(1).subarray(0, 200)];
const text = (type: string): PngChunk => [type, Buffer.concat([Buffer.from("a\0\0"), zeros(1024)])];

/** A chunk whose length is not that of its body. */
function lying(length: number): Uint8Array {
  const bytes = Buffer.from(png([pngHeader(8, 8), ["IDAT", Buffer.alloc(99)]]));
  bytes.writeUInt32BE(length, 33);
  return bytes;
}

const SIDE = 10_900; // 119 million pixels: as many as are read

const pngs: Readonly<Record<string, () => Uint8Array>> = {
  "two headers, 8×8 then 16000×16000": () => png([pngHeader(8, 8), pngHeader(16e3, 16e3), few]),
  "two headers, 16000×16000 then 8×8": () => png([pngHeader(16e3, 16e3), pngHeader(8, 8), few]),
  "interlaced 8×8 of 1 GB": () => png([pngHeader(8, 8, 8, 0, 1), ["IDAT", zeros(1024)]]),
  "8×8 of 1 GB": () => png([pngHeader(8, 8), ["IDAT", zeros(1024)]]),
  "8×8 of 4 GB in pieces": () => png([pngHeader(8, 8), ["IDAT", zeros(1024)], ...times(3, few)]),
  "60000×60000 without data": () => png([pngHeader(6e4, 6e4)]),
  "60000×60000 of 1 bit": () => png([pngHeader(6e4, 6e4, 1), ["IDAT", zeros(430)]]),
  "the largest sides there are": () => png([pngHeader(2 ** 31 - 1, 2 ** 31 - 1), few]),
  "sides beyond them": () => png([pngHeader(2 ** 32 - 1, 2 ** 32 - 1), few]),
  "16 bits and alpha": () => png([pngHeader(SIDE, SIDE, 16, 6), ["IDAT", zeros(10)]]),
  "large, few data": () => png([pngHeader(SIDE, SIDE), few]),
  "large, a row missing": () => png([pngHeader(SIDE, SIDE), ["IDAT", zeros(113)]]),
  "large, in colour, half the data": () => png([pngHeader(SIDE, SIDE, 8, 2), ["IDAT", zeros(170)]]),
  "large, interlaced, half the data": () => png([pngHeader(SIDE, SIDE, 8, 2, 1), ["IDAT", zeros(170)]]),
  "large, no palette": () => png([pngHeader(SIDE, SIDE, 8, 3), ["IDAT", zeros(114)]]),
  "one pixel wide": () => png([pngHeader(1, 119e6), ["IDAT", zeros(200)]]),
  "one pixel high": () => png([pngHeader(119e6, 1), few]),
  "one pixel wide, interlaced": () => png([pngHeader(1, 119e6, 8, 0, 1), ["IDAT", zeros(200)]]),
  "200 000 empty data chunks": () => png([pngHeader(8, 8), ...times(2e5, ["IDAT", nothing] as const)]),
  "200 000 texts": () => png([pngHeader(8, 8), ...times(2e5, ["tEXt", nothing] as const)]),
  "a text of 1 GB": () => png([pngHeader(8, 8), text("zTXt"), ["IDAT", nothing]]),
  "an international text of 1 GB": () => png([pngHeader(8, 8), text("iTXt")]),
  "a profile of 1 GB": () => png([pngHeader(8, 8), text("iCCP")]),
  "an animation without a picture": () =>
    png([pngHeader(8, 8), ["acTL", Buffer.alloc(8, 255)], ["fdAT", zeros(1024)]]),
  "an animation of 60000×60000": () =>
    png([pngHeader(8, 8), ["fcTL", Buffer.alloc(26, 0xea)], ["IDAT", zeros(1024)]]),
  "a chunk longer than the file": () => lying(2 ** 31 - 1),
  "a chunk of negative length": () => lying(2 ** 32 - 1),
  "a header of no bytes": () => png([["IHDR", nothing], few]),
  "a header of a megabyte": () => png([["IHDR", Buffer.alloc(MEBI)], few]),
  "a palette of ten million colours": () => png([pngHeader(8, 8, 8, 3), ["PLTE", Buffer.alloc(3e7)], few]),
  "ten thousand palettes": () =>
    png([pngHeader(8, 8, 8, 3), ...times(1e4, ["PLTE", Buffer.alloc(768)] as const), few]),
};

const SOI = [0xff, 0xd8];
const EOI = [0xff, 0xd9];

function segment(marker: number, body: ArrayLike<number>): Buffer {
  const length = body.length + 2;
  return Buffer.concat([Buffer.from([0xff, marker, length >> 8, length & 255]), Uint8Array.from(body)]);
}

/** A frame header with as many components as samplings. */
function frame(marker: number, width: number, height: number, samplings = [0x11], precision = 8): Buffer {
  const parts = samplings.flatMap((sampling, i) => [i + 1, sampling, 0]);
  const sides = [height >> 8, height & 255, width >> 8, width & 255];
  return segment(marker, [precision, ...sides, samplings.length, ...parts]);
}

/** A scan of that many components, the coefficients from `first` to `last`, down to bit `low`. */
function scan(components: number, first = 0, last = 63, high = 0, low = 0): Buffer {
  const parts = Array.from({ length: components }, (_, i) => [i + 1, 0]).flat();
  return segment(0xda, [components, ...parts, first, last, (high << 4) | low]);
}

/** Tables that make any bits a picture: two codes of one bit, the difference 0 and the end of the block first. */
const tables = Buffer.concat([
  segment(0xdb, [0, ...times(64, 1)]),
  segment(0xc4, [0x00, 1, 1, ...times(14, 0), 0, 1]),
  segment(0xc4, [0x10, 1, 1, ...times(14, 0), 0, 1]),
]);

const jpeg = (...parts: (Uint8Array | readonly number[])[]) =>
  Buffer.concat([SOI, ...parts, EOI].map((part) => Uint8Array.from(part)));
const colour = [0x22, 0x11, 0x11];

const jpegs: Readonly<Record<string, () => Uint8Array>> = {
  "50 000 empty scans": () => jpeg(tables, frame(0xc2, 4000, 3000), ...times(5e4, scan(1))),
  "50 000 scans of a byte": () =>
    jpeg(tables, frame(0xc2, 8, 8), ...times(5e4, Buffer.concat([scan(1, 0, 0), Buffer.from([0])]))),
  "65500×65500, nothing but a header": () => jpeg(frame(0xc0, 65_500, 65_500)),
  "large, few data": () => jpeg(tables, frame(0xc0, SIDE, SIDE, colour), scan(3), Buffer.alloc(999)),
  "large, progressive, few data": () =>
    jpeg(tables, frame(0xc2, SIDE, SIDE, colour), scan(3, 0, 0), Buffer.alloc(999)),
  "large, progressive, enough data": () =>
    jpeg(tables, frame(0xc2, SIDE, SIDE, colour), scan(3, 0, 0), Buffer.alloc(4e5), scan(1, 1)),
  "large, grey, progressive, damaged": () =>
    jpeg(
      tables,
      frame(0xc2, SIDE, SIDE),
      scan(1, 0, 0),
      Buffer.alloc(4e5),
      scan(1, 1),
      Buffer.alloc(9, 0x7f),
    ),
  "large, in colour, damaged": () =>
    jpeg(tables, frame(0xc0, SIDE, SIDE, colour), scan(3), Buffer.alloc(8e5, 0x7f)),
  "20 scans of all pixels": () =>
    jpeg(tables, frame(0xc2, SIDE, SIDE), ...times(20, Buffer.concat([scan(1, 0, 0), Buffer.alloc(4e5)]))),
  "a height that comes later": () =>
    jpeg(tables, frame(0xc0, 8, 0), scan(1), Buffer.alloc(99), segment(0xdc, [255, 255])),
  "no width": () => jpeg(tables, frame(0xc0, 0, 65_535), scan(1), Buffer.alloc(99)),
  "two frames": () => jpeg(frame(0xc0, 8, 8), tables, frame(0xc0, SIDE, SIDE), scan(1), Buffer.alloc(99)),
  "ten million restarts": () =>
    jpeg(
      tables,
      segment(0xdd, [0, 1]),
      frame(0xc0, 800, 600),
      scan(1),
      Buffer.alloc(2e7, Buffer.from([0xff, 0xd0])),
    ),
  "20 MB of fill bytes": () => jpeg(Buffer.alloc(2e7, 0xff)),
  "20 MB of nothing between segments": () => jpeg(tables, Buffer.alloc(2e7), frame(0xc0, 8, 8)),
  "a million beginnings": () => jpeg(Buffer.alloc(2e6, Buffer.from(SOI))),
  "a segment of no length": () => jpeg([0xff, 0xe1, 0, 0], frame(0xc0, 8, 8)),
  "a directory of 65 535 entries": () =>
    jpeg(segment(0xe1, Buffer.concat([Buffer.from("Exif\0\0MM\0*\0\0\0\x08"), Buffer.alloc(6e4, 0xff)]))),
  "12 bits a sample": () => jpeg(tables, frame(0xc1, SIDE, SIDE, colour, 12), scan(3), Buffer.alloc(1e6)),
  lossless: () => jpeg(tables, frame(0xc3, SIDE, SIDE, colour), scan(3), Buffer.alloc(1e6)),
  "arithmetic coding": () => jpeg(tables, frame(0xc9, SIDE, SIDE, colour), scan(3), Buffer.alloc(1e6)),
  "a cut scan of zeros": () =>
    jpeg(tables, frame(0xc0, SIDE, SIDE), scan(1), Buffer.alloc(2e7)).subarray(0, -2),
};

const named = (kind: string, bombs: typeof pngs) =>
  Object.entries(bombs).map(([name, make]) => ({ name: `${kind}: ${name}`, make }));

export const bombs: readonly { readonly name: string; readonly make: () => Uint8Array }[] = [
  ...named("PNG", pngs),
  ...named("JPEG", jpegs),
];
