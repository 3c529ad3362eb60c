// A star, a label and a note of a feature or a run, which are kept as they are typed.

import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Annotation, saidOf } from "../../../core/annotation.js";
import { annotate, annotationsOf, annotationTrouble } from "../annotations.js";
import { Trouble } from "../controls.js";
import { isEmbedded } from "../route.js";
import { isStatic } from "../source.js";
import "./said.css";

export interface SaidProps {
  /** The run */
  readonly id: string;
  /** "run", or "layer/unit" */
  readonly of: string;
  /** What it is called, for whoever hears the page */
  readonly name: string;
  /** Whether it has a label: a run has a name */
  readonly hasLabel: boolean;
}

/** A box that shows a value, but what is being typed in it stays, whatever comes from elsewhere meanwhile. */
function useBox<Box extends HTMLInputElement | HTMLTextAreaElement>(value: string) {
  const box = useRef<Box>(null);
  useLayoutEffect(() => {
    if (box.current !== null && box.current !== document.activeElement) box.current.value = value;
  }, [value]);
  return box;
}

export function Said({ id, of, name, hasLabel }: SaidProps): VNode {
  const { star, label, note } = saidOf(annotationsOf(id).value, of);
  const trouble = <Trouble error={annotationTrouble(id, of)} />;
  const labelBox = useBox<HTMLInputElement>(label);
  const noteBox = useBox<HTMLTextAreaElement>(note);
  const change = (what: Partial<Annotation>) => annotate(id, of, what);
  if (isStatic || isEmbedded())
    return (
      <div class="said">
        {star && <span class="star">★</span>} {label} {note !== "" && <p class="note-text">{note}</p>}
        {trouble}
      </div>
    );
  return (
    <div class="said">
      <button
        type="button"
        class="star"
        aria-pressed={star}
        aria-label={`star for ${name}`}
        title={star ? "take the star away" : "give it a star"}
        onClick={() => change({ star: !star })}
      >
        {star ? "★" : "☆"}
      </button>
      {hasLabel && (
        <input
          type="text"
          class="label-box"
          aria-label={`label of ${name}`}
          placeholder="label"
          maxLength={100}
          ref={labelBox}
          onChange={(event) => change({ label: event.currentTarget.value })}
        />
      )}
      <textarea
        aria-label={`note on ${name}`}
        placeholder="note"
        rows={note === "" ? 1 : Math.min(8, note.split("\n").length + 1)}
        maxLength={10_000}
        ref={noteBox}
        onChange={(event) => change({ note: event.currentTarget.value })}
      />
      {trouble}
    </div>
  );
}
