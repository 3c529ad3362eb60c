// A disk that fails at its n-th change, in this process: full, or because the process dies there.

import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** What changes a disk; what a full one refuses is those that need room. */
const changing = [
  "appendFileSync",
  "linkSync",
  "mkdirSync",
  "openSync",
  "renameSync",
  "rmSync",
  "rmdirSync",
  "writeSync",
];
const needRoom = ["appendFileSync", "linkSync", "mkdirSync", "openSync", "writeSync"];

/** Thrown by every change after the process died. */
class Killed extends Error {}

export type Fault = "killed" | "full";

/** Does `work` on a disk where the change number `at`, counted from 1, fails and all after it. @returns how many changes there were */
export async function withDiskFault(fault: Fault, at: number, work: () => Promise<unknown>): Promise<number> {
  const functions = fs as unknown as Record<string, (...all: unknown[]) => unknown>;
  const originals = Object.fromEntries(changing.map((name) => [name, functions[name]]));
  let count = 0;
  for (const name of fault === "killed" ? changing : needRoom) {
    functions[name] = (...all) => {
      // Only reading, or writing over what has its room, needs none.
      if (name === "openSync" && !String(all[1]).startsWith("w")) return originals[name](...all);
      if (name === "writeSync" && all[2] === 0 && fault === "full") return originals[name](...all);
      count++;
      if (count < at) return originals[name](...all);
      if (fault === "killed") throw new Killed();
      throw Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), {
        code: "ENOSPC",
        syscall: name,
        errno: -28,
      });
    };
  }
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    Object.assign(functions, originals);
    syncBuiltinESMExports();
  }
  return count;
}
