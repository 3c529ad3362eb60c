// What every source of batches must do.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { BatchOptions, BatchSource } from "../../src/data/batches/batches.js";

/** Opens a source of `count` examples, of which example i is [i, −i]. */
export type OpenNumbered = (count: number, options: BatchOptions) => BatchSource | Promise<BatchSource>;

/** The numbers of the examples of the next batches. */
export async function take(source: BatchSource, batches: number): Promise<number[]> {
  const into = new Float32Array(source.batch * 2);
  const numbers: number[] = [];
  let torn = 0;
  for (let b = 0; b < batches; b++) {
    await source.fill(into);
    for (let i = 0; i < source.batch; i++) {
      numbers.push(into[2 * i]);
      if (into[2 * i + 1] !== -into[2 * i]) torn += 1;
    }
  }
  expect(torn).toBe(0);
  return numbers;
}

async function heldOutOf({ heldOut }: BatchSource): Promise<number[]> {
  const into = new Float64Array(heldOut.examples * 2);
  await heldOut.read(0, into);
  return [...into].filter((_, i) => i % 2 === 0);
}

const rising = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

export function batchContract(open: OpenNumbered): void {
  /** A source for the time of a test. */
  const using = async <T>(count: number, options: BatchOptions, use: (source: BatchSource) => Promise<T>) => {
    const source = await open(count, options);
    try {
      return await use(source);
    } finally {
      await source.close();
    }
  };

  test("each example comes once an epoch, in another order each time", () =>
    using(9000, { batch: 90, seed: 1 }, async (source) => {
      expect(source).toMatchObject({ inputs: 2, examples: 9000, batch: 90, epochLength: 100 });
      const epochs = [await take(source, 100), await take(source, 100)];
      for (const epoch of epochs) expect(rising(epoch)).toEqual(upTo(9000));
      expect(epochs[0]).not.toEqual(epochs[1]);
      expect(epochs[0]).not.toEqual(upTo(9000));
    }));

  test("what fills no batch is left out, others each epoch", () =>
    using(9050, { batch: 100, seed: 1 }, async (source) => {
      expect(source.epochLength).toBe(90);
      const epochs = [await take(source, 90), await take(source, 90)].map((epoch) => new Set(epoch));
      const [first, second] = epochs.map((given) => upTo(9050).filter((i) => !given.has(i)));
      expect([first.length, second.length]).toEqual([50, 50]);
      expect(first).not.toEqual(second);
    }));

  test("the seed alone decides", async () => {
    const first = (seed: number) => using(5000, { batch: 50, seed }, (source) => take(source, 20));
    expect(await first(7)).toEqual(await first(7));
    expect(await first(7)).not.toEqual(await first(8));
  });

  test("goes on from any state as without an interruption", async () => {
    const options = { batch: 70, seed: 3, heldOut: 0.1 }; // 63 batches an epoch
    const whole = await using(4930, options, (source) => take(source, 200));
    const moment = fc.integer({ min: 0, max: 190 });
    await fc.assert(
      fc.asyncProperty(moment, moment, async (until, before) => {
        const state = await using(4930, options, async (source) => {
          await take(source, until);
          return JSON.parse(JSON.stringify(source.state()));
        });
        await using(4930, options, async (source) => {
          await take(source, before % 7);
          source.restore(state);
          expect(await take(source, 10)).toEqual(whole.slice(until * 70, (until + 10) * 70));
          expect(source.state()).toEqual({ epoch: Math.floor((until + 10) / 63), batch: (until + 10) % 63 });
        });
      }),
      { numRuns: 12 },
    );
  });

  test("what is held out is never in a batch, and stands in its order", () =>
    using(8000, { batch: 100, seed: 5, heldOut: 0.2 }, async (source) => {
      const held = await heldOutOf(source);
      expect(held).toHaveLength(1600);
      expect(held).toEqual(rising(held));
      expect(source).toMatchObject({ examples: 6400, epochLength: 64 });
      expect(rising([...held, ...(await take(source, 64))])).toEqual(upTo(8000));
      const part = new Float32Array(600);
      await source.heldOut.read(1300, part);
      expect([...part].filter((_, i) => i % 2 === 0)).toEqual(held.slice(1300));
      const other = await using(8000, { batch: 100, seed: 6, heldOut: 0.2 }, heldOutOf);
      expect(other).not.toEqual(held);
    }));

  test("a batch may be all there is, and fills float64 too", () =>
    using(100, { batch: 100, seed: 0 }, async (source) => {
      const into = new Float64Array(200);
      await source.fill(into);
      await source.fill(into);
      expect(rising([...into].filter((_, i) => i % 2 === 0))).toEqual(upTo(100));
      expect(source.state()).toEqual({ epoch: 2, batch: 0 });
    }));

  test.each<[string, BatchOptions, RegExp]>([
    [
      "larger than the data",
      { batch: 101, seed: 0 },
      /: batch must be at most the 100 examples, got 101; take smaller batches or more data$/,
    ],
    [
      "larger than what is not held out",
      { batch: 91, seed: 0, heldOut: 0.1 },
      /: batch must be at most the 90 examples that are not held out, got 91;/,
    ],
    ["of none", { batch: 0, seed: 0 }, /: batch must be a whole number ≥ 1, got 0$/],
    ["with all held out", { batch: 1, seed: 0, heldOut: 1 }, /: heldOut must lie in \[0, 1\), got 1$/],
    [
      "with less than one held out",
      { batch: 1, seed: 0, heldOut: 0.001 },
      /: heldOut must hold out at least one of 100 examples, got 0.001; hold out more or 0$/,
    ],
    ["of no seed", { batch: 1, seed: -1 }, /seed must be a whole number from 0 to 4294967295, got -1/],
    [
      "with an option that is none",
      { batch: 1, seed: 0, heldout: 0.1 } as BatchOptions,
      /: options must be known ones, got "heldout"; did you mean heldOut\?$/,
    ],
  ])("batches %s are refused", async (_, options, message) => {
    await expect(async () => open(100, options)).rejects.toThrow(message);
  });

  test("what does not fit is refused", () =>
    using(100, { batch: 10, seed: 0, heldOut: 0.2 }, async (source) => {
      const said = (work: () => unknown) => expect(async () => work()).rejects;
      await said(() => source.fill(new Float32Array(10))).toThrow(/: into must have 10×2 values, got 10$/);
      await said(() => source.heldOut.read(19, new Float32Array(4))).toThrow(
        /: from must be a whole number from 0 to 20 − 2, got 19$/,
      );
      await said(() => source.heldOut.read(0, new Float32Array(3))).toThrow(/multiple of 2 values, got 3$/);
      await said(() => source.restore({ epoch: 0, batch: 8 })).toThrow(
        /^restore: batch must be a whole number from 0 to 7, got 8$/,
      );
      await said(() => source.restore({ epoch: -1, batch: 0 })).toThrow(/^restore: epoch must/);
    }));
}
