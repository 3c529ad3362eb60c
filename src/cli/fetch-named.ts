// rhohat data fetch: a published set from the network, with a bar.

import { join, resolve } from "node:path";
import { InputError } from "../core/errors.js";
import { fetchSet } from "../fetch/fetch-set.js";
import { publishedSet, publishedSets } from "../fetch/published-sets.js";
import { assertWritable } from "../train/assert-writable.js";
import { print, shownPath } from "./output.js";

interface FetchArguments {
  readonly set: string | undefined;
  readonly from: string | undefined;
  readonly out: string | undefined;
  readonly quiet: boolean;
}

const MEGABYTE = 1e6;
const BAR = 24;
/** Milliseconds between two drawings, on a terminal and elsewhere. */
const [DRAW_EVERY_MS, LINE_EVERY_MS] = [100, 2000];

/** Draws how far a file is: a bar on a terminal, else a line every two seconds. */
function createBar(quiet: boolean): (name: string, bytes: number, of: number) => void {
  const isTerminal = process.stderr.isTTY === true && process.env.TERM !== "dumb";
  let [last, lastBytes, pace, drawn] = [performance.now(), 0, 0, ""];
  return (name, bytes, of) => {
    if (quiet) return;
    const now = performance.now();
    const isEnd = bytes === of && drawn !== name;
    if (now - last < (isTerminal ? DRAW_EVERY_MS : LINE_EVERY_MS) && !(isEnd && isTerminal)) return;
    pace = Math.max(0, (bytes - lastBytes) / (now - last) / 1000);
    [last, lastBytes] = [now, bytes];
    if (isEnd) drawn = name;
    const done = of === 0 ? "" : `${"=".repeat(Math.floor((BAR * bytes) / of)).padEnd(BAR, "-")} `;
    const size = of === 0 ? "" : ` of ${(of / MEGABYTE).toFixed(1)}`;
    const text = `${done}${name}  ${(bytes / MEGABYTE).toFixed(1)}${size} MB  ${pace.toFixed(1)} MB/s`;
    if (isTerminal)
      process.stderr.write(
        `\r${text.slice(0, (process.stderr.columns || 80) - 1)}\x1b[K${isEnd ? "\n" : ""}`,
      );
    else process.stderr.write(`${text}\n`);
  };
}

/**
 * Fetches the set that was named, into datasets/ unless told otherwise, and says whose it is.
 *
 * @throws {InputError} if there is no such set, or its folder is there already
 * @throws {RunError} as fetchSet
 */
export async function fetchNamed({ set: name, from, out, quiet }: FetchArguments): Promise<void> {
  if (name === undefined)
    throw new InputError(`data: fetch must be told which set: ${Object.keys(publishedSets).join(", ")}`);
  const set = publishedSet(name);
  const folder = resolve(out ?? join("datasets", name));
  assertWritable("data", folder);
  if (!quiet) print(`${set.title}\nlicence: ${set.licence}\nsource: ${set.source}`);
  const bar = createBar(quiet);
  await fetchSet(set, { out: folder, from, onProgress: ({ name: file, bytes, of }) => bar(file, bytes, of) });
  print(quiet ? shownPath(folder) : `\nrhohat train --data ${shownPath(folder)}`);
}
