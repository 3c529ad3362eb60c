// Thresholds that no pre-activation reaches.

import { percent, type Rule } from "../rule.js";
import { silenceRemedies } from "../silence-remedies.js";

/** The share of latents from which on */
const MANY = 0.1;

export const highThresholds: Rule = {
  name: "high-thresholds",
  says: `more than ${percent(MANY)} of the latents have a threshold above every pre-activation of the data: they get no slope`,
  find(examined) {
    const { hasThresholds, numbers } = examined;
    const layer = numbers.layers?.[1];
    if (!hasThresholds || layer === undefined || layer.silent <= MANY * layer.units) return null;
    return {
      text: `the thresholds of ${layer.silent} of ${layer.units} latents are above every pre-activation`,
      remedy:
        layer.silent === layer.units ? "a smaller --threshold" : silenceRemedies(examined).join(", or "),
    };
  },
};
