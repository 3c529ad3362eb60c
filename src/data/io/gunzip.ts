// The bytes of a file that may be packed with gzip.

import { constants, gunzipSync } from "node:zlib";
import { InputError } from "../../core/errors.js";

/** Whether a file that begins with these bytes says that it is packed with gzip. */
export const isGzip = ([first, second]: Uint8Array): boolean => first === 0x1f && second === 0x8b;

const failed = (name: string, why: string) =>
  new InputError(`gunzip: ${name} must be a whole gzip file, ${why}`);

/** Packed bytes that surely hold the first unpacked ones, but for long file names in the header. */
const HEAD_PACKED = 65_536;

/** The first bytes of what is packed: as many as asked for, or all. @throws {InputError} if it is damaged */
export function gunzipHead(bytes: Uint8Array, length: number, name: string): Uint8Array {
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH };
    return gunzipSync(bytes.subarray(0, HEAD_PACKED), options).subarray(0, length);
  } catch (error) {
    throw failed(name, `it is damaged (${(error as Error).message})`);
  }
}

/**
 * What is packed.
 *
 * @param most - the bytes that it may have: a small file can unpack to a thousand times its size
 * @param name - of the file, for errors
 * @throws {InputError} if it is damaged, cut short, or unpacks to more
 */
export function gunzip(bytes: Uint8Array, most: number, name: string): Uint8Array {
  try {
    return new Uint8Array(gunzipSync(bytes, { maxOutputLength: most }));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") throw failed(name, `it unpacks to more than ${most} bytes`);
    if (code === "Z_BUF_ERROR") throw failed(name, "it is cut short");
    throw failed(name, `it is damaged (${message})`);
  }
}
