// One process at a time owns a run's folder, and everybody sees whether it lives.

import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RunError } from "../../src/core/errors.js";
import { takeClaim } from "../../src/train/claim.js";
import { asRunError } from "../../src/train/disk-errors.js";
import { lifeOf, thisProcess } from "../../src/train/process-identity.js";
import { createRunDirectory, findRuns, type RunDirectory } from "../../src/train/run-directory.js";
import { startRun } from "../../src/train/start-run.js";
import { liveStatus } from "../../src/train/status.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const record = { status: "running", experiment: "e", startedAt: "2026-01-01T00:00:00Z" } as const;
const start = { config: { a: 1 }, record };
const here = { host: hostname(), pid: process.pid, began: thisProcess().began };

/** A run whose last claim says so. */
function runOwnedBy(name: string, owner: object): RunDirectory {
  const directory = createRunDirectory(join(folder, name), start);
  mkdirSync(directory.file("owner"));
  writeFileSync(directory.file("owner/01.json"), JSON.stringify({ since: "", ended: null, ...owner }));
  return directory;
}

test.runIf(process.platform === "linux")(
  "a process id that is somebody else's by now is not the process",
  () => {
    expect(lifeOf(thisProcess())).toBe("alive");
    expect(lifeOf({ ...here, began: `${here.began}0` })).toBe("dead");
    expect(lifeOf({ ...here, pid: 2 ** 22 + 1 })).toBe("dead");
    expect(lifeOf({ ...here, host: "elsewhere" })).toBe("unknown");
    // A container of the same host name has process ids of its own.
    expect(lifeOf({ ...here, space: "pid:[1]" })).toBe("unknown");
  },
);

describe("a claim", () => {
  test("where a file is in its way is refused", () => {
    const directory = createRunDirectory(join(folder, "in-the-way"), start);
    writeFileSync(directory.file("owner"), "");
    expect(() => takeClaim(directory.path)).toThrow(/owner must be a folder, it is a file; move it away/);
  });
  test("is had by one at a time; given back, the next has it", () => {
    const path = join(folder, "claimed");
    const first = takeClaim(path);
    expect(() => takeClaim(path)).toThrow(`${path} must be at rest, process ${process.pid} works on it`);
    first.release();
    takeClaim(path).release();
    expect(readdirSync(join(path, "owner")).sort()).toEqual(["01.json", "02.json"]);
  });
  test("of a dead process is taken, its process id used again or not", () => {
    for (const [name, owner] of Object.entries({
      gone: { ...here, pid: 2 ** 22 + 1 },
      reused: { ...here, began: "another boot/1" },
    })) {
      const directory = runOwnedBy(name, owner);
      expect(liveStatus(directory)).toBe("stopped");
      takeClaim(directory.path);
      expect(liveStatus(directory)).toBe("running");
    }
  });
  test("of another machine, or one that cannot be read, is taken only when told to", () => {
    const elsewhere = runOwnedBy("elsewhere", { ...here, host: "elsewhere" });
    expect(liveStatus(elsewhere)).toBe("running");
    expect(() => takeClaim(elsewhere.path)).toThrow(/process \d+ of elsewhere may work on it; .*--take-over/);
    elsewhere.record({ status: "interrupted" });
    expect(liveStatus(elsewhere)).toBe("interrupted"); // its figures, at most, are still drawn
    elsewhere.record({ status: "running" });
    takeClaim(elsewhere.path, { takeOver: true });
    const damaged = runOwnedBy("damaged", { pid: "x" });
    expect(() => takeClaim(damaged.path)).toThrow(/01\.json cannot be read; .*--take-over/);
    takeClaim(damaged.path, { takeOver: true });
  });
  test("tells how it ended, also where run.json could not be written", () => {
    const directory = createRunDirectory(join(folder, "ended"), start);
    const claim = takeClaim(directory.path);
    const { size } = lstatSync(directory.file("owner/01.json"));
    claim.release({ status: "failed", problem: "the disk is full ".repeat(100) });
    expect(lstatSync(directory.file("owner/01.json")).size).toBe(size); // no new room was needed
    expect(liveStatus(directory)).toBe("failed");
  });
});

describe("a new run", () => {
  test("of the same experiment at the same moment has a folder of its own", () => {
    const runs = Array.from({ length: 20 }, () => startRun({ results: folder, experiment: "same" }, start));
    expect(new Set(runs.map(({ directory }) => directory.path)).size).toBe(20);
    for (const { claim } of runs) claim.release();
  });
  test("uses an empty folder as it is: a link stays a link, a folder the same folder", () => {
    mkdirSync(join(folder, "empty"), { mode: 0o750 });
    const before = lstatSync(join(folder, "empty"));
    symlinkSync(join(folder, "empty"), join(folder, "link"));
    startRun({ out: join(folder, "link") }, start).claim.release();
    const after = lstatSync(join(folder, "empty"));
    expect([after.ino, after.mode]).toEqual([before.ino, before.mode]);
    expect(lstatSync(join(folder, "link")).isSymbolicLink()).toBe(true);
    expect(existsSync(join(folder, "empty", "run.json"))).toBe(true);
  });
  test("does not begin where another has begun", () => {
    const out = join(folder, "taken");
    const first = startRun({ out }, start);
    expect(() => startRun({ out }, start)).toThrow(/must be free, it holds another run/);
    first.claim.release();
    expect(() => startRun({ out }, start)).toThrow(/must be free, it holds another run/);
    expect(readFileSync(join(out, "config.json"), "utf8")).toContain('"a": 1');
  });
  test("begins where a start was killed before it was a run, and cleans up what such starts left", () => {
    const dead = JSON.stringify({ ...here, began: "another boot/1", since: "", ended: null });
    const alive = JSON.stringify({ ...here, since: "", ended: null });
    const unbegun = (path: string, owner: string) => {
      mkdirSync(join(path, "owner"), { recursive: true });
      writeFileSync(join(path, "owner", "01.json"), owner);
      writeFileSync(join(path, "config.json"), "{}");
      writeFileSync(join(path, "run.json.1.tmp"), "{");
    };
    unbegun(join(folder, "half"), dead);
    const { directory, claim } = startRun({ out: join(folder, "half") }, start);
    claim.release();
    expect(readdirSync(directory.path).sort()).toEqual(["config.json", "owner", "run.json"]);
    const results = join(folder, "results");
    unbegun(join(results, "e", "20260101-000000-aa-bb"), dead);
    unbegun(join(results, "e", "20260101-000000-cc-dd"), alive);
    mkdirSync(join(results, "e", "20260101-000000-notes"));
    writeFileSync(join(results, "e", "20260101-000000-notes", "mine.txt"), "");
    const started = startRun({ results, experiment: "e" }, start);
    started.claim.release();
    const names = readdirSync(join(results, "e"));
    expect(names).not.toContain("20260101-000000-aa-bb");
    expect(names).toEqual(expect.arrayContaining(["20260101-000000-cc-dd", "20260101-000000-notes"]));
    expect(findRuns(results).map(({ path }) => path)).toEqual([started.directory.path]);
  });
});

test.each([
  ["ENOSPC", "the disk is full; make room"],
  ["EDQUOT", "the disk quota is used up"],
  ["EFBIG", "ulimit -f"],
  ["EMFILE", "ulimit -n"],
  ["EROFS", "read-only"],
  ["EIO", "the disk has an error"],
  ["EWHATEVER", "what it said"],
])("%s is a RunError of one line with the path", (code, told) => {
  const error = asRunError(
    "/disk/run.json",
    Object.assign(new Error("what it said"), { code, syscall: "write" }),
  );
  expect(error).toBeInstanceOf(RunError);
  expect((error as Error).message).toMatch(`write: /disk/run.json must be writable, got ${code}: `);
  expect((error as Error).message).toContain(told);
});
