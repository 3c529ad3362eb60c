// What --data names.

import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { SourceConfig } from "../config/config.js";
import { InputError } from "../core/errors.js";
import { inWords } from "../core/in-words.js";
import { imageFormat } from "../data/io/image-format.js";
import { whyMissing } from "../data/io/read-file.js";
import { arrayFormat } from "../data/sources/array-format.js";
import { claimsToBeImage } from "../data/sources/folder.js";
import { firstBytes } from "../data/sources/image-file.js";
import { hasClassFolders } from "../data/sources/sets/class-folders.js";
import { isNamedSet } from "../data/sources/sets/open-set.js";
import { isPattern, isShard } from "../data/sources/shard-paths.js";

/** Images, an array that memory holds, a set of labelled pictures, or files that are read as they are needed; paths are absolute. */
export type NamedData =
  | { readonly kind: "images"; readonly source: SourceConfig }
  | { readonly kind: "array"; readonly path: string }
  | { readonly kind: "labelled"; readonly dir: string }
  | { readonly kind: "shards"; readonly path: string | readonly string[] };

/** The names in words, which have commas between several: unless a file has that name. */
const namesIn = (words: readonly string[]): string[] =>
  words
    .flatMap((word) => (existsSync(word) ? [word] : word.split(",")))
    .map((name) => name.trim())
    .filter((name) => name !== "");

const WHAT = "an array (.npy, .csv, .mat, …), .npy or .safetensors files, an image or a folder of images";

/** Names that are told of a folder. */
const MOST_TOLD = 3;

/** Whether a folder is one of arrays: where there are pictures too it is one of those. */
function isOfShards(folder: string): boolean {
  const names = readdirSync(folder);
  return names.some(isShard) && !names.some(claimsToBeImage);
}

/** The pictures of a folder; where they all lie in folders of it, those of these. */
const folderOf = (path: string): SourceConfig => ({
  kind: "folder",
  path,
  ...(!readdirSync(path).some(claimsToBeImage) && picturesBelow(path).length > 0 ? { recursive: true } : {}),
});

/** Whether a folder is one of class folders, with train and test around them or not: it has no images of its own. */
const isOfClasses = (path: string): boolean =>
  !readdirSync(path).some(claimsToBeImage) && hasClassFolders(path, "train");

/** The folders in a folder that hold pictures, by their names. */
const picturesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(join(folder, entry.name)).some(claimsToBeImage))
    .map(({ name }) => name);

/**
 * What names were taken for that are read as files of arrays, and what else may have been meant: for the error of a
 * training that cannot read them so.
 */
export function takenForShards(words: readonly string[]): string {
  const names = namesIn(words);
  const [data = ""] = names;
  const isFolder = names.length === 1 && existsSync(data) && statSync(data).isDirectory();
  if (!isFolder) return `${names.join(" ")} is read as files of arrays, on minibatches`;
  const arrays = readdirSync(data).filter(isShard);
  const [held, others] = [arrays.slice(0, MOST_TOLD).join(", "), picturesBelow(data)];
  const single = arrays.length === 1 ? [`${join(data, arrays[0])} is an array`] : [];
  const pictures = others.slice(0, MOST_TOLD).map((name) => `${join(data, name)} has pictures`);
  const more = [...single, ...pictures];
  return `${data} is read as files of arrays, on minibatches: it holds ${held}${arrays.length > MOST_TOLD ? ", …" : ""}${more.length === 0 ? "" : ` (${inWords(more, "and")})`}`;
}

/** Images that need no file of the user's. */
const isMade = (name: string): name is "photos" | "dead-leaves" =>
  name === "photos" || name === "dead-leaves";

/** What names the data: an option, or the word that the verb is about. */
const called = (verb: string) => (verb === "data" ? "<path>" : "--data");

/** @throws {InputError} if nothing has that name, and it is no pattern */
function assertThere(verb: string, name: string): void {
  if (existsSync(name) || isPattern(name) || isMade(name)) return;
  const [, key, value] = /^([\w-]+)=(.*)$/.exec(name) ?? [];
  throw new InputError(
    key === undefined
      ? `${verb}: ${called(verb)} must be ${WHAT}, got ${name}: ${whyMissing(name)}`
      : `${verb}: ${name} must be given as an option: --${key} ${value}`,
  );
}

/**
 * The shipped photographs where nothing is called photos, and so dead-leaves; several names and patterns are files that are read as they are
 * needed, and so are folders of .npy or .safetensors files.
 *
 * @param verb - that asks, for the error
 * @param wants - `labels`: they are wanted; a folder of folders of images is then one of classes, else of images
 * @throws {InputError} if there is nothing of that name, or it is neither
 */
export function dataNamed(
  verb: string,
  words: readonly string[],
  { labels = false }: { readonly labels?: boolean } = {},
): NamedData {
  const names = namesIn(words);
  const [data = ""] = names;
  for (const name of names) assertThere(verb, name);
  if (names.length > 1) return { kind: "shards", path: names.map((name) => resolve(name)) };
  if (isMade(data) && !existsSync(data)) return { kind: "images", source: { kind: data } };
  const path = resolve(data);
  if (!existsSync(data)) return { kind: "shards", path }; // a pattern
  if (statSync(data).isDirectory() && isNamedSet(path)) return { kind: "labelled", dir: path };
  if (statSync(data).isDirectory())
    return isOfShards(path)
      ? { kind: "shards", path }
      : labels && isOfClasses(path)
        ? { kind: "labelled", dir: path }
        : { kind: "images", source: folderOf(path) };
  const start = statSync(data).isFile() ? firstBytes(data) : new Uint8Array(); // a pipe can be read once
  if (imageFormat(start) !== null) return { kind: "images", source: { kind: "image", path } };
  if (arrayFormat(path) === null)
    throw new InputError(
      `${verb}: ${called(verb)} must be ${WHAT}, ${data} begins as neither an array nor an image`,
    );
  return { kind: "array", path };
}
