// How many of a run's units do something, for a narrow column.

/** Of a hidden layer: its units, those that are constant, and those that are idle where that is known. */
interface CountedUnits {
  readonly units: number;
  readonly constant: number | null;
  readonly idle?: number | null | undefined;
}

/** Units that add nothing of their own: idle ones, in older runs constant ones; null where nothing is reconstructed. */
export const idleOf = ({ idle, constant }: CountedUnits): number | null => idle ?? constant;

type Layers = Readonly<Record<string, CountedUnits>>;

/** Units of all hidden layers, and those of them that are not idle; null where it is not known. */
function counted(layers: Layers): { readonly working: number; readonly all: number } | null {
  let [working, all] = [0, 0];
  for (const layer of Object.values(layers)) {
    const idle = idleOf(layer);
    if (idle === null) return null;
    working += layer.units - idle;
    all += layer.units;
  }
  return all === 0 ? null : { working, all };
}

/** The share of all units that are not idle, to sort by; null where it is not known. */
export function shareAtWork(layers: Layers): number | null {
  const found = counted(layers);
  return found && found.working / found.all;
}

/** "24/25": the units of all hidden layers that are not idle, of all; null where it is not known. */
export function unitsAtWork(layers: Layers = {}): string | null {
  const found = counted(layers);
  return found && `${found.working}/${found.all}`;
}
