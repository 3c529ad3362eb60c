// --set key=value onto a config.

import type { ExperimentConfig, ResolvedConfig } from "../config/config.js";
import { configKeys, isThere } from "../config/keys.js";
import { parseConfig } from "../config/parse.js";
import { withValue } from "../config/with-value.js";
import { InputError } from "../core/errors.js";
import { variedIn } from "../core/varied.js";
import { asJson, valuesOf } from "./config-values.js";

/** A value as its key wants it: as a flag of `rhohat train` takes it, or JSON; a text where it is neither. */
function valueFor(config: ExperimentConfig, path: string, text: string): unknown {
  const key = configKeys().find((one) => one.path === path && isThere(one, config));
  const json = asJson(text);
  if (key?.type === "number" || typeof json !== "object") {
    const values =
      key === undefined || !["number", "list", "steps"].includes(key.type) ? [] : valuesOf(key, [text]);
    if (values.length === 1) return values[0];
  }
  return json === undefined ? text : json;
}

/** @throws {InputError} if a key that was set is one that the config varies, or lies within it: it would change nothing */
function assertNotVaried(verb: string, config: ExperimentConfig, pairs: ReadonlyMap<string, string>): void {
  for (const [i, { key }] of variedIn(config).entries())
    for (const [set, pair] of pairs)
      if (set === key || set.startsWith(`${key}.`)) {
        const values = Array.isArray(config.vary) ? `vary.${i}.values` : "vary.values";
        throw new InputError(
          `${verb}: --set must name keys that ${config.name} does not vary, got ${pair}; --set ${values}=[…] gives other values to ${key}`,
        );
      }
}

/**
 * A config with key=value pairs put onto it; a value is typed as for the flags of `rhohat train`, 25,10 or 8x8, or JSON.
 *
 * @param verb - begins the error
 * @throws {InputError} if one is no such pair, its key leads nowhere, is set twice, or is one that the config varies
 */
export function override(verb: string, config: ExperimentConfig, pairs: readonly string[]): ExperimentConfig {
  const before = new Map<string, string>();
  const changed = pairs.reduce((changed, pair) => {
    const at = pair.indexOf("=");
    if (at <= 0)
      throw new InputError(`${verb}: --set must be key=value, got ${pair}; for example --set model.rho=0.05`);
    const key = pair.slice(0, at);
    if (before.has(key))
      throw new InputError(`${verb}: --set must set each key once, got ${before.get(key)} and ${pair}`);
    before.set(key, pair);
    return withValue(changed, key, valueFor(changed, key, pair.slice(at + 1)));
  }, config);
  assertNotVaried(verb, changed, before);
  return changed;
}

/**
 * The config that they make, whole. A part of which the kind alone was set may keep keys of the kind before.
 *
 * @param verb - begins the error of a pair
 * @param where - begins that of the config
 * @throws {InputError} as override and parseConfig
 */
export function parseOverridden(
  verb: string,
  config: ExperimentConfig,
  pairs: readonly string[],
  where: string,
): ResolvedConfig {
  const made = override(verb, config, pairs);
  try {
    return parseConfig(made, where);
  } catch (error) {
    const [, key] = /unknown key (\S+);/.exec(error instanceof InputError ? error.message : "") ?? [];
    const pair = pairs.find((one) => {
      const [, part] = /^(.*)\.kind=/.exec(one) ?? [];
      return part !== undefined && key?.startsWith(`${part}.`);
    });
    if (pair === undefined) throw error;
    const [part, kind] = pair.split(".kind=");
    throw new InputError(
      `${(error as InputError).message}; ${pair} alone keeps the other keys of ${part}: --set '${part}={"kind":"${kind}", …}' takes none of them`,
    );
  }
}
