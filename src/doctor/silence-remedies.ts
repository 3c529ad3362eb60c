// What helps latents that are silent.

import { type Examined, numberOf } from "./rule.js";

/** AuxK, or another remedy, where a dictionary has none; and as many latents as are not silent. */
export function silenceRemedies(examined: Examined): string[] {
  const { remedy } = examined.config.model as { readonly remedy?: { kind: string } };
  const { units = 0, silent = 0 } = examined.numbers.layers?.[1] ?? {};
  const left = units - silent;
  const help = examined.hasEncoder ? "--remedy auxk" : "--remedy resampling"; // AuxK teaches the encoder
  return [
    ...(remedy?.kind === "none" ? [help] : []),
    ...(numberOf(examined, "latents") !== null && left > 0 ? [`fewer latents: --latents ${left}`] : []),
  ];
}
