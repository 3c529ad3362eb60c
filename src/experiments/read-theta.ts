// θ from a .npy file.

import { assertFinite, type DType, type FloatArray, toDType } from "../core/arrays.js";
import { inputError } from "../core/errors.js";
import { readNpy } from "../data/io/read-npy.js";
import { parameterCount } from "../nn/parameters.js";

/**
 * The θ of a network of those layers: [W1, W2, …, b1, b2, …], each W row-major.
 *
 * @throws {InputError} if the file cannot be read, or holds another number of values or one that is not finite
 */
export function readTheta(where: string, path: string, sizes: readonly number[], dtype: DType): FloatArray {
  const { data } = readNpy(path);
  assertFinite(where, path, data);
  const length = parameterCount(sizes);
  if (data.length !== length)
    throw inputError(
      where,
      path,
      `have ${length} values for layers of ${sizes.join("-")} units`,
      data.length,
    );
  return toDType(data, dtype);
}
