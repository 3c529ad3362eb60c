// HDF5, also that of MATLAB's version 7.3, by the optional package h5wasm.

import { statSync } from "node:fs";
import { sizeOf } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";
import { toRowMajor } from "./npy.js";
import { optionalPackage } from "./optional-package.js";
import type { ArrayFacts, StoredArrays } from "./stored-arrays.js";

interface Group {
  keys(): string[];
  get(name: string): unknown;
}
interface Stored {
  readonly shape: readonly number[];
  readonly metadata: { readonly type: number; readonly signed: boolean; readonly size: number };
  readonly value: unknown;
}
/** What is used of the package. */
interface Hdf5 {
  readonly ready: Promise<{ activate_throwing_error_handler(): void }>;
  readonly File: new (path: string, mode: "r") => Group & { close(): unknown };
}

/** Classes of types in HDF5's own numbers. */
const [WHOLE, FLOAT] = [0, 1];
/** Groups in groups that are looked into: links may lead in circles. */
const DEEPEST = 8;
/** How often packing can make the same of itself, at most, and values that any file may have. */
const [MOST_PACKED, SLACK] = [1032, 65_536];

const isGroup = (item: unknown): item is Group => typeof (item as Partial<Group> | null)?.keys === "function";
const isNumeric = (item: unknown): item is Stored => {
  const { shape, metadata } = (item ?? {}) as Partial<Stored>;
  return Array.isArray(shape) && (metadata?.type === WHOLE || metadata?.type === FLOAT);
};

/** The last thing that HDF5 says is the one that went wrong. */
const reasonOf = (error: unknown) =>
  [...String(error).matchAll(/#\d+:.*?\(\): ([^\n]+)/g)].at(-1)?.[1] ?? (error as Error).message;

function collect(group: Group, before: string, found: Map<string, Stored>, depth: number): void {
  for (const key of group.keys()) {
    const item = group.get(key);
    if (isGroup(item)) {
      if (depth < DEEPEST && !key.startsWith("#")) collect(item, `${before}${key}/`, found, depth + 1);
    } else if (isNumeric(item)) found.set(`${before}${key}`, item);
  }
}

const typeOf = ({ metadata: { type, signed, size } }: Stored) =>
  `${type === FLOAT ? "float" : signed ? "int" : "uint"}${8 * size}`;

/**
 * The arrays of numbers of an HDF5 file, those of groups by their paths.
 *
 * @param isMatlab - whether MATLAB wrote it: its axes stand in the opposite order
 * @throws {InputError} if h5wasm is not installed, or the file is damaged
 */
export async function openHdf5(path: string, isMatlab: boolean): Promise<StoredArrays> {
  const what = isMatlab
    ? `${path} is a MATLAB file of version 7.3 (save it with -v7 instead)`
    : `${path} is an HDF5 file`;
  const { ready, File } = await optionalPackage<Hdf5>("h5wasm", "h5wasm/node", what);
  const refuse = (error: unknown) =>
    new InputError(`openHdf5: ${path} must be a whole HDF5 file, ${reasonOf(error)}`);
  (await ready).activate_throwing_error_handler();
  const open = <Result>(use: (found: Map<string, Stored>) => Result): Result => {
    try {
      const file = new File(path, "r");
      try {
        const found = new Map<string, Stored>();
        collect(file, "", found, 0);
        return use(found);
      } finally {
        file.close();
      }
    } catch (error) {
      throw error instanceof InputError ? error : refuse(error);
    }
  };
  const shapeOf = ({ shape }: Stored) => (isMatlab ? [...shape].reverse() : [...shape]);
  const facts = open((found) =>
    Array.from(found, ([name, item]): ArrayFacts => ({ name, type: typeOf(item), shape: shapeOf(item) })),
  );
  const most = MOST_PACKED * statSync(path).size + SLACK;
  return {
    format: isMatlab ? "MATLAB file" : "HDF5 file",
    lastAxisCounts: isMatlab,
    arrays: facts,
    read: (name) =>
      open((found) => {
        const item = found.get(name)!;
        if (sizeOf(item.shape) > most)
          throw refuse(new Error(`${name} has more values than the file can hold`));
        const data = Float64Array.from(item.value as ArrayLike<number>, Number);
        return isMatlab ? toRowMajor(data, shapeOf(item)) : data;
      }),
  };
}
