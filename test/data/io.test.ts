import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import jpeg from "jpeg-js";
import { describe, expect, test } from "vitest";
import { decodeJpeg } from "../../src/data/io/jpeg.js";
import { encodeNpy, parseNpy } from "../../src/data/io/npy.js";
import { decodePng } from "../../src/data/io/png.js";
import { readInput } from "../../src/data/io/read-file.js";
import { encodeSafetensors, parseSafetensors } from "../../src/data/io/safetensors.js";
import { encodePng } from "../../src/viz/encode-png.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const finite = fc.double({ noDefaultInfinity: true, noNaN: true });

/** A .npy file by hand. */
function npy(descr: string, shape: string, body: Uint8Array, fortran = "False"): Uint8Array {
  const header = `${`{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }`.padEnd(117)}\n`;
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
    ["big-endian", npy(">f8", "1,", bytesOf([1])), /big-endian; save them with \.astype\('<f8'\)/],
    [
      "of texts",
      npy("<U3", "1,", new Uint8Array(12)),
      /values are of type <U3; save them as float32 or float64/,
    ],
    ["of complex numbers", npy("<c16", "1,", new Uint8Array(16)), /type <c16/],
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
  test("what is broken or something else is told with its name", () => {
    expect(() => decodePng(encodePng(raster).subarray(0, 40), "cut.png")).toThrow(
      /cut\.png must be a whole PNG file/,
    );
    expect(() => decodePng(Buffer.from("GIF89a"), "x.png")).toThrow(/x\.png must be a whole PNG/);
    expect(() => decodeJpeg(encodePng(raster), "x.jpg")).toThrow(
      /x\.jpg must be a whole JPEG file, it does not begin as one/,
    );
    const whole = jpeg.encode({ data: Buffer.alloc(16 * 16 * 4, 9), width: 16, height: 16 }, 90).data;
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
  test("a file that is cut short is refused", () => {
    const bytes = encodeSafetensors({ b: { shape: [4], data: new Float64Array(4) } });
    expect(() => parseSafetensors(bytes.subarray(0, bytes.length - 1), "cut")).toThrow(
      /cut must be a whole safetensors file, the data of b are cut short/,
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
