// The chunks of a PNG file: whether it is whole, and what unpacking it will take.
// @see W3C, Portable Network Graphics (third edition), sections 5 and 11.2

import { constants, crc32, inflateSync } from "node:zlib";
import { exifOrientation, type Orientation } from "./exif-orientation.js";
import { refuse } from "./refusal.js";

export interface PngStructure {
  readonly width: number;
  readonly height: number;
  /** Bits a sample: 1, 2, 4, 8 or 16 */
  readonly depth: number;
  readonly interlaced: boolean;
  /** What the eXIf chunk says: width and height are as stored, before it is applied */
  readonly orientation: Orientation;
  /** The parts that the data unpack to: their rows, and the bytes of one with its filter */
  readonly parts: readonly { readonly rows: number; readonly bytes: number }[];
  /** The compressed pixels, in pieces */
  readonly packed: readonly Uint8Array[];
  /** A PNG of the chunks that decoding needs, and no others: no profiles, texts, frames, nor what follows the end */
  readonly stream: Buffer;
}

type Header = Pick<PngStructure, "width" | "height" | "depth" | "interlaced"> & { readonly samples: number };

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const NEEDED = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];

/** Chunks that come once, and their bytes at most: 256 colours. */
const ONCE: Readonly<Record<string, number>> = { PLTE: 768, tRNS: 256 };

const MOST_PIXELS = 120e6;
/** Unpacked bytes: 120 million pixels in grey or colour of 8 bits. */
const MOST_BYTES = 400e6;
/** Encoders write some thousand bytes into each. */
const MOST_CHUNKS = 100_000;
/** Some encoders pack a little more than the pixels. */
const SLACK = 65_536;

/** Samples a pixel and the depths allowed, by colour type. */
const colourTypes: Readonly<Record<number, { samples: number; depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

/** Adam7: where each pass begins and its steps, [column, row, across, down]. */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The parts of the unpacked data, one after the other: rows, and bytes of a row with its filter. */
function partsOf({ width, height, depth, samples, interlaced }: Header): { rows: number; bytes: number }[] {
  const grids = interlaced ? passes : ([[0, 0, 1, 1]] as const);
  return grids
    .map(([x, y, across, down]) => ({
      columns: Math.ceil((width - x) / across),
      rows: Math.ceil((height - y) / down),
    }))
    .filter(({ columns, rows }) => columns > 0 && rows > 0)
    .map(({ columns, rows }) => ({ rows, bytes: 1 + Math.ceil((columns * samples * depth) / 8) }));
}

const bytesOf = (parts: PngStructure["parts"]) =>
  parts.reduce((sum, { rows, bytes }) => sum + rows * bytes, 0);

function readHeader(body: Uint8Array): Header {
  if (body.length !== 13) refuse("its header is damaged");
  const view = new DataView(body.buffer, body.byteOffset);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, type, compression, filter, interlace] = body.subarray(8);
  const { samples, depths } = colourTypes[type] ?? { samples: 0, depths: [] };
  if (!depths.includes(depth) || compression !== 0 || filter !== 0 || interlace > 1)
    refuse("its header is damaged");
  if (width === 0 || height === 0) refuse(`its header says ${width}×${height} pixels`);
  if (width * height > MOST_PIXELS)
    refuse(
      `it has ${Math.round((width * height) / 1e6)} million pixels, ${MOST_PIXELS / 1e6} are the most; scale it down`,
    );
  return { width, height, depth, samples, interlaced: interlace === 1 };
}

interface Chunk {
  readonly type: string;
  /** Whether its CRC is right */
  readonly sound: boolean;
  readonly body: Uint8Array;
  /** With length and CRC */
  readonly whole: Uint8Array;
}

function* chunksOf(bytes: Uint8Array): Generator<Chunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let count = 0;
  for (let at = SIGNATURE.length; at + 12 <= bytes.length; ) {
    if (++count > MOST_CHUNKS) refuse(`it has more than ${MOST_CHUNKS} chunks`);
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) break;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (!/^[A-Za-z]{4}$/.test(type)) refuse("its chunks are damaged");
    // The chunks that are not looked at may be damaged, as for every other reader.
    const looked = NEEDED.includes(type) || type === "eXIf";
    const sound = !looked || crc32(bytes.subarray(at + 4, end - 4)) === view.getUint32(end - 4);
    if (!sound && NEEDED.includes(type)) refuse(`its ${type} chunk is damaged: the CRC is wrong`);
    yield { type, sound, body: bytes.subarray(at + 8, end - 4), whole: bytes.subarray(at, end) };
    if (type === "IEND") return;
    at = end;
  }
  refuse("it is cut short");
}

/**
 * Reads a PNG's chunks; nothing is unpacked.
 *
 * @throws {Refusal} if it is not whole or asks for too much
 */
export function pngStructure(bytes: Uint8Array): PngStructure {
  if (SIGNATURE.some((byte, i) => bytes[i] !== byte)) refuse("it does not begin as one");
  let header: Header | null = null;
  const kept: Uint8Array[] = [SIGNATURE];
  const packed: Uint8Array[] = [];
  const single = new Set<string>();
  let orientation: Orientation = 1;
  for (const { type, sound, body, whole } of chunksOf(bytes)) {
    if ((type === "IHDR") !== (header === null)) refuse("it must have one header, and begin with it");
    if (type === "IHDR") header = readHeader(body);
    if (ONCE[type] !== undefined && (single.has(type) || body.length > ONCE[type]))
      refuse(`its ${type} chunk is damaged`);
    single.add(type);
    if (type === "eXIf" && sound) orientation = exifOrientation(body);
    if (type === "IDAT") packed.push(body);
    if (NEEDED.includes(type)) kept.push(whole);
    else if (type[0] < "a") refuse(`it has a chunk ${type}, which decoding needs and nobody knows`);
  }
  if (header === null || packed.length === 0) return refuse("it has no picture data");
  const parts = partsOf(header);
  const unpacked = bytesOf(parts);
  if (unpacked > MOST_BYTES)
    refuse(
      `its pixels unpack to ${Math.round(unpacked / 1e6)} MB, ${MOST_BYTES / 1e6} are the most; scale it down`,
    );
  return { ...header, orientation, parts, packed, stream: Buffer.concat(kept) };
}

/** @throws {Refusal} if the data do not unpack to the rows of the picture */
export function assertUnpacks({ packed, parts }: PngStructure): void {
  const data = unpack(Buffer.concat(packed), bytesOf(parts));
  let at = 0;
  for (const { rows, bytes } of parts)
    for (let row = 0; row < rows; row++, at += bytes)
      if (data[at] > 4) refuse(`its data are damaged: there is no filter ${data[at]}`);
}

function unpack(packed: Buffer, bytes: number): Buffer {
  const most = bytes + SLACK;
  try {
    const options = { maxOutputLength: most, chunkSize: most, finishFlush: constants.Z_SYNC_FLUSH };
    const data = inflateSync(packed, options);
    return data.length < bytes ? refuse("its picture data are cut short") : data;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") refuse("its data unpack to more than its pixels");
    if (code?.startsWith("Z_")) refuse(`its data are damaged (${message})`);
    throw error;
  }
}
