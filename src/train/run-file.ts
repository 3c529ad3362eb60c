// Reading from a run's folder, whatever lies there: a plain file of bounded size that no link leads out of the folder,
// or one line that says what is wrong.

import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { InputError } from "../core/errors.js";
import { DEEPEST, isShallow } from "../core/stored.js";
import { decodeText } from "../data/io/decode-text.js";
import { type JsonError, parseJson } from "../data/io/json.js";

/** Bytes of a JSON file, at most. */
const MOST_JSON = 64 * 2 ** 20;

const reasons: Readonly<Record<string, string>> = {
  EACCES: "it is not permitted to read it",
  EPERM: "it is not permitted to read it",
  EISDIR: "it is a folder",
  ELOOP: "its links lead in a circle",
  ENOTDIR: "a file stands where a folder should",
  ENXIO: "it is no plain file",
};

const unreadable = (path: string, why: string) =>
  new InputError(`run directory: ${path} must be readable, ${why}`);

/** Whether a path lies in a folder; both with their links resolved. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !way.startsWith(sep);
}

/** `use` with the open file; null if it is missing. */
function withFile<Result>(
  folder: string,
  name: string,
  use: (file: number, size: number, path: string) => Result,
): Result | null {
  const path = join(folder, name);
  let file: number;
  try {
    const real = realpathSync.native(path);
    if (!isInside(realpathSync.native(folder), real))
      throw unreadable(path, "it is a link that leads out of the run");
    // Opening a named pipe would wait for somebody who writes into it.
    file = openSync(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    throw unreadable(path, reasons[code] ?? message);
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw unreadable(path, stat.isDirectory() ? reasons.EISDIR : reasons.ENXIO);
    return use(file, stat.size, path);
  } finally {
    closeSync(file);
  }
}

/** The bytes [from, from + length) of an open file, fewer where it ends before. */
function bytesOf(file: number, from: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const read = readSync(file, bytes, done, Math.min(length - done, 2 ** 30), from + done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
}

/**
 * The bytes of a file of a run, null if it is missing.
 *
 * @param name - below the run's folder
 * @param most - bytes that it may have
 * @throws {InputError} if it is a folder, a pipe or too large, may not be read, or is a link out of the run's folder
 */
export function readRunFile(folder: string, name: string, most: number): Uint8Array | null {
  return withFile(folder, name, (file, size, path) => {
    if (size > most) throw unreadable(path, `it has ${size} bytes, more than ${most}`);
    return bytesOf(file, 0, size);
  });
}

/** From a byte on, at most `most` of them; and how long the file is. Null if it is missing. @throws {InputError} as readRunFile */
export function readRunFileFrom(
  folder: string,
  name: string,
  start: (size: number) => number,
  most: number,
): { bytes: Uint8Array; from: number; size: number } | null {
  return withFile(folder, name, (file, size) => {
    const from = Math.max(0, Math.min(size, start(size)));
    return { bytes: bytesOf(file, from, Math.min(most, size - from)), from, size };
  });
}

/** What a JSON file of a run holds. @throws {InputError} if it is missing, not JSON, or cannot be read as readRunFile says */
export function readRunJson(folder: string, name: string): unknown {
  const path = join(folder, name);
  const bytes = readRunFile(folder, name, MOST_JSON);
  if (bytes === null) throw unreadable(path, "it is missing");
  if (bytes.length === 0) throw unreadable(path, "it is empty");
  let value: unknown;
  try {
    value = parseJson(decodeText(bytes));
  } catch (error) {
    const { message, place } = error as JsonError;
    throw unreadable(path, `it is not JSON: ${place === "" ? "" : `at ${place} `}${message}`);
  }
  if (!isShallow(value))
    throw unreadable(path, `its lists and objects stand more than ${DEEPEST} deep in each other`);
  return value;
}
