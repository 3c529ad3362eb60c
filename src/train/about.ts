// about.json: what people say of a run. Anybody may write it at any time; run.json belongs to the process that trains.

import { givenName } from "../core/given-name.js";
import type { RunDirectory } from "./run-directory.js";

const FILE = "about.json";

/** The name that somebody gave a run; null where there is none that can be read: that is no reason not to show the run. */
export function readName(directory: RunDirectory): string | null {
  try {
    return givenName("run directory", "name", (directory.readJson(FILE) as { name?: unknown } | null)?.name);
  } catch {
    return null;
  }
}

/** What else the file says; nothing where it cannot be read. */
function readAbout(directory: RunDirectory): object {
  try {
    const about = directory.readJson(FILE);
    return typeof about === "object" && about !== null && !Array.isArray(about) ? about : {};
  } catch {
    return {};
  }
}

/**
 * Gives a run a name, or takes it away.
 *
 * @param name - from `givenName`
 * @throws {RunError} if the disk refuses: then the old name is still there
 */
export function writeName(directory: RunDirectory, name: string | null): void {
  const { name: _before, ...rest } = readAbout(directory) as { name?: unknown };
  directory.writeJson(FILE, { ...rest, ...(name === null ? {} : { name }) });
}
