// Whether everything that a run's folder holds is its own.

import { type Dirent, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../core/errors.js";
import type { RunDirectory } from "../train/run-directory.js";
import { isInside } from "../train/run-file.js";

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // missing, or no folder: whoever reads it says so
  }
}

/**
 * A run may come from anybody. A link in it could show files from elsewhere as the run's, and a pipe would be waited for
 * without end.
 *
 * @throws {InputError} if a link in the run's folder leads out of it, or something is neither file nor folder. Members of a
 *   sweep are runs of their own.
 */
export function assertOwnFiles({ path }: RunDirectory): void {
  const root = realpathSync(path);
  const visit = (folder: string, depth: number): void => {
    for (const entry of entries(folder)) {
      const own = join(folder, entry.name);
      if (entry.isSymbolicLink()) {
        if (!leadsInside(root, own))
          throw new InputError(`run directory: ${own} must lie in the run's folder, it is a link elsewhere`);
      } else if (entry.isDirectory()) {
        if (depth > 0 && entry.name !== "members") visit(own, depth - 1);
      } else if (!entry.isFile())
        throw new InputError(`run directory: ${own} must be a file or folder, it is neither`);
    }
  };
  visit(path, 2); // checkpoints/step-000400/…
}

function leadsInside(root: string, link: string): boolean {
  try {
    return isInside(root, realpathSync(link));
  } catch {
    return false; // nowhere, or round in a circle
  }
}
