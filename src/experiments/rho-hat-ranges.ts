// ρ̂ in few numbers.

import { extent } from "../core/extent.js";
import { mean } from "../metrics/average.js";
import type { FullObjective } from "../sae/model.js";
import type { RunResult } from "./run-result.js";

/** ρ̂ of each sparse layer as of the last evaluation: smallest, mean and largest of its units. */
export function rhoHatRanges({ rhoHat }: Pick<FullObjective, "rhoHat">): RunResult["rhoHat"] {
  return Object.fromEntries(
    Object.entries(rhoHat).map(([layer, units]) => {
      const [min, max] = extent(units);
      return [layer, { min, mean: mean(units), max }];
    }),
  );
}
