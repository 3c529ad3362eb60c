// Where a set is that rhohat data fetch got.

import { existsSync } from "node:fs";
import { resolve } from "node:path";

/**
 * The folder datasets/NAME of the working folder, in which `rhohat data fetch NAME` puts a set; null where there is none. So
 * an experiment takes a set where it is there, and does with something else.
 *
 * @param name - "stl10", "cifar10"
 */
export function fetchedSet(name: string): string | null {
  const folder = resolve("datasets", name);
  return existsSync(folder) ? folder : null;
}
