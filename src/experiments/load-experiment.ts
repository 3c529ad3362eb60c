// Reads the config of an experiment by name or path, or says in one line where the file is wrong.

import { existsSync, statSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import type { ExperimentConfig } from "../config/config.js";
import { pathsFrom } from "../config/paths.js";
import { describeValue, InputError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";
import { isShallow } from "../core/stored.js";
import { readJson } from "../data/io/json.js";
import { whyMissing } from "../data/io/read-file.js";
import { experimentFiles } from "./find-experiment.js";
import { importOwn, notLoaded } from "./import-own.js";

/** jiti gives every module a default, which fails where that is to be null: only its own code is on top of the stack. */
const isNullDefault = (error: unknown) =>
  error instanceof TypeError && /^.*\n\s+at [^\n]*[\\/]jiti[\\/]dist[\\/]/.test(error.stack ?? "");

/** What a module exports as its default, or the whole of a CommonJS one; undefined where that is nothing. */
async function defaultOf(module: { readonly default?: unknown } | null): Promise<unknown> {
  if (module === null) return null;
  const own = Object.getOwnPropertyDescriptor(module, "default");
  const isModule = Object.hasOwn(module, "__esModule") || Object.hasOwn(module, Symbol.toStringTag);
  if (own === undefined) return isModule ? undefined : module;
  if ((own.get === undefined ? own.value : own.get()) === undefined) return undefined;
  const value = await module.default;
  return isCompiledModule(value) ? defaultOf(value) : value;
}

const isCompiledModule = (value: unknown): value is { readonly default: unknown } =>
  typeof value === "object" &&
  value !== null &&
  Object.hasOwn(value, "__esModule") &&
  Object.hasOwn(value, "default");

/** Lists and objects as they are in JSON: what a file computes when it is asked for is computed while it is loaded. */
function plain(value: unknown): unknown {
  const copy = (inner: unknown): unknown => {
    if (typeof inner !== "object" || inner === null) return inner;
    if (Array.isArray(inner)) return inner.map(copy);
    return Object.fromEntries(Object.entries(inner).map(([key, part]) => [key, copy(part)]));
  };
  return isShallow(value) ? copy(value) : value; // else the schema refuses it
}

const isEmpty = (value: object) => !Array.isArray(value) && Object.keys(value).length === 0;

async function importConfig(path: string): Promise<object> {
  let config: unknown;
  try {
    config = plain(await defaultOf(await importOwn(path)));
  } catch (error) {
    if (!isNullDefault(error)) throw notLoaded("run", path, "an experiment", error);
    config = null;
  }
  if (typeof config !== "object" || config === null || isEmpty(config)) {
    const got = config === undefined ? "" : `, got ${describeValue(config)}`;
    throw new InputError(
      `run: ${path} must have an experiment as its default export${got}; as in: export default defineExperiment({ … })`,
    );
  }
  return config;
}

/** The file that a name or a path means; undefined where there is none. */
export const experimentPath = (name: string): string | undefined =>
  experimentFiles().find((experiment) => experiment.name === name)?.path ??
  (existsSync(name) && statSync(name).isFile() ? resolve(name) : undefined);

/**
 * The config of an experiment: a name in experiments/, the path of an experiment file, or a config.json.
 * Paths in it are relative to its file.
 *
 * @throws {InputError} that names the nearest experiment if there is none of that name, or the place in a file that
 *   cannot be loaded
 */
export async function loadExperiment(name: string): Promise<ExperimentConfig> {
  const path = experimentPath(name);
  if (path === undefined) {
    const names = experimentFiles().map((experiment) => experiment.name);
    const remedy = name.includes("\ufffd") ? whyMissing(name) : didYouMean(name, names);
    throw new InputError(`run: no experiment named ${name}; ${remedy}`);
  }
  const config = extname(path) === ".json" ? readJson("run", path) : await importConfig(path);
  return pathsFrom(dirname(path), config as ExperimentConfig);
}
