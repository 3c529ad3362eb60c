// Paths in a config: which keys hold one, and what it is relative to.

import { resolve } from "node:path";
import { configKeys } from "./keys.js";
import { STAGE } from "./stages-schema.js";

const pathKeys = (): string[] =>
  configKeys()
    .filter(({ isPath }) => isPath)
    .map(({ path }) => path);

/** The value of a key with every path in it absolute. */
function absolute(folder: string, key: string, value: unknown, keys = pathKeys()): unknown {
  // A stage has a name, and its run a path only when it runs.
  if (typeof value === "string" && keys.includes(key))
    return value.startsWith(STAGE) ? value : resolve(folder, value);
  if (Array.isArray(value) && keys.includes(key)) return value.map((one) => absolute(folder, key, one, keys));
  if (Array.isArray(value) && keys.some((path) => path.startsWith(`${key}[].`)))
    return value.map((one) => absolute(folder, `${key}[]`, one, keys));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  if (key !== "" && !keys.some((path) => path.startsWith(`${key}.`))) return value;
  const inner = Object.entries(value).map(([name, part]) => [
    name,
    absolute(folder, key === "" ? name : `${key}.${name}`, part, keys),
  ]);
  return Object.fromEntries(inner);
}

/** The same of what stages set. */
function withStagesFrom(folder: string, config: unknown): unknown {
  const { stages } = (config ?? {}) as { stages?: unknown };
  if (!Array.isArray(stages)) return config;
  const own = stages.map((stage: { readonly set?: unknown } | null) => {
    const { set } = stage ?? {};
    if (typeof set !== "object" || set === null) return stage;
    const absoluteSet = Object.entries(set).map(([key, value]) => [key, absolute(folder, key, value)]);
    return { ...stage, set: Object.fromEntries(absoluteSet) };
  });
  return { ...(config as object), stages: own };
}

/** A config, checked or not, with its paths absolute: relative ones are relative to a folder. */
export function pathsFrom<Config>(folder: string, config: Config): Config {
  const resolved = withStagesFrom(folder, absolute(folder, "", config)) as { vary?: unknown } | null;
  if (resolved?.vary === undefined) return resolved as Config;
  const one = (varied: unknown): unknown => {
    const { key, values } = (varied ?? {}) as { key?: unknown; values?: unknown };
    if (typeof key !== "string" || !Array.isArray(values)) return varied;
    return { ...(varied as object), values: values.map((value) => absolute(folder, key, value)) };
  };
  const { vary } = resolved;
  return { ...resolved, vary: Array.isArray(vary) ? vary.map(one) : one(vary) } as Config;
}
