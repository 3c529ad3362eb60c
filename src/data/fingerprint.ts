// A short name for data, to see whether two runs had the same.

import { createHash } from "node:crypto";
import { contiguous, type FloatNdArray } from "../core/arrays.js";
import { byteParts } from "../core/byte-parts.js";

/** The first 16 hexadecimal digits of SHA-256 over shape and values. Node only: it stands on node:crypto. */
export function fingerprint(array: FloatNdArray): string {
  const hash = createHash("sha256").update(JSON.stringify(array.shape));
  for (const part of byteParts(contiguous(array))) hash.update(part);
  return hash.digest("hex").slice(0, 16);
}
