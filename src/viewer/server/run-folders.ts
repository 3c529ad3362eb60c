// Which folders below a results folder are runs, cheaply: a folder is listed again only when it has changed.

import { type Dirent, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { isRunDirectory, RunDirectory } from "../../train/run-directory.js";
import { isTemporary } from "../../train/write-atomically.js";

/** Milliseconds after a change in which another may have the same time: clocks of file systems tick slowly. */
const SETTLING_MS = 3000;

interface Listing {
  readonly modified: number;
  readonly listedAt: number;
  readonly folders: readonly string[];
}

export class RunFolders {
  #listings = new Map<string, Listing>();
  #found = new Map<string, RunDirectory>();
  #sorted: readonly RunDirectory[] = [];

  /** @param only - the one experiment's folder to look into, undefined for all */
  constructor(
    readonly results: string,
    readonly only?: string | undefined,
  ) {}

  /** Folders in a folder; none where it cannot be read, so that it hides nothing but itself. */
  #foldersIn(path: string, seen: Map<string, Listing>): readonly string[] {
    let listing: Listing;
    try {
      const { mtimeMs: modified } = statSync(path);
      const known = this.#listings.get(path);
      const isSame = known?.modified === modified && known.listedAt - modified > SETTLING_MS;
      listing = isSame ? known : { modified, listedAt: Date.now(), folders: listFolders(path) };
    } catch {
      return [];
    }
    seen.set(path, listing);
    return listing.folders;
  }

  /** The runs, oldest first; not the members of sweeps. */
  list(): readonly RunDirectory[] {
    const listings = new Map<string, Listing>();
    const found = new Map<string, RunDirectory>();
    let isNew = false;
    const { results, only } = this;
    const experiments = only === undefined ? this.#foldersIn(results, listings) : [join(results, only)];
    for (const experiment of experiments)
      for (const path of this.#foldersIn(experiment, listings)) {
        // A folder that is there and empty may become a run at any moment.
        const known = this.#found.get(path);
        const run = known ?? (isRunDirectory(path) ? new RunDirectory(path) : null);
        if (run === null) continue;
        found.set(path, run);
        isNew ||= known === undefined;
      }
    if (isNew || found.size !== this.#found.size) this.#sorted = sorted(found.values());
    this.#listings = listings;
    this.#found = found;
    return this.#sorted;
  }
}

function sorted(runs: Iterable<RunDirectory>): RunDirectory[] {
  const named = Array.from(runs, (run) => ({ run, name: basename(run.path) }));
  return named.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ run }) => run);
}

const isOwnFolder = (entry: Dirent) => entry.isDirectory() && !isTemporary(entry.name);

function listFolders(path: string): string[] {
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.filter(isOwnFolder).map(({ name }) => join(path, name));
}

/** The runs in the members/ of a sweep, in order. */
export function membersOf(run: RunDirectory): RunDirectory[] {
  try {
    const folders = listFolders(run.file("members")).sort();
    return folders.map((path) => new RunDirectory(path));
  } catch {
    return []; // it is no sweep, or what is there is no folder
  }
}
