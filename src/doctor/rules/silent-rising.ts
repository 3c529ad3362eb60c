// Latents fall silent one after the other.

import type { Rule } from "../rule.js";

/** By so much of all latents between the middle and the end, to so many at the end */
const [RISE, MANY] = [0.05, 0.1];

export const silentRising: Rule = {
  name: "silent-rising",
  says: `silent latents are more than ${MANY * 100} % at the end of the training, and ${RISE * 100} % more than at its middle`,
  find({ course, numbers: { layers = {} } }) {
    const counted = course.filter(({ silent }) => silent !== undefined);
    const units = layers[1]?.units;
    if (counted.length < 2 || units === undefined) return null;
    const [middle, end] = [counted[counted.length >> 1], counted[counted.length - 1]].map(
      ({ silent }) => silent ?? 0,
    );
    if (end <= MANY * units || end - middle <= RISE * units) return null;
    return {
      text: `silent latents rise: ${middle} of ${units} at the middle of the training, ${end} at its end`,
      remedy: "--remedy auxk or resampling, fewer latents, or a smaller learning rate",
    };
  },
};
