// Whether a package is installed.

import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);
const known = new Map<string, boolean>();

/** Whether a package can be imported from here; found once, as a folder of images asks for each of its files. */
export function hasPackage(name: string): boolean {
  let has = known.get(name);
  if (has === undefined) {
    try {
      resolve(name);
      has = true;
    } catch {
      has = false;
    }
    known.set(name, has);
  }
  return has;
}
