// The members of a sweep as pictures: what sparsity costs, all their numbers together, and their features side by side.

import type { VNode } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { combinationLabels, valueLabels } from "../../../core/combination-labels.js";
import { symbolOf } from "../../../core/setting-symbols.js";
import { bySetting } from "../../../core/varied.js";
import type { RunDetail } from "../../../inspect/answers.js";
import { mean } from "../../../metrics/average.js";
import { Choice, Section } from "../controls.js";
import { short } from "../format.js";
import { tileSize } from "../paint.js";
import { Parallel } from "../parallel.js";
import { address, route, setQuery } from "../route.js";
import { Scatter, type ScatterPoint } from "../scatter.js";
import { seriesColour } from "../series-colour.js";
import { useSheet } from "../sheet.js";
import { useBytes } from "../source.js";
import { tilesPath } from "./matches.js";
import { type Member, type Numbered, numbers } from "./members.js";
import { useDetails } from "./use-details.js";
import "./member-plots.css";

interface MemberPlotProps {
  readonly members: readonly Member[];
  /** What each is called, by its id */
  readonly names: ReadonlyMap<string, string>;
}

type Run = NonNullable<Member["run"]>;

const numberOf = (title: string): Numbered => numbers.find((number) => number.title === title)!;
/** Numbers of which each is sparser the smaller it is, and what is paid for it. */
const [sparse, paid] = [
  ["active", "mean ρ̂"],
  ["FVU", "error", "cost", "MCC"],
];
const axisTitles: Readonly<Record<string, string>> = { active: "L0: active units of an example" };
const axisTitle = (title: string) => axisTitles[title] ?? title;

/** Those that both numbers are known of, for two members at least. */
function tellingOf(runs: readonly Run[], titles: readonly string[]): string[] {
  return titles.filter((title) => {
    const values = runs.map(numberOf(title).of).filter((value) => value !== null);
    return new Set(values).size > 1;
  });
}

/** FVU or the like over L0 or ρ̂: a point a member, and one for the mean of members that differ in their seeds. */
export function TradeOff({ members, names }: MemberPlotProps): VNode | null {
  const { across: wantedX, up: wantedY } = route.value.query;
  const begun = members.flatMap(({ run }) => (run !== null && run.status !== "failed" ? [run] : []));
  const [xs, ys] = [tellingOf(begun, sparse), tellingOf(begun, paid)];
  if (xs.length === 0 || ys.length === 0) return null;
  const x = xs.find((title) => title === wantedX) ?? xs[0];
  const y = ys.find((title) => title === wantedY) ?? ys[0];
  const [ofX, ofY] = [numberOf(x).of, numberOf(y).of];
  const settings = bySetting(members);
  const labels = combinationLabels(settings.map(({ set }) => set));
  const points = settings.flatMap(({ members: same }, i): ScatterPoint[] => {
    const known = same.flatMap(({ run }) => {
      const [across, up] = run === null ? [null, null] : [ofX(run), ofY(run)];
      return run === null || across === null || up === null ? [] : [{ run, across, up }];
    });
    const told = (name: string, across: number, up: number) =>
      `${name}: ${y} ${short(up)}, ${x} ${short(across)}`;
    const each = known.map(({ run, across, up }) => ({
      x: across,
      y: up,
      label: told(names.get(run.id) ?? run.id, across, up),
      href: address(["run", run.id]),
      colour: seriesColour(i),
      isFaint: known.length > 1,
    }));
    if (known.length < 2) return each;
    const [across, up] = [mean(known.map((one) => one.across)), mean(known.map((one) => one.up))];
    const label = told(`${labels[i] || "all"}, mean of ${known.length}`, across, up);
    const href = address(["compare"], { runs: known.map(({ run }) => run.id).join(",") });
    return [...each, { x: across, y: up, label, href, colour: seriesColour(i), isFaint: false }];
  });
  if (settings.length < 2 || points.length < 2) return null; // seeds alone cost nothing
  const choice = (label: string, key: "across" | "up", value: string, titles: readonly string[]) => (
    <Choice
      label={label}
      value={value}
      options={titles.map((title) => [title, title] as const)}
      onChange={(next) => setQuery({ [key]: next })}
    />
  );
  return (
    <Section
      title="What sparsity costs"
      aside={
        <div class="toolbar">
          {choice("to the right", "across", x, xs)}
          {choice("upwards", "up", y, ys)}
        </div>
      }
    >
      <Scatter
        points={points}
        xTitle={axisTitle(x)}
        yTitle={axisTitle(y)}
        better={y === "MCC" ? "high" : "low"}
      />
      <p class="faint">
        A point is a member
        {points.some(({ isFaint }) => isFaint) ? ", a large one the mean over its seeds. " : ". "}
        Along the line nothing is better in both. Point at one to read it, click to open it.
      </p>
    </Section>
  );
}

/** Numbers that stand beside what was varied. */
const TOGETHER = ["FVU", "active", "mean ρ̂", "silent", "constant", "copies", "MCC"];

/** What was varied and what it came to, on parallel axes. */
export function Together({
  members,
  names,
  keys,
}: MemberPlotProps & { keys: readonly string[] }): VNode | null {
  const begun = members.flatMap((member) => (member.run === null ? [] : [{ ...member, run: member.run }]));
  const titles = tellingOf(
    begun.map(({ run }) => run),
    TOGETHER,
  );
  if (titles.length === 0 || begun.length < 3) return null;
  const varied = keys.map((key) => {
    const values = members.map(({ set }) => set[key]);
    const isNumber = values.every((value) => typeof value === "number");
    const labelOf = valueLabels(key, values);
    const known = [...new Set(values.map(labelOf))];
    return {
      axis: { title: symbolOf(key), ...(isNumber ? {} : { names: known }) },
      of: ({ set }: Member) => (isNumber ? (set[key] as number) : known.indexOf(labelOf(set[key]))),
    };
  });
  return (
    <Section title="All of them together">
      <Parallel
        axes={[...varied.map(({ axis }) => axis), ...titles.map((title) => ({ title }))]}
        lines={begun.map((member, i) => ({
          label: names.get(member.run.id) ?? member.run.id,
          href: address(["run", member.run.id]),
          colour: seriesColour(i),
          values: [
            ...varied.map(({ of }) => of(member)),
            ...titles.map((title) => numberOf(title).of(member.run)),
          ],
        }))}
      />
      <p class="faint">A line a member, a click opens it; draw along an axis to see those that pass there.</p>
    </Section>
  );
}

/** Tiles of a member, side by side and below each other, at most. */
const COLUMNS = 10;
const MOST_TILES = COLUMNS * COLUMNS;
/** Members that are drawn until more are asked for. */
const MOST_MEMBERS = 24;
/** CSS pixels of the picture of a member. */
const WIDE = 176;

/** The first features of a member in one small picture. */
function Multiple({ run, detail, name }: { run: Run; detail: RunDetail; name: string }): VNode {
  const { visible, imageShape: shape } = detail;
  const canvas = useRef<HTMLCanvasElement>(null);
  const step = run.checkpoints.at(-1); // of a run that goes on, its newest
  const bytes = useBytes(tilesPath({ ...detail, summary: run }, 1)).answer;
  const { sheet, cornerOf } = useSheet({ bytes: bytes ?? new Uint8Array(visible), visible, shape });
  const count = Math.min(MOST_TILES, bytes === null ? 0 : bytes.length / visible);
  const columns = Math.max(1, Math.ceil(Math.sqrt(count)));
  const { width, height } = tileSize(shape);
  useEffect(() => {
    const target = canvas.current!;
    [target.width, target.height] = [
      columns * (width + 1) - 1,
      Math.max(1, Math.ceil(count / columns)) * (height + 1) - 1,
    ];
    const context = target.getContext("2d")!;
    for (let unit = 0; unit < count; unit++)
      context.drawImage(
        sheet,
        ...cornerOf(unit),
        width,
        height,
        (unit % columns) * (width + 1),
        Math.floor(unit / columns) * (height + 1),
        width,
        height,
      );
  }, [sheet, count]);
  return (
    <a href={address(["run", run.id])} class="multiple">
      <canvas ref={canvas} role="img" aria-label={`features of ${name}`} style={{ width: `${WIDE}px` }} />
      <span>
        {name}
        {run.status === "running" && <small> iteration {step}</small>}
      </span>
    </a>
  );
}

/** What each member has learned, side by side. */
export function Multiples({ members, names }: MemberPlotProps): VNode | null {
  const { multiples } = route.value.query;
  const trained = members.flatMap(({ run }) => (run !== null && run.checkpoints.length > 0 ? [run] : []));
  const most = multiples === "all" ? trained.length : MOST_MEMBERS;
  const shown = trained.slice(0, most);
  const ids = shown.map(({ id }) => id).join(",");
  const { details } = useDetails(useMemo(() => ids.split(",").filter(Boolean), [ids]));
  const pictured = shown.flatMap((run) => {
    const detail = details.find(({ summary }) => summary.id === run.id);
    return detail === undefined || detail.layers.length === 0 ? [] : [{ run, detail }];
  });
  if (pictured.length === 0) return null;
  return (
    <Section title="Features of each">
      <div class="multiples">
        {pictured.map(({ run, detail }) => (
          <Multiple key={run.id} run={run} detail={detail} name={names.get(run.id) ?? run.id} />
        ))}
      </div>
      {trained.length > most && (
        <p>
          <button type="button" onClick={() => setQuery({ multiples: "all" })}>
            Show all {trained.length}
          </button>
        </p>
      )}
    </Section>
  );
}
