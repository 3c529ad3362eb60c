// Several runs: their curves together, their configs compared, their features matched.

import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { quantity } from "../../../core/in-words.js";
import { readableAddress } from "../../../core/run-address.js";
import { readable } from "../../../core/settings.js";
import type { MatchAnswer, RunDetail, RunSummary } from "../../../inspect/answers.js";
import { Choice, Section, Trouble } from "../controls.js";
import { measured, short } from "../format.js";
import { labelsOf } from "../labels.js";
import { address, route, setQuery } from "../route.js";
import { runPath, useAnswer, useBytes } from "../source.js";
import { Term } from "../term.js";
import { Tile } from "../tile.js";
import { Curves } from "./curves.js";

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

interface SideProps {
  readonly detail: RunDetail;
  readonly layer: number;
}

const tilesPath = ({ detail, layer }: SideProps) => {
  const { id, checkpoints } = detail.summary;
  const of = detail.layers[layer - 1]?.hasAtoms ? "atoms" : "features";
  return `${runPath(id, "layers", layer, "tiles")}?of=${of}&step=${checkpoints.at(-1)}`;
};

function Matched({
  a,
  b,
  layer,
  nameOf,
}: {
  a: RunDetail;
  b: RunDetail;
  layer: number;
  nameOf: (id: string) => string;
}): VNode {
  const match = useAnswer<MatchAnswer>(`/api/match?a=${a.summary.id}&b=${b.summary.id}&layer=${layer}`);
  const tilesA = useBytes(tilesPath({ detail: a, layer }));
  const tilesB = useBytes(tilesPath({ detail: b, layer }));
  const trouble = match.error ?? tilesA.error ?? tilesB.error;
  if (trouble !== null) return <Trouble error={trouble} />;
  if (match.answer === null || tilesA.answer === null || tilesB.answer === null)
    return <p class="faint">Matching …</p>;
  const tile = (bytes: Uint8Array, unit: number, detail: RunDetail) => (
    <a href={address(["run", detail.summary.id, "feature", layer, unit])}>
      <Tile
        bytes={bytes.subarray(unit * detail.visible, (unit + 1) * detail.visible)}
        shape={detail.imageShape}
        label={`feature ${unit} of ${nameOf(detail.summary.id)}`}
        size={64}
      />
    </a>
  );
  return (
    <>
      <p>
        One to one, so that the sum of |cosine| is largest: mean{" "}
        <strong>{short(match.answer.mean, 3)}</strong>; by chance, with{" "}
        {a.imageShape === null ? "atoms turned at random" : "atoms of the same amplitudes and random phases"},{" "}
        {short(match.answer.chance.least, 2)} to {short(match.answer.chance.most, 2)}.{" "}
        <strong>
          {match.answer.again} of {match.answer.matches.length}
        </strong>{" "}
        come again: their match is better than 95 % of those by chance. Above: {nameOf(a.summary.id)}; below:{" "}
        {nameOf(b.summary.id)}.
      </p>
      {match.answer.note !== null && <p class="note">Note: {match.answer.note}.</p>}
      <div class="pairs">
        {match.answer.matches.slice(0, 200).map((pair) => (
          <figure>
            {tile(tilesA.answer!, pair.a, a)}
            {tile(tilesB.answer!, pair.b, b)}
            <figcaption>{pair.cosine.toFixed(2)}</figcaption>
          </figure>
        ))}
      </div>
    </>
  );
}

/** Details of any number of runs, as a list that hooks allow: one component asks for all. */
function useDetails(ids: readonly string[]): { details: RunDetail[]; error: string | null } {
  const { answer, error } = useAnswer<RunDetail[]>(
    ids.length === 0 ? null : `/api/details?runs=${ids.join(",")}`,
  );
  return { details: answer ?? [], error };
}

/** Other runs are another page: what was read of the last ones is not shown of them. */
export function CompareView(): VNode {
  const { runs = "" } = route.value.query;
  return <Comparison key={runs} runs={runs} />;
}

function Comparison({ runs }: { runs: string }): VNode {
  const { all, a, b, layer = "1" } = route.value.query;
  const ids = useMemo(() => runs.split(",").filter(Boolean), [runs]);
  const { details, error } = useDetails(ids);
  const columns = details.map(({ summary, config }) => ({ id: summary.id, table: flatten(config) }));
  const numbers = details.map(({ summary }) => ({
    id: summary.id,
    table: numbersOf(summary),
  }));
  const find = (id: string | undefined, otherwise: number) =>
    details.find(({ summary }) => summary.id === id) ?? details[otherwise];
  const [left, right] = [find(a, 0), find(b, 1)];
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
      <Section title="Curves">{details.length > 0 && <Curves ids={ids} nameOf={nameOf} />}</Section>
      <Section title="Numbers">
        <Differences columns={numbers} nameOf={nameOf} all />
      </Section>
      <Section
        title="Configs"
        aside={
          <label class="control">
            <input
              type="checkbox"
              checked={all !== undefined}
              onChange={(event) => setQuery({ all: event.currentTarget.checked ? "1" : undefined })}
            />{" "}
            also what is equal
          </label>
        }
      >
        <Differences columns={columns} nameOf={nameOf} all={all !== undefined} />
      </Section>
      {left !== undefined && right !== undefined && left.layers.length > 0 && right.layers.length > 0 && (
        <Section
          title="Features, matched"
          aside={
            <div class="toolbar">
              <Choice
                label="above"
                value={left.summary.id}
                options={options}
                onChange={(value) => setQuery({ a: value })}
              />
              <Choice
                label="below"
                value={right.summary.id}
                options={options}
                onChange={(value) => setQuery({ b: value })}
              />
              {left.layers.length > 1 && (
                <Choice
                  label="layer"
                  value={layer}
                  options={left.layers.map(({ layer: l }) => [String(l), String(l)] as const)}
                  onChange={(value) => setQuery({ layer: value })}
                />
              )}
            </div>
          }
        >
          <Matched
            key={`${left.summary.id},${right.summary.id},${layer}`} // nothing of another pair is shown
            a={left}
            b={right}
            layer={Number(layer)}
            nameOf={nameOf}
          />
        </Section>
      )}
    </>
  );
}
