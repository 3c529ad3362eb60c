// The highest of some ranks, plainly: for latents that are few, or looked at once.

/**
 * The places of the `count` highest ranks, in falling order; of equal ones the first.
 *
 * @param rank - of each of `length` places; a place of rank −∞ is never taken
 * @param places - overwritten
 * @returns how many there are
 */
export function highest(
  length: number,
  count: number,
  rank: (place: number) => number,
  places: Int32Array,
  ranks: Float64Array = new Float64Array(count),
): number {
  let found = 0;
  for (let i = 0; i < length; i++) {
    const value = rank(i);
    if (value === Number.NEGATIVE_INFINITY || (found === count && !(value > ranks[count - 1]))) continue;
    let place = found < count ? found++ : count - 1;
    while (place > 0 && ranks[place - 1] < value) {
      ranks[place] = ranks[place - 1];
      places[place] = places[place - 1];
      place -= 1;
    }
    ranks[place] = value;
    places[place] = i;
  }
  return found;
}
