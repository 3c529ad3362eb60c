// Stars, labels and notes: what people say of runs and features, as the run folders keep it.

import { type Signal, signal } from "@preact/signals";
import type { Annotation, Annotations, SaidOfRun } from "../../core/annotation.js";
import { getJson, isStatic, runPath, sendJson } from "./source.js";

interface Known {
  readonly said: Signal<Annotations>;
  readonly unread: Signal<SaidOfRun["unread"]>;
  /** Why it could not be read, or changed, the last time */
  readonly trouble: Signal<string | null>;
}

const known = new Map<string, Known>();

function knownOf(id: string): Known {
  let found = known.get(id);
  if (found === undefined) {
    found = { said: signal({}), unread: signal({}), trouble: signal<string | null>(null) };
    known.set(id, found);
    refresh(id, found);
  }
  return found;
}

/** What is said of a run and its features: nothing until it is there, or where it cannot be read. */
export const annotationsOf = (id: string): Signal<Annotations> => knownOf(id).said;

/** Why that could not be read, or changed, the last time; or what is said of one of them. @param of - "run", or "layer/unit" */
export function annotationTrouble(id: string, of: string): string | null {
  const { trouble, unread } = knownOf(id);
  return trouble.value ?? unread.value[of] ?? null;
}

/** Takes an answer, or the viewer's reason why there is none. */
async function take({ said, unread, trouble }: Known, answer: Promise<SaidOfRun>): Promise<void> {
  try {
    const found = await answer;
    said.value = found.said;
    unread.value = found.unread;
    trouble.value = null;
  } catch (error) {
    if (!isStatic) trouble.value = (error as Error).message; // a report of an older version has none
  }
}

const refresh = (id: string, into: Known): Promise<void> =>
  take(into, getJson<SaidOfRun>(runPath(id, "annotations")));

// Another page may have written meanwhile: whoever comes back to this one sees it.
addEventListener("focus", () => {
  for (const [id, one] of known) refresh(id, one);
});

/** Changes part of what is said; what others have written meanwhile comes back with the answer. */
export const annotate = (id: string, of: string, change: Partial<Annotation>): Promise<void> =>
  take(knownOf(id), sendJson<SaidOfRun>(runPath(id, "annotations"), { [of]: change }));
