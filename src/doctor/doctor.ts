// The training doctor: what goes wrong in trainings, each with its remedy.

import type { Finding } from "../train/run-record.js";
import type { Examined, Rule } from "./rule.js";
import { flatCoefficient } from "./rules/flat-coefficient.js";
import { heavyDecay } from "./rules/heavy-decay.js";
import { highThresholds } from "./rules/high-thresholds.js";
import { moreThanRank } from "./rules/more-than-rank.js";
import { nearBounds } from "./rules/near-bounds.js";
import { offCentre } from "./rules/off-centre.js";
import { shrinkage } from "./rules/shrinkage.js";
import { silentRising } from "./rules/silent-rising.js";
import { unsteadyLoss } from "./rules/unsteady-loss.js";
import { wastedUnits } from "./rules/wasted-units.js";

/** A new rule is named here. Data first, then what latents do, then the training. */
export const rules: readonly Rule[] = [
  offCentre,
  nearBounds,
  moreThanRank,
  highThresholds,
  silentRising,
  wastedUnits,
  shrinkage,
  flatCoefficient,
  heavyDecay,
  unsteadyLoss,
];

/** Everything that the rules find, in their order. */
export const examine = (examined: Examined): Finding[] =>
  rules.flatMap((rule) => {
    const found = rule.find(examined);
    return found === null ? [] : [{ rule: rule.name, ...found }];
  });
