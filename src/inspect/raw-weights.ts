// The weights of a run for other programs: for examples as they are before they are scaled.

import { z } from "zod";
import { sizeOf } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { encodeStored } from "../data/io/safetensors.js";
import { type StoredTensor, storedFloats } from "../data/io/stored-tensor.js";
import { type AnyModelConfig, modelKind } from "../models/registry.js";
import type { RunDirectory } from "../train/run-directory.js";
import type { ModelKeys, TrainedDictionary } from "../weights/trained-dictionary.js";
import { type ModelAtStep, readModel } from "./model-at-step.js";
import { readPreprocessing, readRunConfig } from "./run-config.js";

/**
 * A .safetensors file of the last checkpoint's weights. Where the last steps of preprocessing multiply all examples by one
 * number, `mean-norm` or `scale`, it is folded into the weights of a dictionary: its model takes examples as they are
 * before those steps. Its __metadata__ has the config of that model as JSON, under the name model: what a TopK keeps, or what
 * matching pursuit leaves over, is no part of θ.
 *
 * @throws {InputError} if there is no checkpoint, or such a step and a model that it cannot be folded into
 */
export const rawWeights = (directory: RunDirectory): Uint8Array =>
  encodeStored(rawParts("export", directory, readModel(directory, undefined, "export")), {
    model: JSON.stringify(rawConfig(directory)),
  });

/** The config of the model that has such weights. */
function rawConfig(directory: RunDirectory): AnyModelConfig {
  const { model } = readRunConfig(directory);
  return modelKind(model.kind).folded?.(model, scaleOf(directory)) ?? model;
}

/** Its parts by name, as rawWeights has them. */
function rawParts(
  where: string,
  directory: RunDirectory,
  { model, theta }: ModelAtStep,
): Record<string, StoredTensor> {
  const scale = scaleOf(directory);
  if (scale !== 1 && model.foldScaling === undefined)
    throw new InputError(
      `${where}: the weights must be of a model with a dictionary where examples are scaled, ${model.title} has none; take those of its checkpoint`,
    );
  const folded = scale === 1 ? theta : model.foldScaling!(theta, scale);
  return Object.fromEntries(
    model.parameters.map(({ name, shape, offset }) => [
      name,
      storedFloats(folded.slice(offset, offset + sizeOf(shape)), shape),
    ]),
  );
}

/**
 * The dictionary of a run, as other tools' files have theirs.
 *
 * @throws {InputError} as rawWeights, or if its model has no atoms W_dec
 */
export function dictionaryOf(directory: RunDirectory): TrainedDictionary {
  const at = readModel(directory, undefined, "convert");
  const { model, dtype } = readRunConfig(directory);
  const parts = rawParts("convert", directory, at);
  if (parts.W_dec === undefined)
    throw new InputError(
      `convert: ${directory.path} must be a run of a model with atoms, W_dec and b_dec, as other tools have; a ${model.kind} model has ${Object.keys(parts).join(", ")}: rhohat export --weights writes those`,
    );
  const steps = readPreprocessing(directory).filter(({ kind }) => kind !== "mean-norm" && kind !== "scale");
  const own = {
    tool: "rhohat",
    version: null,
    architecture: model.kind,
    form: "training",
    inputs: at.model.inputs,
    latents: parts.W_dec.shape[0],
    model: rawConfig(directory) as unknown as ModelKeys,
    centred: at.model.centred ?? true,
    parts,
    notes: dtype === "float64" ? ["weights are float64, as they were trained"] : [],
    unsaid: steps.map(({ kind }) => `preprocesses its examples by ${kind}`),
    settings: null,
  } as const;
  const origin = originOf(directory);
  return origin === null ? own : { ...own, ...origin };
}

/** What the tool said of weights that came from elsewhere, which a run without data never trains; null of others. */
function originOf(directory: RunDirectory): z.output<typeof originRead> | null {
  const { origin } = directory.readRecord();
  const read = originRead.safeParse(origin);
  return read.success && read.data.centred ? read.data : null;
}
const originRead = z.object({
  tool: z.enum(["saelens", "sparsify", "dictionary_learning", "openai", "saev"]),
  version: z.string().nullable(),
  architecture: z.string(),
  form: z.enum(["training", "inference"]),
  centred: z.boolean(),
  unsaid: z.array(z.string()),
  settings: z.string().nullable(),
});

/** What the last steps multiply examples by; 1 where they do something else. */
function scaleOf(directory: RunDirectory): number {
  let scale = 1;
  for (const step of [...readPreprocessing(directory)].reverse()) {
    if (step.kind !== "mean-norm" && step.kind !== "scale") break;
    scale *= step.factor;
  }
  return scale;
}
