// Runs as they appear and go on: the server tells, the page only shows.

import { type Signal, signal } from "@preact/signals";
import { byRows, type Columns } from "../../core/columns.js";
import { curveNames, curveValue } from "../../core/curve-values.js";
import { inOrder } from "../../core/in-order.js";
import type { MetricsAnswer, MetricsLine, RunSummary } from "../../inspect/answers.js";
import { getJson, isReport, isStatic, runPath } from "./source.js";

/** Newest first; null until they were asked for. */
export const runs: Signal<readonly RunSummary[] | null> = signal(null);
export const connected: Signal<boolean> = signal(true);

const newestFirst = (list: readonly RunSummary[]) =>
  [...list].sort((a, b) => inOrder(b.startedAt ?? "", a.startedAt ?? "") || inOrder(a.id, b.id));

async function readRuns(): Promise<void> {
  runs.value = newestFirst(byRows<RunSummary>(await getJson<Columns>("/api/runs")));
}

const told = (run: RunSummary) => {
  runs.value = newestFirst([run, ...(runs.value ?? []).filter(({ id }) => id !== run.id)]);
};

/** A run has another name now: at once, before the server tells. */
export const renamed = (run: RunSummary, name: string | null): void => told({ ...run, name });

const curves = new Map<string, Signal<MetricsAnswer | null>>();

/** The curves of a run, growing while it trains. */
export function metricsOf(id: string): Signal<MetricsAnswer | null> {
  let found = curves.get(id);
  if (found === undefined) {
    found = signal<MetricsAnswer | null>(null);
    curves.set(id, found);
    refresh(id, found);
  }
  return found;
}

function refresh(id: string, into: Signal<MetricsAnswer | null>): void {
  getJson<MetricsAnswer>(runPath(id, "metrics")).then(
    (answer) => {
      into.value = answer;
    },
    () => {
      into.value = { iteration: [], seconds: [], series: {} };
    },
  );
}

function append(before: MetricsAnswer, lines: readonly MetricsLine[]): MetricsAnswer {
  const known = before.iteration.at(-1) ?? -1;
  const fresh = lines.filter(({ iteration }) => iteration > known);
  const series: Record<string, (number | null)[]> = {};
  const names = new Set([...Object.keys(before.series), ...curveNames(fresh)]);
  for (const name of names) {
    const old = before.series[name] ?? before.iteration.map(() => null);
    series[name] = [...old, ...fresh.map((line) => curveValue(line, name))];
  }
  return {
    iteration: [...before.iteration, ...fresh.map(({ iteration }) => iteration)],
    seconds: [...before.seconds, ...fresh.map(({ seconds }) => seconds)],
    series,
  };
}

function listen(): void {
  const stream = new EventSource("/api/events");
  const on = <Data>(kind: string, act: (data: Data) => void) =>
    stream.addEventListener(kind, (event) => act(JSON.parse((event as MessageEvent<string>).data) as Data));
  stream.onopen = () => {
    connected.value = true;
    // What happened while nobody listened.
    readRuns();
    for (const [id, curve] of curves) refresh(id, curve);
  };
  stream.onerror = () => {
    connected.value = false;
  };
  on<{ run: RunSummary }>("run", ({ run }) => told(run));
  on<{ id: string }>("gone", ({ id }) => {
    runs.value = (runs.value ?? []).filter((run) => run.id !== id);
  });
  on<{ id: string; lines: MetricsLine[]; after: number | null }>("metrics", ({ id, lines, after }) => {
    const curve = curves.get(id);
    if (curve === undefined || curve.value === null) return;
    // A resumed run writes again what lay after its checkpoint: the same to the bit.
    if (after === null || after > (curve.value.iteration.at(-1) ?? -1)) refresh(id, curve);
    else curve.value = append(curve.value, lines);
  });
}

if (!isStatic) listen();
else if (!isReport) readRuns();
