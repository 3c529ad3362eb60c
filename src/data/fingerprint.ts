// A short name for data, to see whether two runs had the same.

import { createHash } from "node:crypto";
import { contiguous, type FloatNdArray } from "../core/arrays.js";

/** The first 16 hexadecimal digits of SHA-256 over shape and values. Node only: it stands on node:crypto. */
export function fingerprint(array: FloatNdArray): string {
  const values = contiguous(array);
  return createHash("sha256")
    .update(JSON.stringify(array.shape))
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex")
    .slice(0, 16);
}
