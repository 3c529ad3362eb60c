// A coefficient that no longer acts.

import { extent } from "../../core/extent.js";
import type { MetricsLine } from "../../train/metrics-file.js";
import { meanOf, numberOf, type Rule, short } from "../rule.js";

/** L0 over the last decade of the warm-up changes by less than this share of itself */
const FLAT = 0.05;
/** Parts of it over which L0 is averaged, since single batches differ by chance: of 64 examples by a third */
const PARTS = 4;

export const flatCoefficient: Rule = {
  name: "flat-coefficient",
  says: `while λ rose tenfold to its end, L0 changed by less than ${FLAT * 100} %: a larger λ does nothing`,
  find(examined) {
    const { course } = examined;
    const known = course.filter(({ coefficient = 0, l0 }) => coefficient > 0 && l0 !== undefined);
    const lambda = ({ coefficient = 0 }: MetricsLine) => coefficient;
    const [, most] = extent(known.map(lambda));
    const before = known.slice(0, known.findIndex((line) => lambda(line) === most) + 1);
    const decade = before.filter((line) => lambda(line) >= most / 10);
    if (decade.length < PARTS || lambda(before[0]) > most / 10) return null;
    const l0Of = ({ l0 = 0 }: MetricsLine) => l0;
    const means = Array.from({ length: PARTS }, (_, part) => {
      const [from, to] = [part, part + 1].map((at) => Math.floor((at * decade.length) / PARTS));
      return meanOf(decade.slice(from, to), l0Of);
    });
    const [least, largest] = extent(means);
    if (largest - least >= FLAT * largest) return null;
    const flag = numberOf(examined, "l0") === null ? "l1" : "l0";
    return {
      text: `λ rose from ${short(most / 10)} to ${short(most)}, and L0 stayed at ${short(meanOf(decade, l0Of))}: it no longer acts`,
      remedy: `--${flag} ${short(most / 10)}, or --target-l0 in place of a warm-up`,
    };
  },
};
