// Paths in a config: which keys hold one, and what it is relative to.

import { resolve } from "node:path";

const keys = ["data.path", "data.source.path", "model.initial.path"];

/** The value of a key with every path in it absolute. */
function absolute(folder: string, key: string, value: unknown): unknown {
  if (typeof value === "string" && keys.includes(key)) return resolve(folder, value);
  const holdsPaths = key === "" || keys.some((path) => path.startsWith(`${key}.`));
  if (!holdsPaths || typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const inner = Object.entries(value).map(([name, part]) => [
    name,
    absolute(folder, key === "" ? name : `${key}.${name}`, part),
  ]);
  return Object.fromEntries(inner);
}

/** A config, checked or not, with its paths absolute: relative ones are relative to a folder. */
export function pathsFrom<Config>(folder: string, config: Config): Config {
  const resolved = absolute(folder, "", config) as { vary?: { key?: unknown; values?: unknown } } | null;
  const { key, values } = resolved?.vary ?? {};
  if (typeof key !== "string" || !Array.isArray(values)) return resolved as Config;
  const vary = { ...resolved?.vary, values: values.map((value) => absolute(folder, key, value)) };
  return { ...resolved, vary } as Config;
}
