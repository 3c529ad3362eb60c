// What torch.save writes: a zip of one pickle, and the memory of each tensor beside it.

import { unzipSync } from "fflate";
import { sizeOf } from "../core/arrays.js";
import { describeValue, InputError } from "../core/errors.js";
import { swapBytes } from "../data/io/stored-numbers.js";
import { type StoredTensor, tensorWidths } from "../data/io/stored-tensor.js";
import { PythonName, type Stand, unpickle, type Whitelist } from "./unpickle.js";

/** Memory that tensors lie in, as torch calls its type. */
const storages: Readonly<Record<string, string>> = {
  DoubleStorage: "F64",
  FloatStorage: "F32",
  HalfStorage: "F16",
  BFloat16Storage: "BF16",
  LongStorage: "I64",
  IntStorage: "I32",
  ShortStorage: "I16",
  CharStorage: "I8",
  ByteStorage: "U8",
  BoolStorage: "BOOL",
};
/** Names that a state dict may hold besides, which say a type or a device. */
const words = ["float64", "float32", "float16", "bfloat16", "int64", "int32", "Size", "device"];

/** How often all of a file may come again in its tensors: some share a storage, a hostile file multiplies by it. */
const MOST_OFTEN = 16;

/** The memory of some tensors. */
class Storage {
  constructor(
    readonly dtype: string,
    readonly bytes: Uint8Array,
  ) {}
}

const isList = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((part) => Number.isSafeInteger(part) && part >= 0);

const broken = (name: string, why: string) =>
  new InputError(`readTorchFile: ${name} must be a whole file of torch.save, ${why}`);

/** A tensor of a storage, its values brought into row-major order. */
function tensorOf(name: string, [storage, offset, shape, stride]: readonly unknown[]): StoredTensor {
  const sound =
    storage instanceof Storage &&
    Number.isSafeInteger(offset) &&
    (offset as number) >= 0 &&
    isList(shape) &&
    isList(stride) &&
    shape.length === stride.length;
  if (!sound) throw broken(name, "it makes a tensor of what is none");
  const { dtype, bytes } = storage as Storage;
  const width = tensorWidths[dtype];
  const [lengths, strides] = [shape as number[], stride as number[]];
  const count = sizeOf(lengths);
  const last = lengths.reduce((sum, length, axis) => sum + (length - 1) * strides[axis], offset as number);
  // A stride of 0 could make of one value as many as memory holds.
  if (count > 0 && (width * (last + 1) > bytes.length || width * count > bytes.length))
    throw broken(name, `a tensor of shape ${describeValue(shape)} has more values than its storage`);
  return { dtype, shape: lengths, bytes: gathered(bytes, width, offset as number, lengths, strides) };
}

/** The values at a stride, one after the other. */
function gathered(
  bytes: Uint8Array,
  width: number,
  offset: number,
  shape: readonly number[],
  stride: readonly number[],
): Uint8Array {
  const out = new Uint8Array(width * sizeOf(shape));
  const at = shape.map(() => 0);
  let from = offset;
  for (let to = 0; to < out.length; to += width) {
    for (let i = 0; i < width; i++) out[to + i] = bytes[width * from + i];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += stride[axis];
      at[axis] += 1;
      if (at[axis] < shape[axis]) break;
      from -= stride[axis] * shape[axis];
      at[axis] = 0;
    }
  }
  return out;
}

/** The entries of a zip in which nothing is compressed, by their path below the first folder. */
function entriesOf(bytes: Uint8Array, name: string): Map<string, Uint8Array> {
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter({ name: entry, compression, size, originalSize }) {
        if (compression !== 0 || size !== originalSize)
          throw broken(name, `its entry ${describeValue(entry)} is compressed, which torch never does`);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw broken(name, `its zip cannot be read, ${(error as Error).message}`);
  }
  return new Map(Object.entries(files).map(([path, entry]) => [path.slice(path.indexOf("/") + 1), entry]));
}

/** Whether bytes begin as a zip does. */
export const isZip = (head: Uint8Array): boolean => head[0] === 0x50 && head[1] === 0x4b;

/**
 * What a file of torch.save holds: dicts as Maps, tensors with their bytes, row-major whatever their stride was. Nothing of
 * it is executed; what it names or calls beyond tensors is refused.
 *
 * @param name - of the file, for errors
 * @throws {InputError} if it is truncated, of torch before 1.6, or holds more than tensors and plain values
 * @see torch/serialization.py
 */
export function readTorchFile(bytes: Uint8Array, name: string): unknown {
  if (!isZip(bytes))
    throw broken(
      name,
      "it does not begin as a zip; what torch before 1.6 wrote has to be loaded and saved again",
    );
  const entries = entriesOf(bytes, name);
  const pickle = entries.get("data.pkl");
  if (pickle === undefined) throw broken(name, "it has no data.pkl");
  const swapped = new TextDecoder().decode(entries.get("byteorder")) === "big";
  const loaded = new Map<string, Storage>();

  const load = (id: unknown): Storage => {
    const [kind, type, key] = Array.isArray(id) ? id : [];
    const dtype = type instanceof PythonName ? storages[type.name.replace("torch ", "")] : undefined;
    if (kind !== "storage" || dtype === undefined || typeof key !== "string")
      throw broken(name, "it refers to what is no storage of numbers");
    const known = loaded.get(key);
    if (known !== undefined) return known;
    const found = entries.get(`data/${key}`);
    if (found === undefined) throw broken(name, `its storage ${describeValue(key)} is missing`);
    if (found.length % tensorWidths[dtype] !== 0)
      throw broken(name, `its storage ${describeValue(key)} has no whole number of values`);
    const own = found.slice();
    if (swapped) swapBytes(own, tensorWidths[dtype]);
    const storage = new Storage(dtype, own);
    loaded.set(key, storage);
    return storage;
  };

  let made = 0;
  const tensor: Stand = (args) => {
    const found = tensorOf(name, args);
    made += found.bytes.length;
    if (made > MOST_OFTEN * bytes.length)
      throw broken(name, `its tensors hold the same memory more than ${MOST_OFTEN} times over`);
    return found;
  };
  const ordered: Stand = ([items = []]) => {
    if (!Array.isArray(items) || !items.every((pair) => Array.isArray(pair) && pair.length === 2))
      throw broken(name, "it makes an OrderedDict of what are no pairs");
    return new Map(items as [unknown, unknown][]);
  };
  const whitelist: Whitelist = {
    "torch._utils _rebuild_tensor_v2": tensor,
    "torch._utils _rebuild_parameter": ([data]) => data,
    "collections OrderedDict": ordered,
    ...Object.fromEntries([...Object.keys(storages), ...words].map((word) => [`torch ${word}`, null])),
    "torch Size": ([sizes]) => sizes,
    "torch device": ([device]) => device,
  };
  return unpickle(pickle, name, { whitelist, load });
}
