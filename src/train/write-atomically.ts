// Files that are whole or not there: written under a temporary name, forced to the disk, renamed.

import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";

/** Whether a file or folder is one that a kill has left unfinished. */
export function isTemporary(name: string): boolean {
  return name.endsWith(".tmp");
}

/** Writes a file so that a kill at any moment leaves the old one, the new one or none, never a part. */
export function writeAtomically(path: string, content: Uint8Array | string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const file = openSync(temporary, "w");
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

/** The same for a folder of files: it appears under its name with all of them, or not at all. */
export function writeFolderAtomically(
  path: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): void {
  const temporary = `${path}.${process.pid}.tmp`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeAtomically(join(temporary, name), content);
  rmSync(path, { recursive: true, force: true });
  renameSync(temporary, path);
  const folder = openSync(dirname(path), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
