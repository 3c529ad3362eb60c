// Processes that a real signal ends at any moment that the disk shows, then --resume: the same bits as without.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, type FSWatcher, mkdirSync, rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { isRunDirectory, RunDirectory } from "../../src/train/run-directory.js";
import { liveStatus } from "../../src/train/status.js";
import { rounds } from "../support/campaign.js";
import { root } from "../support/command-line.js";
import { temporaries, trace } from "../support/run-trace.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { tinyNetwork } from "../support/tiny-network.js";

const folder = temporaryFolder();
const experiment = join(folder, "small.json");
writeFileSync(experiment, JSON.stringify(tinyNetwork(30, 3)));

/** Counts what the system tells of changes in a run's folder and the folders in it. */
function watchChanges(path: string, onChange: (count: number) => void): () => void {
  let count = 0;
  const watchers = new Map<string, FSWatcher>();
  const add = (at: string) => {
    if (watchers.has(at)) return;
    const watcher = watch(at, (_kind, name) => {
      onChange(++count);
      if (
        at === path &&
        ["checkpoints", "figures", "owner"].includes(name ?? "") &&
        existsSync(join(at, name!))
      )
        add(join(at, name!));
    });
    watcher.on("error", () => watcher.close());
    watchers.set(at, watcher);
  };
  add(path);
  return () => {
    for (const watcher of watchers.values()) watcher.close();
  };
}

interface Attempt {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
  readonly changes: number;
}

/** Starts or goes on, as somebody would who finds the folder so; the change number `at` brings the signal, 0 at once. */
async function attempt(path: string, signal: NodeJS.Signals = "SIGKILL", at = Infinity): Promise<Attempt> {
  mkdirSync(path, { recursive: true });
  const words = isRunDirectory(path) ? [path, "--resume"] : [experiment, "--out", path];
  const program = join(root, "dist/cli/main.js");
  let changes = 0;
  const unwatch = watchChanges(path, (count) => {
    changes = count;
    if (count === at) child.kill(signal);
  });
  const child = spawn(
    process.execPath,
    [program, "run", ...words, "--quiet", "--engine", "wasm", "--threads", "1"],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let said = "";
  child.stderr.on("data", (text) => {
    said += text;
  });
  if (at === 0) child.kill(signal);
  const [code, by] = await once(child, "close");
  unwatch();
  return { code, signal: by, said, changes };
}

test("a signal at any moment, then resumed: nothing lost, nothing doubled", async () => {
  const whole = join(folder, "whole");
  const { code, changes, said } = await attempt(whole);
  expect([code, said]).toEqual([0, ""]);
  const random = createRandom(20);
  const signals = [
    "SIGKILL",
    "SIGKILL",
    "SIGKILL",
    "SIGKILL",
    "SIGKILL",
    "SIGTERM",
    "SIGINT",
    "SIGHUP",
  ] as const;
  const ends: Record<string, number> = {};
  for (let round = 0; round < rounds(2, 150); round++) {
    const path = join(folder, `round-${round}`);
    const [signal, at] = [signals[random.integer(signals.length)], random.integer(changes)];
    const again = random.integer(2) === 0 ? null : random.integer(changes);
    const where = `round ${round}: ${signal} at ${at}${again === null ? "" : `, SIGKILL at ${again}`}`;
    const first = await attempt(path, signal, at);
    const end = `${signal} → ${first.signal ?? first.code}`;
    ends[end] = (ends[end] ?? 0) + 1;
    if (again !== null) await attempt(path, "SIGKILL", again);
    const last = await attempt(path);
    expect([last.code, last.said], where).toEqual([0, ""]);
    expect(trace(path), where).toEqual(trace(whole));
    expect(liveStatus(new RunDirectory(path)), where).toBe("done");
    expect(temporaries(path), where).toEqual([]);
    rmSync(path, { recursive: true });
  }
  if (process.env.RHOHAT_CAMPAIGN !== undefined) console.log(changes, ends);
});
