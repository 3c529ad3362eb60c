// All runs: filter, sort, choose some to compare.

import type { VNode } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { quantity } from "../../../core/in-words.js";
import { foldersOf } from "../../../core/run-address.js";
import { parseFilter } from "../../../core/run-filter.js";
import type { FindingAnswer, RunSummary } from "../../../inspect/answers.js";
import { shareAtWork, unitsAtWork } from "../../../metrics/units-at-work.js";
import { Section, Status } from "../controls.js";
import { duration, measured, moment, short } from "../format.js";
import { differences, titleOf } from "../labels.js";
import { runs } from "../live.js";
import { LongRows } from "../long-table.js";
import { address, go, route, setQuery } from "../route.js";
import { Cells, type Column, SortHead, useSorted } from "../sorting.js";
import { siteTitle, useAnswer } from "../source.js";
import { Multiples } from "./member-plots.js";
import "./runs.css";
import "./runs-table.css";

/** A sweep has no features of its own. */
const isCompared = ({ status, varied }: RunSummary) => status !== "broken" && varied.length === 0;
const isMember = ({ id }: RunSummary) => foldersOf(id)?.length === 3;

/** What it is called, and what differs from the others like it. */
function Name({ run }: { run: RunSummary }): VNode {
  const differs = differences.value.get(run.id) ?? "";
  const main = isMember(run) && run.name === null ? differs : titleOf(run);
  const rest = [
    run.members.length === 0
      ? ""
      : run.members.length < run.planned
        ? `${run.members.length} of ${quantity(run.planned, "member")}`
        : quantity(run.members.length, "member"),
    run.name === null || isMember(run) ? "" : run.experiment,
    main === differs ? "" : differs,
  ];
  return (
    <>
      <a href={address(["run", run.id])} title={run.run}>
        {main}
      </a>
      <small>{rest.filter(Boolean).join(" · ")}</small>
      {run.problem !== null && <small class="trouble">{run.problem}</small>}
      {run.warning !== null && (
        <small class={run.warning.level} title={run.warning.text}>
          {run.warning.mark}
        </small>
      )}
    </>
  );
}

function Iteration({ run: { iteration, iterations, status } }: { run: RunSummary }): VNode {
  const progress = iteration !== null && iterations !== null ? iteration / iterations : 0;
  return (
    <>
      {iteration ?? "–"}
      {status === "running" && <progress value={progress} aria-label="progress" />}
    </>
  );
}

const wide = { wide: true, isNumber: true };
const columns: readonly Column<RunSummary>[] = [
  {
    key: "started",
    title: "started",
    value: ({ startedAt }) => startedAt,
    cell: ({ startedAt }) => <span class="faint moment">{moment(startedAt)}</span>,
    wide: true,
  },
  { key: "run", title: "run", value: titleOf, cell: (run) => <Name run={run} />, isName: true },
  {
    key: "status",
    title: "status",
    value: ({ status }) => status,
    cell: ({ status }) => <Status status={status} />,
  },
  {
    key: "iteration",
    title: "iteration",
    value: ({ iteration }) => iteration,
    cell: (run) => <Iteration run={run} />,
    isNumber: true,
  },
  {
    key: "cost",
    title: "cost",
    value: ({ cost }) => cost,
    cell: ({ cost, iteration }) => measured(cost, iteration),
    isNumber: true,
  },
  {
    key: "error",
    title: "error",
    value: ({ parts }) => parts.error ?? null,
    cell: ({ parts, iteration }) => measured(parts.error, iteration),
    ...wide,
  },
  { key: "fvu", title: "FVU", value: ({ fvu }) => fvu, cell: ({ fvu }) => short(fvu, 3), ...wide },
  {
    key: "units",
    title: "units at work",
    value: ({ layers }) => shareAtWork(layers),
    cell: ({ layers }) => unitsAtWork(layers) ?? "–",
    ...wide,
  },
  {
    key: "rho",
    title: "mean ρ̂",
    value: ({ rhoHat }) => rhoHat,
    cell: ({ rhoHat }) => short(rhoHat, 3),
    ...wide,
  },
  {
    key: "roughness",
    title: "roughness",
    value: ({ roughness }) => roughness,
    cell: ({ roughness }) => short(roughness, 3),
    ...wide,
  },
  {
    key: "mcc",
    title: "MCC",
    value: ({ truth }) => truth?.mcc ?? null,
    cell: ({ truth }) => short(truth?.mcc ?? null, 3),
    ...wide,
  },
  {
    key: "time",
    title: "time",
    value: ({ seconds }) => seconds,
    cell: ({ seconds }) => duration(seconds),
    ...wide,
  },
];
/** MCC where some run's data know their features. */
const columnsFor = (all: readonly RunSummary[]) =>
  all.some(({ truth }) => truth !== null) ? columns : columns.filter(({ key }) => key !== "mcc");

/** The newest first. */
const STANDARD = "-started";

/** The members of a sweep below it, in their order, wherever it stands. */
function grouped(list: readonly RunSummary[]): RunSummary[] {
  const byId = new Map(list.map((run) => [run.id, run]));
  const below = new Set(list.flatMap(({ members }) => members));
  return list
    .filter(({ id }) => !below.has(id))
    .flatMap((run) => [run, ...run.members.flatMap((id) => byId.get(id) ?? [])]);
}

/** / leads to the box. */
function useFocusKey(): { readonly current: HTMLInputElement | null } {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      box.current?.focus();
    };
    addEventListener("keydown", focus);
    return () => removeEventListener("keydown", focus);
  }, []);
  return box;
}

/** Runs chosen at once, at most. */
const MOST_CHOSEN = 20;

function Toolbar({
  all,
  shown,
  problem,
}: {
  all: number;
  shown: readonly RunSummary[];
  problem: string | null;
}): VNode {
  const box = useFocusKey();
  const { filter = "", chosen = "" } = route.value.query;
  const picked = chosen.split(",").filter(Boolean);
  const these = shown.filter(isCompared).slice(0, MOST_CHOSEN);
  return (
    <>
      <div class="toolbar">
        <input
          ref={box}
          type="search"
          class="filter"
          placeholder="words, rho<0.05 hidden=100, /reg.*exp/"
          aria-label="filter runs"
          aria-describedby={problem === null ? undefined : "filter-problem"}
          value={filter}
          onInput={(event) => setQuery({ filter: event.currentTarget.value })}
        />
        <span class="faint" aria-live="polite">
          {shown.length} of {quantity(all, "run")}
        </span>
        <button
          type="button"
          disabled={picked.length < 2}
          onClick={() => go(address(["compare"], { runs: picked.join(",") }))}
        >
          Compare {picked.length > 0 ? picked.length : ""}
        </button>
        <button
          type="button"
          disabled={these.length === 0}
          onClick={() => setQuery({ chosen: these.map(({ id }) => id).join(",") })}
        >
          Choose these
        </button>
      </div>
      {problem !== null && (
        <p class="trouble" role="status" id="filter-problem">
          {problem}
        </p>
      )}
    </>
  );
}

/** What came of the experiments whose runs are shown. */
function Findings({ shown }: { shown: readonly RunSummary[] }): VNode | null {
  const { answer } = useAnswer<FindingAnswer[]>("/api/experiments");
  const names = new Set(shown.map(({ experiment }) => experiment));
  const told = (answer ?? []).filter(({ experiment }) => names.has(experiment));
  if (told.length === 0) return null;
  return (
    <Section title="Found">
      <dl class="findings">
        {told.map(({ experiment, question, found }) => (
          <div key={experiment}>
            <dt>
              {experiment} <small>{question}</small>
            </dt>
            <dd>{found}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

/** Features that the front of a site shows, of so many runs at most. */
const MOST_PICTURED = 12;

/** What whoever only looks sees first of a site: what was asked and found, and the features of each run, of a sweep's first. */
function SiteFront({ title, all }: { title: string; all: readonly RunSummary[] }): VNode {
  const byId = new Map(all.map((run) => [run.id, run]));
  const nameOf = (run: RunSummary) =>
    [titleOf(run), isMember(run) ? differences.value.get(run.id) : ""].filter(Boolean).join(" · ");
  const first = all
    .filter((run) => !isMember(run))
    .map(({ id, members }) => byId.get(members[0] ?? id)!)
    .slice(0, MOST_PICTURED);
  return (
    <>
      <h1>{title}</h1>
      <Findings shown={all} />
      <Multiples
        members={first.map((run) => ({ folder: run.run, set: {}, run }))}
        names={new Map(first.map((run) => [run.id, nameOf(run)]))}
      />
    </>
  );
}

export function RunsView(): VNode {
  const { filter = "", chosen = "" } = route.value.query;
  const all = runs.value ?? [];
  const { matches, problem } = useMemo(
    () =>
      parseFilter(
        filter,
        all.map(({ settings }) => settings),
        true,
      ),
    [filter, runs.value],
  );
  const own = columnsFor(all);
  const shown = grouped(useSorted(all.filter(matches), columns, STANDARD));
  if (runs.value === null) return <p class="faint">Reading the runs …</p>;
  const picked = new Set(chosen.split(",").filter(Boolean));
  const choose = (id: string, on: boolean) => {
    if (on) picked.add(id);
    else picked.delete(id);
    setQuery({ chosen: [...picked].join(",") });
  };
  return (
    <>
      {siteTitle === null ? <h1 class="unseen">Runs</h1> : <SiteFront title={siteTitle} all={all} />}
      <Toolbar all={all.length} shown={shown} problem={problem} />
      {all.length === 0 ? (
        <p class="empty">
          No runs yet. <code>npm start</code> or <code>npx rhohat run natural-patches</code> makes one; it
          appears here as it starts.
        </p>
      ) : (
        <table class="runs" aria-rowcount={shown.length + 1}>
          <thead>
            <tr>
              <th scope="col">
                <span class="unseen">compare</span>
              </th>
              <SortHead columns={own} standard={STANDARD} />
            </tr>
          </thead>
          <LongRows rows={shown}>
            {(run, place) => (
              <tr key={run.id} aria-rowindex={place + 2} class={isMember(run) ? "member" : ""}>
                <td>
                  <input
                    type="checkbox"
                    checked={picked.has(run.id)}
                    aria-label={`compare ${run.id}`}
                    disabled={!isCompared(run)}
                    onChange={(event) => choose(run.id, event.currentTarget.checked)}
                  />
                </td>
                <Cells row={run} columns={own} />
              </tr>
            )}
          </LongRows>
        </table>
      )}
      {siteTitle === null && <Findings shown={shown} />}
    </>
  );
}
