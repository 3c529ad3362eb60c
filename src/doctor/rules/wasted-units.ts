// Units that do nothing of their own.

import { quantity } from "../../core/in-words.js";
import { numberOf, percent, type Rule } from "../rule.js";

/** Shares of the units from which on: 25 units on natural patches have 0 to 1 constant ones and no copies, 100 have both */
const [CONSTANT, COPIES] = [0.1, 0.2];
/** The share of units at work from which on fewer units are advice. */
const LEFT = 0.1;

export const wastedUnits: Rule = {
  name: "wasted-units",
  says: `more than ${percent(CONSTANT)} of the units are constant, or more than ${percent(COPIES)} have a copy (cosine ≥ .9): ρ̂ does not show it`,
  find(examined) {
    for (const { units, constant, copies = 0 } of Object.values(examined.numbers.layers ?? {})) {
      const idle = constant ?? 0;
      if (idle <= CONSTANT * units && copies <= COPIES * units) continue;
      const parts = [
        ...(idle > CONSTANT * units ? [`${idle} of ${units} units are constant`] : []),
        ...(copies > COPIES * units ? [`${copies} of ${units} have a copy`] : []),
      ];
      const effective = units - Math.max(idle, copies);
      const remedies = [
        // Where hardly any is at work, another number of them mends nothing.
        ...(effective >= LEFT * units ? [`${quantity(effective, "unit")} or so`] : []),
        ...(numberOf(examined, "rho") === null ? [] : ["a larger rho"]),
        "more kinds of examples",
      ];
      return { text: parts.join(", and "), remedy: remedies.join(", or ") };
    }
    return null;
  },
};
