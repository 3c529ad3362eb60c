// The ends of a range, typed, or chosen where values have names.

import type { VNode } from "preact";
import { short } from "./format.js";
import "./range-ends.css";

/** null: open */
export interface Range {
  readonly from: number | null;
  readonly to: number | null;
}

export interface RangeEndsProps extends Range {
  readonly title: string;
  /** The least and the largest value */
  readonly extent: readonly [low: number, high: number];
  /** Names of values that are no numbers, which then are their places among them */
  readonly names?: readonly string[] | undefined;
  readonly onChange: (range: Range) => void;
}

const numberIn = (text: string) => (text.trim() === "" || Number.isNaN(Number(text)) ? null : Number(text));

export function RangeEnds({ title, extent: [low, high], names, from, to, onChange }: RangeEndsProps): VNode {
  const end = (which: "from" | "to") => {
    const value = which === "from" ? from : to;
    const onEnd = (event: { readonly currentTarget: { readonly value: string } }) =>
      onChange({ from, to, [which]: numberIn(event.currentTarget.value) });
    const shared = { "aria-label": `${title}, ${which}`, value: value ?? "", onChange: onEnd };
    return names === undefined ? (
      <input
        type="text"
        inputMode="decimal"
        placeholder={short(which === "from" ? low : high, 3)}
        {...shared}
      />
    ) : (
      <select {...shared}>
        <option value="">any</option>
        {names.map((name, place) => (
          <option value={place}>{name}</option>
        ))}
      </select>
    );
  };
  return (
    <div class="ends">
      {end("from")}
      <span class="faint">to</span>
      {end("to")}
      <button
        type="button"
        aria-label={`any ${title}`}
        disabled={from === null && to === null}
        onClick={() => onChange({ from: null, to: null })}
      >
        ×
      </button>
    </div>
  );
}
