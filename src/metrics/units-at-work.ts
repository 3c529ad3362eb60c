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

/** A number of each hidden layer, of all of them together; null where one does not know it, or there is none. */
export function overLayers<Layer>(
  layers: Readonly<Record<string, Layer>>,
  of: (layer: Layer) => number | null | undefined,
): number | null {
  const known = Object.values(layers).map(of);
  if (known.length === 0) return null;
  return known.reduce<number | null>((sum, own) => (sum === null || own == null ? null : sum + own), 0);
}

/** Units of all hidden layers, and those of them that are not idle; null where it is not known. */
function counted(layers: Layers): { readonly working: number; readonly all: number } | null {
  const [idle, all] = [overLayers(layers, idleOf), overLayers(layers, ({ units }) => units)];
  return idle === null || all === null ? null : { working: all - idle, all };
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
