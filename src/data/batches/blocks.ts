// Blocks of rows that stand one after another in a file: what is read at a time, held out, and mixed anew each epoch.

import type { Random } from "../../core/random.js";
import { shuffledNumbers } from "./batches.js";
import type { Shard } from "./shard.js";

/** Rows [from, from + rows) of a file. */
export interface Block {
  readonly shard: Shard;
  readonly from: number;
  readonly rows: number;
}

/** How many rows all of them have. */
export const rowsIn = (blocks: readonly Block[]): number => blocks.reduce((sum, { rows }) => sum + rows, 0);

/** Bytes a block, at most: a disk reads such pieces in any order about as fast as one after another. */
const LARGEST = 2 ** 20;
/** Blocks that smaller data are cut into: enough to choose from at random. */
const ENOUGH = 1024;

/** All rows, cut into blocks by the size of the data alone: so what is held out depends on nothing else. */
export function cutIntoBlocks(shards: readonly Shard[]): Block[] {
  const bytes = shards.reduce((sum, { rows, rowBytes }) => sum + rows * rowBytes, 0);
  const blockBytes = Math.min(LARGEST, bytes / ENOUGH);
  return shards.flatMap((shard) => {
    const most = Math.max(1, Math.floor(blockBytes / shard.rowBytes));
    return Array.from({ length: Math.ceil(shard.rows / most) }, (_, i) => ({
      shard,
      from: i * most,
      rows: Math.min(most, shard.rows - i * most),
    }));
  });
}

/**
 * Holds out exactly `count` rows: blocks chosen at random, and the beginning of one more.
 *
 * @returns both parts in the order of `blocks`
 */
export function holdOut(
  blocks: readonly Block[],
  count: number,
  random: Random,
): { training: Block[]; heldOut: Block[] } {
  const heldRows = new Uint32Array(blocks.length);
  let left = count;
  for (const i of shuffledNumbers(blocks.length, random)) {
    heldRows[i] = Math.min(left, blocks[i].rows);
    left -= heldRows[i];
    if (left === 0) break;
  }
  const isSome = ({ rows }: Block) => rows > 0;
  return {
    heldOut: blocks.map((block, i) => ({ ...block, rows: heldRows[i] })).filter(isSome),
    training: blocks
      .map(({ shard, from, rows }, i) => ({ shard, from: from + heldRows[i], rows: rows - heldRows[i] }))
      .filter(isSome),
  };
}
