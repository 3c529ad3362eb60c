// rhohat data, as it is typed.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { encodeNpy, parseNpy } from "../../src/data/io/npy.js";
import { rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const mnist = fileURLToPath(new URL("../golden/mnist", import.meta.url));
const read = (name: string) => parseNpy(readFileSync(at(name)), name);
writeFileSync(at("X.npy"), encodeNpy(Float64Array.of(1, 2, 3, 6, 8, 13), [2, 3]));

test("examples after the steps, a row each, or a column each that is read and written", async () => {
  const rows = await rhohatHere(["data", at("X.npy"), "--preprocess", "remove-mean", "--out", at("Y.npy")]);
  expect(rows).toEqual({ code: 0, out: `${at("Y.npy")}\n`, err: "" });
  expect(read("Y.npy")).toEqual({ type: "f8", shape: [2, 3], data: Float64Array.of(-1, 0, 1, -3, -1, 4) });
  const columns = ["--columns", "--preprocess", "remove-mean", "--dtype", "float32"];
  await rhohatHere(["data", at("X.npy"), ...columns, "--out", at("C.npy")]);
  expect(read("C.npy")).toEqual({
    type: "f4",
    shape: [2, 3],
    data: Float64Array.of(-2.5, -3, -5, 2.5, 3, 5),
  });
});

test("without steps they are as they were; a set of pictures is one too", async () => {
  await rhohatHere(["data", at("X.npy"), "--out", at("same.npy")]);
  expect(readFileSync(at("same.npy"))).toEqual(readFileSync(at("X.npy")));
  await rhohatHere(["data", mnist, "--out", at("digits.npy")]);
  expect(read("digits.npy").shape).toEqual([30, 784]);
});

test.each<[string, string, string[], string]>([
  [
    "no step",
    "Z.npy",
    ["--preprocess", "remove-meen"],
    'data: --preprocess must name a kind, got "remove-meen"; did you mean remove-mean?\n',
  ],
  ["a file of another kind", "Z.txt", [], `data: --out must end in .npy, got ${at("Z.txt")}\n`],
  [
    "a folder that is not there",
    "no/Z.npy",
    [],
    `data: --out must lie in a folder that is there, ${at("no")} is none; make it first\n`,
  ],
  [
    "columns of pictures",
    "Z.npy",
    ["--columns"],
    "data: --columns must be given only with an array; else leave it out\n",
  ],
])("%s is told in one line, and nothing is written", async (name, out, words, error) => {
  const before = readdirSync(folder);
  const path = name.startsWith("columns") ? mnist : at("X.npy");
  const { code, err } = await rhohatHere(["data", path, "--out", at(out), ...words]);
  expect([code, err]).toEqual([2, error]);
  expect(readdirSync(folder)).toEqual(before);
});
