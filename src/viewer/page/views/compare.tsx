// Several runs: their curves together, their configs compared, their features matched.

import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { quantity } from "../../../core/in-words.js";
import { readableAddress } from "../../../core/run-address.js";
import { readable } from "../../../core/settings.js";
import { variedIn } from "../../../core/varied.js";
import type { RunSummary } from "../../../inspect/answers.js";
import { Choice, Section, Toggle, Trouble } from "../controls.js";
import { measured, short } from "../format.js";
import { labelsOf, titleOf } from "../labels.js";
import { address, route, setQuery } from "../route.js";
import { isStatic } from "../source.js";
import { Term } from "../term.js";
import { CommonMap } from "./common-map.js";
import { Curves } from "./curves.js";
import { Matches } from "./matches.js";
import { useDetails } from "./use-details.js";
import "./compare.css";

type Table = Map<string, string>;

/** Nested values as "model.rho" → "0.01". */
function flatten(value: unknown, prefix = "", into: Table = new Map()): Table {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    for (const [key, inner] of Object.entries(value))
      flatten(inner, prefix === "" ? key : `${prefix}.${key}`, into);
  else
    into.set(
      prefix,
      typeof value === "number" ? readable(value) : typeof value === "string" ? value : JSON.stringify(value),
    );
  return into;
}

/** What is counted of a layer's units, by what it is called. */
const countedUnits = {
  "constant units": "constant",
  "silent units": "silent",
  "dense units": "dense",
  copies: "copies",
  "negative twins": "twins",
} as const;

/** What a run came to; where it diverged, that it did. */
function numbersOf({
  status,
  iteration,
  cost,
  parts,
  fvu,
  rhoHat,
  layers,
  roughness,
  truth,
  seconds,
  warning,
}: RunSummary): Table {
  const units = Object.entries(layers).flatMap(([layer, numbers]) => [
    ...Object.entries(countedUnits).map(([name, key]) => {
      const count = numbers[key] ?? null;
      return [`${name}, layer ${layer}`, count === null ? "–" : `${count} of ${numbers.units}`] as const;
    }),
    [`active on an example, layer ${layer}`, short(numbers.active)] as const,
  ]);
  return new Map([
    ["status", status],
    ["iteration", short(iteration)],
    ...Object.entries({ cost, ...parts }).map(([name, value]) => [name, measured(value, iteration)] as const),
    ["FVU", short(fvu)],
    ["mean ρ̂", short(rhoHat)],
    ...units,
    ["roughness", short(roughness)],
    ...(truth === null
      ? []
      : ([
          ["MCC", short(truth.mcc)],
          ["MMCS", short(truth.mmcs)],
          ["F1", short(truth.f1)],
          ["uniqueness", short(truth.uniqueness)],
        ] as const)),
    ["seconds", short(seconds)],
    ["warning", warning?.mark ?? "–"],
  ]);
}

/** One column a run; rows whose values differ are marked, or the only ones shown. */
function Differences({
  columns,
  nameOf,
  all,
}: {
  columns: readonly { id: string; table: Table }[];
  nameOf: (id: string) => string;
  all: boolean;
}): VNode {
  const keys = [...new Set(columns.flatMap(({ table }) => [...table.keys()]))];
  const differs = (key: string) => new Set(columns.map(({ table }) => table.get(key))).size > 1;
  const shown = keys.filter((key) => all || differs(key));
  if (shown.length === 0) return <p class="faint">No differences.</p>;
  return (
    <div class="scroll">
      <table class="differences">
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">key</span>
            </th>
            {columns.map(({ id }) => (
              <th>
                <a href={address(["run", id])} title={readableAddress(id)}>
                  {nameOf(id)}
                </a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((key) => (
            <tr class={differs(key) ? "differs" : ""}>
              <th scope="row">
                <Term label={key} />
              </th>
              {columns.map(({ table }) => (
                <td>{table.get(key) ?? "–"}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The runs of an address, each once. */
export const runsAsked = (list: string): string[] => [...new Set(list.split(",").filter(Boolean))];

/** Other runs are another page: what was read of the last ones is not shown of them. */
export function CompareView(): VNode {
  const { runs = "" } = route.value.query;
  return <Comparison key={runs} runs={runs} />;
}

function Comparison({ runs }: { runs: string }): VNode {
  const { all: equal, of, map, layer = "1" } = route.value.query;
  const ids = useMemo(() => runsAsked(runs), [runs]);
  const { details: all, error } = useDetails(ids);
  const [sweeps, details] = [true, false].map((is) =>
    all.filter(({ config }) => variedIn(config).length > 0 === is),
  );
  const columns = details.map(({ summary, config }) => ({ id: summary.id, table: flatten(config) }));
  const numbers = details.map(({ summary }) => ({
    id: summary.id,
    table: numbersOf(summary),
  }));
  const first = details.find(({ summary }) => summary.id === of) ?? details[0];
  const others = details.filter((detail) => detail !== first && detail.layers.length >= Number(layer));
  const alike = others.filter(({ visible }) => visible === first.visible);
  const nameOf = useMemo(() => labelsOf(details.map(({ summary }) => summary)), [details]);
  const options = details.map(({ summary: { id } }) => [id, nameOf(id)] as const);
  if (ids.length === 0 || error !== null)
    return (
      <>
        <h1>Compare runs</h1>
        {ids.length === 0 && (
          <p class="empty">
            There are no such runs: choose two or more in <a href="#/">the list</a>, then Compare.
          </p>
        )}
        <Trouble error={error} />
      </>
    );
  return (
    <>
      <h1>Compare {quantity(ids.length, "run")}</h1>
      {ids.length === 1 && (
        <p class="note">
          A comparison needs two or more: choose them in <a href="#/">the list</a>, then Compare.
        </p>
      )}
      {sweeps.map(({ summary }) => (
        <p class="note" key={summary.id}>
          <a href={address(["run", summary.id])}>{titleOf(summary)}</a> is a sweep, which has no features of
          its own: choose its members.
        </p>
      ))}
      <Section title="Curves">
        {details.length > 0 && <Curves ids={details.map(({ summary }) => summary.id)} nameOf={nameOf} />}
      </Section>
      <Section title="Numbers">
        <Differences columns={numbers} nameOf={nameOf} all />
      </Section>
      <Section
        title="Configs"
        aside={
          <label class="control">
            <input
              type="checkbox"
              checked={equal !== undefined}
              onChange={(event) => setQuery({ all: event.currentTarget.checked ? "1" : undefined })}
            />{" "}
            also what is equal
          </label>
        }
      >
        <Differences columns={columns} nameOf={nameOf} all={equal !== undefined} />
      </Section>
      {first !== undefined && first.layers.length > 0 && others.length > 0 && (
        <Section
          title="Features, matched"
          aside={
            <div class="toolbar">
              <Choice
                label="features of"
                value={first.summary.id}
                options={options}
                onChange={(value) => setQuery({ of: value })}
              />
              {first.layers.length > 1 && (
                <Choice
                  label="layer"
                  value={layer}
                  options={first.layers.map(({ layer: l }) => [String(l), String(l)] as const)}
                  onChange={(value) => setQuery({ layer: value })}
                />
              )}
            </div>
          }
        >
          {alike.length > 0 && (
            <Matches
              key={`${first.summary.id},${layer}`} // nothing of another run is shown
              runs={[first, ...alike]}
              layer={Number(layer)}
              nameOf={nameOf}
            />
          )}
          {alike.length > 0 && !isStatic && (
            <>
              <Toggle
                label="all of them on one map"
                on={map !== undefined}
                onChange={(on) => setQuery({ map: on ? "1" : undefined, sight: undefined, lasso: undefined })}
              />
              {map !== undefined && (
                <CommonMap
                  key={`${runs},${layer}`}
                  runs={[first, ...alike]}
                  layer={Number(layer)}
                  nameOf={nameOf}
                />
              )}
            </>
          )}
          {alike.length < others.length && (
            <p class="faint">
              Left out, since their examples have another size:{" "}
              {others
                .filter((detail) => !alike.includes(detail))
                .map(({ summary }) => nameOf(summary.id))
                .join(" · ")}
              .
            </p>
          )}
        </Section>
      )}
    </>
  );
}
