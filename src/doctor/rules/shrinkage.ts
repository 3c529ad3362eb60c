// An L1 penalty makes latents smaller than what explains best.

import { numberOf, type Rule, short } from "../rule.js";

/** ‖x̂‖² over x̂·x, about the mean, below which: what minimises the error alone has 1 */
const SHORT = 0.85;

export const shrinkage: Rule = {
  name: "shrinkage",
  says: `Σ ‖x̂‖²/Σ x̂·x about the mean of the data is below ${SHORT} under an L1 penalty: all latents times a factor would explain more`,
  find(examined) {
    const { lengthOfOutput } = examined;
    if (numberOf(examined, "l1") === null || lengthOfOutput === null || lengthOfOutput >= SHORT) return null;
    return {
      text: `x̂ is shrunk: ${short(1 / lengthOfOutput)} times as long it would explain more`,
      remedy: "a kind that does not weigh their size (gated, jumprelu, topk), or a smaller l1",
    };
  },
};
