// The header of a safetensors file: 8 bytes of its length, then JSON that tells each tensor's type, shape and place.

import { sizeOf } from "../../core/arrays.js";
import { describeValue, InputError } from "../../core/errors.js";

/** What the header tells of a tensor; offsets are from where the header ends. */
export interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [from: number, to: number];
}

/** Bytes a value of each type that can be read, by the format's name of it. */
export type TypeWidths = Readonly<Record<string, number>>;

/** Bytes of a header, at most: what the format's own readers take. */
const MOST_HEADER = 100_000_000;
const MOST_DIMENSIONS = 16;

const broken = (name: string, why: string) =>
  new InputError(`parseSafetensors: ${name} must be a whole safetensors file, ${why}`);

const listed = (words: readonly string[]) =>
  `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;

/**
 * Where the header ends and the tensors begin.
 *
 * @param head - the first 8 bytes of the file, or more
 * @param fileLength - of the whole file, in bytes
 * @param name - of the file, for errors
 * @throws {InputError} if the file ends before, or the header is too long
 */
export function safetensorsBodyStart(head: Uint8Array, fileLength: number, name: string): number {
  if (head.length < 8) throw broken(name, `it has only ${head.length} bytes`);
  const length = Number(new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0, true));
  if (8 + length > fileLength) throw broken(name, "its header is longer than the file");
  if (length > MOST_HEADER) throw broken(name, `its header has more than ${MOST_HEADER} bytes`);
  return 8 + length;
}

const isLength = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** What is wrong with a tensor's entry; null if it is sound by itself. */
function faultOf(entry: unknown, available: number, widths: TypeWidths): string | null {
  if (typeof entry !== "object" || entry === null) return "are no object";
  const { dtype, shape, data_offsets: offsets } = entry as Partial<TensorEntry>;
  if (typeof dtype !== "string" || !Object.hasOwn(widths, dtype))
    return `are of type ${describeValue(dtype)}; ${listed(Object.keys(widths))} can be read`;
  if (!Array.isArray(shape) || shape.length > MOST_DIMENSIONS || !shape.every(isLength))
    return "have a shape that is none";
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isLength))
    return "have offsets that are none";
  const [from, to] = offsets;
  if (from > to || to > available) return "are cut short";
  return to - from === widths[dtype] * sizeOf(shape) ? null : "are not as long as their shape says";
}

/** A key that an object of a JSON text has twice, of which readers take one or the other; null if there is none. */
function repeatedKey(text: string): string | null {
  const open: Set<string>[] = [];
  for (const [token, key] of text.matchAll(/("(?:[^"\\]|\\.)*")(?:\s*:)?|[{}]/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (token !== key) {
      const name: string = JSON.parse(key);
      const known = open[open.length - 1];
      if (known.has(name)) return name;
      known.add(name);
    }
  }
  return null;
}

/**
 * The tensors that a header tells of, by name.
 *
 * @param head - the file up to where the tensors begin, or more
 * @param widths - of the types that the reader can use
 * @throws {InputError} if it is no header, tells of other types, or of tensors that overlap, leave gaps or are cut short
 */
export function readSafetensorsHeader(
  head: Uint8Array,
  fileLength: number,
  name: string,
  widths: TypeWidths,
): [name: string, entry: TensorEntry][] {
  const start = safetensorsBodyStart(head, fileLength, name);
  const available = fileLength - start;
  const text = new TextDecoder().decode(head.subarray(8, start));
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw broken(name, "its header is not JSON");
  }
  const repeated = repeatedKey(text);
  if (repeated !== null) throw broken(name, `its header has ${describeValue(repeated)} twice`);
  if (typeof header !== "object" || header === null || Array.isArray(header))
    throw broken(name, "its header is no object");
  const entries = Object.entries(header as Record<string, TensorEntry>).filter(
    ([key]) => key !== "__metadata__",
  );
  for (const [key, entry] of entries) {
    const fault = faultOf(entry, available, widths);
    if (fault !== null) throw broken(name, `the data of ${describeValue(key)} ${fault}`);
  }
  let end = 0;
  for (const { data_offsets } of entries
    .map(([, entry]) => entry)
    .sort((a, b) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1])) {
    if (data_offsets[0] !== end) throw broken(name, "its tensors overlap or leave gaps");
    end = data_offsets[1];
  }
  if (end !== available) throw broken(name, "it is longer than its tensors");
  return entries;
}
