// One key of a config changed.

import { InputError, shortened } from "../core/errors.js";
import { didYouMean, nearest } from "../core/nearest.js";
import type { ExperimentConfig } from "./config.js";
import { assertShallow } from "./parse.js";
import { defaultAt } from "./parts.js";

/** Keys that lead out of the config, to what all objects share. */
const OUTSIDE = ["__proto__", "constructor", "prototype"];

/**
 * The config with one key changed: `withValue(config, "model.rho", 0.05)`. A part that it leaves to its default is
 * begun with that. The original stays as it was; what is no config stays so, for parseConfig to refuse.
 *
 * @throws {InputError} if the key leads nowhere
 */
export function withValue(config: ExperimentConfig, key: string, value: unknown): ExperimentConfig {
  if (typeof config !== "object" || config === null || Array.isArray(config)) return config;
  assertShallow("config", value);
  const copy = structuredClone(config) as unknown as Record<string, unknown>;
  const path = key.split(".");
  const last = path.pop() as string;
  const unknown = (part: string, depth: number, known: object) => {
    const best = nearest(part, Object.keys(known));
    const meant = best === undefined ? undefined : key.split(".").with(depth, best).join(".");
    const remedy = meant === undefined ? didYouMean(part, Object.keys(known)) : `did you mean ${meant}?`;
    return new InputError(`config: unknown key ${shortened(key)}; ${remedy}`);
  };
  let inner = copy;
  for (const [depth, part] of path.entries()) {
    if (!Object.hasOwn(inner, part) && !Array.isArray(inner)) {
      const standard = defaultAt(path.slice(0, depth + 1), copy);
      if (standard !== null) inner[part] = standard;
    }
    const next = Object.hasOwn(inner, part) ? inner[part] : null;
    if (typeof next !== "object" || next === null) throw unknown(part, depth, inner);
    inner = next as Record<string, unknown>;
  }
  // Of a list, an entry that is there or the next one: what is further out would be empty, and length is no entry.
  const fits = Array.isArray(inner)
    ? /^(0|[1-9]\d{0,8})$/.test(last) && Number(last) <= inner.length
    : !OUTSIDE.includes(last);
  if (!fits) throw unknown(last, path.length, inner);
  inner[last] = value;
  return copy as unknown as ExperimentConfig;
}
