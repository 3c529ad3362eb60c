// The members of a sweep as tables: a row a member, and a row a setting over its seeds.

import type { VNode } from "preact";
import { valueLabels } from "../../../core/combination-labels.js";
import { meanAndDeviation } from "../../../core/mean-and-deviation.js";
import { readableAddress } from "../../../core/run-address.js";
import { symbolOf } from "../../../core/setting-symbols.js";
import { bySetting } from "../../../core/varied.js";
import { mean, standardDeviation } from "../../../metrics/average.js";
import { Section, Status } from "../controls.js";
import { measured, short } from "../format.js";
import { address } from "../route.js";
import { Cells, type Column, SortHead, useSorted } from "../sorting.js";
import { Term } from "../term.js";
import { knownOf, type Member, type Numbered } from "./members.js";
import "./runs-table.css";

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

/** A row a member: what is its own, and what it came to. */
export function Members({ members, keys }: { members: readonly Member[]; keys: readonly string[] }): VNode {
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
export function OverSeeds({ members, keys }: { members: readonly Member[]; keys: readonly string[] }): VNode {
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
