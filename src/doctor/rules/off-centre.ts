// The mean of the data is large beside their spread, and nothing takes it off.

import { type Examined, type Rule, short } from "../rule.js";

/** γ from which on: data around 0 have less, pixels of [0, 1] 2 and more */
const LARGE = 1;

export const offCentre: Rule = {
  name: "off-centre",
  says: `γ = ‖mean‖/‖std‖ of the data is above ${LARGE}, and b_dec starts at 0: latents learn the mean first`,
  find({ data, startsOffCentre }) {
    const remedy = offCentreRemedy({ data, startsOffCentre });
    if (remedy === null) return null;
    return {
      text: `the mean of the data is ${short(data.gamma)} times their spread, and b_dec started at 0`,
      remedy,
    };
  },
};

/** What helps where it is so; null where it is not. remove-mean takes each example's own mean off, which is another. */
export const offCentreRemedy = ({
  data: { gamma },
  startsOffCentre,
}: Pick<Examined, "data" | "startsOffCentre">): string | null =>
  startsOffCentre && gamma > LARGE ? "--decoder-bias mean, or --preprocess with centre-features" : null;
