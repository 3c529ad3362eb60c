// Which format a file of arrays has: its first bytes tell.

import { closeSync, openSync, readSync, statSync } from "node:fs";
import { extname } from "node:path";
import { decodeText } from "../io/decode-text.js";
import { gunzipHead, isGzip } from "../io/gunzip.js";
import { isIdx } from "../io/idx.js";
import { isMat4, matVersion } from "../io/mat.js";
import { isNpy } from "../io/npy-header.js";
import { isZip } from "../io/npz.js";
import { readInput } from "../io/read-file.js";

/** The formats that hold arrays. */
export type ArrayFormat =
  | "npy"
  | "npz"
  | "idx"
  | "mat"
  | "mat-7.3"
  | "mat-4"
  | "hdf5"
  | "parquet"
  | "safetensors"
  | "csv";

/** Bytes that tell a format. */
const HEAD = 128;
const TEXT_ENDINGS = [".csv", ".tsv"];

/** The first bytes of a file; none where it cannot be read, or is a pipe, which can be read once. */
function headOf(path: string): Uint8Array {
  const bytes = new Uint8Array(HEAD);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return bytes.subarray(0, 0);
  try {
    const file = openSync(path, "r");
    try {
      return bytes.subarray(0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  } catch {
    return bytes.subarray(0, 0);
  }
}

const begins = (head: Uint8Array, text: string) =>
  String.fromCharCode(...head.subarray(0, text.length)) === text;

/** Whether a text begins with numbers, below lines of remarks: a table whose name says nothing. */
function isOfNumbers(head: Uint8Array): boolean {
  const text = decodeText(head).replace(/^(\s*#[^\n]*\n?)+/, "");
  return /^[\s\d.,;+\-eE]*\d[\s\d.,;+\-eE]*\ufffd?$/.test(text) || (text === "" && head[0] === 0x23);
}

/** What a file of arrays is; null where it is none. */
export function arrayFormat(path: string): ArrayFormat | null {
  const head = headOf(path);
  const ending = extname(path).toLowerCase();
  if (isNpy(head)) return "npy";
  if (isZip(head)) return "npz";
  if (begins(head, "\x89HDF\r\n\x1a\n")) return "hdf5";
  if (begins(head, "PAR1")) return "parquet";
  const version = matVersion(head);
  if (version !== null) return version === "5" ? "mat" : "mat-7.3";
  if (isMat4(head)) return "mat-4";
  if (isIdx(head)) return "idx";
  if (isGzip(head)) return isIdx(gunzipHead(readInput(path), 4, path)) ? "idx" : null;
  if (ending === ".safetensors") return "safetensors";
  if (TEXT_ENDINGS.includes(ending) || (head.length > 0 && isOfNumbers(head))) return "csv";
  // What cannot be read, is empty, or calls itself so says more when it is read.
  return head.length === 0 || ending === ".npy" ? "npy" : null;
}
