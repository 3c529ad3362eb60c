// annotations.json: stars, labels and notes of a run and its features. Anybody may write it at any time.

import { existsSync } from "node:fs";
import {
  type Annotation,
  type Annotations,
  changedAnnotations,
  featureKey,
  isThere,
  type SaidOfRun,
} from "../core/annotation.js";
import { InputError, inputError } from "../core/errors.js";
import { givenName } from "../core/given-name.js";
import { quantity } from "../core/in-words.js";
import { alone } from "./alone.js";
import type { RunDirectory } from "./run-directory.js";

const [FILE, LOCK] = ["annotations.json", "annotations.lock"];
/** Letters of a note, at most. */
const LONGEST_NOTE = 10_000;
const REMEDY = "mend or remove it";
const FORM = "be an object of star, label and note";
const PLACE = /^(run|[1-9]\d{0,3}\/\d{1,9})$/;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function annotation(where: string, of: string, value: unknown): Partial<Annotation> {
  if (!PLACE.test(of)) throw inputError(where, "annotations", 'be of "run" or of "layer/unit", as 1/17', of);
  if (!isObject(value)) throw inputError(where, of, FORM, value);
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

/**
 * @param where - the verb or place that takes them
 * @param layersOf - tells the run's layers, with how many units each has; is asked only if features are named
 * @throws {InputError} if they name a feature that the run does not have
 */
export function assertThere(
  where: string,
  annotations: Annotations,
  layersOf: () => readonly { readonly units: number }[],
): void {
  const features = Object.keys(annotations).filter((of) => of !== "run");
  if (features.length === 0) return;
  const layers = layersOf();
  const missing = features.find((of) => !isThere(of, layers));
  if (missing === undefined) return;
  const layer = Number(missing.split("/")[0]);
  const there =
    layer > layers.length
      ? `there is no layer but ${layers.map((_, i) => i + 1).join(", ")}`
      : `layer ${layer} has ${quantity(layers[layer - 1].units, "unit")}, the first is ${featureKey(layer, 0)}`;
  throw new InputError(`${where}: ${missing} must be a feature of the run, ${there}`);
}

/**
 * annotations.json as it stands; nothing where there is none.
 *
 * @throws {InputError} that names the file if it cannot be read, or holds no object: so nobody writes over it
 */
function stored(directory: RunDirectory): Readonly<Record<string, unknown>> {
  const path = directory.file(FILE);
  if (!existsSync(path)) return {};
  let value: unknown;
  try {
    value = directory.readJson(FILE);
  } catch (error) {
    throw new InputError(`${(error as Error).message}; ${REMEDY}`);
  }
  if (!isObject(value)) throw inputError("run directory", path, "hold an object", value, REMEDY);
  return value;
}

function readable(entries: Readonly<Record<string, unknown>>, path: string): SaidOfRun {
  const said: [of: string, Partial<Annotation>][] = [];
  const unread: [of: string, why: string][] = [];
  for (const [of, own] of Object.entries(entries))
    try {
      said.push([of, annotation(path, of, own)]);
    } catch (error) {
      unread.push([of, (error as Error).message]);
    }
  // Not by assignment: somebody may have written "__proto__".
  return { said: Object.fromEntries(said), unread: Object.fromEntries(unread) };
}

/**
 * What is said of a run; an entry that cannot be read stays in the file.
 *
 * @throws {InputError} that names the file if it cannot be read, or holds no object
 */
export const readAnnotations = (directory: RunDirectory): SaidOfRun =>
  readable(stored(directory), directory.file(FILE));

/** The same where that file alone is no reason not to show what else there is: then nothing is said, and it is unread. */
export function annotationsOrNone(directory: RunDirectory): SaidOfRun {
  try {
    return readAnnotations(directory);
  } catch (error) {
    return { said: {}, unread: { [FILE]: (error as Error).message } };
  }
}

/**
 * Changes what is said of a run: what others have written meanwhile stays, but for the same words of the same feature.
 *
 * @returns what is said of it now
 * @throws {InputError} if the file cannot be read, or what it says of the same feature: then nothing is written
 * @throws {RunError} if the disk refuses, or another process is at it for seconds: then the old file is still there
 */
export function annotate(directory: RunDirectory, changes: Annotations): SaidOfRun {
  return alone(directory.path, LOCK, () => {
    const before = stored(directory);
    const { said, unread } = readable(before, directory.file(FILE));
    for (const of of Object.keys(unread))
      if (Object.hasOwn(changes, of))
        throw inputError("run directory", `${of} in ${directory.file(FILE)}`, FORM, before[of], REMEDY);
    const after = changedAnnotations(said, changes);
    const left = Object.entries(before).filter(([of]) => Object.hasOwn(unread, of));
    directory.writeJson(FILE, { ...after, ...Object.fromEntries(left) });
    return { said: after, unread };
  });
}
