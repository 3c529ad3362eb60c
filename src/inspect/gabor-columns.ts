// The numbers of a Gabor fit by name: columns of inspection.safetensors and of `rhohat export`.

import type { GaborFit } from "../metrics/gabor-fit.js";

interface GaborColumn {
  readonly name: string;
  readonly unit: string;
  readonly of: (fit: GaborFit) => number | null;
}

/** In the order in which they are stored. */
export const gaborColumns: readonly GaborColumn[] = [
  { name: "orientation", unit: "degrees", of: (fit) => fit.orientation },
  { name: "frequency", unit: "cycles/pixel", of: (fit) => fit.frequency },
  { name: "bandwidth", unit: "octaves", of: (fit) => fit.bandwidth },
  { name: "phase", unit: "degrees", of: (fit) => fit.phase },
  { name: "centreRow", unit: "pixels", of: (fit) => fit.centre[0] },
  { name: "centreColumn", unit: "pixels", of: (fit) => fit.centre[1] },
  { name: "sigmaAcross", unit: "pixels", of: (fit) => fit.sigma[0] },
  { name: "sigmaAlong", unit: "pixels", of: (fit) => fit.sigma[1] },
  { name: "amplitude", unit: "of the tile", of: (fit) => fit.amplitude },
  { name: "r2", unit: "share", of: (fit) => fit.r2 },
  { name: "onBound", unit: "0 or 1", of: (fit) => Number(fit.onBound) },
];

/** The fits without those that stand on a bound of the frequency: what statistics and maps are made of. */
export function frequenciesOfTheirOwn(fits: readonly (GaborFit | null)[]): (GaborFit | null)[] {
  return fits.map((fit) => (fit?.onBound ? null : fit));
}
