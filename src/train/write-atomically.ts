// Files that are whole or not there: written under a temporary name, forced to the disk, renamed.

import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { byteParts } from "../core/byte-parts.js";
import { writing } from "./disk-errors.js";

/** Whether a file or folder is one that a kill has left unfinished. */
export function isTemporary(name: string): boolean {
  return name.endsWith(".tmp");
}

/** Where something is written before it gets its name. */
export const temporaryName = (path: string): string => `${path}.${process.pid}.tmp`;

/** Removes what kills have left unfinished in a folder; only for the one process that writes there. */
export function removeTemporaries(folder: string): void {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return; // There is no such folder yet.
  }
  for (const name of names.filter(isTemporary)) {
    writing(join(folder, name), () => rmSync(join(folder, name), { recursive: true, force: true }));
  }
}

/** Forces a folder's list of names to the disk. */
function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** A file that is on the disk when this returns; half of one is removed. */
export function writeWhole(path: string, content: Uint8Array | string): void {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const file = openSync(path, "w");
  try {
    for (const part of byteParts(bytes))
      for (let written = 0; written < part.length; ) written += writeSync(file, part, written);
    fsyncSync(file);
  } catch (error) {
    rmSync(path, { force: true }); // on a full disk this makes room
    throw error;
  } finally {
    closeSync(file);
  }
}

/**
 * Writes a file so that a kill at any moment leaves the old one, the new one or none, never a part.
 *
 * @throws {RunError} that names the path if the disk refuses: then the old file is still there
 */
export function writeAtomically(path: string, content: Uint8Array | string): void {
  const temporary = temporaryName(path);
  writing(path, () => {
    writeWhole(temporary, content);
    renameSync(temporary, path);
  });
}

/**
 * The same for a file whose parts come one after another, as many as memory need not hold together.
 *
 * @throws what the parts throw: then nothing is left of it either
 */
export async function writePartsAtomically(path: string, parts: AsyncIterable<Uint8Array>): Promise<void> {
  const temporary = temporaryName(path);
  const file = writing(path, () => openSync(temporary, "w"));
  try {
    try {
      for await (const part of parts)
        for (let written = 0; written < part.length; )
          written += writing(path, () => writeSync(file, part, written));
      writing(path, () => fsyncSync(file));
    } finally {
      closeSync(file);
    }
    writing(path, () => renameSync(temporary, path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The same for a folder of files: it appears under its name with all of them, or not at all. */
export function writeFolderAtomically(
  path: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): void {
  const temporary = temporaryName(path);
  writing(path, () => {
    rmSync(temporary, { recursive: true, force: true });
    mkdirSync(temporary, { recursive: true });
    try {
      for (const [name, content] of Object.entries(files)) writeWhole(join(temporary, name), content);
      rmSync(path, { recursive: true, force: true });
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      throw error;
    }
    syncFolder(dirname(path));
  });
}
