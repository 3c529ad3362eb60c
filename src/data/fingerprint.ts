// A short name for data, to see whether two runs had the same.

import { createHash } from "node:crypto";
import { contiguous, type FloatNdArray } from "../core/arrays.js";

/** One call takes less than 2 GiB. */
const PART = 2 ** 30;

/** The first 16 hexadecimal digits of SHA-256 over shape and values. Node only: it stands on node:crypto. */
export function fingerprint(array: FloatNdArray): string {
  const values = contiguous(array);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const hash = createHash("sha256").update(JSON.stringify(array.shape));
  for (let at = 0; at < bytes.length; at += PART) hash.update(bytes.subarray(at, at + PART));
  return hash.digest("hex").slice(0, 16);
}
