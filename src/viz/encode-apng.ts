// Animated PNG: the frames one after the other, and the last of them for programs that show a still.

import { crc32 } from "node:zlib";
import { inputError } from "../core/errors.js";
import type { Raster } from "../core/raster.js";
import { encodePng } from "./encode-png.js";

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

const SIGNATURE = 8; // bytes before the first chunk

function chunksOf(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString("latin1", at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

/** Length, type, data, and the CRC-32 of type and data. */
function encodeChunk({ type, data }: Chunk): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, crc]);
}

function uint32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, 4 * i);
  return bytes;
}

/** fcTL: sequence number, size, offset, delay as a fraction of a second, nothing to dispose of or to blend. */
function frameControl(sequence: number, { width, height }: Raster, delayMs: number): Chunk {
  const tail = Buffer.alloc(6);
  tail.writeUInt16BE(delayMs, 0);
  tail.writeUInt16BE(1000, 2);
  return { type: "fcTL", data: Buffer.concat([uint32(sequence, width, height, 0, 0), tail]) };
}

/**
 * The frames as one animated PNG. Programs that know no animation show the last: the default image, which has no fcTL
 * and so is no part of the animation.
 *
 * @param delayMs - how long each frame stays; the last stays four times as long
 * @param loops - 0: for ever
 * @throws {InputError} if there are no frames, or they differ in size or channels
 * @see https://www.w3.org/TR/png-3/#apng-frame-based-animation
 */
export function encodeApng(
  frames: readonly Raster[],
  { delayMs = 250, loops = 0 }: { readonly delayMs?: number; readonly loops?: number } = {},
): Uint8Array {
  const last = frames.at(-1);
  if (last === undefined) throw inputError("encodeApng", "frames", "hold at least one", 0);
  for (const { width, height, channels } of frames) {
    if (width !== last.width || height !== last.height || channels !== last.channels)
      throw inputError("encodeApng", "frames", `all be ${last.width}×${last.height}`, `${width}×${height}`);
  }
  const pngs = frames.map((frame) => Buffer.from(encodePng(frame)));
  let sequence = 0;
  const animated = pngs.flatMap((png, i): Chunk[] => [
    frameControl(sequence++, last, i === pngs.length - 1 ? 4 * delayMs : delayMs),
    ...chunksOf(png)
      .filter(({ type }) => type === "IDAT")
      .map(({ data }) => ({ type: "fdAT", data: Buffer.concat([uint32(sequence++), data]) })),
  ]);
  const still = pngs[pngs.length - 1];
  const chunks = chunksOf(still);
  const first = chunks.findIndex(({ type }) => type === "IDAT");
  const all = [
    ...chunks.slice(0, first),
    { type: "acTL", data: uint32(frames.length, loops) },
    ...chunks.slice(first, -1),
    ...animated,
    chunks[chunks.length - 1],
  ];
  return Buffer.concat([still.subarray(0, SIGNATURE), ...all.map(encodeChunk)]);
}
