// The folder of a new run: who makes it owns it, and nobody takes or deletes another's.

import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { InputError } from "../core/errors.js";
import { assertWritable } from "./assert-writable.js";
import { type Claim, lastClaim, lifeOfClaim, takeClaim } from "./claim.js";
import { asRunError, writing } from "./disk-errors.js";
import { createRunDirectory, RunDirectory, type RunStart, runTime } from "./run-directory.js";
import { isTemporary } from "./write-atomically.js";

/** What a start writes before run.json, which makes the folder a run; owner/ is the last to be removed. */
const BEGINNINGS = ["config.json", "about.json", "preprocessing.safetensors", "preprocessing.json", "owner"];
/** What an empty disk has at its root */
const NOT_OURS = ["lost+found"];
const AUTOMATIC_NAME = /^\d{8}-\d{6}-/;

/** Eight hexadecimal digits that tell configs apart. */
function configHash(config: unknown): string {
  return createHash("sha256").update(JSON.stringify(config)).digest("hex").slice(0, 8);
}

/**
 * A name for a new run of an experiment: results/<experiment>/20261124-093000-1a2b3c4d-9f3e. The last part is drawn,
 * so that starts in the same second have names of their own.
 */
export function newRunPath(results: string, experiment: string, config: unknown, now: Date): string {
  const drawn = randomBytes(2).toString("hex");
  return join(results, experiment, `${runTime(now)}-${configHash(config)}-${drawn}`);
}

/** Whether a folder has at most what a start leaves that was killed before it was a run. */
function isUnbegun(path: string): boolean {
  const names = readdirSync(path).filter((name) => !NOT_OURS.includes(name) && !isTemporary(name));
  return names.every((name) => BEGINNINGS.includes(name)) && (names.length === 0 || names.includes("owner"));
}

/** @throws {InputError} if a run cannot be put there: it is a file, cannot be written, or is not empty */
function assertFree(path: string): void {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory())
      throw new InputError(`run directory: --out must be a folder, ${path} is a file`);
    // Asked for first: a run that begins at this moment has it last.
    const unbegun = isUnbegun(path);
    if (existsSync(join(path, "run.json"))) {
      throw new InputError(
        `run directory: ${path} must be free, it holds another run; choose another --out or --resume it`,
      );
    }
    if (!unbegun) throw new InputError(`run directory: ${path} must be empty or new, it holds other files`);
  }
  assertWritable("run directory", path);
}

/** Where a new run goes: a folder of its own in results/<experiment>/, or the one that was asked for. */
export type RunPlace = { readonly out: string } | { readonly results: string; readonly experiment: string };

/** The place that was asked for: `out` itself, else a new folder in `results`. */
export function placeOf(
  { out, results }: { readonly out?: string | undefined; readonly results: string },
  experiment: string,
): RunPlace {
  return out === undefined ? { results, experiment } : { out };
}

/** @throws {InputError} if a run cannot begin there: known before the work that ends in it is begun */
export function assertPlace(place: RunPlace): void {
  if ("out" in place) assertFree(place.out);
  else assertWritable("run directory", join(place.results, place.experiment), "--results");
}

export interface StartedRun {
  readonly directory: RunDirectory;
  readonly claim: Claim;
}

/**
 * Makes the folder of a new run and writes what a run has from its first moment on, run.json last. A folder that is
 * there is used as it is: it may be a mount point or a link.
 *
 * @throws {InputError} if it is not free, or another process takes it at this moment
 * @throws {RunError} if the disk refuses: then nothing is left
 */
export function startRun(place: RunPlace, start: RunStart): StartedRun {
  assertPlace(place);
  if (!("out" in place)) removeUnbegun(join(place.results, place.experiment));
  const { path, made } = "out" in place ? givenFolder(place.out) : ownFolder(place, start.config);
  let claim: Claim | null = null;
  try {
    claim = takeClaim(path);
    // Another may have begun and ended here since it was looked at.
    if (existsSync(join(path, "run.json"))) {
      throw new InputError(`run directory: ${path} must be free, it holds another run; choose another --out`);
    }
    new RunDirectory(path).removeTemporaries();
    return { directory: createRunDirectory(path, start), claim };
  } catch (error) {
    if (claim === null) removeIfEmpty(join(path, "owner"));
    else if (!existsSync(join(path, "run.json"))) {
      for (const name of BEGINNINGS) rmSync(join(path, name), { recursive: true, force: true });
    } else claim.release();
    if (made) removeIfEmpty(path);
    throw error;
  }
}

function removeIfEmpty(path: string): void {
  try {
    rmdirSync(path);
  } catch {
    // It holds something, or is gone.
  }
}

function givenFolder(path: string): { path: string; made: boolean } {
  return { path, made: writing(path, () => mkdirSync(path, { recursive: true })) !== undefined };
}

function ownFolder(
  { results, experiment }: { results: string; experiment: string },
  config: unknown,
): { path: string; made: true } {
  for (;;) {
    const path = newRunPath(results, experiment, config, new Date());
    try {
      mkdirSync(dirname(path), { recursive: true });
      mkdirSync(path);
      return { path, made: true };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || !existsSync(path))
        throw asRunError(path, error);
    }
  }
}

/** Removes what starts have left that were killed before they were runs; those of living processes stay. */
function removeUnbegun(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((name) => AUTOMATIC_NAME.test(name))) {
    const path = join(folder, name);
    try {
      if (!isUnbegun(path)) continue;
      const last = lastClaim(path);
      if (last === null || lifeOfClaim(last) !== "dead") continue;
      takeClaim(path); // now nobody else begins here
      rmSync(path, { recursive: true, force: true });
    } catch {
      // It is not ours to clean.
    }
  }
}
