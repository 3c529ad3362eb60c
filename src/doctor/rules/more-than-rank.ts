// More latents of an example may be active than there are dimensions.

import { numberOf, type Rule } from "../rule.js";

export const moreThanRank: Rule = {
  name: "more-than-rank",
  says: "k (or the rounds of matching pursuit) is not below the dimensions in which the data vary: they need no sparse code",
  find(examined) {
    const { rank } = examined.data;
    const [key, k] = (["k", "rounds"] as const)
      .map((name) => [name, numberOf(examined, name)] as const)
      .find(([, value]) => value !== null) ?? ["k", null];
    if (rank === null || k === null || k < rank) return null;
    return {
      text: `${key} is ${k}, and the data vary in ${rank} dimensions: that many latents reconstruct anything`,
      remedy: `a smaller ${key}, a quarter of ${rank} at most`,
    };
  },
};
