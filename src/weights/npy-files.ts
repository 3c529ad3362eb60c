// The parts of a dictionary as .npy files.

import { encodeNpy } from "../data/io/npy.js";
import { floatsOf } from "../data/io/stored-tensor.js";
import type { FolderFiles, TrainedDictionary } from "./trained-dictionary.js";

/** A .npy file a part, by rhohat's names: encoder.weight.npy [M, d], W_dec.npy [M, d], b_dec.npy [d], … */
export const encodeNpyOf = ({ parts }: TrainedDictionary): FolderFiles =>
  Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [`${name}.npy`, encodeNpy(floatsOf(part), part.shape)]),
  );
