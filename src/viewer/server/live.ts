// Watches a results folder and tells what has changed: runs that appear, go on, end or vanish.

import type { RunSummary } from "../../inspect/answers.js";
import { runId } from "../../inspect/run-id.js";
import { metricsFrom, signature, summarise } from "../../inspect/run-summary.js";
import { findRuns, type MetricsLine, type RunDirectory } from "../../train/run-directory.js";

export type LiveEvent =
  | { readonly kind: "run"; readonly run: RunSummary }
  | { readonly kind: "gone"; readonly id: string }
  | { readonly kind: "metrics"; readonly id: string; readonly lines: readonly MetricsLine[] };

interface Known {
  readonly directory: RunDirectory;
  signature: string;
  summary: RunSummary;
  /** Bytes of metrics.jsonl that were told */
  told: number;
}

/** Milliseconds between two looks, while somebody listens. Files are asked, not the kernel: that works on any disk. */
const EVERY_MS = 250;

/** All runs of a folder, and those in the members/ of sweeps. */
function allRuns(results: string): RunDirectory[] {
  return findRuns(results).flatMap((run) => [run, ...run.members()]);
}

export class LiveResults {
  readonly #known = new Map<string, Known>();
  readonly #listeners = new Set<(event: LiveEvent) => void>();
  #timer: NodeJS.Timeout | null = null;

  constructor(readonly results: string) {}

  /** Every run as it is now; only what has changed is read. */
  runs(): RunSummary[] {
    this.look();
    return [...this.#known.values()].map(({ summary }) => summary);
  }

  /** Looks once, and tells the listeners what is new. */
  look(): void {
    const seen = new Set<string>();
    let found: RunDirectory[];
    try {
      found = allRuns(this.results);
    } catch {
      return; // A folder vanished while it was listed: the next look knows.
    }
    for (const directory of found) {
      const id = runId(this.results, directory.path);
      seen.add(id);
      try {
        this.#lookAt(id, directory);
      } catch {
        // It vanished while it was read: the next look knows.
      }
    }
    for (const id of this.#known.keys()) {
      if (seen.has(id)) continue;
      this.#known.delete(id);
      this.#tell({ kind: "gone", id });
    }
  }

  #lookAt(id: string, directory: RunDirectory): void {
    const known = this.#known.get(id);
    const now = signature(directory);
    // Whether a running run's process is still there no file says.
    if (known?.signature === now && known.summary.status !== "running") return;
    const summary = summarise(this.results, directory);
    const isNew = known === undefined;
    const changed = isNew || known.signature !== now || known.summary.status !== summary.status;
    const entry: Known = known ?? { directory, signature: now, summary, told: 0 };
    entry.signature = now;
    entry.summary = summary;
    this.#known.set(id, entry);
    if (!changed) return;
    if (this.#listeners.size > 0 && summary.status !== "broken") {
      const { lines, next } = metricsFrom(directory, entry.told);
      if (!isNew && lines.length > 0 && next > entry.told) this.#tell({ kind: "metrics", id, lines });
      entry.told = next;
    }
    this.#tell({ kind: "run", run: summary });
  }

  #tell(event: LiveEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Calls back with each change from now on. @returns what ends it */
  listen(listener: (event: LiveEvent) => void): () => void {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.look(), EVERY_MS);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0 || this.#timer === null) return;
      clearInterval(this.#timer);
      this.#timer = null;
    };
  }
}
