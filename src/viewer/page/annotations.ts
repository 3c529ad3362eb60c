// Stars, labels and notes: what people say of runs and features, as the run folders keep it.

import { type Signal, signal } from "@preact/signals";
import type { Annotation, Annotations } from "../../core/annotation.js";
import { getJson, runPath, sendJson } from "./source.js";

const known = new Map<string, Signal<Annotations>>();

/** What is said of a run and its features: nothing until it is there, or where it cannot be read. */
export function annotationsOf(id: string): Signal<Annotations> {
  let found = known.get(id);
  if (found === undefined) {
    found = signal<Annotations>({});
    known.set(id, found);
    refresh(id, found);
  }
  return found;
}

function refresh(id: string, into: Signal<Annotations>): void {
  getJson<Annotations>(runPath(id, "annotations")).then(
    (answer) => {
      into.value = answer;
    },
    () => undefined, // a report of an older version has none
  );
}

// Another page may have written meanwhile: whoever comes back to this one sees it.
addEventListener("focus", () => {
  for (const [id, one] of known) refresh(id, one);
});

/** Changes part of what is said; what others have written meanwhile comes back with the answer. @throws {Error} with the viewer's reason */
export async function annotate(id: string, of: string, change: Partial<Annotation>): Promise<void> {
  annotationsOf(id).value = await sendJson<Annotations>(runPath(id, "annotations"), { [of]: change });
}
