// The warning of a run, or of a sweep's members, from its folder.

import type { ResolvedConfig } from "../config/config.js";
import type { RunDirectory, RunRecord } from "../train/run-directory.js";
import type { FinalNumbers } from "../train/run-record.js";
import { readRunConfig } from "./run-config.js";
import { membersWarning, type RunWarning, runWarning } from "./run-warning.js";

/** What to say of a run that has ended, with its config from its folder. */
export function warningOf(directory: RunDirectory, numbers: FinalNumbers | undefined): RunWarning | null {
  if (numbers === undefined) return null;
  let config: ResolvedConfig | null = null;
  try {
    config = readRunConfig(directory);
  } catch {
    // The numbers alone say what is amiss.
  }
  return runWarning(numbers, config);
}

/** Its own, or of a sweep how many members have one. */
export function summaryWarning(directory: RunDirectory, { metrics }: RunRecord): RunWarning | null {
  const members = directory.members();
  if (members.length === 0) return warningOf(directory, metrics);
  return membersWarning(
    members.map((member) => {
      try {
        return warningOf(member, member.readRecord().metrics);
      } catch {
        return null; // broken: it has no numbers to warn of
      }
    }),
  );
}
