// Numbers with their names, which the glossary explains.

import type { VNode } from "preact";
import { Term } from "./term.js";
import "./number-list.css";

export function NumberList({
  numbers,
  small = false,
}: {
  numbers: readonly { readonly label: string; readonly value: string }[];
  small?: boolean;
}): VNode {
  return (
    <dl class={small ? "numbers small" : "numbers"}>
      {numbers.map(({ label, value }) => (
        <div>
          <dt>
            <Term label={label} />
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
