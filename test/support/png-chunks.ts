// PNG files chunk by chunk, sound or not.

import { crc32 } from "node:zlib";

export type PngChunk = readonly [type: string, body: Uint8Array];

/** The header of a picture; 8-bit grey unless told otherwise. */
export function pngHeader(width: number, height: number, depth = 8, colourType = 0, interlace = 0): PngChunk {
  const body = Buffer.alloc(13);
  body.writeUInt32BE(width, 0);
  body.writeUInt32BE(height, 4);
  body.set([depth, colourType, 0, 0, interlace], 8);
  return ["IHDR", body];
}

/** One chunk with its length and CRC. */
function pngChunk([type, body]: PngChunk): Buffer {
  const chunk = Buffer.alloc(12 + body.length);
  chunk.writeUInt32BE(body.length, 0);
  chunk.write(type, 4, "latin1");
  chunk.set(body, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + body.length)), 8 + body.length);
  return chunk;
}

/** A file of these chunks and an end. */
export function png(chunks: readonly PngChunk[]): Uint8Array {
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const end: PngChunk = ["IEND", new Uint8Array()];
  return new Uint8Array(Buffer.concat([signature, ...[...chunks, end].map(pngChunk)]));
}
