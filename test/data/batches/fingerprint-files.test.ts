// What tells whether files are still those that a run was trained on.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fingerprintFiles } from "../../../src/data/batches/fingerprint-files.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const folder = temporaryFolder();
const SIZE = 200_000;

async function fingerprintOf(bytes: Uint8Array): Promise<string> {
  const path = join(folder, "x.npy");
  writeFileSync(path, bytes);
  return fingerprintFiles([path], "");
}

test("the same bytes have the same one; another size, or another byte in any piece that is read, another", async () => {
  const bytes = new Uint8Array(SIZE);
  const own = await fingerprintOf(bytes);
  expect(own).toMatch(/^[0-9a-f]{16}$/);
  expect(await fingerprintOf(bytes)).toBe(own);
  expect(await fingerprintOf(new Uint8Array(SIZE + 1))).not.toBe(own);
  // 16 pieces of 4096, the first at 0, the last at the end
  for (let piece = 0; piece < 16; piece++) {
    const other = new Uint8Array(SIZE);
    other[Math.floor((piece * (SIZE - 4096)) / 15) + 17] = 1;
    expect([piece, await fingerprintOf(other)]).not.toEqual([piece, own]);
  }
});

test("the order of files counts, and what else is known of them", async () => {
  const paths = ["a", "b"].map((name) => join(folder, name));
  for (const [i, path] of paths.entries()) writeFileSync(path, new Uint8Array([i]));
  const own = await fingerprintFiles(paths, "1.5");
  expect(await fingerprintFiles([...paths].reverse(), "1.5")).not.toBe(own);
  expect(await fingerprintFiles(paths, "2.5")).not.toBe(own);
});
