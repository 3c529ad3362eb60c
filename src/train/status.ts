// What has become of a run, told from its folder: the one answer that list, show and the viewer give.

import { lastClaim, lifeOfClaim } from "./claim.js";
import type { RunDirectory, RunRecord } from "./run-directory.js";

/** "stopped": it was running, and its process has gone without a word. */
export type LiveStatus = RunRecord["status"] | "stopped";

/**
 * The status of a run now. run.json has the last word that could be written; while that is "running", the claim says
 * whether its process still lives, or how it ended where the disk was full. A run that was interrupted still runs while
 * its figures are drawn.
 */
export function liveStatus(
  directory: RunDirectory,
  record: Pick<RunRecord, "status"> = directory.readRecord(),
): LiveStatus {
  if (record.status !== "running" && record.status !== "interrupted") return record.status;
  const claim = lastClaim(directory.path);
  const life = lifeOfClaim(claim);
  if (life === "alive") return "running";
  // A process of another machine cannot be asked: its word stands.
  if (life === "unknown" || record.status === "interrupted") return record.status;
  return claim?.owner?.ended?.status ?? "stopped";
}
