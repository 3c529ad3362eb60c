// The most memory that this process has held, for tests that run one of their own.

import { readFileSync } from "node:fs";

/**
 * Bytes. On Linux of the program that runs now: what resourceUsage tells there begins with the memory of the process that
 * started it.
 */
export function peakMemory() {
  try {
    return 1024 * Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  } catch {
    return 1024 * process.resourceUsage().maxRSS;
  }
}
