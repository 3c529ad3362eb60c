// A data set from the network into a folder of its own, which is there when all of it is.

import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { InputError } from "../core/errors.js";
import { writing } from "../train/disk-errors.js";
import { download, type Fetched } from "./download.js";
import type { PublishedSet } from "./published-sets.js";
import { untar } from "./untar.js";

/** Where a set comes from and goes to. */
export interface FetchOptions {
  /** The folder that it becomes */
  readonly out: string;
  /** Another place that has the same files; the authors' unless given */
  readonly from?: string | undefined;
  /** Called as files come in */
  readonly onProgress?: ((fetched: Fetched) => void) | undefined;
}

const withSlash = (url: string) => (url.endsWith("/") ? url : `${url}/`);

/** The address of a file. @throws {InputError} unless the place is one of the web */
function addressOf(place: string, name: string): string {
  let url: URL;
  try {
    url = new URL(name, withSlash(place));
  } catch {
    throw new InputError(`fetch: --from must be an address such as https://example.org/mnist/, got ${place}`);
  }
  if (!["http:", "https:"].includes(url.protocol))
    throw new InputError(`fetch: --from must begin with http:// or https://, got ${place}`);
  return url.href;
}

/** Removes a folder where it is empty, and those around it that are so then, up to `last`. */
function removeEmpty(folder: string, last: string): void {
  if (readdirSync(folder).length > 0) return;
  rmdirSync(folder);
  if (folder !== last) removeEmpty(dirname(folder), last);
}

/**
 * Fetches the files of a set, checks their sums and unpacks them. Until all of it is done everything lies in `out`.part,
 * where a second attempt goes on.
 *
 * @throws {InputError} if `out` is there already, or `from` is no address
 * @throws {RunError} as download and untar
 */
export async function fetchSet(
  set: PublishedSet,
  { out, from = set.url, onProgress }: FetchOptions,
): Promise<void> {
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new InputError(
      `fetch: --out must be a folder that is not there yet, ${out} holds something; rhohat data ${out} tells what`,
    );
  const addresses = set.files.map(({ name }) => addressOf(from, name));
  const part = `${out}.part`;
  const made = writing(part, () => mkdirSync(part, { recursive: true })) ?? part;
  try {
    for (const [i, file] of set.files.entries())
      await download(addresses[i], join(part, file.name), {
        file,
        onBytes: (bytes) => onProgress?.({ name: file.name, bytes, of: file.bytes }),
      });
  } catch (error) {
    removeEmpty(part, made);
    throw error;
  }
  if (set.unpacked.length > 0) {
    for (const { name } of set.files) {
      await untar(join(part, name), part, {
        wanted: set.unpacked,
        onBytes: (bytes) => onProgress?.({ name: `unpacking ${name}`, bytes, of: 0 }),
      });
      rmSync(join(part, name));
    }
  }
  writing(out, () => {
    rmSync(out, { recursive: true, force: true }); // empty
    renameSync(part, out);
  });
}
