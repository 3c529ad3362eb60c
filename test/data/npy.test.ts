import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { encodeNpy, parseNpy } from "../../src/data/io/npy.js";
import { writeNpyHeader } from "../../src/data/io/npy-header.js";
import { readNpy } from "../../src/data/io/read-npy.js";
import { readArrayExamplesNow } from "../../src/data/sources/array-file.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();

/** A file of version 1 with this dictionary, and values. */
function file(dictionary: string, values: Uint8Array | readonly number[] = [7]): Uint8Array {
  const body = values instanceof Uint8Array ? values : new Uint8Array(Float64Array.from(values).buffer);
  const header = Buffer.from(`${dictionary}\n`, "latin1");
  return Uint8Array.from([0x93, ...Buffer.from("NUMPY"), 1, 0, header.length, 0, ...header, ...body]);
}

describe("what is written", () => {
  // numpy.save's own first bytes (NumPy 2.4.6): 10 of magic, version and length, the dictionary, spaces to 128, a line end
  test.each([
    ["<f8", [214], "{'descr': '<f8', 'fortran_order': False, 'shape': (214,), }"],
    ["<f4", [2, 3], "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"],
    ["<f8", [], "{'descr': '<f8', 'fortran_order': False, 'shape': (), }"],
    ["<f8", [10000, 64], "{'descr': '<f8', 'fortran_order': False, 'shape': (10000, 64), }"],
    ["<f4", [7, 28, 28, 3], "{'descr': '<f4', 'fortran_order': False, 'shape': (7, 28, 28, 3), }"],
  ] as const)("of %s %j begins as NumPy's", (descr, shape, dictionary) => {
    expect(Buffer.from(writeNpyHeader(descr, shape)).toString("latin1")).toBe(
      `\x93NUMPY\x01\x00v\x00${dictionary.padEnd(117)}\n`,
    );
  });
  test("is the header, then the values", () => {
    const bytes = encodeNpy(Float64Array.of(1.5, -2), [2]);
    expect(bytes.length).toBe(128 + 16);
    expect(new Float64Array(bytes.slice(128).buffer)).toEqual(Float64Array.of(1.5, -2));
  });
});

describe("what is read", () => {
  // numpy.array(values, type).tobytes() and .astype("f8"); 6e-8 is 2⁻²⁴ as a half
  test.each([
    [">f8", "3ff8000000000000c002000000000000", [1.5, -2.25]],
    [">f4", "3fc00000c0100000", [1.5, -2.25]],
    [">f2", "3e000001", [1.5, 2 ** -24]],
    [">i2", "0001fffe", [1, -2]],
    [">u2", "0001ffff", [1, 65535]],
    [">i4", "00000001fffffffe", [1, -2]],
    [">u4", "00000007ffffffff", [7, 4294967295]],
    [">i8", "80000000000000000020000000000001", [-9.223372036854776e18, 9007199254740992]],
    ["<i8", "ffffffffffffffff0300000000002000", [-1, 9007199254740996]],
    [">u8", "0000000000000001ffffffffffffffff", [1, 18446744073709552000]],
    ["<u8", "0100000000002000fffbffffffffffff", [9007199254740992, 18446744073709550000]],
  ])("type %s in its byte order", (descr, hex, values) => {
    const bytes = file(
      `{'descr': '${descr}', 'fortran_order': False, 'shape': (2,), }`,
      new Uint8Array(Buffer.from(hex, "hex")),
    );
    expect(Array.from(parseNpy(bytes, "x.npy").data)).toEqual(values);
  });
  test.each([
    `{"descr": "<f8", "fortran_order": False, "shape": (1,)}`,
    `{'shape': (1,), 'fortran_order': False, 'descr': 'float64'}`,
    `{'descr':'d','fortran_order':True,'shape':(1,)}`,
    `{u'descr': u'<f8', u'fortran_order': False, u'shape': (1L,), }`,
    `{ 'descr' : "=d" , 'fortran_order' : False , 'shape' : ( 1 , ) , }   `,
  ])("the header %s", (dictionary) => {
    expect(parseNpy(file(dictionary), "x.npy")).toEqual({
      type: "f8",
      shape: [1],
      data: Float64Array.of(7),
    });
  });
  // numpy.load refuses each of them
  test.each([
    [
      "without an order",
      `{'descr': '<f8', 'shape': (1,), }`,
      /fortran_order must be True or False, got none/,
    ],
    ["with another order", `{'descr': '<f8', 'fortran_order': 1, 'shape': (1,), }`, /True or False, got 1/],
    [
      "with an order in quotes",
      `{'descr': '<f8', 'fortran_order': 'True', 'shape': (1,), }`,
      /fortran_order must be True or False, got True|names no plain/,
    ],
    ["with junk behind", `{'descr': '<f8', 'fortran_order': False, 'shape': (1,), } x`, /names no plain/],
    [
      "of 400 000 dimensions",
      `{'descr': '<f8', 'fortran_order': False, 'shape': (${"1,".repeat(70)}), }`,
      /at most 64 dimensions, got 70/,
    ],
  ])("not a header %s", (_name, dictionary, message) => {
    expect(() => parseNpy(file(dictionary), "x.npy")).toThrow(message);
  });
  test("a file in parts, as it is in one piece", () => {
    // more than one part of 4 MB, and the last one short
    const bytes = encodeNpy(
      Float64Array.from({ length: 700_001 }, (_, i) => i / 3),
      [700_001],
    );
    writeFileSync(join(folder, "long.npy"), bytes);
    const { data } = readNpy(join(folder, "long.npy"));
    expect([data.length, data[524_287], data[524_288], data[700_000]]).toEqual([
      700_001,
      524_287 / 3,
      524_288 / 3,
      700_000 / 3,
    ]);
  });
  test.each(["missing.npy", "."])("a path that is no file: %s", (name) => {
    expect(() => readNpy(join(folder, name))).toThrow(
      /must be a readable file, it (does not exist|is a folder)/,
    );
  });
});

describe("the shape of an example", () => {
  const shapeOf = (shape: readonly number[]) => {
    const path = join(folder, `${shape.join("-")}.npy`);
    writeFileSync(
      path,
      encodeNpy(
        Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
        shape,
      ),
    );
    return readArrayExamplesNow(path, { examples: "rows" });
  };
  test.each([
    [
      [5, 4, 9],
      [4, 9],
    ],
    [
      [5, 8, 8, 1],
      [8, 8],
    ],
    [
      [5, 1, 8, 6],
      [8, 6],
    ],
    [
      [5, 8, 6, 3],
      [8, 6, 3],
    ],
    [
      [5, 3, 8, 6],
      [8, 6, 3],
    ],
    [
      [5, 3, 4, 3],
      [3, 4, 3],
    ],
    [
      [5, 36],
      [6, 6],
    ],
    [
      [5, 1, 36],
      [6, 6],
    ],
    [[5, 35], null],
    [[5, 8, 8, 4], null],
    [[5, 2, 2, 2, 2], null],
  ])("%j is drawn as %j", (shape, drawn) => {
    const { x, imageShape } = shapeOf(shape);
    expect(imageShape).toEqual(drawn);
    expect(x.shape).toEqual([shape[0], shape.slice(1).reduce((a, b) => a * b, 1)]);
  });
  test.each([
    [[5, 8, 8, 4], "8×8×4"],
    [[5, 2, 8, 6], "2×8×6"],
    [[5, 1, 35], "1×35"],
    [[5, 35, 1], "35×1"],
    [[5, 1, 1, 3], "1×1×3"],
  ])("%j looks like pictures and is not drawn: that is told, with what would be", (shape, own) => {
    expect(shapeOf(shape).notice).toMatch(
      `examples of ${own} are not drawn: those of height×width, height×width×3 and 3×height×width are; turn the array, or name a shape (--image-shape 8x8)`,
    );
  });
  test.each([[[5, 3, 3, 3]], [[5, 3, 4, 3]]])("%j may be meant in two ways: that is told", (shape) => {
    expect(shapeOf(shape).notice).toMatch(/are taken as height×width×3; where the first axis is the colours/);
  });
  test.each([[[5, 8, 8]], [[5, 8, 8, 3]], [[5, 3, 8, 6]], [[5, 35]], [[5, 1, 36]]])(
    "%j is plain",
    (shape) => {
      expect(shapeOf(shape).notice).toBe(null);
    },
  );
  test("with the channels first they come last, and nothing else moves", () => {
    // [2, 3, 1, 2]: an axis of 1 is none; [2, 3, 2, 2]: example 0 is red 0…3, green 4…7, blue 8…11
    const { x } = shapeOf([2, 3, 2, 2]);
    expect(Array.from(x.data)).toEqual(
      [0, 12].flatMap((from) => [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11].map((i) => from + i)),
    );
  });
});
