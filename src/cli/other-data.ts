// The options that name data which a run has not seen: of evaluate and metrics.

import { DEFAULT_PATCHES } from "../config/data-schema.js";
import type { OtherData } from "../experiments/evaluate-run.js";
import { dataNamed } from "./data-named.js";
import { assertMeant, numberOption } from "./options.js";
import { seedNumber, wholeNumber } from "./typed-values.js";

/** What the options below give. */
export interface OtherDataArguments {
  readonly data: string[] | undefined;
  readonly columns: boolean | undefined;
  readonly patches: string | undefined;
  readonly seed: string | undefined;
}

export const otherDataOptions = {
  data: {
    requiresArg: true,
    type: "string",
    array: true,
    defaultDescription: "the run's own, read again",
    describe:
      "other data: .npy or .safetensors files, an image, a folder of images, or photos; preprocessed as the run's were",
  },
  columns: { type: "boolean", describe: "examples are the columns of the array" },
  patches: {
    ...numberOption,
    defaultDescription: String(DEFAULT_PATCHES),
    describe: "how many patches of the images, of the run's size",
  },
  seed: { ...numberOption, defaultDescription: "0", describe: "what the patches are drawn with" },
} as const;

/** The data that --data and its options say; undefined for the run's own. @throws {InputError} as dataNamed */
export function otherDataOf(
  verb: string,
  { data, columns, patches, seed }: OtherDataArguments,
): OtherData | undefined {
  const named = data === undefined ? undefined : dataNamed(verb, data);
  assertMeant(verb, { columns }, "with --data of an array", named?.kind === "array");
  assertMeant(verb, { patches, seed }, "with --data of images", named?.kind === "images");
  const count = wholeNumber(verb, "patches", patches, { least: 1 });
  const drawn = seedNumber(verb, seed);
  if (named?.kind === "images") return { kind: "patches", source: named.source, count, seed: drawn };
  return named?.kind === "array" ? { ...named, examples: columns ? "columns" : "rows" } : named;
}
