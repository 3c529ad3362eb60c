// rhohat list <filter>: only the runs that were asked for.

import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { rhohatHere } from "../support/command-line.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { makeTinyRun, type TinyRun } from "../support/tiny-run.js";

let run: TinyRun;
beforeAll(async () => {
  run = await makeTinyRun(temporaryFolder(), { figures: false });
});

const list = (...words: string[]) => rhohatHere(["list", ...words, "--results", run.results]);

test.each([
  [["rho<0.2", "hidden=3"], 1],
  [["rho<0.2 hidden=3"], 1],
  [["tiny", "status=done", "cost>0"], 1],
  [["/^tiny/"], 1],
  [["rho>0.2"], 0],
  [["other"], 0],
])("%j finds %i", async (words, count) => {
  const { runs } = JSON.parse((await list(...words, "--json")).out);
  expect(runs).toHaveLength(count);
});

test("a table of the runs alone, or that there are none", async () => {
  expect((await list("seed=0")).out).toMatch(/^run +what differs .*\n\S+tiny\S+ .*\n$/);
  expect((await list("seed=5")).out).toMatch(/^No runs in \S+ with seed=5\.\n$/);
});

test("a misspelt key is told", async () => {
  const { code, err } = await list("hiden=3");
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/^list: a key must be one that runs have, got hiden; did you mean hidden\?\n$/),
  ]);
});

describe("on a terminal", () => {
  const { isTTY, columns } = process.stdout;
  afterEach(() => Object.assign(process.stdout, { isTTY, columns }));
  const linesAt = async (width: number) => {
    Object.assign(process.stdout, { isTTY: true, columns: width });
    return stripVTControlCharacters((await list()).out)
      .trimEnd()
      .split("\n");
  };
  test.each([80, 100])("of %i columns no line of it is longer", async (width) => {
    const lines = (await linesAt(width)).filter((line) => !line.includes("/tiny/")); // a folder is not cut
    expect(lines.filter((line) => line.length > width)).toEqual([]);
    expect(lines.join("\n")).toMatch(/what differs .*roughness/);
  });
  test("that is wide a run is one line", async () =>
    expect((await linesAt(300)).at(-1)).toMatch(/tiny\S* .* done /));
});
