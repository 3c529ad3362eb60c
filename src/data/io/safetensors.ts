// safetensors: a header of JSON, then the tensors' bytes, little-endian. What checkpoints are kept in.

import type { FloatArray } from "../../core/arrays.js";
import { bytesFor } from "../../core/byte-parts.js";
import { readSafetensorsHeader, safetensorsBodyStart, type TensorEntry } from "./safetensors-header.js";

/** An array of a safetensors file, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: FloatArray;
}

const widths: Readonly<Record<string, number>> = { F32: 4, F64: 8 };

/**
 * The bytes of a safetensors file: 8 bytes of header length, the header padded with spaces to a multiple of 8, then the
 * tensors without gaps, those of 8-byte values first: so each begins at a multiple of its width, as readers that map
 * the file need it.
 *
 * @param metadata - texts by name, kept as __metadata__ in the header
 * @see https://huggingface.co/docs/safetensors
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, TensorEntry | Readonly<Record<string, string>>> =
    metadata === undefined ? {} : { __metadata__: metadata };
  const inOrder = Object.entries(tensors).sort(
    ([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT,
  );
  let offset = 0;
  for (const [name, { shape, data }] of inOrder) {
    const end = offset + data.byteLength;
    header[name] = {
      dtype: data instanceof Float32Array ? "F32" : "F64",
      shape,
      data_offsets: [offset, end],
    };
    offset = end;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const head = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  head.set(text);
  const bytes = bytesFor("encodeSafetensors", 8 + head.length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  let at = 8 + head.length;
  for (const [, { data }] of inOrder) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * The tensors of a safetensors file, by name, each in memory of its own.
 *
 * @param name - of the file, for errors
 * @throws {InputError} if the bytes are truncated, are no safetensors file, hold another type than F32 and F64, or
 *   tensors that overlap or leave gaps
 */
export function parseSafetensors(bytes: Uint8Array, name: string): Record<string, Tensor> {
  const body = bytes.subarray(safetensorsBodyStart(bytes, bytes.length, name));
  const tensors: Record<string, Tensor> = Object.create(null);
  for (const [key, { dtype, shape, data_offsets }] of readSafetensorsHeader(
    bytes,
    bytes.length,
    name,
    widths,
  )) {
    const own = new Uint8Array(body.subarray(...data_offsets)).buffer;
    tensors[key] = { shape, data: dtype === "F32" ? new Float32Array(own) : new Float64Array(own) };
  }
  return tensors;
}
