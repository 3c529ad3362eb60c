// One tool's files from another's: what would be lost is told first.

import { floatsOf, type StoredTensor, storedFloats } from "../data/io/stored-tensor.js";
import { encodeNpyOf } from "./npy-files.js";
import { writeSparsify } from "./sparsify.js";
import type { FolderFiles, TrainedDictionary } from "./trained-dictionary.js";
import { withUnitAtoms } from "./unit-atoms.js";
import { lostInSaelens, saelensKinds, writeSaelens } from "./write-saelens.js";

/** What files are written for. */
export type Target = "saelens" | "sparsify" | "npy";
export const targets: readonly Target[] = ["saelens", "sparsify", "npy"];
export type Form = TrainedDictionary["form"];

/** The files of a dictionary in another form, and what they do not say of it, each a clause. */
export interface Converted {
  readonly files: FolderFiles;
  readonly lost: readonly string[];
}

/**
 * x W_enc + b with b = b_enc − b_dec W_enc is what (x − b_dec) W_enc + b_enc is: the same for a tool that has the other of
 * the two, but for rounding.
 */
export function centredAs(dictionary: TrainedDictionary, centred: boolean): TrainedDictionary {
  const { parts, inputs, latents, notes } = dictionary;
  if (dictionary.centred === centred) return dictionary;
  const sign = centred ? 1 : -1;
  const [encoder, decoderBias] = [floatsOf(parts["encoder.weight"]), floatsOf(parts.b_dec)];
  const moved = (stored: StoredTensor): StoredTensor => {
    const bias = floatsOf(stored).slice();
    for (let i = 0; i < latents; i++) {
      let sum = 0;
      for (let j = 0; j < inputs; j++) sum += encoder[i * inputs + j] * decoderBias[j];
      bias[i] += sign * sum;
    }
    return storedFloats(bias, stored.shape);
  };
  const told = centred
    ? "b_enc is raised by W_enc b_dec, since b_dec is taken from x"
    : "b_enc is lowered by W_enc b_dec, since b_dec is not taken from x";
  return {
    ...dictionary,
    centred,
    parts: { ...parts, "encoder.bias": moved(parts["encoder.bias"]) },
    notes: [...notes, told],
  };
}

/**
 * @param form - of SAELens: what it trains on, or what it uses after
 * @returns null where the target has no such kind
 */
export function convert(dictionary: TrainedDictionary, target: Target, form: Form): Converted | null {
  switch (target) {
    case "saelens":
      if (!saelensKinds.includes(dictionary.model.kind)) return null;
      return {
        files: writeSaelens(dictionary, form),
        lost: [...outside(dictionary, target), ...lostInSaelens(dictionary, form)],
      };
    case "sparsify":
      if (dictionary.model.kind !== "topk") return null;
      return {
        files: writeSparsify(rankedByPre(centredAs(dictionary, true))),
        lost: [
          ...outside(dictionary, target),
          ...(dictionary.model.signed === true ? ["signed: sparsify's TopK has a ReLU"] : []),
        ],
      };
    case "npy":
      return { files: encodeNpyOf(dictionary), lost: [] };
  }
}

/** Latents ranked by π alone: where they were not, atoms of length 1 make it the same. */
const rankedByPre = (dictionary: TrainedDictionary): TrainedDictionary =>
  dictionary.model.rescale === true ? withUnitAtoms(dictionary) : dictionary;

/** What is no matter of the weights, so that no other tool's files say it. */
const outside = ({ tool, unsaid }: TrainedDictionary, target: Target): readonly string[] =>
  tool === target ? [] : unsaid.map((clause) => `${tool} ${clause}`);
