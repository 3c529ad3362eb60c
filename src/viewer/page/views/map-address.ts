// What of a map is in sight, and the line drawn on it, as they stand in the address.

import { type Sight, wholeMap } from "../map-frame.js";
import { setQuery } from "../route.js";

/** A corner of a line as it stands in the address, in thousandths of the map's sides. */
const THOUSAND = 1000;

const numbersIn = (text: string | undefined): number[] | null => {
  const values = (text ?? "").split(",").map(Number);
  return text === undefined || text === "" || values.some(Number.isNaN) ? null : values;
};

/** The part of the map that the address asks for. */
export function sightIn(text: string | undefined): Sight {
  const [x, y, zoom] = numbersIn(text) ?? [];
  return zoom === undefined || !(zoom >= 1) ? wholeMap : { x, y, zoom };
}

/** The corners of the line, x, y, x, y, …; null where there is none. */
export function lassoIn(text: string | undefined): readonly number[] | null {
  const line = numbersIn(text);
  return line === null || line.length < 6 || line.length % 2 === 1 ? null : line.map((v) => v / THOUSAND);
}

export function keepSight({ x, y, zoom }: Sight): void {
  setQuery({ sight: zoom === 1 ? undefined : [x, y, zoom].map((value) => value.toPrecision(4)).join() });
}

export function keepLasso(line: readonly number[] | null): void {
  setQuery({ lasso: line?.map((value) => Math.round(value * THOUSAND)).join() });
}
