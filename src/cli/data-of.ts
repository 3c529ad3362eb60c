// What --data names, as the data of a config.

import { existsSync } from "node:fs";
import type { DataConfig } from "../config/config.js";
import { arrayFacts } from "../data/sources/read-array.js";
import { dataNamed } from "./data-named.js";
import { assertMeant } from "./options.js";

/** Data that are made, with labels or a truth that is known. */
const MADE = ["leaves", "sparse-toy", "synth", "world"] as const;

/** What decides how the data are read. */
interface DataArguments {
  readonly data: readonly string[];
  readonly stream?: boolean;
  readonly patch?: unknown;
  readonly patches?: unknown;
  readonly tensor?: unknown;
  readonly model?: unknown;
  readonly classes?: unknown;
}

/** Whether labels are wanted: by a model that classifies, or of some classes. */
const wantsLabels = ({ model, classes }: DataArguments): boolean =>
  classes !== undefined || [model].flat().some((word) => String(word).split(",").includes("softmax"));

/** Whether an array has three axes or more, as one of images has. */
const isOfPictures = (path: string, tensor: unknown) =>
  (arrayFacts(path, Array.isArray(tensor) ? String(tensor[0]) : undefined)?.shape.length ?? 0) > 2;

/**
 * Pictures in sets and arrays are examples, or images to cut patches of where something is said of those.
 *
 * @param verb - that asks, for errors
 * @throws {InputError} if there are no such data
 */
export function dataOf(verb: string, args: DataArguments): DataConfig {
  const { data, stream = false, patch, patches, tensor } = args;
  const [first] = data;
  const made = MADE.find((kind) => kind === first);
  if (data.length === 1 && made !== undefined && !existsSync(first)) return { kind: made };
  const named = dataNamed(verb, data, { labels: wantsLabels(args) });
  const isOfArrays = named.kind === "array" || named.kind === "shards";
  assertMeant(verb, { stream }, "with --data of arrays", isOfArrays);
  if (named.kind === "images") return { kind: "patches", source: named.source };
  const isCut = patch !== undefined || patches !== undefined;
  if (isCut && (named.kind === "labelled" || (named.kind === "array" && isOfPictures(named.path, tensor))))
    return { kind: "patches", source: named };
  if (named.kind === "labelled") return named;
  return stream ? { kind: "shards", path: named.path } : named;
}
