// Watches a results folder and tells what has changed: runs that appear, go on, end or vanish.

import { statSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { byColumns } from "../../core/columns.js";
import type { RunSummary } from "../../inspect/answers.js";
import { metricsEnd, metricsFrom, signature, summarise } from "../../inspect/run-summary.js";
import type { MetricsLine, RunDirectory } from "../../train/run-directory.js";
import { membersOf, RunFolders } from "./run-folders.js";

export type LiveEvent =
  | { readonly kind: "run"; readonly run: RunSummary }
  | { readonly kind: "gone"; readonly id: string }
  | {
      readonly kind: "metrics";
      readonly id: string;
      readonly lines: readonly MetricsLine[];
      /** The iteration of the line before them, null where it was not read: whoever lacks that asks for all lines */
      readonly after: number | null;
    };

interface Known {
  readonly id: string;
  signature: string;
  summary: RunSummary;
  members: readonly RunDirectory[];
  /** When its record was written, or it was seen to change: milliseconds since 1970 */
  changedAt: number;
  told: Told;
}

/** How far metrics.jsonl was told: its bytes, and the iteration of the last line, null where it was not read. */
interface Told {
  readonly bytes: number;
  readonly iteration: number | null;
}

/** Milliseconds between two looks, while somebody listens. Files are asked, not the kernel: that works on any disk. */
const EVERY_MS = 250;
/** A look may take this part of the time: the next one waits where there are many runs. */
const SHARE = 0.1;
/** Milliseconds of work after which others have their turn. */
const TURN_MS = 15;
/** A run that has ended is looked at with each look so long, then with its share of them. */
const SETTLING_MS = 3000;
const LOOKS_A_ROUND = 40;
const LEAST_A_LOOK = 100;
/** Lines in one event. */
const MOST_LINES = 500;

export class LiveResults {
  /** By path */
  #known = new Map<string, Known>();
  readonly #folders: RunFolders;
  readonly #listeners = new Set<(event: LiveEvent) => void>();
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;
  #round = 0;
  #json: string | null = null;

  constructor(
    readonly results: string,
    only?: string | undefined,
  ) {
    this.#folders = new RunFolders(results, only);
  }

  /** Every run as it is now, a RunSummary each, as JSON by columns. */
  async json(): Promise<string> {
    await this.look();
    this.#json ??= JSON.stringify(byColumns(Array.from(this.#known.values(), ({ summary }) => summary)));
    return this.#json;
  }

  /** Looks once, and tells the listeners what is new. Only what has changed is read. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const seen = new Map<string, Known>();
    const due = this.#due();
    let turn = performance.now();
    const visit = (directory: RunDirectory): Known | null => {
      const before = this.#known.get(directory.path);
      const known = before !== undefined && !due(before) ? before : this.#visit(directory, before);
      if (known !== null) seen.set(directory.path, known);
      return known;
    };
    for (const directory of this.#folders.list()) {
      const run = visit(directory);
      for (const member of run?.members ?? []) visit(member);
      if (performance.now() - turn < TURN_MS) continue;
      await setImmediate();
      turn = performance.now();
    }
    const before = this.#known;
    this.#known = seen;
    for (const [path, { id }] of before) if (!seen.has(path)) this.#tell({ kind: "gone", id });
  }

  /** Who is looked at this time: what goes on, and of what has ended one part after the other. */
  #due(): (known: Known) => boolean {
    const now = Date.now();
    const size = Math.max(LEAST_A_LOOK, Math.ceil(this.#known.size / LOOKS_A_ROUND));
    const from = this.#round < this.#known.size ? this.#round : 0;
    this.#round = from + size;
    let place = -1;
    return ({ summary: { status }, changedAt }) => {
      place++;
      if (place >= from && place < from + size) return true;
      return status === "running" || status === "broken" || now - changedAt < SETTLING_MS;
    };
  }

  /** Null if it has vanished meanwhile: the next look knows. */
  #visit(directory: RunDirectory, before: Known | undefined): Known | null {
    try {
      const now = signature(directory);
      if (now.startsWith("-")) return null; // without run.json it is none
      const members = membersOf(directory);
      // Whether a running run's process is still there no file says.
      if (before?.signature === now && before.summary.status !== "running") return { ...before, members };
      const summary = summarise(this.results, directory);
      const hasChanged = before?.signature !== now || before.summary.status !== summary.status;
      const { id } = summary;
      const told = hasChanged ? this.#tellMetrics(id, directory, before) : before.told;
      if (hasChanged) this.#tell({ kind: "run", run: summary });
      const changedAt =
        before === undefined
          ? statSync(directory.file("run.json")).mtimeMs
          : hasChanged
            ? Date.now()
            : before.changedAt;
      return { id, signature: now, summary, members, changedAt, told };
    } catch {
      return null;
    }
  }

  /** @returns how far it is told now */
  #tellMetrics(id: string, directory: RunDirectory, before: Known | undefined): Told {
    const end = metricsEnd(directory);
    // Whoever begins to listen asks for what is there already; a file that was cut will be written again.
    if (before === undefined || this.#listeners.size === 0 || end <= before.told.bytes)
      return { bytes: end, iteration: end === before?.told.bytes ? before.told.iteration : null };
    const { lines, next } = metricsFrom(directory, before.told.bytes);
    if (lines.length === 0) return { ...before.told, bytes: next };
    const left = lines.at(-MOST_LINES - 1);
    const after = left === undefined ? before.told.iteration : left.iteration;
    this.#tell({ kind: "metrics", id, lines: lines.slice(-MOST_LINES), after });
    return { bytes: next, iteration: lines[lines.length - 1].iteration };
  }

  #tell(event: LiveEvent): void {
    if (event.kind !== "metrics") this.#json = null;
    for (const listener of this.#listeners) listener(event);
  }

  /** Calls back with each change from now on. @returns what ends it */
  listen(listener: (event: LiveEvent) => void): () => void {
    this.#listeners.add(listener);
    if (this.#timer === null) this.#lookLater(EVERY_MS);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0 || this.#timer === null) return;
      clearTimeout(this.#timer);
      this.#timer = null;
    };
  }

  #lookLater(wait: number): void {
    const timer = setTimeout(async () => {
      const start = performance.now();
      await this.look();
      const took = performance.now() - start;
      if (this.#timer === timer) this.#lookLater(Math.max(EVERY_MS, took * (1 / SHARE - 1)));
    }, wait);
    this.#timer = timer;
  }
}
