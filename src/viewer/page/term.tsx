// A word that the glossary explains: its meaning when pointed at, its entry when clicked.

import type { VNode } from "preact";
import { type Entry, entryOf } from "../../core/glossary.js";
import { address } from "./route.js";
import "./term.css";

const meaning = ({ says, formula }: Entry) => (formula === undefined ? says : `${says}\n${formula}`);

const entryAddress = ({ word }: Entry) => address(["glossary"], { word });

/** The entry of a label: of it all, or of one of its parts, as in "ρ̂ of hidden layer 1". */
const entryIn = (label: string) =>
  [label, ...label.split(/, | \(| of /)].map(entryOf).find((entry) => entry !== undefined);

/** A label as a link to the entry of its word, or as it is. */
export function Term({ label }: { label: string }): VNode {
  const entry = entryIn(label);
  if (entry === undefined) return <>{label}</>;
  return (
    <a class="term" href={entryAddress(entry)} title={meaning(entry)}>
      {label}
    </a>
  );
}

/** Beside a word that does something else when it is clicked. */
export function TermMark({ word }: { word: string }): VNode | null {
  const entry = entryIn(word);
  return entry === undefined ? null : (
    <a class="term-mark" href={entryAddress(entry)} title={meaning(entry)} aria-label={`what ${word} means`}>
      ?
    </a>
  );
}
