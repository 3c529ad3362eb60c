// A sweep: a row a member with the values that are its own and what it came to, their curves together.

import type { VNode } from "preact";
import { combinationLabels, valueLabels } from "../../../core/combination-labels.js";
import { meanAndDeviation } from "../../../core/mean-and-deviation.js";
import { readableAddress } from "../../../core/run-address.js";
import { symbolOf } from "../../../core/setting-symbols.js";
import { bySetting, type Combination, combinations, variedIn } from "../../../core/varied.js";
import type { RunDetail, RunSummary } from "../../../inspect/answers.js";
import { mean, standardDeviation } from "../../../metrics/average.js";
import { overLayers } from "../../../metrics/units-at-work.js";
import { Section, Status } from "../controls.js";
import { measured, short } from "../format.js";
import { withName } from "../labels.js";
import { runs } from "../live.js";
import { address } from "../route.js";
import { Cells, type Column, SortHead, useSorted } from "../sorting.js";
import { Term } from "../term.js";
import { Curves } from "./curves.js";

interface Member {
  /** Its folder: 01, 02, … */
  readonly folder: string;
  readonly set: Combination;
  /** Null until it has begun */
  readonly run: RunSummary | null;
}

function membersOf({ config, summary }: RunDetail, ids: readonly string[]): Member[] {
  return combinations(variedIn(config)).map((set, i) => {
    const folder = String(i + 1).padStart(2, "0");
    const id = `${summary.id}~${folder}`;
    return { folder, set, run: (ids.includes(id) && runs.value?.find((run) => run.id === id)) || null };
  });
}

/** A number of each member; of units, those of all hidden layers. */
interface Numbered {
  readonly title: string;
  readonly of: (run: RunSummary) => number | null;
  readonly wide?: boolean;
}

const numbers: readonly Numbered[] = [
  { title: "cost", of: ({ cost }) => cost },
  { title: "error", of: ({ parts }) => parts.error ?? null, wide: true },
  { title: "FVU", of: ({ fvu }) => fvu },
  { title: "mean ρ̂", of: ({ rhoHat }) => rhoHat, wide: true },
  { title: "active", of: ({ layers }) => overLayers(layers, ({ active }) => active), wide: true },
  { title: "silent", of: ({ layers }) => overLayers(layers, ({ silent }) => silent), wide: true },
  { title: "dense", of: ({ layers }) => overLayers(layers, ({ dense }) => dense), wide: true },
  { title: "constant", of: ({ layers }) => overLayers(layers, ({ constant }) => constant), wide: true },
  { title: "copies", of: ({ layers }) => overLayers(layers, ({ copies }) => copies), wide: true },
  { title: "twins", of: ({ layers }) => overLayers(layers, ({ twins }) => twins), wide: true },
  { title: "roughness", of: ({ roughness }) => roughness, wide: true },
  { title: "MCC", of: ({ truth }) => truth?.mcc ?? null },
  { title: "MMCS", of: ({ truth }) => truth?.mmcs ?? null, wide: true },
  { title: "F1", of: ({ truth }) => truth?.f1 ?? null, wide: true },
  { title: "uniqueness", of: ({ truth }) => truth?.uniqueness ?? null, wide: true },
];

/** Those that some member knows; all while none has ended. */
function knownOf(members: readonly Member[]): readonly Numbered[] {
  const ended = members.flatMap(({ run }) => (run !== null && run.fvu !== null ? [run] : []));
  return ended.length === 0 ? numbers : numbers.filter(({ of }) => ended.some((run) => of(run) !== null));
}

function Link({ folder, run }: Member): VNode {
  if (run === null) return <span class="faint">{folder}</span>;
  return (
    <>
      <a href={address(["run", run.id])} title={readableAddress(run.id)}>
        {run.name ?? folder}
      </a>
      {run.problem !== null && <small class="trouble">{run.problem}</small>}
      {run.warning !== null && (
        <small class={run.warning.level} title={run.warning.text}>
          {run.warning.mark}
        </small>
      )}
    </>
  );
}

const labelsIn = (members: readonly Member[], key: string) =>
  valueLabels(
    key,
    members.map(({ set }) => set[key]),
  );

const variedColumns = (members: readonly Member[], keys: readonly string[]): Column<Member>[] =>
  keys.map((key) => {
    const labelOf = labelsIn(members, key);
    return {
      key,
      title: symbolOf(key),
      value: ({ set }) => (typeof set[key] === "number" ? set[key] : labelOf(set[key])),
      cell: ({ set }) => labelOf(set[key]),
    };
  });

const memberColumns = (numbers: readonly Numbered[]): readonly Column<Member>[] => [
  { key: "member", title: "member", value: ({ folder }) => folder, cell: Link, isName: true },
  {
    key: "status",
    title: "status",
    value: ({ run }) => run?.status ?? null,
    cell: ({ run }) => (run === null ? <span class="faint">to come</span> : <Status status={run.status} />),
  },
  ...numbers.map(
    ({ title, of, wide = false }): Column<Member> => ({
      key: title,
      title,
      value: ({ run }) => (run === null ? null : of(run)),
      cell: ({ run }) =>
        run === null ? "–" : title === "cost" ? measured(run.cost, run.iteration) : short(of(run)),
      wide,
      isNumber: true,
    }),
  ),
];

function Members({ members, keys }: { members: readonly Member[]; keys: readonly string[] }): VNode {
  const [link, ...rest] = memberColumns(knownOf(members));
  const columns = [link, ...variedColumns(members, keys), ...rest];
  const rows = useSorted(members, columns, link.key);
  return (
    <div class="scroll">
      <table class="runs members">
        <thead>
          <tr>
            <SortHead columns={columns} standard={link.key} />
          </tr>
        </thead>
        <tbody>
          {rows.map((member) => (
            <tr key={member.folder}>
              <Cells row={member} columns={columns} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function spreadOf(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return "–";
  return known.length === 1 ? short(known[0]) : meanAndDeviation(mean(known), standardDeviation(known));
}

/** What seeds repeat: mean ± standard deviation of the members that have a number. */
function OverSeeds({ members, keys }: { members: readonly Member[]; keys: readonly string[] }): VNode {
  const others = keys.filter((key) => key !== "seed");
  const labels = new Map(others.map((key) => [key, labelsIn(members, key)]));
  const numbers = knownOf(members);
  return (
    <Section title="Over seeds: mean ± standard deviation">
      <div class="scroll">
        <table class="runs members plain-heads">
          <thead>
            <tr>
              {others.map((key) => (
                <th scope="col">{symbolOf(key)}</th>
              ))}
              <th scope="col" class="number">
                runs
              </th>
              {numbers.map(({ title, wide }) => (
                <th scope="col" class={wide ? "number wide" : "number"}>
                  <Term label={title} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bySetting(members).map(({ set, members: same }) => {
              const ended = same.flatMap(({ run }) =>
                run !== null && run.fvu !== null && run.status !== "failed" ? [run] : [],
              );
              return (
                <tr>
                  {others.map((key) => (
                    <td>{labels.get(key)?.(set[key])}</td>
                  ))}
                  <td class="number">
                    {ended.length === same.length ? ended.length : `${ended.length} of ${same.length}`}
                  </td>
                  {numbers.map(({ of, wide }) => (
                    <td class={wide ? "number wide" : "number"}>{spreadOf(ended.map(of))}</td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

export function Sweep({ detail, summary }: { detail: RunDetail; summary: RunSummary }): VNode {
  const members = membersOf(detail, summary.members);
  const keys = variedIn(detail.config).map(({ key }) => key);
  const begun = members.filter(({ run }) => run !== null);
  const labels = combinationLabels(begun.map(({ set }) => set));
  const names = new Map(begun.map(({ run }, i) => [run!.id, withName(run!.name, labels[i])]));
  const ids = [...names.keys()];
  const repeats = bySetting(members).some(({ members: same }) => same.length > 1);
  return (
    <>
      <Section
        title="Members"
        aside={
          ids.length > 1 && (
            <a class="button" href={address(["compare"], { runs: ids.join(",") })}>
              Compare them
            </a>
          )
        }
      >
        <Members members={members} keys={keys} />
      </Section>
      {repeats && <OverSeeds members={members} keys={keys} />}
      {ids.length > 0 && (
        <Section title="Training">
          <Curves ids={ids} nameOf={(id) => names.get(id) ?? id} />
        </Section>
      )}
    </>
  );
}
