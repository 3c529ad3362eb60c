// The warning of a run, or of a sweep's members, from its folder.

import { z } from "zod";
import type { ResolvedConfig } from "../config/config.js";
import { memberCount, variedIn } from "../core/varied.js";
import type { RunDirectory, RunRecord } from "../train/run-directory.js";
import { fallOfCost } from "./last-metrics.js";
import { configOrNull } from "./run-config.js";
import { isAmiss, membersWarning, type RunWarning, runWarning } from "./run-warning.js";

/** What is looked at of a record. */
type Ended = Pick<RunRecord, "metrics" | "status" | "problem">;

/**
 * What to say of a run that has ended: of one that failed no more than that.
 *
 * @param record - its own
 * @param config - its own, for whoever has read it already; else it is read where there is something to say
 */
export function warningOf(
  directory: RunDirectory,
  record: Ended,
  config?: ResolvedConfig | null,
): RunWarning | null {
  const { metrics: numbers } = record;
  const failed = failureOf(record);
  if (failed !== null)
    return {
      level: "warning",
      mark: "failed",
      text: `the training failed: ${failed}; its numbers are of the last weights before that`,
    };
  if (numbers === undefined) return originWarning(record);
  if (!isAmiss(numbers)) return null;
  const known = { ...numbers, fall: fallOfCost(directory) };
  return runWarning(known, config === undefined ? configOrNull(directory) : config);
}

/** Why a training failed; null where it did not. */
export const failureOf = ({ status, problem }: Ended): string | null =>
  status === "failed" ? (problem ?? "it says no more") : null;

/** What another tool does with weights that came from it, and the model here does not; null where it does the same. */
export function originWarning(record: Partial<RunRecord>): RunWarning | null {
  const read = originRead.safeParse(record.origin);
  if (!read.success || read.data.unsaid.length === 0) return null;
  const { tool, unsaid } = read.data;
  return {
    level: "warning",
    mark: `not as ${tool} computes`,
    text: `what is computed is not what ${tool} computes, which ${unsaid.join(", and ")}`,
  };
}
const originRead = z.object({ tool: z.string(), unsaid: z.array(z.string()) });

/** Its own, or of a sweep how many members have one. @param config - as `warningOf` takes it */
export function summaryWarning(
  directory: RunDirectory,
  record: RunRecord,
  config?: ResolvedConfig | null,
): RunWarning | null {
  const members = directory.members();
  if (members.length === 0) return warningOf(directory, record, config);
  const warnings = members.map((member) => {
    try {
      return warningOf(member, member.readRecord());
    } catch {
      return null; // broken: it has no numbers to warn of
    }
  });
  return membersWarning(warnings, memberCount(variedIn(config ?? configOrNull(directory))));
}
