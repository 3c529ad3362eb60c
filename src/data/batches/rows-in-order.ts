// All examples of some files in the order of the files: as much at a time as a block has.

import { type FloatMatrix, sizeOf, view } from "../../core/arrays.js";
import { exampleAxes } from "../picture-axes.js";
import { cutIntoBlocks } from "./blocks.js";
import { closeAll, openShards } from "./file-batches.js";
import { RowMemory } from "./row-memory.js";

/**
 * The examples, [rows, n] at a time, each in memory of its own.
 *
 * @param paths - of files as openBatches takes them
 * @param tensor - the name of the examples in safetensors files; each has one tensor unless given
 * @throws {InputError} as openBatches, and that names file and row of NaN or ∞
 * @throws {RunError} if a file is changed meanwhile
 */
export async function* rowsInOrder(
  paths: readonly string[],
  tensor: string | undefined,
): AsyncGenerator<FloatMatrix> {
  const shards = await openShards(paths, tensor);
  try {
    const [{ array, rowBytes }] = shards;
    const { channelsFirst } = exampleAxes(array.shape.slice(1));
    const inputs = sizeOf(array.shape.slice(1));
    for (const block of cutIntoBlocks(shards)) {
      const { rows } = block;
      const memory = new RowMemory({ type: array.type, inputs, rowBytes, channelsFirst }, rows);
      await memory.load([block]);
      const values = new Float64Array(rows * inputs);
      memory.give(
        Uint32Array.from({ length: rows }, (_, i) => i),
        values,
      );
      yield view(values, [rows, inputs]);
    }
  } finally {
    await closeAll(shards);
  }
}
