// The output cannot reach what it has to reconstruct, but for ever larger weights.

import { percent, type Rule } from "../rule.js";

/** The share of values near a bound from which on */
const MANY = 0.05;

export const nearBounds: Rule = {
  name: "near-bounds",
  says: `more than ${percent(MANY)} of the values lie within a fiftieth of the range from a bound of the output: its slope is next to nothing there`,
  find({ data }) {
    if (data.nearBounds === null || data.nearBounds <= MANY) return null;
    return {
      text: `${percent(data.nearBounds)} of the values lie next to a bound of the output, where its slope is next to nothing`,
      remedy: "--output linear, or --preprocess normalize-ufldl",
    };
  },
};
