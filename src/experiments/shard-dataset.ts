// Examples in files that memory need not hold: some of them to look at, and batches of all to train on.

import type { ResolvedData } from "../config/config.js";
import { contiguous, dtypeOf, type FloatArray, view, zeros } from "../core/arrays.js";
import type { BatchSource } from "../data/batches/batches.js";
import { type FileBatches, openBatches } from "../data/batches/file-batches.js";
import { fingerprintFiles } from "../data/batches/fingerprint-files.js";
import { rowsInOrder } from "../data/batches/rows-in-order.js";
import { fingerprint } from "../data/fingerprint.js";
import { preprocessExamples, preprocessOwn } from "../data/preprocess/pipeline.js";
import type { FittedStep } from "../data/preprocess/steps.js";
import { lengthsOf } from "../data/preprocess/stored-steps.js";
import type { Reading } from "../data/reading.js";
import { shardPaths } from "../data/sources/shard-paths.js";
import type { Dataset } from "./dataset.js";
import { shownAs } from "./shown-as.js";

/** Examples that are looked at, at most, and values that they have together. */
const [MOST_EXAMPLES, MOST_VALUES] = [10_000, 2 ** 23];

/** As many examples as are looked at, drawn at random, float64, [count · inputs]. */
async function drawn(source: FileBatches, { onShape, signal }: Reading): Promise<Float64Array> {
  const { inputs, examples } = source;
  const count = Math.min(examples, MOST_EXAMPLES, Math.max(1, Math.floor(MOST_VALUES / inputs)));
  onShape?.([count, inputs]);
  const values = new Float64Array(count * inputs);
  for (let i = 0; i < count; i++) {
    signal?.throwIfAborted();
    await source.fill(values.subarray(i * inputs, (i + 1) * inputs));
  }
  return values;
}

/** The same batches with what was fitted done to them. */
function preprocessed(source: BatchSource, steps: readonly FittedStep[]): BatchSource {
  if (steps.length === 0) return source;
  const { inputs: before, heldOut } = source;
  const inputs = lengthsOf(steps).after ?? before;
  const through = async (into: FloatArray, read: (raw: FloatArray) => void | Promise<void>) => {
    const examples = into.length / inputs;
    const raw = before === inputs ? into : zeros(dtypeOf(into), examples * before);
    await read(raw);
    const { values } = preprocessOwn(steps, view(raw, [examples, before]));
    if (values.data !== into) into.set(contiguous(values));
  };
  return {
    ...source,
    inputs,
    fill: (into) => through(into, (raw) => source.fill(raw)),
    heldOut: {
      examples: heldOut.examples,
      read: (from, into) => through(into, (raw) => heldOut.read(from, raw)),
    },
  };
}

/**
 * The examples of a shards config: in memory 10 000 of them at most, drawn by the seed, by which the steps are fitted and
 * what is trained is looked at.
 *
 * @param known - the steps as they were fitted to other data; null: they are fitted to these
 * @throws {InputError} if a file cannot be read, they differ, or a step needs images
 */
export async function loadShards(
  config: Extract<ResolvedData, { kind: "shards" }>,
  seed: number,
  reading: Reading,
  known: readonly FittedStep[] | null,
): Promise<Dataset> {
  const { path, tensor, buffer } = config;
  const paths = shardPaths(path);
  const source = await openBatches(paths, { batch: 1, seed, tensor, buffer });
  try {
    const { inputs, examples } = source;
    const imageShape = shownAs(config, paths[0], { ...source, inputs }, reading);
    const values = await drawn(source, reading);
    const some = view(values, [values.length / inputs, inputs]);
    const done = preprocessExamples(config.preprocess, known, some);
    if (known === null && done.fitted.length > 0 && some.shape[0] < examples)
      reading.onNotice?.(
        `preprocessing is fitted to ${some.shape[0]} of the ${examples} examples, drawn at random`,
      );
    return {
      x: done.values,
      preprocessing: done.fitted,
      y: null,
      imageShape,
      origins: null,
      images: [],
      leftOut: [],
      streamed: {
        examples,
        files: paths.length,
        fingerprint: await fingerprintFiles(paths, fingerprint(done.values)),
        open: async (options) =>
          preprocessed(await openBatches(paths, { ...options, tensor, buffer }), done.fitted),
        async *inOrder() {
          for await (const rows of rowsInOrder(paths, tensor)) yield preprocessOwn(done.fitted, rows).values;
        },
      },
    };
  } finally {
    await source.close();
  }
}
