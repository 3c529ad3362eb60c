// Processes that start or resume at the same moment: starts are runs of their own, one resume goes on.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRunDirectory, findRuns } from "../../src/train/run-directory.js";
import { rounds } from "../support/campaign.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const folder = temporaryFolder();
const program = fileURLToPath(new URL("../support/claim-racer.mjs", import.meta.url));
const RACERS = 4;

interface Racer {
  readonly child: ChildProcess;
  readonly answer: () => Promise<string>;
}

interface Answer {
  readonly won?: string;
  readonly lost?: string;
}

async function createRacer(): Promise<Racer> {
  const child = spawn(globalThis.process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const answer = async () => (await lines.next()).value as string;
  expect(await answer()).toBe("ready");
  return { child, answer };
}

let racers: Racer[] = [];
const stop = async () => {
  const ends = racers.map(({ child }) => once(child, "exit"));
  for (const { child } of racers) child.stdin?.end();
  await Promise.all(ends);
};
const begin = async () => {
  racers = await Promise.all(Array.from({ length: RACERS }, createRacer));
};
beforeAll(begin);
afterAll(stop);

/** Lets all go at once. */
function race(kind: "new" | "out" | "resume", path: string): Promise<Answer[]> {
  for (const { child } of racers) child.stdin?.write(`${JSON.stringify({ kind, path })}\n`);
  return Promise.all(racers.map(async ({ answer }) => JSON.parse(await answer())));
}

test("starts of one experiment are as many runs", async () => {
  const many = rounds(5, 150);
  for (let round = 0; round < many; round++) await race("new", join(folder, "new"));
  expect(findRuns(join(folder, "new"))).toHaveLength(RACERS * many);
});

test.each(["out", "resume"] as const)("%s: of all that take one folder, one has it", async (kind) => {
  for (let round = 0; round < rounds(5, 150); round++) {
    const path = join(folder, `${kind}-${round}`);
    if (kind === "resume")
      createRunDirectory(path, {
        config: {},
        record: { status: "running", experiment: "e", startedAt: "2026-01-01T00:00:00Z" },
      });
    else if (round % 2 === 0) mkdirSync(path);
    const answers = await race(kind, path);
    expect(
      answers.filter(({ won }) => won !== undefined),
      `round ${round}`,
    ).toHaveLength(1);
    for (const { lost } of answers)
      if (lost !== undefined) expect(lost).toMatch(/^InputError: run.*must be (free|at rest)/);
  }
});

test("a folder whose owner was killed goes to one of them", async () => {
  const paths = Array.from({ length: rounds(5, 150) }, (_, i) => join(folder, `dead-${i}`));
  for (const path of paths) await race("out", path);
  for (const { child } of racers) child.kill("SIGKILL");
  await Promise.all(racers.map(({ child }) => once(child, "exit")));
  await begin();
  for (const path of paths) {
    const answers = await race("resume", path);
    expect(
      answers.filter(({ won }) => won !== undefined),
      path,
    ).toHaveLength(1);
  }
});
