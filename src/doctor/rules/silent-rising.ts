// Latents fall silent one after the other.

import type { MetricsLine } from "../../train/metrics-file.js";
import { type Examined, numberOf, type Rule } from "../rule.js";

/** By so much of all latents between the middle and the end, to so many at the end */
const [RISE, MANY] = [0.05, 0.1];

/** Whether a latent can have been silent for `silentAfter` batches, or examples: before that none counts as silent. */
function isCounted({ config }: Examined, { iteration, examples = 0, silent }: MetricsLine): boolean {
  const allowed = numberOf({ config }, "silentAfter") ?? 0;
  const { silentIn } = config.model as { readonly silentIn?: string };
  return silent !== undefined && (silentIn === "examples" ? examples >= allowed : iteration > allowed);
}

export const silentRising: Rule = {
  name: "silent-rising",
  says: `silent latents are more than ${MANY * 100} % at the end of the training, and ${RISE * 100} % more than halfway from where the first can be silent`,
  find(examined) {
    const counted = examined.course.filter((line) => isCounted(examined, line));
    const units = examined.numbers.layers?.[1]?.units;
    if (counted.length < 2 || units === undefined) return null;
    const [middle, end] = [counted[counted.length >> 1], counted[counted.length - 1]];
    const [before, now] = [middle.silent ?? 0, end.silent ?? 0];
    if (now <= MANY * units || now - before <= RISE * units) return null;
    return {
      text: `silent latents rise: ${before} of ${units} at iteration ${middle.iteration}, ${now} at the end`,
      remedy: "--remedy auxk or resampling, fewer latents, or a smaller learning rate",
    };
  },
};
