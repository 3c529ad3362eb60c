// A coefficient that no longer acts.

import { extent } from "../../core/extent.js";
import { type Rule, short } from "../rule.js";

/** L0 over the last decade of the warm-up changes by less than this share of itself */
const FLAT = 0.05;
/** Lines of it that there have to be */
const FEWEST = 4;

export const flatCoefficient: Rule = {
  name: "flat-coefficient",
  says: `while λ rose tenfold to its end, L0 changed by less than ${FLAT * 100} %: a larger λ does nothing`,
  find({ course }) {
    const known = course.flatMap(({ coefficient, l0 }) =>
      coefficient === undefined || l0 === undefined || coefficient <= 0 ? [] : [{ coefficient, l0 }],
    );
    const [, most] = extent(known.map(({ coefficient }) => coefficient));
    const top = known.findIndex(({ coefficient }) => coefficient === most);
    const before = known.slice(0, top + 1);
    const decade = before.filter(({ coefficient }) => coefficient >= most / 10);
    if (decade.length < FEWEST || before[0].coefficient > most / 10) return null;
    const [least, largest] = extent(decade.map(({ l0 }) => l0));
    if (largest - least >= FLAT * largest) return null;
    return {
      text: `λ rose from ${short(most / 10)} to ${short(most)}, and L0 stayed at ${short(largest)}: it no longer acts`,
      remedy: `a λ of ${short(most / 10)}, or --target-l0`,
    };
  },
};
