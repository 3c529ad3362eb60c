// A run's model as one of its checkpoints holds it.

import type { ResolvedConfig } from "../config/config.js";
import { type FloatArray, sizeOf } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import type { Network } from "../nn/parameters.js";
import { checkpointIterations, readWeights } from "../train/checkpoint.js";
import type { RunDirectory } from "../train/run-directory.js";
import { anatomyOf, type LayerAnatomy } from "./anatomy.js";
import { readRunConfig } from "./run-config.js";

/** A run's model at one of its checkpoints. */
export interface ModelAtStep {
  readonly step: number;
  readonly network: Network;
  readonly theta: FloatArray;
  readonly autoencoder: boolean;
  readonly layers: readonly LayerAnatomy[];
  /** [height, width] or [height, width, channels] of an example that is a picture, else null */
  readonly imageShape: readonly number[] | null;
}

/**
 * @param step - an iteration that has a checkpoint; the last unless given
 * @param where - who asks, for errors
 * @throws {InputError} if it has none
 */
export function readModel(directory: RunDirectory, step?: number, where = "inspect"): ModelAtStep {
  const steps = checkpointIterations(directory);
  const chosen = step ?? steps.at(-1);
  if (chosen === undefined) throw withoutCheckpoint(directory, where);
  if (!steps.includes(chosen))
    throw new InputError(
      `${where}: step must be one of the checkpoints (${steps.join(", ") || "there is none yet"}), got ${chosen}`,
    );
  const { model } = readRunConfig(directory);
  const imageShape = directory.readRecord().data?.imageShape ?? null;
  const { sizes, theta } = readWeights(directory, chosen);
  assertFits(directory, model, sizes, imageShape);
  const network: Network = {
    sizes,
    activations: [...sizes.slice(2).map(() => model.activation), model.output ?? model.activation],
  };
  const autoencoder = model.kind === "classic";
  const layers = anatomyOf(network, theta, autoencoder);
  return { step: chosen, network, theta, autoencoder, layers, imageShape };
}

function withoutCheckpoint(directory: RunDirectory, where: string): InputError {
  const [member] = directory.members();
  const why =
    member === undefined ? "there is none yet" : `it varies a value; take a member, such as ${member.path}`;
  return new InputError(`${where}: ${directory.path} must have a checkpoint, ${why}`);
}

/** @throws {InputError} unless weights, config and record speak of the same model */
function assertFits(
  { path }: RunDirectory,
  { kind, hidden }: ResolvedConfig["model"],
  sizes: readonly number[],
  imageShape: readonly number[] | null,
): void {
  const outputs = kind === "classic" ? sizes[0] : sizes[sizes.length - 1];
  const expected = [sizes[0], ...hidden, outputs];
  if (sizes.join() !== expected.join())
    throw new InputError(
      `run directory: the weights in ${path} must be those of its config.json, layers of ${expected.join("-")} units, got ${sizes.join("-")}`,
    );
  if (imageShape !== null && sizeOf(imageShape) !== sizes[0])
    throw new InputError(
      `run directory: imageShape in ${path}/run.json must have the ${sizes[0]} values of an example, got ${imageShape.join("×")}`,
    );
}
