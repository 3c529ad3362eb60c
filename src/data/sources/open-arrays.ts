// The arrays of a file, whatever its format is.

import { statSync } from "node:fs";
import { sizeOf } from "../../core/arrays.js";
import { InputError, inputError } from "../../core/errors.js";
import { didYouMean } from "../../core/nearest.js";
import { type ByteSource, bytesSource } from "../io/byte-source.js";
import { parseCsv } from "../io/csv.js";
import { decodeText } from "../io/decode-text.js";
import { openHdf5 } from "../io/hdf5.js";
import { idxValues } from "../io/idx.js";
import { parseMat } from "../io/mat.js";
import { parseNpy } from "../io/npy.js";
import { npyFacts, unzipNpy } from "../io/npz.js";
import { openParquet } from "../io/parquet.js";
import { readInParts, readInput } from "../io/read-file.js";
import { readIdx } from "../io/read-idx.js";
import { readNpy } from "../io/read-npy.js";
import { safetensorsFrom } from "../io/safetensors.js";
import type { ArrayFacts, StoredArrays } from "../io/stored-arrays.js";
import { typeNames } from "../io/stored-numbers.js";
import { tensorTypes, widthOf } from "../io/stored-tensor.js";
import { readValues } from "../io/stored-values.js";
import { arrayFormat } from "./array-format.js";

/** A file that holds one array and no name of it. */
const single = (
  format: string,
  type: string,
  shape: readonly number[],
  read: () => Float64Array,
): StoredArrays => ({
  format,
  lastAxisCounts: false,
  arrays: [{ name: "", type, shape }],
  read,
});

function openNpz(path: string): StoredArrays {
  const bytes = readInput(path);
  const arrays = [...unzipNpy(bytes, path)].flatMap(([name, content]): ArrayFacts[] => {
    const facts = npyFacts(content, `${path}: ${name}`);
    return facts === null ? [] : [{ name, type: typeNames[facts.type], shape: facts.shape }];
  });
  const read = (name: string) => parseNpy(unzipNpy(bytes, path, name).get(name)!, `${path}: ${name}`).data;
  return { format: ".npz file", lastAxisCounts: false, arrays, read };
}

function openMat(path: string): StoredArrays {
  const variables = parseMat(readInput(path), path);
  const arrays = variables.filter(({ fault }) => fault === null);
  if (arrays.length === 0 && variables.length > 0)
    throw new InputError(
      `openMat: ${path} must hold an array of real numbers, ${variables.map(({ name, type }) => `${name} is ${type}`).join(", ")}; save it as full, real, numeric arrays`,
    );
  const read = (wanted: string) => arrays.find(({ name }) => name === wanted)!.read();
  return { format: "MATLAB file", lastAxisCounts: true, arrays, read };
}

function openSafetensors(path: string): StoredArrays {
  const inMemory = statSync(path, { throwIfNoEntry: false })?.isFile() === false ? readInput(path) : null; // a pipe
  const using = <T>(use: (source: ByteSource) => T): T =>
    inMemory === null ? readInParts(path, use) : use(bytesSource(inMemory));
  const { start, entries } = using((source) => safetensorsFrom(source, path));
  const arrays = entries.map(
    ([name, { dtype, shape }]): ArrayFacts => ({ name, type: typeNames[tensorTypes[dtype]], shape }),
  );
  const read = (wanted: string) => {
    const [, entry] = entries.find(([name]) => name === wanted)!;
    const type = tensorTypes[entry.dtype];
    const at = { type, width: widthOf(type), bigEndian: false, start: start + entry.data_offsets[0] };
    const length = sizeOf(entry.shape);
    return using((source) => readValues("parseSafetensors", source, { ...at, name: path, length }));
  };
  return { format: ".safetensors file", lastAxisCounts: false, arrays, read };
}

function openIdx(path: string): StoredArrays {
  const idx = readIdx(path);
  return single("IDX file", typeNames[idx.type], idx.shape, () => idxValues(idx));
}

function openCsv(path: string): StoredArrays {
  const { shape, data } = parseCsv(decodeText(readInput(path)), path);
  return single("text file", "numbers", shape, () => data);
}

function openNpy(path: string): StoredArrays {
  const { type, shape, data } = readNpy(path);
  return single(".npy file", typeNames[type], shape, () => data);
}

/** Files of formats that need no other package; null of the others. */
export function openArraysNow(path: string): StoredArrays | null {
  switch (arrayFormat(path)) {
    case "npz":
      return openNpz(path);
    case "mat":
      return openMat(path);
    case "safetensors":
      return openSafetensors(path);
    case "idx":
      return openIdx(path);
    case "csv":
      return openCsv(path);
    case "npy":
      return openNpy(path);
    case "mat-4":
      throw new InputError(
        `openArrays: ${path} must be of MATLAB's version 5 or 7.3, it is of version 4; load it in MATLAB and save it with -v7`,
      );
    case null:
      throw unknownFormat(path);
    default:
      return null;
  }
}

const unknownFormat = (path: string) =>
  new InputError(
    `openArrays: ${path} must be an array that is known: .npy, .npz, .csv, IDX, .mat, .safetensors, HDF5 or Parquet, it begins as none of them`,
  );

/**
 * The arrays of numbers in a file.
 *
 * @throws {InputError} if it cannot be read, is damaged, of no format that is known, or needs a package that is missing
 */
export async function openArrays(path: string): Promise<StoredArrays> {
  const opened = openArraysNow(path);
  if (opened !== null) return opened;
  const format = arrayFormat(path);
  return format === "parquet" ? openParquet(path) : openHdf5(path, format === "mat-7.3");
}

const told = ({ name, type, shape }: ArrayFacts) => `${name} (${type} ${shape.join("×")})`;

/**
 * The array that is meant.
 *
 * @param tensor - its name; the only one unless given
 * @throws {InputError} that lists which there are
 */
export function chosenArray(
  { arrays, format }: StoredArrays,
  path: string,
  tensor: string | undefined,
): ArrayFacts {
  const names = arrays.map(({ name }) => name);
  if (arrays.length === 0)
    throw new InputError(`openArrays: ${path} must hold an array of numbers, it holds none`);
  if (tensor !== undefined && names[0] === "")
    throw inputError(
      "openArrays",
      "tensor",
      `be given only for files that name their arrays, not of a ${format}`,
      tensor,
      "leave it out",
    );
  if (tensor === undefined && arrays.length > 1)
    throw new InputError(
      `openArrays: tensor must name one of the arrays in ${path}: ${arrays.map(told).join(", ")}`,
    );
  const found = tensor === undefined ? arrays[0] : arrays.find(({ name }) => name === tensor);
  if (found === undefined)
    throw inputError("openArrays", "tensor", `name an array in ${path}`, tensor, didYouMean(tensor!, names));
  return found;
}
