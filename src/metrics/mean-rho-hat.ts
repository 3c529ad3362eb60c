// ρ̂ of a run in one number.

interface Numbers {
  /** Of each sparse layer */
  readonly rhoHat?: Readonly<Record<string, { readonly mean: number | null }>> | undefined;
  readonly layers?: Readonly<Record<string, { readonly units: number }>> | undefined;
}

/** The mean of ρ̂ over the units of all sparse layers, as lines of metrics have it; null where nothing is sparse. */
export function meanRhoHat({ rhoHat = {}, layers = {} }: Numbers): number | null {
  let [sum, units] = [0, 0];
  for (const [layer, { mean }] of Object.entries(rhoHat)) {
    if (mean === null) return null;
    const own = layers[layer]?.units ?? 1; // older runs do not tell
    sum += own * mean;
    units += own;
  }
  return units === 0 ? null : sum / units;
}
