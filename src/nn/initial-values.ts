// Where training starts: small random weights, since hidden units that start equal stay equal; biases 0.

import { assertDType, type DType, type FloatArray, zeros } from "../core/arrays.js";
import { assertNever, assertPositive } from "../core/errors.js";
import { assertKind } from "../core/known-names.js";
import type { Random } from "../core/random.js";
import { parameterCount, viewParameters } from "./parameters.js";

/** ε of the base network's start */
export const DEFAULT_EPSILON = 0.01;

/**
 * normal: Normal(0, ε²), ε = DEFAULT_EPSILON unless given: the base network's.
 * uniform: ±√(6/(fan_in + fan_out + 1)), UFLDL's.
 */
export type InitialValues =
  | { readonly kind: "normal"; readonly epsilon?: number }
  | { readonly kind: "uniform" };

/**
 * θ before training, drawn layer by layer in the order of θ.
 *
 * @param sizes - units in each layer
 * @returns [parameterCount(sizes)]
 * @throws {InputError} for a kind, an ε or a precision that is not allowed
 * @see Ng, Sparse autoencoder (CS294A lecture notes), section 2; UFLDL, exercise "Sparse autoencoder"
 */
export function initialTheta(
  sizes: readonly number[],
  values: InitialValues,
  random: Random,
  dtype: DType = "float64",
): FloatArray {
  assertKind("initialTheta", "values", values, ["normal", "uniform"]);
  assertDType("initialTheta", dtype);
  const theta = zeros(dtype, parameterCount(sizes));
  viewParameters(theta, sizes).weights.forEach(({ data, offset, size }, l) => {
    const draw = drawFrom(values, sizes[l], sizes[l + 1], random);
    for (let i = 0; i < size; i++) data[offset + i] = draw();
  });
  return theta;
}

function drawFrom(values: InitialValues, fanIn: number, fanOut: number, random: Random): () => number {
  switch (values.kind) {
    case "normal": {
      const epsilon = values.epsilon ?? DEFAULT_EPSILON;
      assertPositive("initialTheta", "epsilon", epsilon);
      return () => epsilon * random.normal();
    }
    case "uniform": {
      const limit = Math.sqrt(6 / (fanIn + fanOut + 1));
      return () => limit * (2 * random.uniform() - 1);
    }
    default:
      return assertNever(values);
  }
}
