// A loss that jumps up and down.

import { lowerRate, type Rule } from "../rule.js";

/** Lines that there have to be, and the mean jump from line to line, as a share of the loss, from which on */
const [FEWEST, JUMPS] = [20, 0.15];

export const unsteadyLoss: Rule = {
  name: "unsteady-loss",
  says: `over the second half of the training the loss changes by more than ${JUMPS * 100} % of itself from line to line`,
  find({ course, config }) {
    const costs = course.slice(course.length >> 1).map(({ cost }) => cost);
    if (costs.length < FEWEST) return null;
    const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
    const jump =
      costs.slice(1).reduce((sum, cost, i) => sum + Math.abs(cost - costs[i]), 0) / (costs.length - 1);
    if (!(jump > JUMPS * mean)) return null;
    const rate = lowerRate({ config });
    return {
      text: `the loss jumps by ${Math.round((100 * jump) / mean)} % of itself from line to line`,
      remedy: rate === null ? "more examples" : `${rate}, or a larger --batch`,
    };
  },
};
