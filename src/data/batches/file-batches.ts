// Batches of examples that memory could not hold: of any number of files, by way of a shuffle buffer.

import { sizeOf } from "../../core/arrays.js";
import { assertCount, InputError, inputError } from "../../core/errors.js";
import { assertOptions } from "../../core/known-names.js";
import { typeNames } from "../io/stored-numbers.js";
import { type ExampleAxes, exampleAxes } from "../picture-axes.js";
import {
  assertRows,
  type BatchOptions,
  type BatchSource,
  type BatchState,
  batchWithin,
  type ExampleRows,
  givenState,
  heldOutCount,
  heldOutRandom,
  nextBatch,
  rowsAsked,
} from "./batches.js";
import { type Block, cutIntoBlocks, holdOut, rowsIn } from "./blocks.js";
import { type RowFormat, RowMemory } from "./row-memory.js";
import { openShard, type Shard } from "./shard.js";
import { ShuffleBuffer } from "./shuffle-buffer.js";

/** How batches are made of files. */
export interface FileBatchOptions extends BatchOptions {
  /** The name of the examples in safetensors files; each has one tensor unless given */
  readonly tensor?: string | undefined;
  /** Examples that the shuffle buffer holds, which decides on the order too; as many as 128 MiB hold unless given */
  readonly buffer?: number | undefined;
}

/** Batches from files, and what the examples are by their axes. */
export interface FileBatches extends BatchSource, Pick<ExampleAxes, "imageShape" | "notice"> {}

const BUFFER_BYTES = 2 ** 27;

/** Opens all files, or none. @throws {InputError} that names the first which is not as the one before it */
export async function openShards(paths: readonly string[], tensor: string | undefined): Promise<Shard[]> {
  const shards: Shard[] = [];
  try {
    for (const path of paths) {
      shards.push(await openShard(path, tensor));
      assertAlike(shards[0], shards[shards.length - 1]);
    }
  } catch (error) {
    await closeAll(shards);
    throw error;
  }
  return shards;
}

/** Closes them all. */
export const closeAll = async (shards: readonly Shard[]): Promise<void> => {
  await Promise.all(shards.map((shard) => shard.close()));
};

function assertAlike(first: Shard, shard: Shard): void {
  const facts = ({ array: { shape, type } }: Shard) =>
    ({ shape: shape.slice(1).join("×"), type: typeNames[type] }) as const;
  const [all, own] = [facts(first), facts(shard)];
  if (own.shape !== all.shape)
    throw new InputError(
      `openBatches: ${shard.name} must have examples of ${all.shape} as ${first.name}, its shape differs, got ${own.shape}; leave it out`,
    );
  if (own.type !== all.type)
    throw new InputError(
      `openBatches: ${shard.name} must hold ${all.type} as ${first.name}, got ${own.type}; save all as float32`,
    );
}

/** Examples of files in their order, read when they are asked for. */
function rowsOf(blocks: readonly Block[], format: RowFormat): ExampleRows {
  const examples = rowsIn(blocks);
  return {
    examples,
    async read(from, into) {
      const rows = rowsAsked(examples, format.inputs, from, into);
      const wanted: Block[] = [];
      let before = 0;
      for (const block of blocks) {
        const [first, end] = [Math.max(from - before, 0), Math.min(from + rows - before, block.rows)];
        if (first < end) wanted.push({ ...block, from: block.from + first, rows: end - first });
        before += block.rows;
      }
      const memory = new RowMemory(format, rows);
      await memory.load(wanted);
      memory.give(
        Uint32Array.from({ length: rows }, (_, i) => i),
        into,
      );
    },
  };
}

/** Rows that half of the buffer holds. @throws {InputError} if that is less than a block has */
function halfOfBuffer(buffer: number | undefined, rowBytes: number, blocks: readonly Block[]): number {
  const largest = blocks.reduce((most, { rows }) => Math.max(most, rows), 0);
  if (buffer === undefined) return Math.max(largest, Math.floor(BUFFER_BYTES / rowBytes / 2));
  assertCount("openBatches", "buffer", buffer);
  if (buffer < 2 * largest)
    throw inputError("openBatches", "buffer", `be at least two blocks, ${2 * largest} examples`, buffer);
  return Math.floor(buffer / 2);
}

/**
 * Batches of the rows of one or many .npy or safetensors files, together of any size: what is in memory is the shuffle
 * buffer. An example is a row of [m, …], flattened; pictures [3, h, w] are given as [h, w, 3]. The blocks of all files
 * (1 MiB at most, less where there are fewer than 1024) come in an order that is another each epoch, and the examples of
 * half a buffer in an order of their own. Held out are blocks chosen at random.
 *
 * `fill` throws an InputError that names file and row of NaN or ∞, and a RunError if a file was changed meanwhile.
 *
 * @param paths - of files whose examples have one shape and type; their order counts
 * @throws {InputError} if a file cannot be read or holds no examples, they differ from file to file, the batch is larger
 *   than the data, or the buffer is too small or too large
 */
export async function openBatches(
  paths: string | readonly string[],
  options: FileBatchOptions,
): Promise<FileBatches> {
  assertOptions("openBatches", options, ["batch", "seed", "heldOut", "shrinks", "tensor", "buffer"]);
  const files = typeof paths === "string" ? [paths] : paths;
  if (files.length === 0) throw new InputError("openBatches: paths must name at least one file, got none");
  const shards = await openShards(files, options.tensor);
  try {
    return batchesOf(shards, options);
  } catch (error) {
    await closeAll(shards);
    throw error;
  }
}

function batchesOf(shards: readonly Shard[], options: FileBatchOptions): FileBatches {
  const { seed, heldOut: share = 0, buffer } = options;
  const [{ array, rowBytes }] = shards;
  const { channelsFirst, ...axes } = exampleAxes(array.shape.slice(1));
  const inputs = sizeOf(array.shape.slice(1));
  const format: RowFormat = { type: array.type, inputs, rowBytes, channelsFirst };
  const all = cutIntoBlocks(shards);
  const held = heldOutCount("openBatches", share, rowsIn(all));
  const { training, heldOut } = holdOut(all, held, heldOutRandom(seed));
  const examples = rowsIn(training);
  const batch = batchWithin("openBatches", options, examples, held);
  const epochLength = Math.floor(examples / batch);
  const half = halfOfBuffer(buffer, rowBytes, all);
  const shuffled = new ShuffleBuffer(format, { blocks: training, half, seed, given: epochLength * batch });
  let at: BatchState = { epoch: 0, batch: 0 };
  return {
    ...axes,
    inputs,
    examples,
    batch,
    epochLength,
    heldOut: rowsOf(heldOut, format),
    async fill(into) {
      assertRows("fill", into, batch, inputs);
      for (let done = 0; done < batch; ) {
        const row = at.batch * batch + done;
        done += await shuffled.give(at.epoch, row, into.subarray(done * inputs));
      }
      at = nextBatch(at, epochLength);
    },
    state: () => at,
    restore(state) {
      at = givenState(state, epochLength);
    },
    async close() {
      await shuffled.settled();
      await closeAll(shards);
    },
  };
}
