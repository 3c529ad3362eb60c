import { execFileSync } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { writeNpyHeader } from "../../../src/data/io/npy-header.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const folder = temporaryFolder();
const [SHARDS, ROWS, INPUTS] = [3, 100_000, 256];

/** 100 MB of examples that begin with their number. */
function shard(number: number): string {
  const path = join(folder, `${number}.npy`);
  const file = openSync(path, "w");
  writeSync(file, writeNpyHeader("<f4", [ROWS, INPUTS]));
  const part = new Float32Array(5000 * INPUTS);
  for (let from = 0; from < ROWS; from += 5000) {
    for (let i = 0; i < 5000; i++) part[i * INPUTS] = number * ROWS + from + i;
    writeSync(file, new Uint8Array(part.buffer));
  }
  closeSync(file);
  return path;
}

test("an epoch of 300 MB takes less than a quarter of that in memory", () => {
  const paths = Array.from({ length: SHARDS }, (_, number) => shard(number));
  const script = fileURLToPath(new URL("../../support/stream-epoch.mjs", import.meta.url));
  const child = ["--max-old-space-size=32", script, "32768", ...paths]; // a buffer of 32 MiB
  const { once, mebibytes } = JSON.parse(execFileSync(process.execPath, child, { encoding: "utf8" }));
  expect(once).toBe(SHARDS * ROWS);
  expect(mebibytes).toBeLessThan(70);
});
