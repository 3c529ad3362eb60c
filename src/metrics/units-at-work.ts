// How many of a run's units do something, for a narrow column.

/** Of a hidden layer: its units, those that are constant, and those that are idle where that is known. */
interface CountedUnits {
  readonly units: number;
  readonly constant: number | null;
  readonly idle?: number | null | undefined;
}

/** Units that add nothing of their own: idle ones, in older runs constant ones; null where nothing is reconstructed. */
export const idleOf = ({ idle, constant }: CountedUnits): number | null => idle ?? constant;

/** The share of all units that are not idle, to sort by; null where it is not known. */
export function shareAtWork(layers: Readonly<Record<string, CountedUnits>>): number | null {
  let [working, all] = [0, 0];
  for (const layer of Object.values(layers)) {
    const idle = idleOf(layer);
    if (idle === null) return null;
    working += layer.units - idle;
    all += layer.units;
  }
  return all === 0 ? null : working / all;
}

/** "24/25" for each hidden layer: those that are not idle, of all; null where it is not known. */
export function unitsAtWork(layers: Readonly<Record<string, CountedUnits>> = {}): string | null {
  const counts = Object.values(layers).flatMap((layer) => {
    const idle = idleOf(layer);
    return idle === null ? [] : [`${layer.units - idle}/${layer.units}`];
  });
  return counts.length === 0 ? null : counts.join(" ");
}
