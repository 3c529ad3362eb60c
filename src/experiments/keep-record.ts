// Whatever ends a run is written down: in run.json, and in the claim where the disk has no room for that.

import { RunError } from "../core/errors.js";
import type { Kernels } from "../kernels/kernels.js";
import type { Claim } from "../train/claim.js";
import { asRunError } from "../train/disk-errors.js";
import type { RunDirectory, RunPart } from "../train/run-directory.js";
import { environment } from "./environment.js";

/** The cost became NaN or infinite: trying again gives the same. */
export class DivergenceError extends RunError {}

/** With what a process trains: the head of run.json, and its entry among the parts. */
export function madeWith({ engine, library, threads }: Kernels): Record<string, unknown> {
  return { engine, ...(library === null ? {} : { library }), threads, ...environment() };
}

/** The entry of a process that begins now. */
export function newPart(from: number, made: Record<string, unknown>): RunPart {
  const { machine: _machine, ...rest } = made;
  return { startedAt: new Date().toISOString(), from, ...rest };
}

/** Completes the entry of the process that trains now. */
export function endPart(directory: RunDirectory, to: number): RunPart[] {
  const { parts = [] } = directory.readRecord();
  return parts.map((part, i) =>
    i === parts.length - 1 ? { ...part, to, endedAt: new Date().toISOString() } : part,
  );
}

/** Does the work of a run that this process holds, and gives the claim back with what became of it. */
export async function keepRecord<Result>(
  directory: RunDirectory,
  claim: Claim,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await work();
    claim.release();
    return result;
  } catch (error) {
    const failure = asRunError(directory.path, error);
    const problem = failure instanceof Error ? failure.message : String(failure);
    try {
      directory.record({ status: "failed", endedAt: new Date().toISOString(), problem });
    } catch {
      // The disk refuses: the claim says it.
    }
    claim.release({ status: "failed", problem });
    throw failure;
  }
}
