// A run's config.json and preprocessing.json as they are read from its folder.

import type { ResolvedConfig } from "../config/config.js";
import { parseConfig } from "../config/parse.js";
import type { FittedStep } from "../data/preprocess/steps.js";
import { restoreSteps } from "../data/preprocess/stored-steps.js";
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

/** What the steps of a run learned. @throws {InputError} that names what is wrong with its files */
export const readPreprocessing = (directory: RunDirectory): FittedStep[] =>
  restoreSteps(directory.readJson("preprocessing.json"), `${directory.file("preprocessing.json")}:`, () =>
    directory.readTensors("preprocessing.safetensors"),
  );
