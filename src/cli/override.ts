// --set key=value onto a config.

import type { ExperimentConfig } from "../config/config.js";
import { withValue } from "../config/with-value.js";
import { InputError } from "../core/errors.js";

/**
 * A config with key=value pairs put onto it; a value is JSON where it can be read as such, else a text.
 *
 * @param verb - begins the error
 * @throws {InputError} if one is no such pair, or its key leads nowhere
 */
export function override(verb: string, config: ExperimentConfig, pairs: readonly string[]): ExperimentConfig {
  return pairs.reduce((changed, pair) => {
    const at = pair.indexOf("=");
    if (at <= 0)
      throw new InputError(`${verb}: --set must be key=value, got ${pair}; for example --set model.rho=0.05`);
    const text = pair.slice(at + 1);
    let value: unknown = text;
    try {
      value = JSON.parse(text);
    } catch {
      // Not JSON: a text such as tanh.
    }
    return withValue(changed, pair.slice(0, at), value);
  }, config);
}
