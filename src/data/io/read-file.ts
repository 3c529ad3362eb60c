// The bytes of a file the user named, or one clear line about why not.

import { readFileSync } from "node:fs";
import { InputError } from "../../core/errors.js";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  EISDIR: "it is a folder",
  EACCES: "it is not permitted to read it",
  EPERM: "it is not permitted to read it",
};

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
    const { code = "", message } = error as NodeJS.ErrnoException;
    throw new InputError(`readInput: ${name} must be a readable file, ${reasons[code] ?? message}`);
  }
  if (bytes.length === 0) throw new InputError(`readInput: ${name} must hold data, it is empty`);
  return bytes;
}
