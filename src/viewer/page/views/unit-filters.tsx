// Which units are shown, by ranges of their numbers.

import type { VNode } from "preact";
import { quantity } from "../../../core/in-words.js";
import { unitNumbers } from "../../../core/unit-numbers.js";
import type { LayerAnswer } from "../../../inspect/answers.js";
import { Choice } from "../controls.js";
import { RangeBrush } from "../range-brush.js";
import { route, setQuery } from "../route.js";
import { rangesIn, withRange } from "./unit-filter.js";

/** What of a yes or no is shown, as ends of a range. */
const flags = { any: null, only: 1, without: 0 } as const;

export interface UnitFiltersProps {
  readonly numbers: LayerAnswer["numbers"];
  /** Of the layer */
  readonly units: number;
  /** Of them within all ranges */
  readonly shown: number;
}

export function UnitFilters({ numbers, units, shown }: UnitFiltersProps): VNode {
  const { where = "" } = route.value.query;
  const ranges = rangesIn(where);
  const set = (name: string, from: number | null, to: number | null) =>
    setQuery({ where: withRange(where, { name, from, to }) });
  const rangeOf = (name: string) =>
    ranges.find((range) => range.name === name) ?? { name, from: null, to: null };
  // Numbers that are the same of all units tell none from another.
  const telling = unitNumbers.filter(
    ({ name }) => new Set(numbers[name]?.filter((value) => value !== null)).size > 1,
  );
  return (
    <details class="filters" open={ranges.length > 0}>
      <summary>
        Filter
        <span class="faint" role="status">
          {ranges.length === 0 ? "" : ` ${shown} of ${quantity(units, "unit")}`}
        </span>
      </summary>
      <div class="toolbar">
        {telling
          .filter(({ isFlag }) => isFlag)
          .map(({ name, title }) => (
            <Choice
              label={title}
              value={Object.entries(flags).find(([, is]) => is === rangeOf(name).from)?.[0] ?? "any"}
              options={[
                ["any", "or not"],
                ["only", "only these"],
                ["without", "without these"],
              ]}
              onChange={(value) => {
                const is = flags[value as keyof typeof flags];
                set(name, is, is);
              }}
            />
          ))}
        {ranges.length > 0 && (
          <button type="button" onClick={() => setQuery({ where: undefined })}>
            Show all
          </button>
        )}
      </div>
      <div class="brushes">
        {telling
          .filter(({ isFlag }) => !isFlag)
          .map(({ name, title, unit = "" }) => (
            <RangeBrush
              key={name}
              title={title}
              unit={unit}
              values={numbers[name]}
              {...rangeOf(name)}
              onChange={(from, to) => set(name, from, to)}
            />
          ))}
      </div>
    </details>
  );
}
