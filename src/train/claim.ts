// One process at a time writes into a run's folder: the one that holds the claim, the highest number in owner/.
//
//   owner/01.json   host, process id, when that process began, and how it ended
//
// Making the next number's file is taking the claim, and of any number of processes that try only one can. A claim
// stays when it is over, so that no number is ever given twice: then neither a kill nor a slow rival leads to two owners.

import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join, relative } from "node:path";
import { InputError } from "../core/errors.js";
import { nullOr, objectOf, oneOf, optional } from "../core/stored.js";
import { writing } from "./disk-errors.js";
import { ownFolder } from "./own-folder.js";
import { type Life, lifeOf, type ProcessIdentity, storedIdentity, thisProcess } from "./process-identity.js";
import { readRunJson } from "./run-file.js";
import { temporaryName, writeWhole } from "./write-atomically.js";

/** How a claim was given back; without a status where the run stays as it was. */
export interface Ending {
  readonly status?: "done" | "interrupted" | "failed";
  readonly problem?: string;
}

interface Owner extends ProcessIdentity {
  readonly since: string;
  readonly ended: (Ending & { readonly at: string }) | null;
}

interface LastClaim {
  readonly number: number;
  readonly file: string;
  /** null where the file cannot be read */
  readonly owner: Owner | null;
}

/** Bytes of a claim, blanks included: how it ended is written over them, for which a full disk has room. */
const CLAIM_BYTES = 1024;
const LONGEST_PROBLEM = 200;

/** Claims that this process gave back, even where the disk would not have it. */
const givenBack = new Set<string>();

const claimText = (owner: Owner) => `${JSON.stringify(owner, null, 2)}`.padEnd(CLAIM_BYTES - 1).concat("\n");

const storedEnding = objectOf({
  ended: optional(nullOr(objectOf({ status: optional(oneOf(["done", "interrupted", "failed"] as const)) }))),
});

function readOwner(path: string, number: number): Owner | null {
  try {
    const file = claimFile(path, number);
    const stored = storedIdentity(readRunJson(path, relative(path, file)), file);
    return storedEnding(stored, file) as unknown as Owner;
  } catch {
    return null;
  }
}

/** The claim that counts; null in a folder that nobody ever claimed. */
export function lastClaim(path: string): LastClaim | null {
  let names: string[];
  try {
    names = readdirSync(join(path, "owner"));
  } catch {
    return null;
  }
  const numbers = names
    .filter((name) => /^\d{1,9}\.json$/.test(name))
    .map((name) => Number.parseInt(name, 10));
  if (numbers.length === 0) return null;
  const number = Math.max(...numbers);
  const file = claimFile(path, number);
  return { number, file, owner: readOwner(path, number) };
}

const claimFile = (path: string, number: number) =>
  join(path, "owner", `${String(number).padStart(2, "0")}.json`);

/** Whether a process holds a run now. */
export function lifeOfClaim(claim: LastClaim | null): Life {
  if (claim === null) return "dead";
  if (claim.owner === null) return "unknown";
  if (claim.owner.ended != null || givenBack.has(claim.file)) return "dead";
  return lifeOf(claim.owner);
}

/** Makes a file with all of its content unless there is one. @returns whether this call made it */
function createExclusively(file: string, content: string): boolean {
  const temporary = temporaryName(file);
  try {
    writeWhole(temporary, content);
    try {
      linkSync(temporary, file);
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      if (!["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EMLINK"].includes(code)) throw error;
      copyFileSync(temporary, file, constants.COPYFILE_EXCL); // a disk without hard links
    }
    return true;
  } catch (error) {
    // EEXIST: another was first. ENOENT: another has cleaned up.
    if (["EEXIST", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** A run's folder in the hands of this process. */
export class Claim {
  readonly #file: string;
  readonly #owner: Owner;

  constructor(file: string, owner: Owner) {
    this.#file = file;
    this.#owner = owner;
  }

  /** Gives it back; never fails. */
  release(ending: Ending = {}): void {
    const problem = ending.problem === undefined ? {} : { problem: ending.problem.slice(0, LONGEST_PROBLEM) };
    const ended = { ...ending, ...problem, at: new Date().toISOString() };
    givenBack.add(this.#file);
    try {
      const file = openSync(this.#file, "r+");
      try {
        writeSync(file, claimText({ ...this.#owner, ended }), 0);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    } catch {
      // The process that held it will be gone: that says enough.
    }
  }
}

export interface ClaimOptions {
  /** Also from a process on another machine, which cannot be asked */
  readonly takeOver?: boolean | undefined;
}

/** @throws {InputError} if a process holds the run, or one that cannot be asked may */
export function assertAtRest(path: string, { takeOver = false }: ClaimOptions = {}): LastClaim | null {
  const last = lastClaim(path);
  const life = lifeOfClaim(last);
  if (life === "alive") {
    throw new InputError(
      `run: ${path} must be at rest, process ${last?.owner?.pid} works on it; wait until that has ended`,
    );
  }
  if (life === "unknown" && !takeOver) {
    const owner = last?.owner;
    const who =
      owner == null ? `${last?.file} cannot be read` : `process ${owner.pid} of ${owner.host} may work on it`;
    throw new InputError(`run: ${path} must be at rest, ${who}; if nothing does, resume it with --take-over`);
  }
  return last;
}

/**
 * Takes a run's folder, a new one's or one that is at rest.
 *
 * @throws {InputError} if another process holds it or was quicker
 * @throws {RunError} if the disk refuses
 */
export function takeClaim(path: string, options: ClaimOptions = {}): Claim {
  const number = (assertAtRest(path, options)?.number ?? 0) + 1;
  const file = claimFile(path, number);
  const owner: Owner = { ...thisProcess(), since: new Date().toISOString(), ended: null };
  const mine = writing(file, () => {
    ownFolder(path, "owner");
    return createExclusively(file, claimText(owner));
  });
  if (!mine) throw new InputError(`run: ${path} must be at rest, another process took it at this moment`);
  givenBack.delete(file);
  return new Claim(file, owner);
}
