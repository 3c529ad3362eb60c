// The built command line, run as a user runs it.

import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

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
  { cwd = root, onErr, onOut }: { cwd?: string; onErr?: Watch; onOut?: Watch } = {},
): Promise<Finished> {
  const child = spawn(process.execPath, [main, ...words], { cwd, stdio: ["ignore", "pipe", "pipe"] });
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
