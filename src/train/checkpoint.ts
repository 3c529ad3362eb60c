// Checkpoints: all the state of an optimiser as a value, in checkpoints/step-000400/.

import { type Dirent, existsSync, lstatSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { dtypeOf, type FloatArray, sizeOf, zeros } from "../core/arrays.js";
import { describeValue, InputError } from "../core/errors.js";
import { encodeSafetensors, parseSafetensors, type Tensor } from "../data/io/safetensors.js";
import { stopReasons } from "../optim/minimiser.js";
import { type ParameterBlock, parameterLength } from "../sae/model.js";
import { assertUnchanged, checksums, SUMS_FILE, withoutFiles } from "./checksums.js";
import { ownFolder } from "./own-folder.js";
import type { RunDirectory } from "./run-directory.js";
import { readRunFile, readRunJson } from "./run-file.js";
import type { Training, TrainingState } from "./training.js";
import { writeAtomically, writeFolderAtomically } from "./write-atomically.js";

const folderName = (iteration: number) => `step-${String(iteration).padStart(6, "0")}`;
const TRAINED = "weights.safetensors";
const STATE_FILES = ["state.safetensors", "state.json"];
/** Bytes of a file of a checkpoint, at most: more than an engine's memory holds. */
const MOST_BYTES = 4 * 2 ** 30;
const isArray = (value: unknown): value is FloatArray =>
  value instanceof Float64Array || value instanceof Float32Array;

/** θ by the names of its parts. */
function namedWeights(theta: FloatArray, parameters: readonly ParameterBlock[]): Record<string, Tensor> {
  return Object.fromEntries(
    parameters.map(({ name, shape, offset }) => [
      name,
      { shape, data: theta.subarray(offset, offset + sizeOf(shape)) },
    ]),
  );
}

/** The weights that a model is looked at with, where they are not those that are trained. */
const AVERAGED = "averaged.safetensors";

/**
 * Writes checkpoints/step-<iteration>: weights.safetensors holds θ by name, averaged.safetensors its average where one
 * is kept, state.safetensors the optimiser's other
 * arrays, state.json its numbers, SHA256SUMS what they must be; of earlier checkpoints only the weights are kept. JSON
 * writes the shortest decimal that reads back as the same number, so nothing is lost.
 *
 * @param weights - θ, or its average
 */
export function writeCheckpoint(
  directory: RunDirectory,
  state: TrainingState,
  parameters: readonly ParameterBlock[],
  weights: FloatArray = state.theta,
): void {
  const arrays: Record<string, Tensor> = {};
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(state)) {
    if (key === "theta") continue;
    if (isArray(value)) arrays[key] = { shape: [value.length], data: value };
    else values[key] = value;
  }
  const checkpoints = ownFolder(directory.path, "checkpoints");
  const files = {
    [TRAINED]: encodeSafetensors(namedWeights(state.theta, parameters)),
    ...(weights === state.theta ? {} : { [AVERAGED]: encodeSafetensors(namedWeights(weights, parameters)) }),
    "state.safetensors": encodeSafetensors(arrays),
    "state.json": `${JSON.stringify(values, null, 2)}\n`,
  };
  writeFolderAtomically(join(checkpoints, folderName(state.iteration)), {
    ...files,
    [SUMS_FILE]: checksums(files),
  });
  // The weights of earlier ones stay to be looked at; nobody resumes from them any more. After kills there may be
  // several with their state: the oldest goes first, so that all before one without it are without it too.
  const earlier = checkpointIterations(directory).filter((iteration) => iteration < state.iteration);
  const withState = earlier.slice(
    1 + earlier.findLastIndex((iteration) => !holdsState(directory, iteration)),
  );
  for (const iteration of withState) forgetState(directory, iteration);
}

const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** Whether any of an optimiser's state is left in a checkpoint. */
function holdsState(directory: RunDirectory, iteration: number): boolean {
  return STATE_FILES.some((name) => isThere(join(directory.checkpoints, folderName(iteration), name)));
}

/** Removes the optimiser's state from a checkpoint, its sums before it: while a file is left the next call goes on. */
function forgetState(directory: RunDirectory, iteration: number): void {
  const checkpoint = join(directory.checkpoints, folderName(iteration));
  const sums = readSums(directory, iteration);
  if (sums !== null) writeAtomically(join(checkpoint, SUMS_FILE), withoutFiles(sums, STATE_FILES));
  for (const name of STATE_FILES) rmSync(join(checkpoint, name), { force: true });
}

/** SHA256SUMS of a checkpoint; null for those of earlier versions, which have none. */
function readSums(directory: RunDirectory, iteration: number): string | null {
  const sums = readRunFile(directory.path, join("checkpoints", folderName(iteration), SUMS_FILE), 2 ** 16);
  return sums === null ? null : new TextDecoder().decode(sums);
}

/** The iterations that have a whole checkpoint, rising. @throws {InputError} if checkpoints/ may not be looked into */
export function checkpointIterations(directory: RunDirectory): number[] {
  if (!existsSync(directory.checkpoints)) return [];
  let entries: Dirent[];
  try {
    entries = readdirSync(directory.checkpoints, { withFileTypes: true });
  } catch (error) {
    throw new InputError(
      `run directory: ${directory.checkpoints} must be a folder that can be read, it is not (${(error as NodeJS.ErrnoException).code})`,
    );
  }
  return entries
    .filter((entry) => entry.isDirectory() && /^step-\d{6,15}$/.test(entry.name))
    .map(({ name }) => Number(name.slice(5)))
    .sort((a, b) => a - b);
}

/**
 * The last iteration that a run can go on from: a whole checkpoint with its state; undefined where there is none yet.
 *
 * @throws {InputError} if there are checkpoints and the state of each is gone: to begin again would overwrite them
 */
export function lastResumable(directory: RunDirectory): number | undefined {
  const iterations = checkpointIterations(directory);
  const found = iterations.findLast((iteration) =>
    STATE_FILES.every((name) => isThere(join(directory.checkpoints, folderName(iteration), name))),
  );
  if (found === undefined && iterations.length > 0) {
    const last = join(directory.checkpoints, folderName(iterations[iterations.length - 1]));
    throw new InputError(
      `resume: ${last} must hold ${STATE_FILES.join(" and ")}, it does not; put them back`,
    );
  }
  return found;
}

/** A file of a checkpoint. @throws {InputError} if it cannot be read, or is not what was written */
function readFile(
  directory: RunDirectory,
  iteration: number,
  file: string,
): { bytes: Uint8Array; path: string } {
  const name = join("checkpoints", folderName(iteration), file);
  const path = directory.file(name);
  const bytes = readRunFile(directory.path, name, MOST_BYTES);
  if (bytes === null) throw new InputError(`run directory: ${path} must be readable, it is missing`);
  const sums = readSums(directory, iteration);
  if (sums !== null) assertUnchanged(sums, file, bytes, path);
  return { bytes, path };
}

function readTensors(
  directory: RunDirectory,
  iteration: number,
  file: string,
): { tensors: Readonly<Record<string, Tensor>>; path: string } {
  const { bytes, path } = readFile(directory, iteration, file);
  return { tensors: parseSafetensors(bytes, path), path };
}

/** The parts of θ that a checkpoint holds, by name, and the file they are in. */
export interface StoredWeights {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly path: string;
}

/**
 * The weights of a model: averaged where an average of them was kept, else as they were trained.
 *
 * @throws {InputError} if they cannot be read, or are not what was written
 */
export function readWeights(directory: RunDirectory, iteration: number): StoredWeights {
  const isAveraged = isThere(join(directory.checkpoints, folderName(iteration), AVERAGED));
  return readTensors(directory, iteration, isAveraged ? AVERAGED : TRAINED);
}

/**
 * θ of a model from its parts.
 *
 * @throws {InputError} that names the part which is not there, or of another shape or precision than the others
 */
export function thetaOf({ tensors, path }: StoredWeights, parameters: readonly ParameterBlock[]): FloatArray {
  const [first] = parameters;
  const dtype = dtypeOf(tensors[first.name]?.data ?? new Float64Array(0));
  for (const { name, shape } of parameters) {
    const tensor = tensors[name];
    if (tensor?.shape.join() !== shape.join() || dtypeOf(tensor.data) !== dtype) {
      throw new InputError(
        `readWeights: ${name} in ${path} must be ${dtype} of shape ${shape.join("×")}, got ${tensor === undefined ? "nothing" : `${dtypeOf(tensor.data)} of shape ${tensor.shape.join("×")}`}`,
      );
    }
  }
  const theta = zeros(dtype, parameterLength(parameters));
  for (const { name, offset } of parameters) theta.set(tensors[name].data, offset);
  return theta;
}

/** Whether a number, text or object that was stored can take the place of one that an optimiser made. */
function canReplace(own: unknown, stored: unknown): boolean {
  if (typeof own === "number") return Number.isFinite(stored);
  if (typeof own !== "object" || own === null)
    return stored === null || (typeof stored === "string" && Object.hasOwn(stopReasons, stored));
  if (typeof stored !== "object" || stored === null) return false;
  const keys = Object.keys(own);
  return (
    Object.keys(stored).sort().join() === keys.sort().join() &&
    keys.every((key) => canReplace(own[key as never], stored[key as never]))
  );
}

/**
 * The state that `writeCheckpoint` was given.
 *
 * @param training - as the run's config makes it; its state is filled, the arrays in place
 * @throws {InputError} if the checkpoint is damaged, or is that of another model or optimiser: then the state is as it was
 */
export function readCheckpoint(
  directory: RunDirectory,
  iteration: number,
  training: Training,
  parameters: readonly ParameterBlock[],
): void {
  const own = training.state;
  const theta = thetaOf(readTensors(directory, iteration, TRAINED), parameters);
  const { tensors, path } = readTensors(directory, iteration, "state.safetensors");
  const json = readFile(directory, iteration, "state.json").path;
  const values = readRunJson(directory.path, join("checkpoints", folderName(iteration), "state.json"));
  const assertOwn = (fits: boolean, where: string, what: string) => {
    if (!fits)
      throw new InputError(`resume: ${where} must belong to the run's model and optimiser, ${what} does not`);
  };
  const numbers = Object.entries(own).filter(([, value]) => !isArray(value));
  const arrays = Object.entries(own).filter((entry): entry is [string, FloatArray] => isArray(entry[1]));
  const stored = (key: string) => (key === "theta" ? theta : tensors[key]?.data);
  for (const [key, array] of arrays) {
    const data = stored(key);
    const fits = data !== undefined && data.length === array.length && dtypeOf(data) === dtypeOf(array);
    assertOwn(fits, path, key);
  }
  assertOwn(canReplace(Object.fromEntries(numbers), values), json, describeValue(values));
  const filled = { ...own, ...(values as Partial<TrainingState>) };
  assertOwn(filled.iteration === iteration && training.accepts(filled), json, describeValue(values));
  for (const [key, array] of arrays) array.set(stored(key));
  Object.assign(own, values);
  training.restored?.();
}
