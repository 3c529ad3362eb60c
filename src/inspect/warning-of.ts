// The warning of a run, or of a sweep's members, from its folder.

import { z } from "zod";
import type { ResolvedConfig } from "../config/config.js";
import { memberCount, variedIn } from "../core/varied.js";
import type { RunDirectory, RunRecord } from "../train/run-directory.js";
import type { FinalNumbers } from "../train/run-record.js";
import { fallOfCost } from "./last-metrics.js";
import { configOrNull } from "./run-config.js";
import { isAmiss, membersWarning, type RunWarning, runWarning } from "./run-warning.js";

/**
 * What to say of a run that has ended.
 *
 * @param config - its own, for whoever has read it already; else it is read where there is something to say
 */
export function warningOf(
  directory: RunDirectory,
  numbers: FinalNumbers | undefined,
  config?: ResolvedConfig | null,
): RunWarning | null {
  if (numbers === undefined) return originWarning(directory);
  if (!isAmiss(numbers)) return null;
  const known = { ...numbers, fall: fallOfCost(directory) };
  return runWarning(known, config === undefined ? configOrNull(directory) : config);
}

/** What another tool does with weights that came from it, and the model here does not; null where it does the same. */
export function originWarning(directory: RunDirectory): RunWarning | null {
  const read = originRead.safeParse(directory.readRecord().origin);
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
  { metrics }: RunRecord,
  config?: ResolvedConfig | null,
): RunWarning | null {
  const members = directory.members();
  if (members.length === 0) return warningOf(directory, metrics, config);
  const warnings = members.map((member) => {
    try {
      return warningOf(member, member.readRecord().metrics);
    } catch {
      return null; // broken: it has no numbers to warn of
    }
  });
  return membersWarning(warnings, memberCount(variedIn(config ?? configOrNull(directory))));
}
