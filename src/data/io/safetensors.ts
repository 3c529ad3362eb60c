// safetensors: a header of JSON, then the tensors' bytes, little-endian. What checkpoints are kept in.

import type { FloatArray } from "../../core/arrays.js";
import { sizeOf } from "../../core/arrays.js";
import { bytesFor } from "../../core/byte-parts.js";
import { describeValue, InputError } from "../../core/errors.js";

/** An array of a safetensors file, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: FloatArray;
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const widths: Readonly<Record<string, number>> = { F32: 4, F64: 8 };
/** Bytes of a header, at most: what the format's own readers take. */
const MOST_HEADER = 100_000_000;
const MOST_DIMENSIONS = 16;

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
  const header: Record<string, HeaderEntry | Readonly<Record<string, string>>> =
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

const isLength = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** What is wrong with a tensor's entry; null if it is sound by itself. */
function faultOf(entry: unknown, available: number): string | null {
  if (typeof entry !== "object" || entry === null) return "are no object";
  const { dtype, shape, data_offsets: offsets } = entry as Partial<HeaderEntry>;
  if (typeof dtype !== "string" || !Object.hasOwn(widths, dtype))
    return `are of type ${describeValue(dtype)}; F32 and F64 can be read`;
  if (!Array.isArray(shape) || shape.length > MOST_DIMENSIONS || !shape.every(isLength))
    return "have a shape that is none";
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isLength))
    return "have offsets that are none";
  const [from, to] = offsets;
  if (from > to || to > available) return "are cut short";
  return to - from === widths[dtype] * sizeOf(shape) ? null : "are not as long as their shape says";
}

/**
 * The tensors of a safetensors file, by name, each in memory of its own.
 *
 * @param name - of the file, for errors
 * @throws {InputError} if the bytes are truncated, are no safetensors file, hold another type than F32 and F64, or
 *   tensors that overlap or leave gaps
 */
export function parseSafetensors(bytes: Uint8Array, name: string): Record<string, Tensor> {
  const broken = (why: string) =>
    new InputError(`parseSafetensors: ${name} must be a whole safetensors file, ${why}`);
  if (bytes.length < 8) throw broken(`it has only ${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (8 + length > bytes.length) throw broken("its header is longer than the file");
  if (length > MOST_HEADER) throw broken(`its header has more than ${MOST_HEADER} bytes`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch {
    throw broken("its header is not JSON");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header))
    throw broken("its header is no object");
  const body = bytes.subarray(8 + length);
  const entries = Object.entries(header as Record<string, HeaderEntry>).filter(
    ([key]) => key !== "__metadata__",
  );
  for (const [key, entry] of entries) {
    const fault = faultOf(entry, body.length);
    if (fault !== null) throw broken(`the data of ${describeValue(key)} ${fault}`);
  }
  let end = 0;
  for (const { data_offsets } of entries
    .map(([, entry]) => entry)
    .sort((a, b) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1])) {
    if (data_offsets[0] !== end) throw broken("its tensors overlap or leave gaps");
    end = data_offsets[1];
  }
  if (end !== body.length) throw broken("it is longer than its tensors");
  const tensors: Record<string, Tensor> = Object.create(null);
  for (const [key, { dtype, shape, data_offsets }] of entries) {
    const own = new Uint8Array(body.subarray(...data_offsets)).buffer;
    tensors[key] = { shape, data: dtype === "F32" ? new Float32Array(own) : new Float64Array(own) };
  }
  return tensors;
}
