// What takes a moment and no two processes may do at once, such as to read a file, change it and write it back.
//
//   annotations.lock/6f1d…   the process that does it (process-identity.ts)
//
// The lock is a folder with one file in it. It is taken by renaming a folder that holds one's own file to it, which fails
// while anything lies in it, and given back by removing that file. No two files ever have the same name: so whoever removes
// that of a process that was killed removes no other's, and any number of processes may do so.

import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RunError } from "../core/errors.js";
import { writing } from "./disk-errors.js";
import { lifeOf, type ProcessIdentity, storedIdentity, thisProcess } from "./process-identity.js";
import { readRunJson } from "./run-file.js";

/** Milliseconds for which it is waited for others, and between two attempts. */
const [PATIENCE_MS, PAUSE_MS] = [10_000, 2];

/**
 * Does something while no other process does anything under the same lock.
 *
 * @param run - a run's folder
 * @param name - of the lock in it
 * @param act - takes no longer than a moment
 * @param patience - milliseconds for which it waits
 * @throws {RunError} if another process holds the lock for longer than that, or the disk refuses
 */
export function alone<Result>(run: string, name: string, act: () => Result, patience = PATIENCE_MS): Result {
  const [lock, own] = [join(run, name), randomUUID()];
  writing(lock, () => take(run, name, own, patience));
  try {
    return act();
  } finally {
    giveBack(lock, own);
  }
}

function take(run: string, name: string, own: string, patience: number): void {
  const lock = join(run, name);
  const mine = `${lock}.${own}.tmp`;
  const until = performance.now() + patience;
  try {
    mkdirSync(mine);
    writeFileSync(join(mine, own), JSON.stringify(thisProcess()));
    while (!isRenamed(mine, lock)) {
      const holder = holderAlive(run, name);
      if (performance.now() > until)
        throw new RunError(
          `write: ${lock} must be free, ${holder} has it; wait for that, or remove the folder if nothing writes there`,
        );
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  } finally {
    rmSync(mine, { recursive: true, force: true });
  }
}

function isRenamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    // EPERM: so Windows says that there is a folder.
    if (["ENOTEMPTY", "EEXIST", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

/** Never fails: what cannot be removed is the file of a process that will be gone. */
function giveBack(lock: string, own: string): void {
  try {
    rmSync(join(lock, own), { force: true });
    rmdirSync(lock);
  } catch {
    // Another has it already.
  }
}

/** Who holds a lock, after what those who were killed have left is removed. */
function holderAlive(run: string, name: string): string {
  let who = "another process";
  for (const file of filesIn(join(run, name))) {
    const owner = ownerIn(run, join(name, file));
    if (owner !== null && lifeOf(owner) === "dead") giveBack(join(run, name), file);
    else if (owner !== null) who = `process ${owner.pid} of ${owner.host}`;
  }
  return who;
}

function filesIn(lock: string): string[] {
  try {
    return readdirSync(lock);
  } catch {
    return []; // given back at this moment
  }
}

function ownerIn(run: string, file: string): ProcessIdentity | null {
  try {
    return storedIdentity(readRunJson(run, file), file);
  } catch {
    return null; // given back at this moment, or no file of ours
  }
}
