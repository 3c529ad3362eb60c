// The options that name data which a run has not seen: of evaluate and metrics.

import { DEFAULT_PATCHES, SET_PARTS } from "../config/data-schema.js";
import { inWords } from "../core/in-words.js";
import type { OtherData } from "../experiments/evaluate-run.js";
import { dataNamed } from "./data-named.js";
import { taking } from "./declared.js";
import { assertMeant, numberOption } from "./options.js";
import { oneOf, seedNumber, wholeNumber } from "./typed-values.js";

/** What the options below give. */
export interface OtherDataArguments {
  readonly data: string[] | undefined;
  readonly columns: boolean | undefined;
  readonly patches: string | undefined;
  readonly seed: string | undefined;
  readonly part: string | undefined;
  readonly tensor: string | undefined;
}

export const otherDataOptions = {
  data: {
    requiresArg: true,
    type: "string",
    array: true,
    defaultDescription: "the run's own, read again",
    describe:
      "other data: an array (.npy, .csv, .mat, …), .npy or .safetensors files, an image, a folder of images or of a set such as MNIST, or photos; preprocessed as the run's were",
  },
  columns: { type: "boolean", describe: "examples are the columns of the array" },
  tensor: {
    type: "string",
    requiresArg: true,
    defaultDescription: "the only one",
    describe: "the name of the array, in a file that names several",
  },
  patches: {
    ...numberOption,
    defaultDescription: String(DEFAULT_PATCHES),
    describe: "how many patches of the images, of the run's size",
  },
  seed: { ...numberOption, defaultDescription: "0", describe: "what the patches are drawn with" },
  part: taking(SET_PARTS, {
    type: "string",
    requiresArg: true,
    defaultDescription: "train",
    describe: `which part of a set: ${inWords(SET_PARTS, "or")}`,
  } as const),
} as const;

/**
 * The data that --data and its options say; undefined for the run's own.
 *
 * @param own - the kind of data that the run has
 * @throws {InputError} as dataNamed
 */
export function otherDataOf(
  verb: string,
  { data, columns, patches, seed, part, tensor }: OtherDataArguments,
  own?: string,
): OtherData | undefined {
  const named =
    data === undefined
      ? undefined
      : dataNamed(verb, data, { labels: part !== undefined || own === "labelled" });
  assertMeant(verb, { columns }, "with --data of an array", named?.kind === "array");
  assertMeant(verb, { tensor }, "with --data of an array", named?.kind === "array");
  const ofPictures = named?.kind === "images" || named?.kind === "labelled";
  assertMeant(verb, { patches, seed }, "with --data of images", ofPictures);
  assertMeant(verb, { part }, "with --data of a set of labelled pictures", named?.kind === "labelled");
  const count = wholeNumber(verb, "patches", patches, { least: 1 });
  const drawn = seedNumber(verb, seed);
  if (named?.kind === "labelled")
    return {
      ...named,
      part: oneOf(verb, "--part", part ?? "train", SET_PARTS),
      count,
      seed: drawn,
    };
  if (named?.kind === "images") return { kind: "patches", source: named.source, count, seed: drawn };
  return named?.kind === "array"
    ? {
        ...named,
        examples: columns ? "columns" : "rows",
        ...(tensor === undefined ? {} : { tensor }),
      }
    : named;
}
