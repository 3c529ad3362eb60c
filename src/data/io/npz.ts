// NumPy's .npz: a zip of .npy files.

import { unzipSync } from "fflate";
import { InputError } from "../../core/errors.js";
import { isNpy, type NpyHeader, readNpyHeader } from "./npy-header.js";

const broken = (name: string, why: string) =>
  new InputError(`parseNpz: ${name} must be a whole .npz file, ${why}`);

/** Whether a file that begins with these bytes says that it is a zip. */
export const isZip = ([p, k, three]: Uint8Array): boolean =>
  p === 0x50 && k === 0x4b && (three === 3 || three === 5);

/** How often deflate can make the same of itself, at most, and bytes of which nothing is said. */
const [MOST_DEFLATED, SLACK] = [1032, 65_536];

/**
 * The .npy files in it by their names, without the ending; what else is there is left out.
 *
 * @param wanted - the name of one that is needed; all unless given
 * @throws {InputError} if it is damaged or cut short, or says that it unpacks to more than it can
 */
export function unzipNpy(bytes: Uint8Array, name: string, wanted?: string): Map<string, Uint8Array> {
  try {
    const files = unzipSync(bytes, {
      filter({ name: entry, compression, size, originalSize }) {
        if (!entry.endsWith(".npy") || (wanted !== undefined && entry !== `${wanted}.npy`)) return false;
        const most = compression === 0 ? size : MOST_DEFLATED * size + SLACK;
        if (size > bytes.length || originalSize > most)
          throw broken(name, `its entry ${entry} lies of its size`);
        return true;
      },
    });
    return new Map(
      Object.entries(files).map(([entry, content]) => [entry.slice(0, -".npy".length), content]),
    );
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw broken(name, `its zip cannot be read (${(error as Error).message})`);
  }
}

/** What the header of an array in it tells; null where it is none of numbers. */
export function npyFacts(content: Uint8Array, name: string): NpyHeader | null {
  if (!isNpy(content)) return null;
  try {
    return readNpyHeader(content, content.length, name);
  } catch (error) {
    if (error instanceof InputError) return null; // text, or an object of Python's
    throw error;
  }
}
