// A run that is killed, or whose disk is full, at any change of the disk: --resume finishes it, to the bit.

import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { RunError } from "../../src/core/errors.js";
import { resumeRun, runExperiment } from "../../src/experiments/runner.js";
import { isRunDirectory, RunDirectory } from "../../src/train/run-directory.js";
import { liveStatus } from "../../src/train/status.js";
import { rounds } from "../support/campaign.js";
import { type Fault, withDiskFault } from "../support/disk-faults.js";
import { temporaries, trace } from "../support/run-trace.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { tinyNetwork } from "../support/tiny-network.js";

/** Each attempt is a process of its own; those before it are dead. */
const process = vi.hoisted(() => ({ number: 1 }));
vi.mock("../../src/train/process-identity.js", async (importOriginal) => ({
  ...(await importOriginal<object>()),
  thisProcess: () => ({ host: "here", pid: process.number, began: null }),
  lifeOf: ({ pid }: { pid: number }) => (pid === process.number ? "alive" : "dead"),
}));

const folder = temporaryFolder();
const config = parseConfig(tinyNetwork(6, 2));
const options = { results: folder, engine: "wasm" as const, threads: 1 };
const out = (name: string) => join(folder, name);

/** Starts or goes on, as somebody would who finds the folder so. */
const attempt = (path: string) =>
  isRunDirectory(path)
    ? resumeRun(new RunDirectory(path), config, options)
    : runExperiment(config, { ...options, out: path });

async function spoilt(fault: Fault, at: number, path: string): Promise<unknown> {
  process.number++;
  try {
    await withDiskFault(fault, at, () => attempt(path));
    return null;
  } catch (error) {
    return error;
  }
}

let changes = 0;
test("a run whose disk is well", async () => {
  changes = await withDiskFault("killed", Number.POSITIVE_INFINITY, () => attempt(out("whole")));
  expect(temporaries(out("whole"))).toEqual([]);
});

/** Changes of the disk, all of them or as many, spread over the run. */
const moments = (few: number) => {
  const many = rounds(few, changes);
  return Array.from({ length: many }, (_, i) => 1 + Math.floor((i * changes) / many));
};

describe.each(["killed", "full"] as const)("%s", (fault) => {
  test("at any change of the disk, then resumed: nothing lost, nothing doubled", async () => {
    for (const at of moments(10)) {
      const path = out(`${fault}-${at}`);
      const error = await spoilt(fault, at, path);
      const where = `${fault} at ${at}`;
      if (fault === "full" && error !== null) {
        expect(error, where).toBeInstanceOf(RunError);
        expect((error as Error).message, where).toMatch(
          /must be writable, got ENOSPC: the disk is full; make room/,
        );
        if (isRunDirectory(path)) expect(liveStatus(new RunDirectory(path)), where).toBe("failed");
      }
      if (fault === "killed" && isRunDirectory(path)) {
        process.number++;
        expect(["stopped", "done", "failed"], where).toContain(liveStatus(new RunDirectory(path)));
      }
      // Once more, at another moment of what is left.
      await spoilt(fault, 1 + (at % 13), path);
      process.number++;
      const { stopped } = await attempt(path);
      expect(stopped, where).toBe("iterations");
      expect(trace(path), where).toEqual(trace(out("whole")));
      expect(liveStatus(new RunDirectory(path)), where).toBe("done");
      expect(existsSync(join(path, "report.html")), where).toBe(true);
      expect(temporaries(path), where).toEqual([]);
      rmSync(path, { recursive: true });
    }
  });
});
