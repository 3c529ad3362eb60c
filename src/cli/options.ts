// Options that several commands have, so that they read the same everywhere.

import { inputError } from "../core/errors.js";
import type { EngineOptions } from "../kernels/engine.js";

interface TextOption {
  readonly type: "string";
  readonly requiresArg: true;
  readonly default: string;
  readonly describe: string;
}

interface Switch {
  readonly type: "boolean";
  readonly default: boolean;
  readonly describe: string;
}

export const engineOption: TextOption = {
  type: "string",
  requiresArg: true,
  default: "auto",
  describe: "auto, reference, wasm or blas; auto is blas where there is a library, else wasm",
};
export const threadsOption: TextOption = {
  type: "string",
  requiresArg: true,
  default: "auto",
  describe: "how many threads, auto: as many as the machine runs at a time",
};

/** @throws {InputError} that names the option as it was given */
export function threadCount(threads: string): number {
  const count = Number(threads);
  if (!(Number.isSafeInteger(count) && count >= 1)) {
    throw inputError("rhohat", "--threads", "be auto or a whole number ≥ 1", threads);
  }
  return count;
}

/** --engine and --threads as the library takes them. */
export function engineOptions({ engine, threads }: { engine: string; threads: string }): EngineOptions {
  return { engine, threads: threads === "auto" ? threads : threadCount(threads) };
}
export const resultsOption: TextOption = {
  type: "string",
  requiresArg: true,
  default: "results",
  describe: "folder of run directories",
};
/** yargs makes --no-figures of it. */
export const figuresOption: Switch = {
  type: "boolean",
  default: true,
  describe: "draw figures and report at the end; --no-figures leaves them to a later --resume",
};
export const jsonOption: Switch = { type: "boolean", default: false, describe: "print one JSON object" };
export const quietOption: Switch = {
  type: "boolean",
  default: false,
  describe: "no progress, only the result's path",
};
