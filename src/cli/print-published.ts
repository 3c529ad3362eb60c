// What was published of an experiment beside what it reached, as a table.

import type { RunDirectory } from "../train/run-directory.js";
import { print, short, table } from "./output.js";

/** Prints nothing of a run whose experiment names no published numbers. */
export function printPublished(directory: RunDirectory): void {
  const { published = [] } = directory.readRecord();
  if (published.length === 0) return;
  const rows = published.map(({ name, published: given, reached }) => [name, short(given), short(reached)]);
  print(`\n${table(["number", "published", "reached"], rows)}`);
}
