// What helps latents that are silent.

import { type Examined, numberOf } from "./rule.js";

/** Kinds without an encoder that silent latents could learn by */
const WITHOUT_ENCODER = ["matching-pursuit", "sparse-coding"];
/** AuxK, or another remedy, where a dictionary has none; and as many latents as are not silent. */
export function silenceRemedies(examined: Examined): string[] {
  const { kind, remedy } = examined.config.model as {
    readonly kind: string;
    readonly remedy?: { kind: string };
  };
  const { units = 0, silent = 0 } = examined.numbers.layers?.[1] ?? {};
  const left = units - silent;
  const help = WITHOUT_ENCODER.includes(kind) ? "--remedy resampling" : "--remedy auxk";
  return [
    ...(remedy?.kind === "none" ? [help] : []),
    ...(numberOf(examined, "latents") !== null && left > 0 ? [`fewer latents: --latents ${left}`] : []),
  ];
}
