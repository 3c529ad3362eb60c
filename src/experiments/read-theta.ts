// θ from a .npy file.

import { assertFinite, type DType, type FloatArray, toDType } from "../core/arrays.js";
import { inputError } from "../core/errors.js";
import { readNpy } from "../data/io/read-npy.js";
import { type Model, parameterLength } from "../sae/model.js";

/**
 * The θ of a model, its parts in their order, each row-major: of a network [W1, W2, …, b1, b2, …].
 *
 * @throws {InputError} if the file cannot be read, or holds another number of values or one that is not finite
 */
export function readTheta(
  where: string,
  path: string,
  { parameters, title }: Pick<Model, "parameters" | "title">,
  dtype: DType,
): FloatArray {
  const { data } = readNpy(path);
  assertFinite(where, path, data);
  const length = parameterLength(parameters);
  if (data.length !== length)
    throw inputError(where, path, `have ${length} values for layers of ${title} units`, data.length);
  return toDType(data, dtype);
}
