// Rows as they are in their files, in memory that is filled again and again.

import type { FloatArray } from "../../core/arrays.js";
import { firstNotFinite, notFinite } from "../finite.js";
import { type CopyNumbers, type NumberType, numbersIn } from "../io/stored-numbers.js";
import { channelsLast } from "../picture-axes.js";
import type { Block } from "./blocks.js";
import { gatherRows } from "./gather-rows.js";

/** What the rows of all files are. */
export interface RowFormat {
  readonly type: NumberType;
  /** Values a row, n, and its bytes */
  readonly inputs: number;
  readonly rowBytes: number;
  /** Pictures by their planes, given as [h, w, 3] */
  readonly channelsFirst: boolean;
}

/** All of them, also where one fails: then nothing is written any more when it is told. */
async function settled(work: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

export class RowMemory {
  private readonly bytes: Uint8Array;
  private readonly copy: CopyNumbers;
  private blocks: readonly Block[] = [];

  constructor(
    private readonly format: RowFormat,
    rows: number,
  ) {
    this.bytes = new Uint8Array(rows * format.rowBytes);
    this.copy = numbersIn(format.type, this.bytes);
  }

  /**
   * Reads blocks into the memory, one behind the other, unless it holds them; all are asked for at once, so that they
   * come while others compute.
   *
   * @throws {RunError} if a file was changed since it was opened
   */
  async load(blocks: readonly Block[]): Promise<void> {
    if (blocks !== this.blocks) {
      this.blocks = [];
      let at = 0;
      const reads = blocks.map(({ shard, from, rows }) => {
        const start = at;
        at += rows * this.format.rowBytes;
        return shard.read(this.bytes.subarray(start, at), from);
      });
      await settled(reads);
      this.blocks = blocks;
    }
    const shards = [...new Set(blocks.map(({ shard }) => shard))];
    await settled(shards.map((shard) => shard.assertUnchanged()));
  }

  /**
   * Gives these rows of the memory, in this order.
   *
   * @param into - [rows.length, inputs], overwritten
   * @throws {InputError} that names file and row of a value that is NaN or ∞, or is so in the precision of `into`
   */
  give(rows: Uint32Array, into: FloatArray): void {
    const { inputs, rowBytes, channelsFirst } = this.format;
    gatherRows(rows, this.bytes, rowBytes, (row, i) => this.copy(row * inputs, inputs, into, i * inputs));
    const bad = firstNotFinite(into);
    if (bad >= 0) {
      const { name, row } = this.placeOf(rows[Math.floor(bad / inputs)]);
      throw notFinite("fill", name, into[bad], row, bad % inputs);
    }
    if (channelsFirst) channelsLast(into, inputs);
  }

  /** In which file a row of the memory stands, and where. */
  private placeOf(row: number): { name: string; row: number } {
    let before = 0;
    for (const { shard, from, rows } of this.blocks) {
      if (row < before + rows) return { name: shard.name, row: from + row - before };
      before += rows;
    }
    throw new Error(`row ${row} is none of ${before}`);
  }
}
