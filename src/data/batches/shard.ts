// One of the files that hold the examples: opened once, read by position.

import type { Stats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { sizeOf } from "../../core/arrays.js";
import { InputError, inputError, RunError } from "../../core/errors.js";
import { didYouMean } from "../../core/nearest.js";
import { isNpy, LONGEST_HEADER, readNpyHeader } from "../io/npy-header.js";
import { emptyFile, unreadable } from "../io/read-file.js";
import { readSafetensorsHeader, safetensorsBodyStart } from "../io/safetensors-header.js";
import { type NumberType, swapBytes } from "../io/stored-numbers.js";
import { tensorTypes, tensorWidths, widthOf } from "../io/stored-tensor.js";
import { assertExamplesIn } from "../sources/array-file.js";

/** What the header of a file tells of the array that holds the examples. */
interface StoredArray {
  /** [m, …], row-major */
  readonly shape: readonly number[];
  readonly type: NumberType;
  /** Bytes a value */
  readonly width: number;
  readonly bigEndian: boolean;
  /** Where the values begin */
  readonly start: number;
}

export class Shard {
  readonly rows: number;
  readonly rowBytes: number;

  constructor(
    /** The path, as errors tell it */
    readonly name: string,
    readonly array: StoredArray,
    private readonly handle: FileHandle,
    private readonly opened: Stats,
  ) {
    this.rows = array.shape[0];
    this.rowBytes = array.width * sizeOf(array.shape.slice(1));
  }

  /**
   * Fills memory with the rows from `row` on, little-endian.
   *
   * @throws {RunError} if the file has become shorter, or cannot be read any more
   */
  async read(into: Uint8Array, row: number): Promise<void> {
    const position = this.array.start + row * this.rowBytes;
    for (let done = 0; done < into.length; ) {
      const part = this.handle.read(into, done, into.length - done, position + done);
      const { bytesRead } = await part.catch((error) => {
        throw new RunError(`fill: ${this.name} cannot be read any more, ${error.message}`);
      });
      if (bytesRead === 0) throw this.shorter();
      done += bytesRead;
    }
    if (this.array.bigEndian) swapBytes(into, this.array.width);
  }

  /** @throws {RunError} if the file was written to since it was opened */
  async assertUnchanged(): Promise<void> {
    const { size, mtimeMs } = await this.handle.stat();
    if (size < this.opened.size) throw this.shorter();
    if (size !== this.opened.size || mtimeMs !== this.opened.mtimeMs)
      throw new RunError(`fill: ${this.name} was changed while it was in use; begin again with the new one`);
  }

  private shorter(): RunError {
    return new RunError(`fill: ${this.name} became shorter while it was in use; put it back and resume`);
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** Memory of its own with the first bytes of a file. */
async function firstBytes(handle: FileHandle, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await handle.read(bytes, 0, length, 0);
  return bytes.subarray(0, bytesRead);
}

function npyArray(head: Uint8Array, fileLength: number, path: string): StoredArray {
  const { fortranOrder, ...array } = readNpyHeader(head, fileLength, path);
  if (fortranOrder)
    throw new InputError(
      `openBatches: ${path} must hold its examples row after row, it is in Fortran order; save numpy.ascontiguousarray of it`,
    );
  return array;
}

async function safetensorsArray(
  handle: FileHandle,
  fileLength: number,
  path: string,
  tensor: string | undefined,
): Promise<StoredArray> {
  const start = safetensorsBodyStart(await firstBytes(handle, 8), fileLength, path);
  const head = await firstBytes(handle, start);
  const entries = readSafetensorsHeader(head, fileLength, path, tensorWidths);
  const names = entries.map(([name]) => name);
  if (tensor === undefined && names.length !== 1)
    throw inputError("openBatches", path, "hold one tensor", names, "name the one that holds the examples");
  const found = entries.find(([name]) => tensor === undefined || name === tensor);
  if (found === undefined)
    throw inputError("openBatches", "tensor", `be in ${path}`, tensor, didYouMean(tensor ?? "", names));
  const [, { dtype, shape, data_offsets }] = found;
  const type = tensorTypes[dtype];
  return { shape, type, width: widthOf(type), bigEndian: false, start: start + data_offsets[0] };
}

async function storedArray(
  handle: FileHandle,
  { size }: Stats,
  path: string,
  tensor: string | undefined,
): Promise<StoredArray> {
  const head = await firstBytes(handle, Math.min(size, LONGEST_HEADER));
  if (isNpy(head) || path.endsWith(".npy")) return npyArray(head, size, path);
  if (path.endsWith(".safetensors")) return safetensorsArray(handle, size, path, tensor);
  throw new InputError(`openBatches: ${path} must be a .npy or .safetensors file, by its name it is neither`);
}

/**
 * Opens a file and checks its header.
 *
 * @param tensor - the name of the examples in a safetensors file; there is only one unless given
 * @throws {InputError} if it cannot be read, or holds no examples row after row
 */
export async function openShard(path: string, tensor: string | undefined): Promise<Shard> {
  const attempt = <T>(work: Promise<T>) =>
    work.catch((error) => {
      throw unreadable(path, error);
    });
  const before = await attempt(stat(path)); // to open a pipe would wait for its other end
  if (before.isDirectory()) throw unreadable(path, { code: "EISDIR" });
  if (!before.isFile()) throw unreadable(path, { message: "it has no places to read from" });
  if (before.size === 0) throw emptyFile(path);
  const handle = await attempt(open(path, "r"));
  try {
    const opened = await handle.stat();
    const array = await storedArray(handle, opened, path, tensor);
    assertExamplesIn("openBatches", array.shape, path, "rows");
    return new Shard(path, array, handle, opened);
  } catch (error) {
    await handle.close();
    throw error;
  }
}
