// What of a run must be the same however often it was stopped and resumed.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The last weights, and the metrics but for the time. */
export function trace(path: string): unknown {
  const last = readdirSync(join(path, "checkpoints")).sort().at(-1) as string;
  const weights = readFileSync(join(path, "checkpoints", last, "weights.safetensors"), "hex");
  const lines = readFileSync(join(path, "metrics.jsonl"), "utf8").trim().split("\n");
  return { last, weights, lines: lines.map((line) => ({ ...JSON.parse(line), seconds: 0 })) };
}

export const temporaries = (path: string): string[] =>
  (readdirSync(path, { recursive: true }) as string[]).filter((name) => name.endsWith(".tmp"));
