// Where and with what a run was made: the part of run.json that captures itself.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";

const GIT_TIMEOUT_MS = 2000;

/** The version in package.json. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;
}

/** The commit of the folder the run was started in; null outside a git repository, or where git does not answer. */
function askGit(): string | null {
  try {
    // A git that hangs, on a network disk for one, must not hold up the run.
    return execFileSync("git", ["rev-parse", "HEAD"], {
      stdio: ["ignore", "pipe", "ignore"],
      timeout: GIT_TIMEOUT_MS,
      killSignal: "SIGKILL",
    })
      .toString()
      .trim();
  } catch {
    return null;
  }
}

const commits = new Map<string, string | null>();
/** Asked once for each folder: what is committed while the process runs is not what runs, and git takes its time. */
function gitCommit(): string | null {
  const folder = process.cwd();
  if (!commits.has(folder)) commits.set(folder, askGit());
  return commits.get(folder) ?? null;
}

export function environment(): Record<string, unknown> {
  return {
    rhohat: packageVersion(),
    node: process.version,
    machine: {
      platform: process.platform,
      arch: process.arch,
      cpu: cpus()[0]?.model.trim() ?? "unknown",
      cores: cpus().length,
    },
    gitCommit: gitCommit(),
  };
}
