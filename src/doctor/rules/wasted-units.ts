// Units that do nothing of their own.

import type { LayerNumbers } from "../../train/run-record.js";
import { type Examined, lowerRate, numberOf, percent, type Rule, short } from "../rule.js";
import { silenceRemedies } from "../silence-remedies.js";
import { usualDecay } from "./heavy-decay.js";
import { highThresholds } from "./high-thresholds.js";
import { offCentreRemedy } from "./off-centre.js";

/** Shares of the units from which on: 25 units on natural patches have 0 to 1 constant ones and no copies, 100 have both */
const [CONSTANT, COPIES] = [0.1, 0.2];
/** The share of units at work from which on fewer units are advice. */
const LEFT = 0.1;
/** An FVU from which on little was learned, and one from which on nothing was: the mean of the data has 1 */
const [LITTLE, NOTHING] = [0.9, 1];

export const wastedUnits: Rule = {
  name: "wasted-units",
  says: `more than ${percent(CONSTANT)} of the units are constant, or more than ${percent(COPIES)} have a copy (cosine ≥ .9): ρ̂ does not show it`,
  find(examined) {
    for (const layer of Object.values(examined.numbers.layers ?? {})) {
      const { units, copies = 0 } = layer;
      const constant = layer.constant ?? 0;
      if (constant <= CONSTANT * units && copies <= COPIES * units) continue;
      const parts = [
        ...(constant > CONSTANT * units ? [`${constant} of ${units} units are constant`] : []),
        ...(copies > COPIES * units ? [`${copies} of ${units} have a copy`] : []),
      ];
      return { text: parts.join(", and "), remedy: remediesOf(examined, layer).join(", or ") };
    }
    return null;
  },
};

/** Where hardly a latent is active and nothing is explained, the penalty asks for it: a tenth of it. */
function penaltyRemedy(examined: Examined, { active }: LayerNumbers): string | null {
  const flag = ["l1", "l0"].find((key) => (numberOf(examined, key) ?? 0) > 0);
  if (flag === undefined || active >= 1 || (examined.numbers.fvu ?? 0) < LITTLE) return null;
  return `--${flag} ${short(numberOf(examined, flag)! / 10)}`;
}

/**
 * By the likeliest cause: thresholds out of reach, a penalty that leaves nothing, a training that diverged, data off centre,
 * silent latents; else there are too many units.
 */
function remediesOf(examined: Examined, layer: LayerNumbers): string[] {
  const { units, silent, constant, copies = 0 } = layer;
  const { numbers, config } = examined;
  if (silent === units && highThresholds.find(examined) !== null) return ["a smaller --threshold"];
  const penalty = penaltyRemedy(examined, layer);
  if (penalty !== null) return [penalty];
  const rate = lowerRate(examined);
  if ((numbers.fvu ?? 0) >= NOTHING && rate !== null) return [`${rate} and lower, as nothing was learned`];
  const offCentre = offCentreRemedy(examined);
  if (offCentre !== null) return [offCentre];
  if (numberOf(examined, "latents") !== null && 2 * silent > (constant ?? 0)) {
    const remedies = silenceRemedies(examined);
    if (remedies.length > 0) return remedies;
  }
  const effective = units - Math.max(constant ?? 0, copies);
  const flag = numberOf(examined, "latents") === null ? "hidden" : "latents";
  return [
    // Where hardly any is at work, another number of them mends nothing.
    ...(effective >= LEFT * units ? [`--${flag} ${effective} or so`] : []),
    ...(numberOf(examined, "rho") === null ? [] : ["a larger --rho"]),
    ...((numberOf(examined, "weightDecay") ?? 0) > usualDecay(config)
      ? [`--lambda ${usualDecay(config)}`]
      : []),
    "more kinds of examples",
  ];
}
