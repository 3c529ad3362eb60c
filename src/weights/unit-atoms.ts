// A dictionary whose atoms have length 1, from one that ranks its latents by π ‖atom‖.

import { floatsOf, storedFloats } from "../data/io/stored-tensor.js";
import { type TrainedDictionary, thetaType } from "./trained-dictionary.js";

/**
 *   W_enc n,  b_enc n,  W_dec / n,  n = ‖atom‖
 *
 * π is then what π n was, and x̂ is the same: for tools that rank by π. Lengths are added up in the type of the weights, as
 * torch does; an atom of length 0 stays.
 */
export function withUnitAtoms(dictionary: TrainedDictionary): TrainedDictionary {
  const { parts, latents, inputs } = dictionary;
  const [atoms, encoder, bias] = [parts.W_dec, parts["encoder.weight"], parts["encoder.bias"]].map((part) =>
    floatsOf(part).slice(),
  );
  const round = thetaType(parts) === "float32" ? Math.fround : (value: number) => value;
  for (let i = 0; i < latents; i++) {
    const [from, to] = [i * inputs, (i + 1) * inputs];
    let sum = 0;
    for (let j = from; j < to; j++) sum = round(sum + round(atoms[j] * atoms[j]));
    const norm = round(Math.sqrt(sum)) || 1;
    for (let j = from; j < to; j++) {
      atoms[j] /= norm;
      encoder[j] *= norm;
    }
    bias[i] *= norm;
  }
  return {
    ...dictionary,
    parts: {
      ...parts,
      W_dec: storedFloats(atoms, parts.W_dec.shape),
      "encoder.weight": storedFloats(encoder, parts["encoder.weight"].shape),
      "encoder.bias": storedFloats(bias, parts["encoder.bias"].shape),
    },
  };
}
