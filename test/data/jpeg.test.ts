import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { decodeJpeg, jpegSize } from "../../src/data/io/jpeg.js";
import { rounds } from "../support/campaign.js";

const golden = fileURLToPath(new URL("../golden/jpeg", import.meta.url));
const bytesOf = (name: string) => new Uint8Array(readFileSync(join(golden, name)));
const pixels = JSON.parse(readFileSync(join(golden, "pixels.json"), "utf8")) as Record<string, object>;

describe("decodeJpeg", () => {
  test.each(Object.entries(pixels))("%s has the pixels that libjpeg-turbo gives", (name, expected) => {
    const { width, height, channels, data } = decodeJpeg(bytesOf(name), name);
    const sha256 = createHash("sha256").update(data).digest("hex");
    expect({ width, height, channels, sha256 }).toEqual(expected);
    expect(jpegSize(bytesOf(name), name)).toEqual({ width, height });
  });

  const edited = (edit: (bytes: Uint8Array, frame: number) => void) => {
    const bytes = bytesOf("ycbcr-420.jpg");
    edit(
      bytes,
      bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xc0),
    );
    return bytes;
  };
  test.each([
    ["arithmetic coding", bytesOf("arithmetic.jpg"), /it has arithmetic coding; save it as a baseline/],
    ["lossless coding", edited((b, at) => b.set([0xc3], at + 1)), /it has lossless coding/],
    ["12 bits", edited((b, at) => b.set([12], at + 4)), /it has 12 bits a sample/],
    ["a height that comes later (DNL)", edited((b, at) => b.set([0, 0], at + 5)), /header says 37×0 pixels/],
    [
      "too many pixels",
      edited((b, at) => b.set([255, 220, 255, 220], at + 5)),
      /4290 million pixels, 120 are/,
    ],
    [
      "segments without end",
      Buffer.concat([Uint8Array.of(0xff, 0xd8), Buffer.alloc(400_008, Uint8Array.of(0xff, 0xe1, 0, 2))]),
      /it has more than 100000 segments/,
    ],
    [
      "more pixels than its data can hold",
      edited((b, at) => b.set([4, 4, 4, 4], at + 5)),
      /data are cut short/,
    ],
    [
      "sampling in no whole ratio",
      edited((b, at) => b.set([0x32, 0, 2, 0x21], at + 11)),
      /sampled in no whole ratio/,
    ],
    ["two components", edited((b, at) => b.set([2], at + 9)), /it has 2 components/],
  ])("%s: refused with the reason", (_, bytes, reason) => {
    expect(() => decodeJpeg(bytes, "x.jpg")).toThrow(reason);
    expect(() => decodeJpeg(bytes, "x.jpg")).toThrow(/^decodeJpeg: x\.jpg must be a whole JPEG file, /);
  });

  test("a turned bit anywhere in the picture data never gives a raw exception", () => {
    const whole = bytesOf("progressive-420.jpg");
    for (let at = 2; at < whole.length; at += 7) {
      const bytes = whole.slice();
      bytes[at] ^= 1 << (at % 8);
      try {
        decodeJpeg(bytes, "x.jpg");
      } catch (error) {
        expect((error as Error).message).toMatch(/^decodeJpeg: x\.jpg must be a whole JPEG file, /);
      }
    }
  });
});

/** Every way that a cut file comes: short, filled up with zeros, or given an end again. */
const damages: Readonly<Record<string, (cut: Uint8Array, length: number) => Uint8Array>> = {
  cut: (cut) => cut,
  "filled up with zeros": (cut, length) => Uint8Array.from({ length }, (_, i) => cut[i] ?? 0),
  "filled up, with an end marker": (cut, length) =>
    Uint8Array.from({ length }, (_, i) =>
      i === length - 2 ? 0xff : i === length - 1 ? 0xd9 : (cut[i] ?? 0),
    ),
  "with an end marker": (cut) => Uint8Array.from([...cut, 0xff, 0xd9]),
};

describe("files as people reported them", () => {
  const reported = (name: string) => {
    const path = fileURLToPath(new URL(`../golden/reports/${name}`, import.meta.url));
    return decodeJpeg(new Uint8Array(readFileSync(path)), name);
  };
  test("RGB stored as such, with Adobe's transform 0, keeps its colour", () => {
    const { data } = reported("jpeg-rgb-adobe-transform0.jpg");
    // (200, 30, 30), as Pillow reads it
    expect(new Set(data.map((value, i) => Math.abs(value - [200, 30, 30][i % 3])))).toEqual(new Set([0]));
  });
  test("a photograph taken sideways stands upright: 60×40 stored, 40×60 shown", () => {
    const { width, height } = reported("jpeg-exif-orientation-6.jpg");
    expect([width, height]).toEqual([40, 60]);
  });
  test("an orientation that is stored as LONG is one too", () => {
    const upright = reported("jpeg-exif-orientation-6.jpg");
    const path = fileURLToPath(new URL("../golden/reports/jpeg-exif-orientation-6.jpg", import.meta.url));
    const bytes = new Uint8Array(readFileSync(path));
    bytes.set([0, 4, 0, 0, 0, 1, 0, 0, 0, 6], 0x2a); // type, count and value of its one entry
    expect(decodeJpeg(bytes, "long.jpg")).toEqual(upright);
  });
  test("4:2:0 chroma is interpolated as libjpeg does", () => {
    const { data } = reported("jpeg-420-chroma.jpg");
    expect(createHash("sha256").update(data).digest("hex")).toBe(
      "36cf263674315abf81897fafcecc143a86bb0f51392890c29fb0942f9f8f7ba9",
    ); // Pillow 9.4
  });
});

describe("a JPEG that was cut", () => {
  const files = readdirSync(golden).filter((name) => /\.jpg$/.test(name) && !/behind|before/.test(name));
  const step = rounds(29, 1);
  test.each(Object.entries(damages))("%s: refused wherever it was cut", (_, damage) => {
    for (const name of files) {
      const whole = bytesOf(name);
      // The very last bits of the data may be zeros, or filling, anyway.
      for (let length = whole.length - 40; length > 1; length -= step) {
        const bytes = damage(whole.subarray(0, length), whole.length);
        expect(() => decodeJpeg(bytes, "cut.jpg"), `${name} at ${length}`).toThrow(
          /cut\.jpg must be a whole JPEG/,
        );
      }
    }
  });
});
