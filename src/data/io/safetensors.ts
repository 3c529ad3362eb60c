// safetensors: a header of JSON, then the tensors' bytes, little-endian. What checkpoints are kept in.

import type { FloatArray } from "../../core/arrays.js";
import { sizeOf } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";

export interface Tensor {
  readonly shape: readonly number[];
  readonly data: FloatArray;
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * The bytes of a safetensors file: 8 bytes of header length, the header padded with spaces to a multiple of 8,
 * the tensors one after the other in the order of `tensors`.
 *
 * @see https://huggingface.co/docs/safetensors
 */
export function encodeSafetensors(tensors: Readonly<Record<string, Tensor>>): Uint8Array {
  const header: Record<string, HeaderEntry> = {};
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const end = offset + data.byteLength;
    header[name] = {
      dtype: data instanceof Float32Array ? "F32" : "F64",
      shape,
      data_offsets: [offset, end],
    };
    offset = end;
  }
  let text = JSON.stringify(header);
  text = text.padEnd(Math.ceil(text.length / 8) * 8);
  const head = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + head.length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  for (const [name, { data }] of Object.entries(tensors)) {
    const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    bytes.set(raw, 8 + head.length + header[name].data_offsets[0]);
  }
  return bytes;
}

/**
 * The tensors of a safetensors file, by name, each in memory of its own.
 *
 * @param name - of the file, for errors
 * @throws {InputError} if the bytes are truncated, are no safetensors file or hold another type than F32 and F64
 */
export function parseSafetensors(bytes: Uint8Array, name: string): Record<string, Tensor> {
  const broken = (why: string) =>
    new InputError(`parseSafetensors: ${name} must be a whole safetensors file, ${why}`);
  if (bytes.length < 8) throw broken(`it has only ${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (8 + length > bytes.length) throw broken("its header is longer than the file");
  let header: Record<string, HeaderEntry>;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch {
    throw broken("its header is not JSON");
  }
  const body = bytes.subarray(8 + length);
  const tensors: Record<string, Tensor> = {};
  for (const [
    key,
    {
      dtype,
      shape,
      data_offsets: [from, to],
    },
  ] of Object.entries(header)) {
    if (key === "__metadata__") continue;
    if (dtype !== "F32" && dtype !== "F64")
      throw broken(`${key} is of type ${dtype}; F32 and F64 can be read`);
    const width = dtype === "F32" ? 4 : 8;
    if (to > body.length || to - from !== width * sizeOf(shape))
      throw broken(`the data of ${key} are cut short`);
    const own = new Uint8Array(body.subarray(from, to)).buffer;
    tensors[key] = { shape, data: dtype === "F32" ? new Float32Array(own) : new Float64Array(own) };
  }
  return tensors;
}
