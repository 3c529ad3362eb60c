// A site's folder: rhohat-site.json names the files that the site wrote. Only those are replaced; what else lies there, as
// .git and CNAME, stays.

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../core/errors.js";
import { writing } from "../train/disk-errors.js";
import { readRunJson } from "../train/run-file.js";
import { isTemporary, writeAtomically, writeFolderAtomically } from "../train/write-atomically.js";

/** Files by their names in the site's folder, the mark last. */
export type SiteFiles = Readonly<Record<string, string>>;

/** What says that a folder is a site, and which of its files are the site's: {"files": ["run-1.js"]}. */
export const SITE_MARK = "rhohat-site.json";

/** A file of the folder itself, none that is hidden. */
const isName = (name: unknown): name is string => typeof name === "string" && /^\w[\w.-]*$/.test(name);

/** The files that a site wrote into a folder; null where it is no site: its mark is missing, cannot be read or names none. */
export function filesOfSite(folder: string): readonly string[] | null {
  try {
    const { files } = readRunJson(folder, SITE_MARK) as { files?: unknown };
    return Array.isArray(files) && files.length > 0 && files.every(isName) ? files : null;
  } catch {
    return null;
  }
}

/**
 * Writes a site in place of the one there is. A kill at any moment leaves a mark that names every file of either.
 *
 * @param before - the files of the site there is; what else has the name of a new one is not touched
 * @throws {InputError} if there is such a file: then nothing is changed
 * @throws {RunError} if the disk refuses
 */
export function writeSite(folder: string, files: SiteFiles, before: readonly string[]): void {
  const names = Object.keys(files);
  const foreign = names.find((name) => !before.includes(name) && existsSync(join(folder, name)));
  if (foreign !== undefined)
    throw new InputError(
      `site: ${join(folder, foreign)} must be free for a file of the site, it is no file of the one before; move it away`,
    );
  const next = join(folder, `${SITE_MARK}.tmp`);
  writing(folder, () => {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder))
      if (name.startsWith(SITE_MARK) && isTemporary(name)) rmSync(join(folder, name), { recursive: true });
  });
  writeAtomically(join(folder, SITE_MARK), JSON.stringify({ files: [...new Set([...before, ...names])] }));
  writeFolderAtomically(next, files);
  writing(folder, () => {
    for (const name of before) if (!names.includes(name)) rmSync(join(folder, name), { force: true });
    for (const name of names) renameSync(join(next, name), join(folder, name));
    rmSync(next, { recursive: true });
  });
}
