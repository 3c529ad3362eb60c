// Files out of a .tar.gz, one after the other, however large.

import { closeSync, createReadStream, fsyncSync, openSync, writeSync } from "node:fs";
import { basename, join } from "node:path";
import { createGunzip } from "node:zlib";
import { RunError } from "../core/errors.js";
import { writing } from "../train/disk-errors.js";

const BLOCK = 512;

/** A file in the archive, as its header says. */
interface Entry {
  readonly name: string;
  readonly bytes: number;
  readonly isFile: boolean;
}

const textOf = (bytes: Uint8Array) => {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString("utf8");
};

/** What a header block tells; null of a block of zeros, with which archives end. @see POSIX pax, "ustar Interchange Format" */
function entryOf(block: Uint8Array): Entry | null {
  if (block.every((byte) => byte === 0)) return null;
  const sum = block.reduce((all, byte, i) => all + (i >= 148 && i < 156 ? 32 : byte), 0);
  const octal = (from: number, to: number) =>
    Number.parseInt(textOf(block.subarray(from, to)).trim() || "0", 8);
  const bytes = octal(124, 136);
  if (octal(148, 156) !== sum || !Number.isSafeInteger(bytes) || bytes < 0)
    throw new Error("a header of it is damaged");
  const type = block[156];
  return { name: textOf(block.subarray(0, 100)), bytes, isFile: type === 0 || type === 0x30 };
}

/**
 * Takes some files out of an archive into a folder, by the last part of their path: nothing is written elsewhere, links
 * and all else are left out.
 *
 * @param onBytes - called with how much was unpacked
 * @throws {RunError} if the archive is damaged, one of them is not in it, or the disk refuses
 */
export async function untar(
  archive: string,
  folder: string,
  { wanted, onBytes }: { readonly wanted: readonly string[]; readonly onBytes: (bytes: number) => void },
): Promise<void> {
  const missing = new Set(wanted);
  const header = new Uint8Array(BLOCK);
  let [filled, left, padding, total] = [0, 0, 0, 0];
  let file: number | null = null;
  const close = () => {
    if (file === null) return;
    const done = file;
    file = null;
    writing(folder, () => fsyncSync(done));
    closeSync(done);
  };
  const begin = () => {
    const entry = entryOf(header);
    if (entry === null) return;
    left = entry.bytes;
    padding = (BLOCK - (entry.bytes % BLOCK)) % BLOCK;
    const name = basename(entry.name);
    if (!entry.isFile || !missing.delete(name)) return;
    const path = join(folder, name);
    file = writing(path, () => openSync(path, "w"));
    if (left === 0) close();
  };
  try {
    for await (const part of createReadStream(archive).pipe(createGunzip())) {
      const bytes = part as Buffer;
      for (let at = 0; at < bytes.length; ) {
        if (left > 0) {
          const count = Math.min(left, bytes.length - at);
          const target = file;
          if (target !== null)
            for (let done = 0; done < count; )
              done += writing(folder, () => writeSync(target, bytes, at + done, count - done));
          at += count;
          left -= count;
          if (left === 0) close();
        } else if (padding > 0) {
          const count = Math.min(padding, bytes.length - at);
          at += count;
          padding -= count;
        } else {
          const count = Math.min(BLOCK - filled, bytes.length - at);
          header.set(bytes.subarray(at, at + count), filled);
          at += count;
          filled += count;
          if (filled === BLOCK) {
            filled = 0;
            begin();
          }
        }
      }
      total += bytes.length;
      onBytes(total);
    }
  } catch (error) {
    if (error instanceof RunError) throw error;
    throw new RunError(
      `untar: ${archive} must be a whole archive, ${(error as Error).message}; remove it and fetch it again`,
    );
  } finally {
    if (file !== null) closeSync(file);
  }
  if (left > 0)
    throw new RunError(
      `untar: ${archive} must be a whole archive, it is cut short; remove it and fetch it again`,
    );
  const [first] = missing;
  if (first !== undefined)
    throw new RunError(`untar: ${archive} must hold ${first}, it does not; fetch it from elsewhere`);
}
