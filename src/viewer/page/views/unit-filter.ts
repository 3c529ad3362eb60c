// Which units are shown: ranges of their numbers, in the address as "density:0.01..0.2,r2:0.8..".

import { unitNumber } from "../../../core/unit-numbers.js";

/** What a number has to lie in, both ends included; null where an end is open. */
export interface Range {
  readonly name: string;
  readonly from: number | null;
  readonly to: number | null;
}

const end = (text: string): number | null | undefined => {
  const value = text === "" ? null : Number(text);
  return Number.isNaN(value) ? undefined : value;
};

/** The ranges that an address asks for; what is none is passed over. */
export const rangesIn = (where: string): Range[] =>
  where.split(",").flatMap((text) => {
    const [name, ends = ""] = text.split(":");
    const [from, to] = ends.split("..").map(end);
    const isRange = unitNumber(name) !== undefined && from !== undefined && to !== undefined;
    return isRange && (from !== null || to !== null) ? [{ name, from, to }] : [];
  });

/** As the address has them. */
export const whereOf = (ranges: readonly Range[]): string =>
  ranges.map(({ name, from, to }) => `${name}:${from ?? ""}..${to ?? ""}`).join(",");

/** With a range in place of the one on the same number; without any on it where both ends are open. */
export function withRange(where: string, range: Range): string {
  const others = rangesIn(where).filter(({ name }) => name !== range.name);
  return whereOf(range.from === null && range.to === null ? others : [...others, range]);
}

/** Whether a unit lies within all ranges; one whose number is not known does not. */
export const passes =
  (numbers: Readonly<Record<string, readonly (number | null)[]>>, ranges: readonly Range[]) =>
  (unit: number): boolean =>
    ranges.every(({ name, from, to }) => {
      const value = numbers[name]?.[unit] ?? null;
      return value !== null && (from === null || value >= from) && (to === null || value <= to);
    });
