import { execFileSync } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { writeNpyHeader } from "../../../src/data/io/npy-header.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const folder = temporaryFolder();
const [SHARDS, ROWS, INPUTS] = [3, 100_000, 250];

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

const paths = Array.from({ length: SHARDS }, (_, number) => shard(number));
const told = (script: string, ...words: string[]) => {
  const path = fileURLToPath(new URL(`../../support/${script}`, import.meta.url));
  return JSON.parse(
    execFileSync(process.execPath, ["--max-old-space-size=32", path, ...words], { encoding: "utf8" }),
  );
};

test("an epoch of 300 MB takes less than a quarter of that in memory", () => {
  const { once, mebibytes } = told("stream-epoch.mjs", "32768", ...paths); // a buffer of 32 MiB
  expect(once).toBe(SHARDS * ROWS);
  expect(mebibytes).toBeLessThan(70);
});

test("a run on 300 MB, with what is looked at and its engine, takes less than half of that", () => {
  const { lookedAt, mebibytes } = told("train-shards.mjs", folder, ...paths);
  expect(lookedAt).toEqual({ examples: 10_000, of: SHARDS * ROWS });
  expect(mebibytes).toBeLessThan(150);
});
