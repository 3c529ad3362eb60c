// Rows from all over a large memory into one place.

import type { FloatArray } from "../../core/arrays.js";

/** Rows that are asked for together. */
const GROUP = 32;
/** What was read ahead, kept so that no compiler leaves the reading out. */
const ahead = { sum: 0 };

/**
 * Copies rows that stand anywhere. A number of each is read before the first is copied: so memory fetches them at the
 * same time, and not each when the one before it is done, which takes twice as long for rows of 64 float32.
 *
 * @param memory - in which row r begins at r · length
 * @param copy - copies row r to place i
 */
export function gatherRows(
  rows: Uint32Array,
  memory: Uint8Array | FloatArray,
  length: number,
  copy: (row: number, i: number) => void,
): void {
  for (let first = 0; first < rows.length; first += GROUP) {
    const end = Math.min(first + GROUP, rows.length);
    for (let i = first; i < end; i++) ahead.sum += memory[rows[i] * length];
    for (let i = first; i < end; i++) copy(rows[i], i);
  }
}
