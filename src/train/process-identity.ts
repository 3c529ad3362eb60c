// Which process is meant, also when its id is somebody else's by now.

import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { nullOr, objectOf, optional, type Reader, text, whole } from "../core/stored.js";

export interface ProcessIdentity {
  readonly host: string;
  /** Linux: in which of the machine's namespaces the id is meant, as a container has one of its own; null elsewhere */
  readonly space?: string | null | undefined;
  readonly pid: number;
  /** The boot and the moment in it when the process began; null where the machine does not tell */
  readonly began: string | null;
}

/** How it is read from a file, which may hold more. */
export const storedIdentity: Reader<ProcessIdentity & Readonly<Record<string, unknown>>> = objectOf({
  host: text,
  space: optional(nullOr(text)),
  pid: whole(0),
  began: nullOr(text),
});

export type Life = "alive" | "dead" | "unknown";

/** Linux: the boot's id and the start in ticks since it; null for a process that has ended or elsewhere. */
function beginningOf(pid: number): string | null {
  try {
    // The name in parentheses may hold anything; what follows it is fields 3 (state), 4, …, 22 (start).
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return null; // it has ended, nobody has asked how
    return `${bootId()}/${fields[19]}`;
  } catch {
    return null;
  }
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}

function ownSpace(): string | null {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return null;
  }
}

export function thisProcess(): ProcessIdentity {
  return { host: hostname(), space: ownSpace(), pid: process.pid, began: beginningOf(process.pid) };
}

/** Whether that very process still runs; of another machine's, or another container's, nobody here can tell. */
export function lifeOf({ host, space = ownSpace(), pid, began }: ProcessIdentity): Life {
  if (host !== hostname() || space !== ownSpace()) return "unknown";
  if (began !== null) return beginningOf(pid) === began ? "alive" : "dead";
  try {
    process.kill(pid, 0);
    return "alive";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? "alive" : "dead";
  }
}
