// Which files hold the examples that a name, a folder or a pattern stands for.

import { existsSync, readdirSync, statSync } from "node:fs";
import { extname, join, parse, resolve, sep } from "node:path";
import { InputError } from "../../core/errors.js";
import { whyMissing } from "../io/read-file.js";
import { fewOf } from "./folder.js";

const ENDINGS = [".npy", ".safetensors"];
/** Whether a file is one of examples by its name. */
export const isShard = (name: string): boolean => ENDINGS.includes(extname(name));

/** Whether a path has * or ? for any letters, or any letter, of a name. */
export const isPattern = (path: string): boolean => /[*?]/.test(path);

/** Names in the order in which people count: shard-2 before shard-10. */
const { compare: inOrder } = new Intl.Collator("en", { numeric: true });

/** What a folder holds, in order; nothing where there is none. */
function namesIn(folder: string): string[] {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder).sort(inOrder) : [];
}

/** What a pattern matches, name by name; a name that begins with a dot only where the pattern says so. */
function matching(pattern: string): string[] {
  const { root } = parse(pattern);
  return pattern
    .slice(root.length)
    .split(sep)
    .reduce<string[]>(
      (folders, part) => {
        if (!isPattern(part)) return folders.map((folder) => join(folder, part)).filter(existsSync);
        const source = part
          .replace(/[.+^${}()|[\]\\]/g, "\\$&")
          .replace(/\*+/g, ".*")
          .replaceAll("?", ".");
        const expression = new RegExp(`^${source}$`);
        const fits = (name: string) => expression.test(name) && name.startsWith(".") === part.startsWith(".");
        return folders.flatMap((folder) =>
          namesIn(folder)
            .filter(fits)
            .map((name) => join(folder, name)),
        );
      },
      [root],
    )
    .filter((path) => statSync(path).isFile());
}

/** The files that one name stands for: itself, those in the folder, those that match. */
function filesOf(name: string): string[] {
  const path = resolve(name);
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) return [path];
    const found = namesIn(path).filter(isShard);
    if (found.length > 0) return found.map((file) => join(path, file));
    throw new InputError(`data: ${name} must hold .npy or .safetensors files, it holds none`);
  }
  if (!isPattern(path)) throw new InputError(`data: ${name} must be there, ${whyMissing(path)}`);
  const found = matching(path);
  if (found.length === 0) throw new InputError(`data: ${name} must match a file, it matches none`);
  return found;
}

/**
 * The files that names, folders and patterns stand for, in their order; a folder's and a pattern's by their names.
 *
 * @param given - files, folders, and patterns with * and ? such as folder/*.npy
 * @throws {InputError} if there is no such file, one comes twice, or some are .npy files and others .safetensors
 */
export function shardPaths(given: string | readonly string[]): string[] {
  const paths = (typeof given === "string" ? [given] : given).flatMap(filesOf);
  const twice = paths.find((path, i) => paths.indexOf(path) < i);
  if (twice !== undefined)
    throw new InputError(`data: each file must be named once, ${twice} is named twice; leave one out`);
  const other = paths.find((path) => extname(path) !== extname(paths[0]));
  if (other !== undefined)
    throw new InputError(
      `data: all files must be of one type, got ${fewOf([paths[0], other])}; name those of one, as in folder/*${extname(paths[0])}`,
    );
  return paths;
}
