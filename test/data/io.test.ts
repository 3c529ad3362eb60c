import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { decodeJpeg } from "../../src/data/io/jpeg.js";
import { encodeNpy, parseNpy } from "../../src/data/io/npy.js";
import { decodePng } from "../../src/data/io/png.js";
import { readInput } from "../../src/data/io/read-file.js";
import { encodeSafetensors, parseSafetensors } from "../../src/data/io/safetensors.js";
import { encodePng } from "../../src/viz/encode-png.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const finite = fc.double({ noDefaultInfinity: true, noNaN: true });

/** A .npy file by hand; the values begin at a multiple of 64 unless the header is given another width. */
function npy(descr: string, shape: string, body: Uint8Array, fortran = "False", width = 117): Uint8Array {
  const header = `${`{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }`.padEnd(width)}\n`;
  const head = Uint8Array.from([0x93, ...Buffer.from("NUMPY"), 1, 0, header.length, 0]);
  return Uint8Array.from([...head, ...Buffer.from(header), ...body]);
}
const bytesOf = (values: number[]) => new Uint8Array(Float64Array.from(values).buffer);

describe(".npy", () => {
  test("what is written is read, for any values", () => {
    fc.assert(
      fc.property(fc.array(finite, { maxLength: 40 }), (values) => {
        const { data, shape } = parseNpy(encodeNpy(Float64Array.from(values), [values.length]), "x.npy");
        expect(shape).toEqual([values.length]);
        expect(Array.from(data)).toEqual(values);
      }),
    );
  });
  test("Fortran order becomes row-major", () => {
    // [[1, 2, 3], [4, 5, 6]] column by column
    const { data, shape } = parseNpy(npy("<f8", "2, 3", bytesOf([1, 4, 2, 5, 3, 6]), "True"), "f.npy");
    expect([shape, Array.from(data)]).toEqual([
      [2, 3],
      [1, 2, 3, 4, 5, 6],
    ]);
  });
  test("reads small whole numbers and truth values", () => {
    expect(Array.from(parseNpy(npy("|u1", "3,", Uint8Array.of(0, 7, 255)), "u.npy").data)).toEqual([
      0, 7, 255,
    ]);
    expect(Array.from(parseNpy(npy("|b1", "2,", Uint8Array.of(0, 1)), "b.npy").data)).toEqual([0, 1]);
  });
  test("reads 64-bit whole numbers and half precision", () => {
    const wide = new Uint8Array(BigInt64Array.of(5n, -6n).buffer);
    expect(Array.from(parseNpy(npy("<i8", "2,", wide), "i.npy").data)).toEqual([5, -6]);
    const half = new Uint8Array(Uint16Array.of(0x3c00, 0xc000).buffer); // 1 and −2 in IEEE 754 binary16
    expect(Array.from(parseNpy(npy("<f2", "2,", half), "h.npy").data)).toEqual([1, -2]);
  });
  test("values that do not begin at a multiple of their width are read", () => {
    expect(Array.from(parseNpy(npy("<f8", "2,", bytesOf([1, 2]), "False", 120), "odd.npy").data)).toEqual([
      1, 2,
    ]);
  });
  test("format version 2, with a length of four bytes, is read", () => {
    const one = npy("<f8", "1,", bytesOf([7]));
    const two = Uint8Array.from([...one.subarray(0, 6), 2, 0, one[8], 0, 0, 0, ...one.subarray(10)]);
    expect(Array.from(parseNpy(two, "two.npy").data)).toEqual([7]);
  });
  test("other spellings of a type and of a length are read", () => {
    expect(Array.from(parseNpy(npy("=f8", "1L,", bytesOf([7])), "e.npy").data)).toEqual([7]);
    expect(Array.from(parseNpy(npy(">i1", "1,", Uint8Array.of(255)), "b.npy").data)).toEqual([-1]);
  });
  test("whatever bytes are changed, it is read with as many values as its shape says, or refused in one line", () => {
    const whole = encodeNpy(
      Float64Array.from({ length: 6 }, (_, i) => i),
      [2, 3],
    );
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const broken = whole.slice();
        for (const [at, byte] of changes) broken[at] = byte;
        try {
          const { data, shape } = parseNpy(broken, "x.npy");
          expect(data.length).toBe(shape.reduce((product, length) => product * length, 1));
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          expect((error as Error).message).toMatch(/^parseNpy: x\.npy .*$/);
        }
      }),
      { numRuns: 500 },
    );
  });
  test.each([
    [
      "no .npy",
      Uint8Array.from(Buffer.from("hello, I am a text")),
      /broken\.npy must be a whole \.npy file, it does not begin as one/,
    ],
    [
      "cut short",
      encodeNpy(new Float64Array(10), [10]).subarray(0, 140),
      /it has 140 bytes where its shape needs \d+: it is cut short/,
    ],
    ["cut in its header", encodeNpy(new Float64Array(10), [10]).subarray(0, 40), /header is cut short/],
    [
      "longer than its shape",
      Uint8Array.from([...encodeNpy(new Float64Array(2), [2]), 0, 0]),
      /where its shape needs/,
    ],
    [
      "of texts",
      npy("<U3", "1,", new Uint8Array(12)),
      /values are of type "<U3"; save them as float32 or float64/,
    ],
    ["of a negative length", npy("<f8", "-2, -1", bytesOf([1, 2])), /shape .* must be whole numbers ≥ 0/],
    ["of a length that is no number", npy("<f8", "a,", bytesOf([1])), /shape .* must be whole numbers ≥ 0/],
    [
      "of a version to come",
      Uint8Array.from(npy("<f8", "1,", bytesOf([1])), (byte, i) => (i === 6 ? 9 : byte)),
      /its format version 9 is none of 1, 2, 3/,
    ],
    ["of complex numbers", npy("<c16", "1,", new Uint8Array(16)), /type "<c16"/],
  ])("refuses a file that is %s", (_name, bytes, message) => {
    expect(() => parseNpy(bytes, "broken.npy")).toThrow(message);
  });
});

describe("pictures", () => {
  const raster = {
    width: 3,
    height: 2,
    channels: 3 as const,
    data: Uint8Array.from({ length: 18 }, (_, i) => i * 14),
  };
  test("PNG: what is written is read, in colour and in grey", () => {
    expect(decodePng(encodePng(raster), "x.png")).toEqual(raster);
    const grey = { width: 2, height: 1, channels: 1 as const, data: Uint8Array.of(3, 200) };
    expect(decodePng(encodePng(grey), "x.png")).toEqual(grey);
  });
  test("JPEG: a grey picture is read as grey, near its values", () => {
    const rgba = Buffer.alloc(16 * 16 * 4, 120);
    const { channels, data, width } = decodeJpeg(
      jpeg.encode({ data: rgba, width: 16, height: 16 }, 95).data,
      "x.jpg",
    );
    expect([channels, width]).toEqual([1, 16]);
    expect(data.every((value) => Math.abs(value - 120) <= 4)).toBe(true);
  });
  test("PNG: 16 bits stay 16, transparent pixels lie on white", () => {
    const grey16 = new PNG({ width: 2, height: 1 });
    grey16.data = Buffer.from(Uint16Array.of(257 * 100, 65535).buffer);
    const options = { bitDepth: 16, colorType: 0, inputColorType: 0, inputHasAlpha: false } as const;
    expect(decodePng(PNG.sync.write(grey16, options), "x.png").data).toEqual(Uint16Array.of(25_700, 65_535));
    const clear = new PNG({ width: 2, height: 1 });
    clear.data = Buffer.from([0, 0, 0, 0, 40, 40, 40, 255]);
    expect(Array.from(decodePng(PNG.sync.write(clear), "x.png").data)).toEqual([255, 40]);
  });
  test("what is broken or something else is told with its name", () => {
    expect(() => decodePng(encodePng(raster).subarray(0, 40), "cut.png")).toThrow(
      /cut\.png must be a whole PNG file/,
    );
    expect(() => decodePng(Buffer.from("GIF89a"), "x.png")).toThrow(
      /x\.png must be a whole PNG file, it does not begin as one/,
    );
    expect(() => decodeJpeg(encodePng(raster), "x.jpg")).toThrow(
      /x\.jpg must be a whole JPEG file, it does not begin as one/,
    );
    const whole = jpeg.encode({ data: Buffer.alloc(16 * 16 * 4, 9), width: 16, height: 16 }, 90).data;
    expect(() => decodePng(new Uint8Array(0), "none.png")).toThrow(/none\.png must be a whole PNG/);
    expect(() => decodeJpeg(whole.subarray(0, whole.length - 20), "cut.jpg")).toThrow(/cut\.jpg .*cut short/);
  });
});

describe("safetensors", () => {
  test("what is written is read, both precisions and a scalar shape", () => {
    const tensors = {
      W1: { shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) },
      b1: { shape: [2], data: Float32Array.of(0.5, -0.25) },
      empty: { shape: [0], data: new Float64Array(0) },
    };
    expect(parseSafetensors(encodeSafetensors(tensors), "x")).toEqual(tensors);
  });
  test("the layout, by hand: length, header, values", () => {
    const bytes = encodeSafetensors({ b: { shape: [1], data: Float64Array.of(1) } });
    const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + bytes[0])).toString());
    expect(header).toEqual({ b: { dtype: "F64", shape: [1], data_offsets: [0, 8] } });
    expect(bytes.length).toBe(8 + bytes[0] + 8);
    expect(bytes[0] % 8).toBe(0);
  });
  test("8-byte values come first, so that each tensor begins at a multiple of its width", () => {
    const bytes = encodeSafetensors({
      a: { shape: [1], data: Float32Array.of(1) },
      b: { shape: [1], data: Float64Array.of(2) },
    });
    const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + bytes[0])).toString());
    expect([header.b.data_offsets, header.a.data_offsets]).toEqual([
      [0, 8],
      [8, 12],
    ]);
  });
  const file = (header: unknown, body: number) => {
    const head = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(head.length));
    return new Uint8Array(Buffer.concat([length, head, Buffer.alloc(body)]));
  };
  const entry = (from: number, to: number, shape: unknown = [1], dtype: unknown = "F64") => ({
    dtype,
    shape,
    data_offsets: [from, to],
  });
  test.each([
    ["tensors over each other", { a: entry(0, 8), b: entry(0, 8) }, 8, /overlap or leave gaps/],
    ["a gap", { a: entry(0, 8), b: entry(16, 24) }, 24, /overlap or leave gaps/],
    ["bytes that belong to nobody", { a: entry(0, 8) }, 16, /longer than its tensors/],
    ["a negative shape", { a: entry(0, 8, [-1, -1]) }, 8, /a shape that is none/],
    [
      "a shape whose product overflows",
      { a: entry(0, 8, [2 ** 52, 2 ** 52]) },
      8,
      /not as long as their shape/,
    ],
    ["offsets that go back", { a: entry(8, 0) }, 8, /cut short/],
    ["offsets beyond the file", { a: entry(0, 2 ** 50, [2 ** 47]) }, 8, /cut short/],
    ["offsets that are no numbers", { a: entry("0" as never, 8) }, 8, /offsets that are none/],
    ["another type", { a: entry(0, 8, [1], "I64") }, 8, /of type "I64"; F32 and F64 can be read/],
    ["a type from Object", { a: entry(0, 8, [1], "constructor") }, 8, /of type "constructor"/],
    ["an entry that is null", { a: null }, 0, /are no object/],
    [
      "a key twice",
      '{"__metadata__":{"a":"{","b":":"},"a":{"x":1},"a" :{"x":1}}',
      0,
      /its header has "a" twice/,
    ],
    ["a list", [], 0, /its header is no object/],
    ["no JSON", "{", 0, /its header is not JSON/],
  ])("a header with %s is refused", (_name, header, body, message) =>
    expect(() => parseSafetensors(file(header, body), "x")).toThrow(message),
  );
  test("a header longer than the file is refused", () => {
    const bytes = file({}, 0);
    bytes.fill(255, 0, 8);
    expect(() => parseSafetensors(bytes, "x")).toThrow(/its header is longer than the file/);
  });
  test("a file that is cut short is refused", () => {
    const bytes = encodeSafetensors({ b: { shape: [4], data: new Float64Array(4) } });
    expect(() => parseSafetensors(bytes.subarray(0, bytes.length - 1), "cut")).toThrow(
      /cut must be a whole safetensors file, the data of "b" are cut short/,
    );
  });
});

describe("readInput", () => {
  test.each([
    ["missing", join(folder, "nothing"), /nothing must be a readable file, it does not exist/],
    ["a folder", folder, /it is a folder/],
  ])("tells that a file is %s", (_name, path, message) => expect(() => readInput(path)).toThrow(message));
  test("tells that a file is empty", () => {
    writeFileSync(join(folder, "empty.npy"), "");
    expect(() => readInput(join(folder, "empty.npy"))).toThrow(/empty\.npy must hold data, it is empty/);
  });
});
