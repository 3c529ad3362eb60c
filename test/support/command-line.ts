// The built command line, run as a user runs it.

import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, vi } from "vitest";
import { commandLine } from "../../src/cli/command-line.js";

export const root: string = fileURLToPath(new URL("../..", import.meta.url));
const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

type Watch = (text: string, child: ChildProcess) => unknown;

/** Starts `rhohat …words`; `onErr` and `onOut` see what it prints as it grows, to act at a point of the run. */
export function rhohat(
  words: readonly string[],
  {
    cwd = root,
    env = {},
    onErr,
    onOut,
  }: { cwd?: string; env?: Readonly<Record<string, string>>; onErr?: Watch; onOut?: Watch } = {},
): Promise<Finished> {
  const child = spawn(process.execPath, [main, ...words], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => {
    out += chunk;
    onOut?.(out, child);
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
    onErr?.(err, child);
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

/** Runs the words as far as metrics tell of an iteration, and kills the process there. */
export async function killedAt(iteration: number, words: readonly string[], cwd = root): Promise<void> {
  const standStill = new URL("stand-still.mjs", import.meta.url);
  const { code } = await rhohat(words, {
    cwd,
    env: { NODE_OPTIONS: `--import ${standStill}`, STAND_STILL_AT: String(iteration) },
    onErr: (text, child) => text.includes("standing still") && child.kill("SIGKILL"),
  });
  expect(code).toBeNull();
}

/**
 * The same inside this process, for what is no matter of processes: `process.exit`, signals and real streams need
 * `rhohat` above.
 */
export async function rhohatHere(
  words: readonly string[],
  { cwd = root }: { cwd?: string } = {},
): Promise<Finished> {
  const before = process.cwd();
  const { exitCode } = process;
  const said = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      said[stream] += text;
      return true;
    }),
  );
  // Help is printed through the console, which vitest has made its own.
  const log = vi.spyOn(console, "log").mockImplementation((text) => {
    said.stdout += `${text}\n`;
  });
  process.chdir(cwd);
  process.exitCode = undefined;
  try {
    const code = await commandLine(words);
    return { code: code || Number(process.exitCode ?? 0), out: said.stdout, err: said.stderr };
  } finally {
    process.chdir(before);
    process.exitCode = exitCode;
    for (const spy of [...spies, log]) spy.mockRestore();
  }
}
