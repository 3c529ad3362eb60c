// A run's config.json and preprocessing.json as they are read from its folder.

import type { ResolvedConfig } from "../config/config.js";
import { parseConfig } from "../config/parse.js";
import { finite, listOf, objectOf, oneOf, type Reader } from "../core/stored.js";
import type { FittedStep } from "../data/preprocess/pipeline.js";
import type { RunDirectory } from "../train/run-directory.js";

/** config.json. @throws {InputError} that names what is wrong with it */
export function readRunConfig(directory: RunDirectory): ResolvedConfig {
  return parseConfig(directory.readJson("config.json"), `run directory: ${directory.file("config.json")}`);
}

/** The same; null where it cannot be read. */
export function configOrNull(directory: RunDirectory): ResolvedConfig | null {
  try {
    return readRunConfig(directory);
  } catch {
    return null;
  }
}

/** Fields that steps of this kind have beside it. */
const learned: Readonly<Record<FittedStep["kind"], readonly string[]>> = {
  "remove-mean": [],
  scale: ["factor"],
  "normalize-ufldl": ["limit"],
  "mean-norm": ["factor"],
  "whiten-1-over-f": ["f0"],
};
const kinds = Object.keys(learned) as FittedStep["kind"][];

const fittedStep: Reader<FittedStep> = (value, at) => {
  const step = objectOf({ kind: oneOf(kinds) })(value, at);
  objectOf(Object.fromEntries(learned[step.kind].map((field) => [field, finite])))(step, at);
  return step as FittedStep;
};

/** preprocessing.json. @throws {InputError} that names what is wrong with it */
export function readPreprocessing(directory: RunDirectory): FittedStep[] {
  return listOf(fittedStep)(
    directory.readJson("preprocessing.json"),
    `${directory.file("preprocessing.json")}:`,
  );
}
