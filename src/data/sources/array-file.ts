// Examples in a .npy file.

import { contiguous, type FloatNdArray, sizeOf, view } from "../../core/arrays.js";
import { InputError, inputError } from "../../core/errors.js";
import { parseNpy } from "../io/npy.js";
import { readInput } from "../io/read-file.js";

/**
 * The examples of a .npy array as rows, float64.
 *
 * @param examples - rows: [m, …], each example flattened; columns: [n, m]
 * @returns [m, n]
 * @throws {InputError} if the file cannot be read, has no two dimensions, no examples, or holds NaN or ∞
 */
export function loadArray(
  path: string,
  { examples }: { readonly examples: "rows" | "columns" },
): FloatNdArray {
  const { data, shape } = parseNpy(readInput(path), path);
  if (shape.length < 2 || (examples === "columns" && shape.length > 2)) {
    const rule =
      examples === "columns"
        ? "have two dimensions [values, examples]"
        : "have at least two dimensions [examples, values]";
    throw inputError("loadArray", path, rule, shape);
  }
  if (sizeOf(shape) === 0) throw inputError("loadArray", path, "hold at least one value", shape);
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const width = sizeOf(shape.slice(1));
    throw new InputError(
      `loadArray: ${path} must hold finite numbers only, got ${data[bad]} at row ${Math.floor(bad / width)}, column ${bad % width}; remove or replace it first`,
    );
  }
  const array = view(data, [shape[0], sizeOf(shape.slice(1))]);
  if (examples === "rows") return array;
  const columns = array.transpose(1, 0);
  return view(contiguous(columns), [shape[1], shape[0]]);
}
