// A shuffle buffer: blocks of all files in a random order are read into one half of it, while the examples of the other
// half are given in a random order. Epoch and place decide on both, so it is filled anew at any place.

import type { FloatArray } from "../../core/arrays.js";
import { inputError } from "../../core/errors.js";
import { epochRandom, shuffledNumbers } from "./batches.js";
import { type Block, rowsIn } from "./blocks.js";
import { type RowFormat, RowMemory } from "./row-memory.js";

/** What half of the buffer holds at a time: some of the blocks of an epoch. */
interface Part {
  readonly epoch: number;
  readonly blocks: readonly Block[];
  /** Rows of this epoch in the parts before it, and in it */
  readonly before: number;
  readonly rows: number;
  /** The order in which its rows are given, [rows] */
  order(): Uint32Array;
  /** The one after it: the first of the next epoch after the last */
  next(): Part;
}

/** How the epochs of some blocks are cut into parts. */
export interface Plan {
  readonly blocks: readonly Block[];
  /** Rows a part, at most: no block has more */
  readonly half: number;
  readonly seed: number;
  /** Rows of an epoch that are given: whole batches */
  readonly given: number;
}

/** The part that holds row `row` of an epoch. Blocks that all fit into one part stay as they are, to be read once. */
function partWith(plan: Plan, epoch: number, row: number): Part {
  const { blocks, half, seed } = plan;
  const isOne = rowsIn(blocks) <= half;
  const order = isOne ? [] : shuffledNumbers(blocks.length, epochRandom(seed, epoch, 0));
  const blocksFrom = (first: number): Block[] => {
    const own: Block[] = [];
    let rows = 0;
    for (let i = first; i < order.length && rows + blocks[order[i]].rows <= half; i++) {
      own.push(blocks[order[i]]);
      rows += blocks[order[i]].rows;
    }
    return own;
  };
  const partAt = (index: number, first: number, before: number): Part => {
    const own = isOne ? blocks : blocksFrom(first);
    const rows = rowsIn(own);
    return {
      epoch,
      blocks: own,
      before,
      rows,
      order: () => shuffledNumbers(rows, epochRandom(seed, epoch, index)),
      next: () =>
        before + rows < plan.given
          ? partAt(index + 1, first + own.length, before + rows)
          : partWith(plan, epoch + 1, 0),
    };
  };
  let part = partAt(1, 0, 0);
  while (part.before + part.rows <= row) part = part.next();
  return part;
}

/** Half of the buffer. */
class Half {
  part: Part | undefined;
  private order: Uint32Array = new Uint32Array(0);
  private readonly memory: RowMemory;
  /** What went wrong while the part was read, once that is over */
  private reading: Promise<{ error: unknown } | undefined> = Promise.resolve(undefined);

  constructor(format: RowFormat, rows: number) {
    this.memory = new RowMemory(format, rows);
  }

  holds(epoch: number, row: number): boolean {
    const { part } = this;
    return part?.epoch === epoch && row >= part.before && row < part.before + part.rows;
  }

  /** Begins to read a part, when what was being read before is over. */
  begin(part: Part): void {
    this.part = part;
    this.reading = this.reading
      .then(() => this.memory.load(part.blocks))
      .then(
        () => {
          this.order = part.order();
          return undefined;
        },
        (error) => ({ error }),
      );
  }

  /** Until the part is read. @throws what went wrong */
  async ready(): Promise<void> {
    const failed = await this.reading;
    if (failed !== undefined) throw failed.error;
  }

  /**
   * Gives the rows from that one of the epoch on: as many as there are, or `into` has room for.
   *
   * @returns how many
   */
  give(row: number, into: FloatArray, inputs: number): number {
    const from = row - this.part!.before;
    const rows = this.order.subarray(from, from + into.length / inputs);
    this.memory.give(rows, into.subarray(0, rows.length * inputs));
    return rows.length;
  }
}

export class ShuffleBuffer {
  /** The half that is given from, and that which is read meanwhile */
  private current: Half;
  private other: Half;

  /** @throws {InputError} if memory has no room for both halves */
  constructor(
    private readonly format: RowFormat,
    private readonly plan: Plan,
  ) {
    const rows = Math.min(plan.half, rowsIn(plan.blocks));
    try {
      this.current = new Half(format, rows);
      this.other = new Half(format, rows);
    } catch {
      const size = `${((2 * rows * format.rowBytes) / 2 ** 30).toFixed(1)} GiB`;
      throw inputError("openBatches", "buffer", "fit into memory", size, "let it hold fewer examples");
    }
  }

  /**
   * Gives the examples of an epoch from number `row` on, when they are read: as many as `into` has room for, or fewer.
   *
   * @returns how many
   */
  async give(epoch: number, row: number, into: FloatArray): Promise<number> {
    if (!this.current.holds(epoch, row)) {
      [this.current, this.other] = [this.other, this.current];
      if (!this.current.holds(epoch, row)) this.current.begin(partWith(this.plan, epoch, row));
      this.other.begin(this.current.part!.next());
    }
    await this.current.ready();
    return this.current.give(row, into, this.format.inputs);
  }

  /** Until nothing is read any more. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.current.ready(), this.other.ready()]);
  }
}
