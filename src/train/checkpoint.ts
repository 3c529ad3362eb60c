// Checkpoints: all the state of an optimiser as a value, in checkpoints/step-000400/.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type FloatArray, sizeOf } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { encodeSafetensors, parseSafetensors, type Tensor } from "../data/io/safetensors.js";
import type { Kernels } from "../kernels/kernels.js";
import { parameterCount, parameterNames } from "../nn/parameters.js";
import type { MinimiserState } from "../optim/minimiser.js";
import { writing } from "./disk-errors.js";
import type { RunDirectory } from "./run-directory.js";
import { writeFolderAtomically } from "./write-atomically.js";

const folderName = (iteration: number) => `step-${String(iteration).padStart(6, "0")}`;
const STATE_FILES = ["state.safetensors", "state.json"];
const isArray = (value: unknown): value is FloatArray =>
  value instanceof Float64Array || value instanceof Float32Array;

/** θ by the literature's names: W1, W2, …, b1, b2, …. */
function namedWeights(theta: FloatArray, sizes: readonly number[]): Record<string, Tensor> {
  return Object.fromEntries(
    parameterNames(sizes).map(({ name, shape, offset }) => [
      name,
      { shape, data: theta.subarray(offset, offset + sizeOf(shape)) },
    ]),
  );
}

/**
 * Writes checkpoints/step-<iteration>: weights.safetensors holds θ by name, state.safetensors the optimiser's other
 * arrays, state.json its numbers; of earlier checkpoints only the weights are kept. JSON writes the shortest decimal that reads back as the same number, so nothing is lost.
 */
export function writeCheckpoint(
  directory: RunDirectory,
  state: MinimiserState,
  sizes: readonly number[],
): void {
  const arrays: Record<string, Tensor> = {};
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(state)) {
    if (key === "theta") continue;
    if (isArray(value)) arrays[key] = { shape: [value.length], data: value };
    else values[key] = value;
  }
  writing(directory.checkpoints, () => mkdirSync(directory.checkpoints, { recursive: true }));
  writeFolderAtomically(join(directory.checkpoints, folderName(state.iteration)), {
    "weights.safetensors": encodeSafetensors(namedWeights(state.theta, sizes)),
    "state.safetensors": encodeSafetensors(arrays),
    "state.json": `${JSON.stringify(values, null, 2)}\n`,
  });
  for (const older of checkpointIterations(directory)) {
    if (older >= state.iteration) continue;
    // Its weights stay to be looked at; nobody resumes from it any more.
    for (const name of STATE_FILES)
      rmSync(join(directory.checkpoints, folderName(older), name), { force: true });
  }
}

/** The iterations that have a whole checkpoint, rising. */
export function checkpointIterations(directory: RunDirectory): number[] {
  if (!existsSync(directory.checkpoints)) return [];
  return readdirSync(directory.checkpoints)
    .filter((name) => /^step-\d+$/.test(name))
    .map((name) => Number(name.slice(5)))
    .sort((a, b) => a - b);
}

/** The last iteration that a run can go on from: a whole checkpoint with its state. */
export function lastResumable(directory: RunDirectory): number | undefined {
  return checkpointIterations(directory).findLast((iteration) =>
    STATE_FILES.every((name) => existsSync(join(directory.checkpoints, folderName(iteration), name))),
  );
}

/** θ of a checkpoint in the order of maths, [W1, W2, …, b1, b2, …], and the layer sizes that its weights tell. */
export function readWeights(
  directory: RunDirectory,
  iteration: number,
): { sizes: number[]; theta: FloatArray } {
  const path = join(directory.checkpoints, folderName(iteration), "weights.safetensors");
  const tensors = parseSafetensors(readFileSync(path), path);
  const sizes: number[] = [];
  for (let l = 1; tensors[`W${l}`] !== undefined; l++) {
    const [out, into] = tensors[`W${l}`].shape;
    if (l === 1) sizes.push(into);
    sizes.push(out);
  }
  if (sizes.length < 2)
    throw new InputError(`readWeights: ${path} must hold W1, it holds ${Object.keys(tensors)}`);
  return { sizes, theta: thetaOf(tensors, sizes, path) };
}

function thetaOf(
  tensors: Readonly<Record<string, Tensor>>,
  sizes: readonly number[],
  path: string,
): FloatArray {
  const first = tensors.W1?.data;
  const theta =
    first instanceof Float32Array
      ? new Float32Array(parameterCount(sizes))
      : new Float64Array(parameterCount(sizes));
  for (const { name, shape, offset } of parameterNames(sizes)) {
    const tensor = tensors[name];
    if (tensor === undefined || tensor.data.length !== sizeOf(shape)) {
      throw new InputError(
        `readWeights: ${name} in ${path} must have shape ${shape.join("×")}, got ${tensor?.shape.join("×") ?? "nothing"}`,
      );
    }
    theta.set(tensor.data, offset);
  }
  return theta;
}

/** The state that `writeCheckpoint` was given, in the engine's memory. */
export function readCheckpoint(kernels: Kernels, directory: RunDirectory, iteration: number): MinimiserState {
  const folder = join(directory.checkpoints, folderName(iteration));
  const own = (data: FloatArray) => {
    if (data instanceof Float64Array !== (kernels.dtype === "float64")) return data;
    const memory = kernels.allocate(data.length);
    memory.set(data);
    return memory;
  };
  const path = join(folder, "state.safetensors");
  const arrays = Object.entries(parseSafetensors(readFileSync(path), path)).map(([key, { data }]) => [
    key,
    own(data),
  ]);
  const values = JSON.parse(readFileSync(join(folder, "state.json"), "utf8"));
  return { ...values, theta: own(readWeights(directory, iteration).theta), ...Object.fromEntries(arrays) };
}
