// The bytes of a file the user named, or one clear line about why not.

import { closeSync, existsSync, fstatSync, lstatSync, openSync, readFileSync, readSync } from "node:fs";
import { InputError } from "../../core/errors.js";
import { type ByteSource, bytesSource } from "./byte-source.js";

/** Node gives what is not UTF-8 in a name that is typed as U+FFFD: no file is found by that. */
const isNotUtf8 = (path: string) => path.includes("\ufffd");

/** Whether there is a link there, wherever it leads. */
const isLink = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;

/** Why nothing is found at a path that the user gave. */
export function whyMissing(path: string): string {
  if (isNotUtf8(path)) return "its name is not UTF-8; rename it";
  return isLink(path) ? "it is a link that leads nowhere" : "it does not exist";
}

/** Why something is not a folder. */
export const whyNoFolder = (path: string): string => (existsSync(path) ? "it is a file" : whyMissing(path));

const reasons: Readonly<Record<string, string>> = {
  EISDIR: "it is a folder",
  EACCES: "it is not permitted to read it",
  EPERM: "it is not permitted to read it",
  ELOOP: "its links lead in a circle",
};

/** The error of a file that could not be opened or read. */
export function unreadable(name: string, error: unknown): InputError {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const why = code === "ENOENT" ? whyMissing(name) : (reasons[code] ?? message);
  return new InputError(`readInput: ${name} must be a readable file, ${why}`);
}

/** The error of a file without bytes. */
export const emptyFile = (name: string): InputError =>
  new InputError(`readInput: ${name} must hold data, it is empty`);

/**
 * @param path - of the file; bytes where they are no UTF-8
 * @param name - the path as errors tell it
 * @throws {InputError} if the file is missing, a folder, not readable or empty
 */
export function readInput(path: string | Buffer, name: string = String(path)): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(readFileSync(path)); // not a Buffer, whose slice() shares memory
  } catch (error) {
    throw unreadable(name, error);
  }
  if (bytes.length === 0) throw emptyFile(name);
  return bytes;
}

/**
 * What `use` makes of a file that it reads in parts: one of any size, without a copy of it all.
 *
 * @throws {InputError} if the file is missing, a folder, not readable or empty
 */
export function readInParts<T>(path: string, use: (source: ByteSource) => T): T {
  const attempt = <R>(work: () => R): R => {
    try {
      return work();
    } catch (error) {
      throw unreadable(path, error);
    }
  };
  const file = attempt(() => openSync(path, "r"));
  try {
    const status = attempt(() => fstatSync(file));
    if (status.isDirectory()) throw unreadable(path, { code: "EISDIR" });
    if (!status.isFile()) return use(bytesSource(attempt(() => readFileSync(file)))); // a pipe has no places
    if (status.size === 0) throw emptyFile(path);
    return use({
      length: status.size,
      read: (into, position) => {
        for (let done = 0; done < into.length; ) {
          const count = attempt(() => readSync(file, into, done, into.length - done, position + done));
          if (count === 0) throw unreadable(path, { message: "it became shorter while it was read" });
          done += count;
        }
      },
    });
  } finally {
    closeSync(file);
  }
}
