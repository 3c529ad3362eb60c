// SHA256SUMS beside files, as sha256sum writes and checks it: a bit that turned on the disk or on the way is noticed.

import { createHash } from "node:crypto";
import { byteParts } from "../core/byte-parts.js";
import { InputError } from "../core/errors.js";

export const SUMS_FILE = "SHA256SUMS";

function sumOf(content: Uint8Array | string): string {
  const hash = createHash("sha256");
  if (typeof content === "string") hash.update(content);
  else for (const part of byteParts(content)) hash.update(part);
  return hash.digest("hex");
}

/** A line for each file: its SHA-256 in hexadecimal digits, two spaces, its name. */
export function checksums(files: Readonly<Record<string, Uint8Array | string>>): string {
  return Object.entries(files)
    .map(([name, content]) => `${sumOf(content)}  ${name}\n`)
    .join("");
}

/** The sums without those of some files. */
export function withoutFiles(sums: string, names: readonly string[]): string {
  return sums
    .split("\n")
    .filter((line) => !names.includes(line.slice(66)))
    .join("\n");
}

/**
 * @param sums - what `checksums` gave
 * @param path - of the file, for the error
 * @throws {InputError} unless the bytes are those that the sum was made of
 */
export function assertUnchanged(sums: string, name: string, bytes: Uint8Array, path: string): void {
  const line = sums.split("\n").find((entry) => entry.slice(66) === name);
  if (line?.slice(0, 66) === `${sumOf(bytes)}  `) return;
  throw new InputError(
    `run directory: ${path} must be as it was written, its SHA-256 is not that in ${SUMS_FILE} beside it; fetch it again from where it is whole`,
  );
}
