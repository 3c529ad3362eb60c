// A folder of the user's images.

import { type Dirent, readdirSync, statSync } from "node:fs";
import { extname } from "node:path";
import { InputError } from "../../core/errors.js";
import type { Image } from "../image.js";
import { howDecodable } from "../io/decode-image.js";
import { whyNoFolder } from "../io/read-file.js";
import { hasSharp } from "../io/sharp.js";
import { firstBytes, type ImageFile, type ImageOptions, imageFile } from "./image-file.js";

/** The images of a folder, and the other files in it, sorted by name. */
export interface ImageFolder {
  readonly files: readonly ImageFile[];
  readonly leftOut: readonly string[];
  /** Those left out that are read once the package sharp is installed */
  readonly forSharp?: readonly string[];
}

const SLASH = Buffer.from("/");
/** Files that say they are images: one that is none is damaged, and not left out. */
const claims = [".png", ".jpg", ".jpeg"];
const claimsForSharp = [".webp", ".tif", ".tiff", ".avif"];

/** Whether a file says by its name that it is an image, whatever is needed to read it. */
export const claimsToBeImage = (name: string): boolean =>
  [...claims, ...claimsForSharp].includes(extname(name).toLowerCase());

/** Whether a file says that it is an image that can be read, as things are. */
const claimsToBeRead = (name: string) =>
  claims.includes(extname(name).toLowerCase()) || (claimsToBeImage(name) && hasSharp());

/** A name as text; the bytes of one that is no UTF-8 as \xNN. */
function textOf(name: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(name);
  } catch {
    const escaped = (byte: string) => `\\x${byte.charCodeAt(0).toString(16)}`;
    return name.toString("latin1").replace(/[\x80-\xff]/g, escaped);
  }
}

interface Entry {
  /** Below the folder that was named */
  readonly name: string;
  readonly path: Buffer;
}

function entriesOf(path: string | Buffer, before: string): Entry[] {
  let entries: Dirent<Buffer>[];
  try {
    entries = readdirSync(path, { withFileTypes: true, encoding: "buffer" });
  } catch (error) {
    throw new InputError(`loadFolder: ${path} must be readable, ${(error as Error).message}`);
  }
  return entries
    .map(({ name }) => ({ name: textOf(name), path: Buffer.concat([Buffer.from(path), SLASH, name]) }))
    .filter(({ name }) => !name.startsWith("."))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((entry) => ({ ...entry, name: before + entry.name }));
}

/** What a name leads to; null where a link leads nowhere. */
function kindOf(path: Buffer): "file" | "folder" | "other" | null {
  try {
    const kind = statSync(path);
    return kind.isDirectory() ? "folder" : kind.isFile() ? "file" : "other"; // reading a pipe would wait for ever
  } catch {
    return null;
  }
}

/** What is in a folder and, in their places, in the folders in it; none is gone through twice, wherever links lead. */
function* entriesBelow(path: string | Buffer, before: string, been: Set<string>): Generator<Entry> {
  const { dev, ino } = statSync(path);
  if (been.size === been.add(`${dev} ${ino}`).size) return;
  for (const entry of entriesOf(path, before)) {
    if (kindOf(entry.path) === "folder") yield* entriesBelow(entry.path, `${entry.name}/`, been);
    else yield entry;
  }
}

/** Of a file in a folder: one that claims to be an image is read, and refused if it is none. */
const howRead = ({ name, path }: Entry) => (claimsToBeRead(name) ? "now" : howDecodable(firstBytes(path)));

/** How a folder is read. */
export interface FolderOptions extends ImageOptions {
  /** The images of the folders in it too */
  readonly recursive?: boolean | undefined;
}

/**
 * The PNG and JPEG files of a folder, and with the package sharp the WebP, TIFF and AVIF files, known by their first bytes,
 * and what else is there; of the folders in it only if that is asked for. Hidden files are no one's images.
 *
 * @throws {InputError} if the folder is missing or without images
 */
export function openFolder(path: string, { recursive = false, ...options }: FolderOptions = {}): ImageFolder {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InputError(`loadFolder: ${path} must be a folder, ${whyNoFolder(path)}`);
  }
  const files: ImageFile[] = [];
  const leftOut: string[] = [];
  const forSharp: string[] = [];
  const folders: string[] = [];
  for (const entry of recursive ? entriesBelow(path, "", new Set()) : entriesOf(path, "")) {
    const kind = kindOf(entry.path);
    if (kind === "folder") {
      folders.push(entry.name);
      continue;
    }
    const read = kind === "other" ? "never" : howRead(entry);
    if (read === "now")
      files.push(imageFile(entry.path, entry.name, `${path.replace(/\/+$/, "")}/${entry.name}`, options));
    else leftOut.push(entry.name);
    if (read === "with sharp") forSharp.push(entry.name);
  }
  if (files.length === 0) {
    if (forSharp.length > 0)
      throw new InputError(`loadFolder: ${path} must hold images that can be read, ${wantsSharp(forSharp)}`);
    const remedy =
      folders.length > 0
        ? `; look in its folders, or take all of them with recursive: ${fewOf(folders)}`
        : leftOut.length > 0
          ? `; it holds ${fewOf(leftOut)}`
          : "";
    throw new InputError(
      `loadFolder: ${path} must hold PNG, JPEG, WebP, TIFF or AVIF images, it has none${remedy}`,
    );
  }
  return { files, leftOut, forSharp };
}

/** How the images are read that are left out for want of sharp: the end of a sentence. */
export const wantsSharp = (names: readonly string[]): string =>
  `WebP, TIFF and AVIF are read with the package sharp, and that is not installed: ${fewOf(names)}; npm install sharp`;

/** The first few of a list, and how many more there are. */
export function fewOf(names: readonly string[]): string {
  const few = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${few} and ${names.length - 5} more` : few;
}

/**
 * Every image of a folder in memory, sorted by name: many need much, openFolder does not.
 *
 * @throws {InputError} if the folder is missing or without images, or a file is damaged
 */
export function loadFolder(path: string, options: ImageOptions = {}): Image[] {
  return openFolder(path, options).files.map((file) => file.load());
}
