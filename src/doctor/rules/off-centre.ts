// The mean of the data is large beside their spread, and nothing takes it off.

import { type Rule, short } from "../rule.js";

/** γ from which on: data around 0 have less, pixels of [0, 1] 2 and more */
const LARGE = 1;

export const offCentre: Rule = {
  name: "off-centre",
  says: `γ = ‖mean‖/‖std‖ of the data is above ${LARGE}, and b_dec starts at 0: latents learn the mean first`,
  find({ data: { gamma }, startsOffCentre }) {
    if (!startsOffCentre || gamma <= LARGE) return null;
    return {
      text: `the mean of the data is ${short(gamma)} times their spread, and b_dec started at 0`,
      remedy: "--preprocess with centre-features or remove-mean, or --decoder-bias mean",
    };
  },
};
