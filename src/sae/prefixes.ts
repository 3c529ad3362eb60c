// The widths of a Matryoshka's levels: fixed, or drawn anew for each batch.

import { inputError } from "../core/errors.js";
import { createRandom } from "../core/random.js";

/** Fixed widths, or so many of which all but the last are drawn. */
export type Prefixes =
  | { readonly widths: readonly number[] }
  | { readonly count: number; readonly seed: number };

/** The number of levels. */
export const levelsOf = (prefixes: Prefixes): number =>
  "widths" in prefixes ? prefixes.widths.length : prefixes.count;

/** @throws {InputError} unless the widths rise to all latents, or there are widths to draw from */
export function assertPrefixes(where: string, prefixes: Prefixes, latents: number): void {
  if ("count" in prefixes) {
    if (!(prefixes.count >= 1 && prefixes.count < latents))
      throw inputError(where, "prefixes.count", `be from 1 to ${latents - 1}`, prefixes.count);
    return;
  }
  const { widths } = prefixes;
  const rise = widths.every((width, g) => Number.isInteger(width) && width > (g === 0 ? 0 : widths[g - 1]));
  if (!rise || widths[widths.length - 1] !== latents)
    throw inputError(
      where,
      "prefixes",
      `be whole numbers that rise to the ${latents} latents`,
      widths,
      `end with ${latents}, none twice`,
    );
}

/**
 * The widths at an iteration, rising, the last M. Drawn: whole lengths without replacement from 2 … M − 1, of
 *
 *   P(length ≤ l) ∝ 1 − l^−½
 *
 * so that a short prefix is about as likely as a longer one. They follow from the seed and the iteration alone.
 *
 * @see Nabeshima, Matryoshka sparse autoencoders (2024)
 */
export function widthsAt(prefixes: Prefixes, latents: number, iteration: number): readonly number[] {
  if ("widths" in prefixes) return prefixes.widths;
  const random = createRandom(prefixes.seed, `prefixes ${iteration}`);
  const drawn = new Set<number>();
  while (drawn.size < prefixes.count - 1) {
    // The shortest l with 1 − l^−½ > u.
    const rest = 1 - random.uniform();
    const length = Math.floor(1 / (rest * rest)) + 1;
    if (length < latents) drawn.add(length);
  }
  return [...drawn].sort((a, b) => a - b).concat(latents);
}
