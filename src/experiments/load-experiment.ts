// Finds an experiment by name or path and reads its config.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";
import { InputError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";
import type { ExperimentConfig } from "./config.js";

const extensions = [".ts", ".mts", ".js", ".mjs"];
/** The experiments that ship with rhohat. */
const shipped = fileURLToPath(new URL("../../experiments", import.meta.url));
/** What "rhohat" is to an experiment file, wherever that lies. */
const library = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "../index.ts" : "../index.js", import.meta.url),
);

/** Names of the experiments in ./experiments and in the package's own. */
export function experimentNames(): { name: string; path: string }[] {
  const found = new Map<string, string>();
  for (const folder of [resolve("experiments"), shipped]) {
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).sort()) {
      const name = basename(file, extname(file));
      if (extensions.includes(extname(file)) && !found.has(name)) found.set(name, join(folder, file));
    }
  }
  return [...found].map(([name, path]) => ({ name, path }));
}

async function importConfig(path: string): Promise<ExperimentConfig> {
  const jiti = createJiti(import.meta.url, { alias: { rhohat: library }, moduleCache: false });
  let module: { default?: unknown };
  try {
    module = await jiti.import(path);
  } catch (error) {
    throw new InputError(
      `run: ${path} must be an experiment file, loading it said: ${(error as Error).message.split("\n")[0]}`,
    );
  }
  if (typeof module.default !== "object" || module.default === null) {
    throw new InputError(
      `run: ${path} must have a default export, as in: export default defineExperiment({ … })`,
    );
  }
  return module.default as ExperimentConfig;
}

function readConfig(path: string): ExperimentConfig {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as ExperimentConfig;
  } catch (error) {
    throw new InputError(`run: ${path} must be JSON, reading it said: ${(error as Error).message}`);
  }
}

/**
 * The config of an experiment: a name in experiments/, the path of an experiment file, or a config.json.
 *
 * @throws {InputError} that names the nearest experiment if there is none of that name
 */
export async function loadExperiment(name: string): Promise<ExperimentConfig> {
  const known = experimentNames();
  const named = known.find((experiment) => experiment.name === name);
  if (named !== undefined) return importConfig(named.path);
  if (existsSync(name) && statSync(name).isFile()) {
    return extname(name) === ".json" ? readConfig(resolve(name)) : importConfig(resolve(name));
  }
  throw new InputError(
    `run: no experiment named ${name}; ${didYouMean(
      name,
      known.map((experiment) => experiment.name),
    )}`,
  );
}
