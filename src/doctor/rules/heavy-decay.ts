// A weight decay far above the one that is published for such data.

import { type Examined, numberOf, type Rule, short } from "../rule.js";

/** The exercises' λ: patches of photographs in [.1, .9], and other data (handwritten digits) */
const [PATCHES, OTHERS] = [1e-4, 3e-3];
const FAR = 10;

/** The exercises' λ for such data. */
export const usualDecay = ({ data }: Examined["config"]): number =>
  data.kind === "patches" ? PATCHES : OTHERS;

export const heavyDecay: Rule = {
  name: "heavy-decay",
  says: `λ of the weight decay is ${FAR} times the exercises': ${PATCHES} for patches, ${OTHERS} for digits (UFLDL)`,
  find(examined) {
    const { config } = examined;
    const lambda = numberOf(examined, "weightDecay");
    if (config.model.kind !== "classic" || lambda === null) return null;
    const usual = usualDecay(config);
    if (lambda < FAR * usual * (1 - 1e-9)) return null;
    return {
      text: `λ = ${short(lambda)} is ${short(lambda / usual)} times the ${usual} of the exercise on ${usual === PATCHES ? "patches" : "digits"}: weights are small, features blurred`,
      remedy: `--lambda ${usual}`,
    };
  },
};
