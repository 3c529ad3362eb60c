// A folder for one test file, removed afterwards.

import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const MEMORY = "/dev/shm";
/** Bytes that the folders of all files together do not come near. */
const ENOUGH = 4 * 2 ** 30;

/** In memory where there is room: most of what is written here waits for the disk at each checkpoint otherwise. */
function place(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return process.env.TMPDIR === undefined && bavail * bsize >= ENOUGH ? MEMORY : tmpdir();
  } catch {
    return tmpdir(); // there is none
  }
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(place(), "rhohat-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
