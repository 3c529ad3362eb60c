// Files of torch.save: what they hold is read, what would run is refused.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { floatsOf, type StoredTensor } from "../../src/data/io/stored-tensor.js";
import { readTorchFile } from "../../src/weights/torch-file.js";

const golden = (name: string) =>
  new Uint8Array(
    readFileSync(fileURLToPath(new URL(`../golden/weights/dictionary_learning/${name}`, import.meta.url))),
  );
const text = (value: string) => new TextEncoder().encode(value);
/** A file whose data.pkl is this, and its storages. */
const file = (pickle: string, storages: Record<string, Uint8Array> = {}) =>
  zipSync(
    {
      "a/data.pkl": latin(pickle),
      ...Object.fromEntries(Object.entries(storages).map(([key, bytes]) => [`a/data/${key}`, bytes])),
    },
    { level: 0 },
  );
const latin = (value: string) => Uint8Array.from(value, (letter) => letter.charCodeAt(0));
const short = (value: string) => `X${String.fromCharCode(value.length)}\0\0\0${value}`;
const int = (value: number) =>
  value < 256 ? `K${String.fromCharCode(value)}` : `M${String.fromCharCode(value % 256, value >> 8)}`;
/** A tensor of storage 0: [offset, shape, stride]. */
const tensor = (offset: number, shape: number[], stride: number[], type = "FloatStorage", count = 4) =>
  [
    "ctorch._utils\n_rebuild_tensor_v2\n((",
    short("storage"),
    `ctorch\n${type}\n`,
    short("0"),
    short("cpu"),
    int(count),
    "tQ",
    int(offset),
    `(${shape.map(int).join("")}t(${stride.map(int).join("")}t`,
    "\x89ccollections\nOrderedDict\n)RtR",
  ].join("");
const four = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);
const read = (bytes: Uint8Array) => readTorchFile(bytes, "ae.pt");

test("strides are honoured: encoder.weight of a TopK lies column by column", () => {
  const dict = read(golden("TopK.pt")) as Map<string, StoredTensor>;
  const [encoder, decoder] = ["encoder.weight", "decoder.weight"].map((name) => dict.get(name)!);
  expect([encoder.shape, decoder.shape]).toEqual([
    [6, 4],
    [4, 6],
  ]);
  const [e, d] = [floatsOf(encoder), floatsOf(decoder)];
  // The tool starts with the one the other's transpose.
  for (let i = 0; i < 6; i++) for (let j = 0; j < 4; j++) expect(e[4 * i + j]).toBe(d[6 * j + i]);
  expect(Array.from(floatsOf(dict.get("k")!))).toEqual([2]);
  expect(floatsOf(read(file(`\x80\x02${tensor(0, [2, 2], [1, 2])}.`, { 0: four })) as StoredTensor)).toEqual(
    Float32Array.of(1, 3, 2, 4),
  );
  expect(floatsOf(read(file(`\x80\x02${tensor(2, [2], [1])}.`, { 0: four })) as StoredTensor)).toEqual(
    Float32Array.of(3, 4),
  );
});

describe("refused, and nothing is run", () => {
  test.each([
    ["a callable", "cos\nsystem\n(X\x04\0\0\0echot R.", /names "os\.system", which is not run/],
    ["a builtin", "cbuiltins\neval\n(X\x01\0\0\0 1tR.", /names "builtins\.eval"/],
    ["a class of a module", "covercomplete.sae\nTopKSAE\n)\x81.", /names "overcomplete\.sae\.TopKSAE"/],
    ["a type that is called", "ctorch\nFloatStorage\n(tR.", /calls "torch\.FloatStorage"/],
    ["a global off the stack", `${short("os")}${short("system")}\x93.`, /names "os\.system"/],
    ["what torch may call by name", "ctorch\nload\n.", /names "torch\.load"/],
  ])("%s", (_, pickle, error) => {
    expect(() => read(file(`\x80\x02${pickle}`))).toThrow(error);
  });

  test.each([
    ["cut short", "X\xff\0\0\0ab", /cut short/],
    ["an opcode of another protocol", "i__main__\nX\n.", /opcode 0x69 is none that is read/],
    ["a stack that is empty", "R.", /takes a value where there is none/],
    ["no mark", "t.", /a mark that is not there/],
    ["a mark for a value", "(R.", /takes a mark for a value/],
    ["a memo that was never kept", "h\x05.", /recalls value 5/],
    ["values left over", "NN.", /values left over/],
    ["items of no dict", "K\x01NNs.", /sets items of no dict/],
    ["a call of no name", "K\x01)R.", /calls what is no name/],
    ["another protocol", "\x80\x09N.", /protocol 9 is none of 2 to 5/],
    ["no storage", "K\x01Q.", /no storage of numbers/],
    ["pairs that are none", "ccollections\nOrderedDict\n(K\x01tR.", /OrderedDict of what are no pairs/],
  ])("a pickle with %s", (_, pickle, error) => {
    expect(() => read(file(`\x80\x02${pickle}`))).toThrow(error);
  });

  test.each([
    ["beyond its storage", tensor(2, [3], [1]), /more values than its storage/],
    ["of one value a million times", tensor(0, [200, 200], [0, 0]), /more values than its storage/],
    [
      "of a storage that is missing",
      tensor(0, [4], [1]).replace(short("0"), short("7")),
      /storage "7" is missing/,
    ],
    ["without a stride for each axis", tensor(0, [2, 2], [1]), /a tensor of what is none/],
  ])("a tensor %s", (_, pickle, error) => {
    expect(() => read(file(`\x80\x02${pickle}.`, { 0: four }))).toThrow(error);
  });

  test("the same memory as tensors over and over", () => {
    const storage = { 0: new Uint8Array(40_000) };
    const times = (count: number) =>
      file(`\x80\x02](${tensor(0, [10_000], [1], "FloatStorage", 10_000).repeat(count)}e.`, storage);
    expect(read(times(3))).toHaveLength(3);
    expect(() => read(times(100))).toThrow(/the same memory more than 16 times over/);
  });

  test("a zip that is cut, none, compressed, or without a pickle", () => {
    const whole = golden("AutoEncoder.pt");
    for (const length of [10, 400, whole.length - 30])
      expect(() => read(whole.slice(0, length))).toThrow(/must be a whole file of torch.save/);
    expect(() => read(text("\x80\x02N."))).toThrow(/torch before 1\.6 wrote/);
    expect(() => read(zipSync({ "a/data.pkl": new Uint8Array(1000) }))).toThrow(/is compressed/);
    expect(() => read(zipSync({ "a/b": four }, { level: 0 }))).toThrow(/has no data\.pkl/);
  });
});
