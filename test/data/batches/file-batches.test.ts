import { appendFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type FileBatchOptions, openBatches } from "../../../src/data/batches/file-batches.js";
import { encodeNpy } from "../../../src/data/io/npy.js";
import { writeNpyHeader } from "../../../src/data/io/npy-header.js";
import { encodeSafetensors } from "../../../src/data/io/safetensors.js";
import { readArrayExamplesNow } from "../../../src/data/sources/array-file.js";
import { batchContract, take } from "../../support/batch-contract.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const folder = temporaryFolder();
let files = 0;
/** Writes a file of its own and tells where. */
function written(bytes: Uint8Array, ending = "npy"): string {
  const path = join(folder, `${files++}.${ending}`);
  writeFileSync(path, bytes);
  return path;
}
const npy = (values: readonly number[], shape: readonly number[], array = Float32Array) =>
  written(encodeNpy(array.from(values), shape));

/** Examples [i, −i] for i from `first` to `end`. */
const numbered = (first: number, end: number) =>
  Float32Array.from({ length: 2 * (end - first) }, (_, i) => (i % 2 ? -1 : 1) * (first + (i >> 1)));

/** The same examples in three files of unlike lengths, one of them safetensors. */
function shards(count: number): string[] {
  const [a, b] = [Math.floor(count / 7), Math.floor(count / 2)];
  const x = { shape: [b - a, 2], data: numbered(a, b) };
  return [
    written(encodeNpy(numbered(0, a), [a, 2])),
    written(encodeSafetensors({ x }), "safetensors"),
    written(encodeNpy(numbered(b, count), [count - b, 2])),
  ];
}

/** Every example once, in the order of the files. */
async function allRows(paths: string | readonly string[], options: Partial<FileBatchOptions> = {}) {
  const source = await openBatches(paths, { batch: 1, seed: 0, ...options });
  const into = new Float64Array(source.inputs);
  const rows: number[][] = [];
  try {
    for (let i = 0; i < source.epochLength; i++) {
      await source.fill(into);
      rows.push([...into]);
    }
  } finally {
    await source.close();
  }
  return rows.sort((p, q) => p[0] - q[0]);
}

describe.each([
  ["that holds all", {}],
  ["of a tenth", { buffer: 900 }],
])("openBatches with a buffer %s", (_, buffer) => {
  batchContract((count, options) => openBatches(shards(count), { ...options, ...buffer }));
});

describe("what files hold", () => {
  // numpy.array([[1, 2], [3, 258]], type).tobytes(); halves and bfloat16 of [[1, 2], [3, −0.5]]
  test.each([
    ["<f4", "0000803f000000400000404000008143", 258],
    [">f4", "3f800000400000004040000043810000", 258],
    ["<f8", "000000000000f03f000000000000004000000000000008400000000000207040", 258],
    [">i2", "0001000200030102", 258],
    ["<u4", "01000000020000000300000002010000", 258],
    ["<i8", "0100000000000000020000000000000003000000000000000201000000000000", 258],
    [">f2", "3c0040004200b800", -0.5],
    ["|b1", "01000000", 0],
  ])("numbers of type %s", async (descr, hex, last) => {
    const header = Buffer.from(writeNpyHeader("<f4", [2, 2]))
      .toString("latin1")
      .replace("<f4", descr);
    const path = written(Buffer.concat([Buffer.from(header, "latin1"), Buffer.from(hex, "hex")]));
    const expected =
      descr === "|b1"
        ? [
            [0, 0],
            [1, 0],
          ]
        : [
            [1, 2],
            [3, last],
          ];
    expect(await allRows(path)).toEqual(expected);
  });

  test.each([
    ["BF16", "803f00404040" + "00bf", -0.5],
    ["F16", "003c00400042" + "00b8", -0.5],
    ["I8", "010203ff", -1],
  ])("a tensor of type %s by its name", async (dtype, hex, last) => {
    const width = hex.length / 8;
    const header = JSON.stringify({
      other: { dtype: "U8", shape: [3], data_offsets: [0, 3] },
      x: { dtype, shape: [2, 2], data_offsets: [3, 3 + 4 * width] },
    });
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const path = written(
      Buffer.concat([length, Buffer.from(header), Buffer.from([9, 9, 9]), Buffer.from(hex, "hex")]),
      "safetensors",
    );
    expect(await allRows(path, { tensor: "x" })).toEqual([
      [1, 2],
      [3, last],
    ]);
    await expect(openBatches(path, { batch: 1, seed: 0 })).rejects.toThrow(
      /safetensors must hold one tensor, got \["other","x"\]; name the one that holds the examples$/,
    );
    await expect(openBatches(path, { batch: 1, seed: 0, tensor: "othr" })).rejects.toThrow(
      /^openBatches: tensor must be in .*safetensors, got "othr"; did you mean other\?$/,
    );
  });

  test("coloured pictures with the channels first are turned, as readArrayExamplesNow turns them", async () => {
    const path = npy(
      Array.from({ length: 2 * 3 * 2 * 2 }, (_, i) => i),
      [2, 3, 2, 2],
    );
    const { x, imageShape, notice } = readArrayExamplesNow(path, { examples: "rows" });
    expect((await allRows(path)).flat()).toEqual([...x.data]);
    const source = await openBatches(path, { batch: 1, seed: 0 });
    expect(source).toMatchObject({ inputs: 12, imageShape, notice });
    await source.close();
  });
});

describe("files are refused", () => {
  const fine = npy([1, 2, 3, 4], [2, 2]);
  const fortran = () =>
    written(
      Buffer.from(
        Buffer.from(encodeNpy(Float32Array.of(1, 2), [1, 2]))
          .toString("latin1")
          .replace("False, 's", "True,  's"),
        "latin1",
      ),
    );
  test.each<[string, () => string[], RegExp]>([
    ["none", () => [], /^openBatches: paths must name at least one file, got none$/],
    [
      "missing",
      () => [fine, join(folder, "nothing.npy")],
      /nothing.npy must be a readable file, it does not exist$/,
    ],
    ["a folder", () => [folder], /must be a readable file, it is a folder$/],
    ["empty", () => [written(new Uint8Array(0))], /must hold data, it is empty$/],
    [
      "a device",
      () => ["/dev/null"],
      /^readInput: \/dev\/null must be a readable file, it has no places to read from$/,
    ],
    [
      "another format",
      () => [written(Uint8Array.of(1, 2, 3), "csv")],
      /^openBatches: .*csv must be a .npy or .safetensors file, by its name it is neither$/,
    ],
    [
      "cut short",
      () => [written(encodeNpy(numbered(0, 9), [9, 2]).subarray(0, 150))],
      /it has 150 bytes where its shape needs 200: it is cut short$/,
    ],
    [
      "of one dimension",
      () => [npy([1, 2], [2])],
      /^openBatches: .* must have at least two dimensions \[examples, values\], got \[2\]$/,
    ],
    ["without values", () => [npy([], [0, 2])], /must hold at least one value, got \[0,2\]$/],
    [
      "in Fortran order",
      () => [fortran()],
      /must hold its examples row after row, it is in Fortran order; save numpy.ascontiguousarray of it$/,
    ],
    [
      "of other examples",
      () => [fine, npy([1, 2, 3], [1, 3])],
      /^openBatches: .*npy must have examples of 2 as .*npy, its shape differs, got 3; leave it out$/,
    ],
    [
      "of another type",
      () => [fine, written(encodeNpy(Float64Array.of(1, 2), [1, 2]))],
      /npy must hold float32 as .*npy, got float64; save all as float32$/,
    ],
  ])("%s", async (_, paths, message) => {
    await expect(openBatches(paths(), { batch: 1, seed: 0 })).rejects.toThrow(message);
  });

  test("a buffer that holds no two blocks", async () => {
    await expect(openBatches(shards(9000), { batch: 10, seed: 0, buffer: 15 })).rejects.toThrow(
      /^openBatches: buffer must be at least two blocks, 16 examples, got 15$/,
    );
  });

  test("a buffer beyond memory", async () => {
    const path = join(folder, "sparse.npy");
    const header = writeNpyHeader("<f4", [2 ** 15, 2 ** 20]);
    writeFileSync(path, header);
    truncateSync(path, header.length + 2 ** 37);
    await expect(openBatches(path, { batch: 10, seed: 0, buffer: 2 ** 15 })).rejects.toThrow(
      /^openBatches: buffer must fit into memory, got "128.0 GiB"; let it hold fewer examples$/,
    );
  });
});

describe("what happens later", () => {
  test.each([[Number.NaN], [Number.NEGATIVE_INFINITY]])("%s is told with file and row", async (bad) => {
    const values = [...numbered(0, 50)];
    values[2 * 31 + 1] = bad;
    const paths = [npy([...numbered(50, 90)], [40, 2]), npy(values, [50, 2])];
    await expect(allRows(paths)).rejects.toThrow(
      `fill: ${paths[1]} must hold finite numbers only, got ${bad} at row 31, column 1; remove or replace it first`,
    );
  });

  test("a number that float32 cannot hold is told, and the batch stays the next", async () => {
    const source = await openBatches(written(encodeNpy(Float64Array.of(1, 1e300), [1, 2])), {
      batch: 1,
      seed: 0,
    });
    await expect(source.fill(new Float32Array(2))).rejects.toThrow(/got Infinity at row 0, column 1/);
    expect(source.state()).toEqual({ epoch: 0, batch: 0 });
    const into = new Float64Array(2);
    await source.fill(into);
    expect([...into]).toEqual([1, 1e300]);
    await source.close();
  });

  test("a file that is held out may not hold NaN either", async () => {
    const source = await openBatches(npy(Array(40).fill(Number.NaN), [20, 2]), {
      batch: 1,
      seed: 0,
      heldOut: 0.5,
    });
    await expect(source.heldOut.read(0, new Float32Array(20))).rejects.toThrow(/got NaN at row 0, column 0/);
    await source.close();
  });

  test.each<[string, (path: string) => void, RegExp]>([
    [
      "became shorter",
      (path) => truncateSync(path, 1000),
      /npy became shorter while it was in use; put it back and resume$/,
    ],
    [
      "was changed",
      (path) => appendFileSync(path, "x"),
      /npy was changed while it was in use; begin again with the new one$/,
    ],
  ])("a file that %s", async (_, change, message) => {
    const path = written(encodeNpy(numbered(0, 9000), [9000, 2]));
    const source = await openBatches(path, { batch: 10, seed: 0, buffer: 900 });
    await take(source, 1);
    change(path);
    await expect(take(source, 900)).rejects.toThrow(message);
    await source.close();
  });

  test("closes while it reads ahead, and after an error", async () => {
    const source = await openBatches(shards(9000), { batch: 10, seed: 0, buffer: 900 });
    await take(source, 1);
    source.restore({ epoch: 3, batch: 500 });
    const filled = source.fill(new Float32Array(20));
    await filled;
    await source.close();
  });
});
