// annotations.json: stars, labels and notes of a run and its features. Anybody may write it at any time.

import { type Annotation, type Annotations, changedAnnotations } from "../core/annotation.js";
import { inputError } from "../core/errors.js";
import { givenName } from "../core/given-name.js";
import { alone } from "./alone.js";
import type { RunDirectory } from "./run-directory.js";

const [FILE, LOCK] = ["annotations.json", "annotations.lock"];
/** Letters of a note, at most. */
const LONGEST_NOTE = 10_000;
const PLACE = /^(run|[1-9]\d{0,3}\/\d{1,9})$/;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function annotation(where: string, of: string, value: unknown): Partial<Annotation> {
  if (!PLACE.test(of)) throw inputError(where, "annotations", 'be of "run" or of "layer/unit", as 1/17', of);
  if (!isObject(value)) throw inputError(where, of, "be an object of star, label and note", value);
  const { star, label, note, ...others } = value;
  const [other] = Object.keys(others);
  if (other !== undefined) throw inputError(where, of, "have no keys but star, label and note", other);
  if (star !== undefined && typeof star !== "boolean")
    throw inputError(where, `${of}: star`, "be true or false", star);
  if (note !== undefined && (typeof note !== "string" || note.length > LONGEST_NOTE))
    throw inputError(where, `${of}: note`, `be a text of at most ${LONGEST_NOTE} letters`, note);
  return {
    ...(star === undefined ? {} : { star }),
    ...(label === undefined ? {} : { label: givenName(where, `${of}: label`, label) ?? "" }),
    ...(note === undefined ? {} : { note: note.trim() }),
  };
}

/**
 * Annotations as somebody sends or imports them.
 *
 * @param where - the verb or place that takes them
 * @throws {InputError} that names what is wrong
 */
export function annotationsIn(where: string, value: unknown): Annotations {
  if (!isObject(value))
    throw inputError(where, "annotations", 'be an object, as {"1/17": {"star": true}}', value);
  return Object.fromEntries(Object.entries(value).map(([of, own]) => [of, annotation(where, of, own)]));
}

/** What is said of a run. Nothing where the file is missing or cannot be read: that is no reason not to show the run. */
export function readAnnotations(directory: RunDirectory): Annotations {
  try {
    return annotationsIn("run directory", directory.readJson(FILE));
  } catch {
    return {};
  }
}

/**
 * Changes what is said of a run: what others have written meanwhile stays, but for the same words of the same feature.
 *
 * @throws {RunError} if the disk refuses, or another process is at it for seconds: then the old file is still there
 */
export function annotate(directory: RunDirectory, changes: Annotations): Annotations {
  return alone(directory.path, LOCK, () => {
    const after = changedAnnotations(readAnnotations(directory), changes);
    directory.writeJson(FILE, after);
    return after;
  });
}
