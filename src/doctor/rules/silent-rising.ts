// Latents fall silent one after the other.

import type { MetricsLine } from "../../train/metrics-file.js";
import { type Examined, lowerRate, meanOf, numberOf, type Rule } from "../rule.js";
import { silenceRemedies } from "../silence-remedies.js";

/** By so much of all latents between the middle and the end, to so many at the end */
const [RISE, MANY] = [0.05, 0.1];

/** Whether a latent can have been silent for `silentAfter` batches, or examples: before that none counts as silent. */
function isCounted({ config }: Examined, { iteration, examples = 0, silent }: MetricsLine): boolean {
  const allowed = numberOf({ config }, "silentAfter") ?? 0;
  const { silentIn } = config.model as { readonly silentIn?: string };
  return silent !== undefined && (silentIn === "examples" ? examples >= allowed : iteration > allowed);
}

/** The share of the lines over which silent latents are averaged, since they differ from batch to batch */
const SOME = 0.1;

export const silentRising: Rule = {
  name: "silent-rising",
  says: `silent latents are more than ${MANY * 100} % at the end of the training, and ${RISE * 100} % more than halfway from where the first can be silent`,
  find(examined) {
    const counted = examined.course.filter((line) => isCounted(examined, line));
    const units = examined.numbers.layers?.[1]?.units;
    if (counted.length < 2 || units === undefined) return null;
    const [middle, some] = [counted.length >> 1, Math.max(1, Math.floor(SOME * counted.length))];
    const over = (from: number) => meanOf(counted.slice(from, from + some), ({ silent = 0 }) => silent);
    const [before, now] = [over(middle - (some >> 1)), over(counted.length - some)];
    if (now <= MANY * units || now - before <= RISE * units) return null;
    return {
      text: `silent latents rise: ${Math.round(before)} of ${units} around iteration ${counted[middle].iteration}, ${Math.round(now)} at the end`,
      remedy: [...silenceRemedies(examined), lowerRate(examined)].filter(Boolean).join(", or "),
    };
  },
};
