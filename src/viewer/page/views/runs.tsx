// All runs: filter, sort, choose some to compare.

import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { foldersOf } from "../../../core/run-address.js";
import type { RunSummary } from "../../../inspect/answers.js";
import { Status } from "../controls.js";
import { duration, measured, moment, short } from "../format.js";
import { runs } from "../live.js";
import { address, go, route, setQuery } from "../route.js";

/** Words that all occur, or a regular expression between slashes. */
function matcher(filter: string): (run: RunSummary) => boolean {
  const text = ({ id, question, status }: RunSummary) => `${foldersOf(id)?.join("/")} ${question} ${status}`;
  const pattern = /^\/(.*)\/([a-z]*)$/.exec(filter.trim());
  if (pattern !== null) {
    try {
      const expression = new RegExp(pattern[1], pattern[2]);
      return (run) => expression.test(text(run));
    } catch {
      return () => false;
    }
  }
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return (run) => words.every((word) => text(run).toLowerCase().includes(word));
}

type Value = string | number | null;
const columns: readonly { key: string; title: string; value: (run: RunSummary) => Value; wide?: boolean }[] =
  [
    { key: "started", title: "started", value: (run) => run.startedAt, wide: true },
    { key: "run", title: "run", value: (run) => run.id },
    { key: "status", title: "status", value: (run) => run.status },
    { key: "iteration", title: "iteration", value: (run) => run.iteration },
    { key: "cost", title: "cost", value: (run) => run.cost },
    { key: "error", title: "error", value: (run) => run.parts.error ?? null, wide: true },
    { key: "fvu", title: "FVU", value: (run) => run.fvu, wide: true },
    { key: "rho", title: "ρ̂", value: (run) => run.rhoHat, wide: true },
    { key: "roughness", title: "roughness", value: (run) => run.roughness, wide: true },
    { key: "time", title: "time", value: (run) => run.seconds, wide: true },
  ];

function sorted(list: readonly RunSummary[], key: string, falling: boolean): RunSummary[] {
  const { value } = columns.find((column) => column.key === key) ?? columns[0];
  const compare = (a: Value, b: Value) => {
    if (a === b) return 0;
    if (a === null) return 1; // what is not known comes last, either way
    if (b === null) return -1;
    return (a < b ? -1 : 1) * (falling ? -1 : 1);
  };
  return [...list].sort((a, b) => compare(value(a), value(b)));
}

/** The members of a sweep below it, in their order, wherever it stands. */
function grouped(list: readonly RunSummary[]): RunSummary[] {
  const byId = new Map(list.map((run) => [run.id, run]));
  const below = new Set(list.flatMap(({ members }) => members));
  return list
    .filter(({ id }) => !below.has(id))
    .flatMap((run) => [run, ...run.members.flatMap((id) => byId.get(id) ?? [])]);
}

function Row({
  run,
  chosen,
  choose,
}: {
  run: RunSummary;
  chosen: boolean;
  choose: (on: boolean) => void;
}): VNode {
  const progress = run.iteration !== null && run.iterations !== null ? run.iteration / run.iterations : 0;
  const isMember = foldersOf(run.id)?.length === 3;
  return (
    <tr class={isMember ? "member" : ""}>
      <td>
        <input
          type="checkbox"
          checked={chosen}
          aria-label={`compare ${run.id}`}
          disabled={run.status === "broken"}
          onChange={(event) => choose(event.currentTarget.checked)}
        />
      </td>
      <td class="wide faint">{moment(run.startedAt)}</td>
      <td class="name">
        <a href={address(["run", run.id])}>{run.experiment}</a>
        <small>{run.members.length > 0 ? `${run.members.length} members · ${run.run}` : run.run}</small>
        {run.problem !== null && <small class="trouble">{run.problem}</small>}
        {run.warning !== null && (
          <small class={run.warning.level} title={run.warning.text}>
            {run.warning.mark}
          </small>
        )}
      </td>
      <td>
        <Status status={run.status} />
      </td>
      <td class="number">
        {run.iteration === null ? "–" : run.iteration}
        {run.status === "running" && <progress value={progress} aria-label="progress" />}
      </td>
      <td class="number">{measured(run.cost, run.iteration)}</td>
      <td class="number wide">{measured(run.parts.error, run.iteration)}</td>
      <td class="number wide">{short(run.fvu, 3)}</td>
      <td class="number wide">{short(run.rhoHat, 3)}</td>
      <td class="number wide">{short(run.roughness, 3)}</td>
      <td class="number wide">{duration(run.seconds)}</td>
    </tr>
  );
}

export function RunsView(): VNode {
  const { filter = "", sort = "started", chosen = "" } = route.value.query;
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
  if (runs.value === null) return <p class="faint">Reading the runs …</p>;
  const key = sort.replace(/^-/, "");
  const falling = sort === "started" || sort.startsWith("-");
  const shown = grouped(sorted(runs.value.filter(matcher(filter)), key, falling));
  const picked = new Set(chosen.split(",").filter(Boolean));
  const choose = (id: string, on: boolean) => {
    if (on) picked.add(id);
    else picked.delete(id);
    setQuery({ chosen: [...picked].join(",") });
  };
  return (
    <>
      <div class="toolbar">
        <input
          ref={box}
          type="search"
          class="filter"
          placeholder="filter: words, or /a regular expression/"
          aria-label="filter runs"
          value={filter}
          onInput={(event) => setQuery({ filter: event.currentTarget.value })}
        />
        <span class="faint" aria-live="polite">
          {shown.length} of {runs.value.length} runs
        </span>
        <button
          type="button"
          disabled={picked.size < 2}
          onClick={() => go(address(["compare"], { runs: [...picked].join(",") }))}
        >
          Compare {picked.size > 0 ? picked.size : ""}
        </button>
        <button
          type="button"
          disabled={shown.length === 0}
          onClick={() =>
            setQuery({
              chosen: shown
                .filter((run) => run.status !== "broken")
                .slice(0, 20)
                .map(({ id }) => id)
                .join(","),
            })
          }
        >
          Choose these
        </button>
      </div>
      {runs.value.length === 0 ? (
        <p class="empty">
          No runs yet. <code>npm start</code> or <code>npx rhohat run natural-patches</code> makes one; it
          appears here as it starts.
        </p>
      ) : (
        <table class="runs">
          <thead>
            <tr>
              <th />
              {columns.map((column) => (
                <th
                  class={column.wide ? "wide" : ""}
                  aria-sort={key === column.key ? (falling ? "descending" : "ascending") : "none"}
                >
                  <button
                    type="button"
                    onClick={() =>
                      setQuery({ sort: key === column.key && !falling ? `-${column.key}` : column.key })
                    }
                  >
                    {column.title}
                    {key === column.key ? (falling ? " ↓" : " ↑") : ""}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((run) => (
              <Row key={run.id} run={run} chosen={picked.has(run.id)} choose={(on) => choose(run.id, on)} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
