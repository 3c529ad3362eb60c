// Pictures of a set with labels, read or made, as examples: each whole, one a row.

import type { ResolvedData } from "../config/config.js";
import { type FloatMatrix, view } from "../core/arrays.js";
import { InputError, inputError } from "../core/errors.js";
import { type Labels, ofClasses } from "../data/labels.js";
import { applyPreprocessing, preprocessExamples } from "../data/preprocess/pipeline.js";
import type { FittedStep } from "../data/preprocess/steps.js";
import type { Reading } from "../data/reading.js";
import { wantsSharp } from "../data/sources/folder.js";
import { leavesSet } from "../data/sources/sets/leaves-set.js";
import { openSet } from "../data/sources/sets/open-set.js";
import type { PictureSet, SetPart } from "../data/sources/sets/picture-set.js";
import type { Dataset } from "./dataset.js";

type Config = Extract<ResolvedData, { kind: "labelled" }>;
type MadeConfig = Extract<ResolvedData, { kind: "leaves" }>;

/** Pictures of a set, in order, and their labels counted from 0. */
interface Chosen {
  readonly set: PictureSet;
  readonly rows: readonly number[];
  readonly labels: Labels | null;
}

/** All pictures of a set. */
const whole = (set: PictureSet): Chosen => ({
  set,
  rows: Array.from({ length: set.count }, (_, i) => i),
  labels: set.labels,
});

function choose(config: Config, set: PictureSet): Chosen {
  if (set.labels !== null) return { set, ...ofClasses(set.labels, config.classes) };
  if (config.classes !== undefined)
    throw new InputError(
      `data: classes must be asked for of pictures with labels, the part ${config.part} of ${config.dir} has none`,
    );
  return whole(set);
}

/** Some of those that were chosen, from … to − 1. */
const part = ({ set, rows, labels }: Chosen, from: number, to?: number): Chosen => ({
  set,
  rows: rows.slice(from, to),
  labels: labels && { values: labels.values.slice(from, to), classes: labels.classes },
});

function valuesOf({ set, rows }: Chosen, { signal, onShape }: Reading): FloatMatrix {
  const length = set.shape[0] * set.shape[1] * set.shape[2];
  onShape?.([rows.length, length]);
  const x = new Float64Array(rows.length * length); // [m, height·width·channels]
  for (const [i, row] of rows.entries()) {
    signal?.throwIfAborted();
    set.read(row, x.subarray(i * length, (i + 1) * length));
  }
  return view(x, [rows.length, length]);
}

interface Parts {
  readonly examples: Chosen;
  readonly test: Chosen | null;
}

/** Pictures that are made, and others for a test. */
function make({ count, tested, side }: MadeConfig, seed: number): Parts {
  const examples = whole(leavesSet({ part: "train", count, side, seed }));
  return {
    examples,
    test: tested === 0 ? null : whole(leavesSet({ part: "test", count: tested, side, seed })),
  };
}

/** The part that a config asks for, and what is held back of it or beside it. @throws {InputError} if a part is missing */
function open(config: Config): Parts {
  const { dir, heldBack, count } = config;
  const chosen = (name: SetPart) => {
    const set = openSet(dir, name, config);
    return set && choose(config, set);
  };
  const all = chosen(config.part);
  if (all === null) throw inputError("data", "part", `be one that ${dir} has`, config.part);
  const share = typeof heldBack === "number" ? heldBack : 0;
  const first = Math.round(all.rows.length * (1 - share));
  const own = heldBack === "test" || (heldBack === undefined && config.part === "train");
  const test = own ? chosen("test") : share > 0 ? part(all, first) : null;
  if (heldBack === "test" && test === null)
    throw inputError(
      "data",
      "heldBack",
      `be a share where ${dir} has no part test`,
      heldBack,
      "0.2 holds a fifth back",
    );
  const examples = part(all, 0, Math.min(first, count ?? first));
  if (examples.rows.length === 0 || (share > 0 && test?.rows.length === 0))
    throw new InputError(`data: ${dir} must hold pictures of the classes that are asked for, there are none`);
  if (count !== undefined && count > first)
    throw inputError("data", "count", `be at most the ${first} pictures that there are`, count);
  return { examples, test };
}

/**
 * The examples of a labelled config, each picture a row of values in 0 … 1; as `test` the set's own test part, or the last
 * share of them.
 *
 * @param seed - that pictures are made with
 * @param known - the steps as they were fitted to other data; null: they are fitted to the examples, without what is tested
 * @throws {InputError} if there is no such set, part or class, or a file is damaged
 */
export function labelledDataset(
  config: Config | MadeConfig,
  seed: number,
  reading: Reading,
  known: readonly FittedStep[] | null,
): Dataset {
  const { examples, test } = config.kind === "leaves" ? make(config, seed) : open(config);
  const sets = new Set(test === null ? [examples.set] : [examples.set, test.set]);
  const leftOut = [...sets].flatMap(({ forSharp = [] }) => forSharp);
  if (leftOut.length > 0) reading.onNotice?.(`left out, as ${wantsSharp(leftOut)}`);
  const [height, width, channels] = examples.set.shape;
  const done = preprocessExamples(config.preprocess, known, valuesOf(examples, reading));
  return {
    x: done.values,
    ...(examples.labels === null ? {} : { labels: examples.labels }),
    ...(test === null || test.labels === null
      ? {}
      : {
          test: {
            x: applyPreprocessing(done.fitted, valuesOf(test, { signal: reading.signal })).values,
            labels: test.labels,
          },
        }),
    preprocessing: done.fitted,
    y: null,
    imageShape: channels === 1 ? [height, width] : [height, width, channels],
    origins: null,
    images: [],
    leftOut,
  };
}
