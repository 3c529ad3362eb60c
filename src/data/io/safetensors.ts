// safetensors: a header of JSON, then the tensors' bytes, little-endian. What checkpoints are kept in.

import type { FloatArray } from "../../core/arrays.js";
import { bytesFor } from "../../core/byte-parts.js";
import type { ByteSource } from "./byte-source.js";
import { readSafetensorsHeader, safetensorsBodyStart, type TensorEntry } from "./safetensors-header.js";
import { floatsOf, type StoredTensor, storedFloats, tensorWidths } from "./stored-tensor.js";

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
export const encodeSafetensors = (
  tensors: Readonly<Record<string, Tensor>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array =>
  encodeStored(
    Object.fromEntries(
      Object.entries(tensors).map(([name, { shape, data }]) => [name, storedFloats(data, shape)]),
    ),
    metadata,
  );

/** The same of tensors of any type: those of wider values first, and of one width in the order given. */
export function encodeStored(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, TensorEntry | Readonly<Record<string, string>>> =
    metadata === undefined ? {} : { __metadata__: metadata };
  const inOrder = Object.entries(tensors).sort(
    ([, a], [, b]) => tensorWidths[b.dtype] - tensorWidths[a.dtype],
  );
  let offset = 0;
  for (const [name, { dtype, shape, bytes }] of inOrder) {
    const end = offset + bytes.byteLength;
    header[name] = { dtype, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const head = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  head.set(text);
  const file = bytesFor("encodeSafetensors", 8 + head.length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(head.length), true);
  file.set(head, 8);
  let at = 8 + head.length;
  for (const [, { bytes }] of inOrder) {
    file.set(bytes, at);
    at += bytes.byteLength;
  }
  return file;
}

/**
 * The tensors of a safetensors file, by name, each in memory of its own.
 *
 * @param name - of the file, for errors
 * @throws {InputError} if the bytes are truncated, are no safetensors file, hold another type than F32 and F64, or
 *   tensors that overlap or leave gaps
 */
export function parseSafetensors(bytes: Uint8Array, name: string): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = Object.create(null);
  for (const [key, stored] of Object.entries(parseStored(bytes, name, widths)))
    tensors[key] = { shape: stored.shape, data: floatsOf(stored) };
  return tensors;
}

/**
 * The same with the bytes that the file has of each, of every type of numbers.
 *
 * @param taken - the types that are taken, with their widths
 * @throws {InputError} as parseSafetensors does
 */
export function parseStored(
  bytes: Uint8Array,
  name: string,
  taken: Readonly<Record<string, number>> = tensorWidths,
): Record<string, StoredTensor> {
  const body = bytes.subarray(safetensorsBodyStart(bytes, bytes.length, name));
  const tensors: Record<string, StoredTensor> = Object.create(null);
  for (const [key, entry] of readSafetensorsHeader(bytes, bytes.length, name, taken)) {
    const { dtype, shape, data_offsets } = entry;
    tensors[key] = { dtype, shape, bytes: body.slice(...data_offsets) }; // aligned, in memory of its own
  }
  return tensors;
}

/**
 * What the header of a safetensors file tells, of tensors of every type of numbers, and where they begin.
 *
 * @param name - of the file, for errors
 * @throws {InputError} as parseSafetensors does
 */
export function safetensorsFrom(
  source: ByteSource,
  name: string,
): { start: number; entries: [name: string, entry: TensorEntry][] } {
  const first = new Uint8Array(Math.min(source.length, 8));
  source.read(first, 0);
  const head = new Uint8Array(safetensorsBodyStart(first, source.length, name));
  source.read(head, 0);
  return { start: head.length, entries: readSafetensorsHeader(head, source.length, name, tensorWidths) };
}
