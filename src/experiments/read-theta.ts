// θ from a file: a .npy array, a checkpoint's weights, or those of another tool.

import { existsSync } from "node:fs";
import { assertFinite, type DType, type FloatArray, toDType, zeros } from "../core/arrays.js";
import { InputError, inputError } from "../core/errors.js";
import { readNpy } from "../data/io/read-npy.js";
import { floatsOf } from "../data/io/stored-tensor.js";
import { type Model, parameterLength } from "../sae/model.js";
import { centredAs } from "../weights/convert.js";
import { readTensors, readWeights, weightsFile } from "../weights/read-weights.js";
import type { Parts } from "../weights/trained-dictionary.js";

/**
 * The θ of a model: of a .npy file its parts in their order, each row-major, of a network [W1, W2, …, b1, b2, …]; of
 * weights its parts by name, whoever wrote them.
 *
 * @throws {InputError} if the file cannot be read, or holds another number of values or one that is not finite
 */
export function readTheta(where: string, path: string, model: Startable, dtype: DType): FloatArray {
  if (existsSync(path) && weightsFile(path) !== null) {
    const { parts, remedy } = partsAt(path, model);
    assertAllUsed(where, path, parts, model, remedy);
    return thetaFromParts(where, path, parts, model, dtype, remedy);
  }
  const { data } = readNpy(path);
  assertFinite(where, path, data);
  const length = parameterLength(model.parameters);
  if (data.length !== length)
    throw inputError(where, path, `have ${length} values for layers of ${model.title} units`, data.length);
  return toDType(data, dtype);
}

type Startable = Pick<Model, "parameters" | "title" | "centred"> & Partial<Pick<Model, "layers">>;

/** The parts of a checkpoint, or what another tool's are in the model; and what helps where they do not fit it. */
function partsAt(
  path: string,
  { parameters, centred = true, layers }: Startable,
): { readonly parts: Parts; readonly remedy?: string } {
  const held = readTensors(weightsFile(path)!);
  if (parameters.every(({ name }) => Object.hasOwn(held.tensors, name))) return { parts: held.tensors };
  const { parts, model, inputs, latents } = centredAs(readWeights(path, held), centred);
  const k = model.k === undefined ? "" : ` --k ${model.k}`;
  const signed = model.signed === true ? " --signed" : "";
  const remedy = `they are of kind ${model.kind} on ${inputs} values: --model ${model.kind} --latents ${latents}${k}${signed}`;
  if (model.signed === true && layers?.[0]?.signed !== true)
    throw new InputError(
      `theta0: ${path} must start a model whose latents have a sign, as its own have, got one without; ${remedy}`,
    );
  return { parts, remedy };
}

/** @throws {InputError} if they have what the model has no part for: it would compute something else without a word */
function assertAllUsed(
  where: string,
  path: string,
  parts: Parts,
  { parameters, title }: Startable,
  remedy?: string,
) {
  const others = Object.keys(parts).filter((name) => parameters.every((part) => part.name !== name));
  if (others.length === 0) return;
  throw new InputError(
    `${where}: ${path} must hold the parts of ${title} alone, ${parameters.map(({ name }) => name).join(", ")}, got ${others.join(", ")} besides; ${remedy ?? "name the kind of model that they are of (--model)"}`,
  );
}

/**
 * θ from its parts by name.
 *
 * @param remedy - what helps where they do not fit
 * @throws {InputError} that names the part which is missing, of another shape, or not finite
 */
export function thetaFromParts(
  where: string,
  path: string,
  parts: Parts,
  { parameters, title }: Pick<Model, "parameters" | "title">,
  dtype: DType,
  remedy?: string,
): FloatArray {
  const theta = zeros(dtype, parameterLength(parameters));
  for (const { name, shape, offset } of parameters) {
    const part = parts[name];
    if (part === undefined || part.shape.join() !== shape.join())
      throw new InputError(
        `${where}: ${path} must hold ${name} of ${shape.join("×")} for ${title}, got ${part === undefined ? `${Object.keys(parts).join(", ")} alone` : part.shape.join("×")}${remedy === undefined ? "" : `; ${remedy}`}`,
      );
    const values = floatsOf(part);
    assertFinite(where, `${name} of ${path}`, values);
    theta.set(values, offset);
  }
  return theta;
}
