// Arrays in files of every format, as NumPy, SciPy, h5py and pyarrow wrote them; and what of them is refused.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/errors.js";
import { parseCsv } from "../../src/data/io/csv.js";
import { parseMat } from "../../src/data/io/mat.js";
import { encodeNpy } from "../../src/data/io/npy.js";
import { optionalPackage } from "../../src/data/io/optional-package.js";
import { loadArray, readArrayExamples } from "../../src/data/sources/array-file.js";
import { arrayImages } from "../../src/data/sources/array-images.js";
import { readLabels } from "../../src/data/sources/labels-file.js";
import { openArrays } from "../../src/data/sources/open-arrays.js";
import { readArray } from "../../src/data/sources/read-array.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const golden = fileURLToPath(new URL("../golden/arrays", import.meta.url));
const at = (name: string) => join(golden, name);
const { x, cube, y } = JSON.parse(readFileSync(at("values.json"), "utf8")) as {
  x: number[][];
  cube: number[][][];
  y: number[];
};
const folder = temporaryFolder();
function file(name: string, content: Uint8Array | string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}
const { resolve } = createRequire(import.meta.url);
const isThere = (name: string) => {
  try {
    resolve(`${name}/package.json`);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "ERR_PACKAGE_PATH_NOT_EXPORTED"; // there, but closed
  }
};
const read = async (name: string, tensor?: string) => {
  const { shape, data } = await readArray(at(name), { tensor });
  return [shape, Array.from(data)];
};
const X = [[5, 4], x.flat()];
const CUBE = [[3, 2, 4], cube.flat(2)];

describe("values and shapes, as they were written", () => {
  test.each([
    ["plain.npz", "x", X],
    ["packed.npz", "cube", CUBE],
    ["one.npz", undefined, X],
    ["v5.mat", "X", X],
    ["v5.mat", "cube", CUBE],
    [
      "v5.mat",
      "big",
      [
        [1, 2],
        [2 ** 40, -3],
      ],
    ],
    ["v5-packed.mat", "X", X],
    ["v5-packed.mat", "cube", CUBE],
    ["spaces.txt", undefined, X],
    ["commas.csv", undefined, X],
  ])("%s %s", async (name, tensor, expected) => {
    expect(await read(name, tensor)).toEqual(expected);
  });
  test.skipIf(!isThere("h5wasm"))(
    "HDF5, packed and in a group, and MATLAB's own of version 7.3",
    async () => {
      const { arrays } = await openArrays(at("x.h5"));
      expect(arrays).toEqual([
        { name: "deep/x", type: "float32", shape: [5, 4] },
        { name: "y", type: "int64", shape: [5] },
      ]);
      expect((await read("x.h5", "deep/x"))[1]).toEqual(Array.from(Float32Array.from(x.flat())));
      expect(await read("x.h5", "y")).toEqual([[5], y]);
      expect(await read("v73.mat", "X")).toEqual(X);
      expect(await read("v73.mat", "cube")).toEqual(CUBE);
    },
  );
  test.skipIf(!isThere("hyparquet"))(
    "Parquet: plain columns side by side, and a column of lists",
    async () => {
      expect(await read("x.parquet", "e")).toEqual(X);
      expect(await read("x.parquet", "columns")).toEqual([[5, 2], x.flatMap(([a], i) => [a, y[i]])]);
      await expect(readArray(at("zstd.parquet"), {})).rejects.toThrow(/must be a whole Parquet file, .*ZSTD/);
      await expect(readArray(at("gap.parquet"), {})).rejects.toThrow(
        /a number in each cell, row 1 has a gap in a; fill it first/,
      );
    },
  );
  test("an order of bytes that is not this machine's", () => {
    const [tag, text] = [
      (type: number, ...bytes: number[]) => [0, 0, 0, type, 0, 0, 0, bytes.length, ...bytes],
      Buffer.from("MATLAB 5.0 MAT-file".padEnd(124)),
    ];
    const pad = (bytes: number[]) => [...bytes, ...new Array((8 - (bytes.length % 8)) % 8).fill(0)];
    const body = [
      ...tag(6, 0, 0, 0, 11, 0, 0, 0, 0), // uint16
      ...tag(5, 0, 0, 0, 1, 0, 0, 0, 2),
      ...[0, 1, 0, 1, 0x61, 0, 0, 0], // a small element: "a"
      ...pad(tag(4, 1, 0, 0, 7)),
    ];
    const bytes = Uint8Array.from([...text, 1, 0, 0x4d, 0x49, ...tag(14, ...body)]);
    const [{ name, shape, read: values }] = parseMat(bytes, "be.mat");
    expect([name, shape, Array.from(values())]).toEqual(["a", [1, 2], [256, 7]]);
  });
  test("examples are the rows, or of any number of axes the columns", async () => {
    const { x: rows } = await readArrayExamples(at("v5.mat"), { examples: "rows", tensor: "X" });
    expect([rows.shape, Array.from(rows.data)]).toEqual(X);
    const { x: slices, imageShape } = await readArrayExamples(at("v5.mat"), {
      examples: "columns",
      tensor: "cube",
    });
    expect([slices.shape, imageShape]).toEqual([
      [4, 6],
      [3, 2],
    ]);
    expect(Array.from(slices.data.subarray(6, 12))).toEqual(cube.flat().map((pixels) => pixels[1]));
    expect(Array.from(loadArray(at("commas.csv"), { examples: "rows" }).data)).toEqual(x.flat());
  });
});

describe("what is meant is named", () => {
  test.each<[string, string, string | undefined, RegExp]>([
    [
      "several arrays",
      "v5-packed.mat",
      undefined,
      /tensor must name one of the arrays in .*: X \(float64 5×4\), cube \(uint8 3×2×4\), y \(int64 5×1\)/,
    ],
    [
      "a name that is none",
      "packed.npz",
      "z",
      /tensor must name an array in .*packed\.npz, got "z"; choose one of x, cube/,
    ],
    [
      "a name where there are none",
      "commas.csv",
      "z",
      /tensor must be given only for files that name their arrays, not of a text file, got "z"/,
    ],
    [
      "no array of numbers",
      "no-numbers.mat",
      undefined,
      /c is a cell array, s is a struct, p is a sparse matrix, z is complex numbers, t is text; save it as full/,
    ],
    [
      "another version",
      "v4.mat",
      undefined,
      /v4\.mat must be of MATLAB's version 5 or 7\.3, it is of version 4; load it in MATLAB and save it with -v7$/,
    ],
  ])("%s", async (_, name, tensor, error) => {
    await expect(readArray(at(name), { tensor })).rejects.toThrow(error);
  });
  test("a package that is not installed is named with how to install it", async () => {
    await expect(
      optionalPackage("no-such-package", "no-such-package", "x.h5 is an HDF5 file"),
    ).rejects.toThrow(
      "optionalPackage: x.h5 is an HDF5 file, which must be read with the package no-such-package, and that is not installed; npm install no-such-package",
    );
  });
  test("HDF5 and Parquet are refused where nothing can be waited for", () => {
    expect(() => loadArray(at("x.h5"), { examples: "rows" })).toThrow(
      /it is HDF5 or Parquet; save it as \.npy/,
    );
  });
});

describe("text", () => {
  const csv = (text: string) => parseCsv(text, "x.csv");
  test.each([
    ["semicolons and a header", "a;b\r\n1;2\r\n3;4\r\n", [2, 2], [1, 2, 3, 4]],
    ["tabs and empty lines", "1\t2\n\n3\t4\n\n", [2, 2], [1, 2, 3, 4]],
    ["spaces and comments", "# x\n 1  2\n-3e-1 .5\n", [2, 2], [1, 2, -0.3, 0.5]],
    ["quotation marks", '"x, y","z"\n"1","2"\n', [1, 2], [1, 2]],
    ["one column", "label\n3\n4\n", [2, 1], [3, 4]],
  ])("%s", (_, text, shape, values) => {
    const found = csv(text);
    expect([found.shape, Array.from(found.data)]).toEqual([shape, values]);
  });
  test.each<[string, string, RegExp]>([
    ["a gap", "a,b\n1,2\n3,\n", /got a gap in line 3, column 2 \(b\); fill gaps, leave out words/],
    ["a word", "1,2\n3,four\n", /got "four" in line 2, column 2; fill gaps/],
    ["NaN", "1,2\nnan,4\n", /got "nan" in line 2, column 1/],
    ["a decimal comma", "1,5;2\n", /got "1,5" in line 1, column 1; write decimals with a point/],
    [
      "lines of different lengths",
      "1,2\n\n3,4,5\n",
      /as many values in each line, line 3 has 3 and line 1 2; they are parted by commas/,
    ],
    ["nothing", "\n# only words\n", /must hold lines of numbers, it has none/],
  ])("%s is refused with its place", (_, text, error) => {
    expect(() => csv(text)).toThrow(error);
  });
  test("of UTF-16, as spreadsheets write it", async () => {
    const text = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("1\t2\n3\t4\n", "utf16le")]);
    expect((await readArray(file("utf16.txt", text), {})).shape).toEqual([2, 2]);
  });
});

describe("files that lie or are cut", () => {
  const npy = encodeNpy(new Float64Array(1000), [1000]);
  test("a .npz whose entry says that it unpacks to more than it can", async () => {
    const zip = zipSync({ "x.npy": npy });
    const view = new DataView(zip.buffer);
    const directory = view.getUint32(zip.length - 6, true);
    view.setUint32(directory + 24, 2 ** 31, true);
    await expect(readArray(file("lie.npz", zip), {})).rejects.toThrow(/its entry x\.npy lies of its size/);
    await expect(readArray(file("cut.npz", zip.subarray(0, 200)), {})).rejects.toThrow(
      /must be a whole \.npz file/,
    );
  });
  test("a packed variable that says it is larger than it can be", () => {
    const whole = readFileSync(at("v5-packed.mat"));
    const body = Buffer.from([14, 0, 0, 0, 0, 0, 0, 0x70, ...new Array(400).fill(1)]);
    const packed = deflateSync(body);
    const head = Buffer.alloc(8);
    head.writeUInt32LE(15, 0);
    head.writeUInt32LE(packed.length, 4);
    expect(() => parseMat(Buffer.concat([whole.subarray(0, 128), head, packed]), "x.mat")).toThrow(
      InputError,
    );
  });
  test("every cut of a MATLAB file is noticed, and no changed byte gives another error or many more values", () => {
    for (const name of ["v5.mat", "v5-packed.mat"]) {
      const whole = new Uint8Array(readFileSync(at(name)));
      const names = parseMat(whole, name).map((one) => one.name);
      for (let length = 128; length < whole.length; length += 7) {
        let found: string[] = [];
        try {
          const variables = parseMat(whole.subarray(0, length), name);
          for (const one of variables) if (one.fault === null) one.read();
          found = variables.map((one) => one.name);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          continue;
        }
        expect(found.length, `${length}`).toBeLessThan(names.length);
      }
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.integer({ min: 124, max: whole.length - 1 }), fc.nat(255)), {
            minLength: 1,
            maxLength: 4,
          }),
          (changes) => {
            const broken = whole.slice();
            for (const [place, byte] of changes) broken[place] = byte;
            try {
              for (const one of parseMat(broken, name))
                if (one.fault === null) expect(one.read().length).toBeLessThan(1e6);
            } catch (error) {
              expect(error).toBeInstanceOf(InputError);
            }
          },
        ),
        { numRuns: 300 },
      );
    }
  });
  test.skipIf(!isThere("h5wasm"))("a cut HDF5 file is told in one line", async () => {
    const cut = file("cut.h5", readFileSync(at("x.h5")).subarray(0, 3000));
    await expect(readArray(cut, {})).rejects.toThrow(/must be a whole HDF5 file, truncated file/);
  });
  test.skipIf(!isThere("hyparquet"))("a cut Parquet file, too", async () => {
    const cut = file("cut.parquet", readFileSync(at("x.parquet")).subarray(0, 900));
    await expect(readArray(cut, {})).rejects.toThrow(/must be a whole Parquet file/);
  });
  test("a gzip of something else, and a file of nothing that is known", async () => {
    await expect(readArray(file("x.gz", gzipSync("text")), {})).rejects.toThrow(
      /must be an array that is known/,
    );
    await expect(readArray(file("x.bin", "what is this"), {})).rejects.toThrow(/it begins as none of them$/);
    await expect(readArray(join(folder, "nowhere.npy"), {})).rejects.toThrow(/it does not exist/);
    mkdirSync(join(folder, "dir.npz"));
    await expect(readArray(join(folder, "dir.npz"), {})).rejects.toThrow(/it is a folder/);
  });
});

describe("labels", () => {
  test("of every format, with the names that the file has", async () => {
    const labels = { values: Int32Array.of(0, 1, 2, 0, 1), classes: ["1", "2", "10"] };
    expect(await readLabels(at("v5.mat"), 5)).toEqual(labels);
    expect(await readLabels(at("plain.npz"), 5)).toEqual(labels);
    expect(await readLabels(file("y.csv", "label\n1\n2\n10\n1\n2\n"), 5)).toEqual(labels);
    expect(await readLabels(file("y.txt", "cat\ndog\ncat\n"), 3)).toEqual({
      values: Int32Array.of(0, 1, 0),
      classes: ["cat", "dog"],
    });
  });
  test.each<[string, string, number, RegExp]>([
    [
      "too few",
      at("v5.mat"),
      7,
      /must have a label for each of the 7 examples, got X 5×4, cube 3×2×4, y 5×1/,
    ],
    ["too many lines", file("z.csv", "1\n2\n3\n"), 2, /a label for each of the 2 examples, got 3/],
    ["two in a line", file("two.csv", "1,2\n3,4\n"), 2, /must have one label in each line, got 2 values/],
    [
      "no whole numbers",
      file("half.npy", encodeNpy(Float64Array.of(1, 0.5), [2])),
      2,
      /must hold whole numbers, got 0\.5 at place 1/,
    ],
  ])("%s: refused", async (_, path, count, error) => {
    await expect(readLabels(path, count)).rejects.toThrow(error);
  });
});

describe("images in an array", () => {
  const save = (name: string, shape: number[]) => {
    const count = shape.reduce((all, length) => all * length, 1);
    return file(
      name,
      encodeNpy(
        Float64Array.from({ length: count }, (_, i) => i),
        shape,
      ),
    );
  };
  test.each<[string, number[], number, number[], 1 | 3, number[]]>([
    // shape of the array, images, size, channels, first values of the second image
    ["slices of the last axis where the first two are equal", [3, 3, 2], 2, [3, 3], 1, [1, 3, 5]],
    ["of the first where the last two are", [2, 3, 3], 2, [3, 3], 1, [9, 10, 11]],
    ["of the first where nothing tells", [2, 3, 4], 2, [3, 4], 1, [12, 13, 14]],
    ["colours last", [2, 4, 5, 3], 2, [4, 5], 3, [60, 61, 62]],
    ["colours first", [2, 3, 4, 5], 2, [4, 5], 3, [60, 80, 100]],
  ])("%s", (name, shape, count, size, channels, values) => {
    const { files, channels: found } = arrayImages(save(`${name}.npy`, shape));
    expect([files.length, found]).toEqual([count, channels]);
    expect(files[1].size()).toEqual({ height: size[0], width: size[1] });
    expect(Array.from(files[1].load().data.subarray(0, 3))).toEqual(values);
  });
  test("of MATLAB the last axis counts them", () => {
    const { files } = arrayImages(at("v5.mat"), "cube");
    expect([files.length, files[0].size()]).toEqual([4, { height: 3, width: 2 }]);
    expect(Array.from(files[2].load().data)).toEqual(cube.flat().map((pixels) => pixels[2]));
  });
  test("one image, and what is none", () => {
    expect(arrayImages(save("single.npy", [2, 3])).files.length).toBe(1);
    expect(() => arrayImages(save("line.npy", [4]))).toThrow(/line\.npy must be images .*, got \[4\]/);
    expect(() => arrayImages(file("nan.npy", encodeNpy(Float64Array.of(Number.NaN, 1), [1, 2])))).toThrow(
      /finite numbers only, got NaN/,
    );
  });
});
