// A short name for files that would take long to read whole.

import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { unreadable } from "../io/read-file.js";

/** Pieces of a file that are read, and their bytes: the first and the last ones among them. */
const [PIECES, PIECE_BYTES] = [16, 4096];

/**
 * The first 16 hexadecimal digits of SHA-256 over each file's size and 16 pieces of 4 KiB of it, evenly spaced: its
 * header and its last values are among them. A change of a few values elsewhere is not seen.
 *
 * @param also - what else is known of them
 * @throws {InputError} if a file cannot be read
 */
export async function fingerprintFiles(paths: readonly string[], also: string): Promise<string> {
  const hash = createHash("sha256").update(also);
  for (const path of paths) {
    try {
      const file = await open(path, "r");
      try {
        const { size } = await file.stat();
        hash.update(`${size} `);
        for (let piece = 0; piece < PIECES; piece++) {
          const at = Math.floor((piece * Math.max(0, size - PIECE_BYTES)) / (PIECES - 1));
          const { buffer, bytesRead } = await file.read(new Uint8Array(PIECE_BYTES), 0, PIECE_BYTES, at);
          hash.update(buffer.subarray(0, bytesRead));
        }
      } finally {
        await file.close();
      }
    } catch (error) {
      throw unreadable(path, error);
    }
  }
  return hash.digest("hex").slice(0, 16);
}
