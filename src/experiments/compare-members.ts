// Pictures of all members of a sweep: their features, what the values do, and what sparsity costs.

import type { ResolvedConfig } from "../config/config.js";
import type { FloatNdArray } from "../core/arrays.js";
import { combinationLabel, combinationLabels, valueLabels } from "../core/combination-labels.js";
import { InputError } from "../core/errors.js";
import { readableNumber } from "../core/readable-number.js";
import { symbolOf } from "../core/setting-symbols.js";
import { readable } from "../core/settings.js";
import {
  bySetting,
  type Combination,
  combinations,
  inOwnParts,
  type Setting,
  STAGE_KEY,
  variedIn,
} from "../core/varied.js";
import { readModel } from "../inspect/model-at-step.js";
import { readRunConfig } from "../inspect/run-config.js";
import type { Figure } from "../inspect/run-figures.js";
import { runSubtitle } from "../inspect/run-subtitle.js";
import { scrambleFor } from "../metrics/atoms/chance.js";
import { stableAtoms } from "../metrics/atoms/stability.js";
import { unitsAtWork } from "../metrics/units-at-work.js";
import { picturesOf } from "../sae/model.js";
import { readName } from "../train/about.js";
import type { RunDirectory } from "../train/run-directory.js";
import type { FinalNumbers } from "../train/run-record.js";
import { type Panel, panels } from "../viz/panels.js";
import { rankingFigure } from "../viz/ranking-figure.js";
import { type StabilityPanel, stabilityFigure } from "../viz/stability-figure.js";
import { withSubtitle } from "../viz/subtitle.js";
import type { ThemeName } from "../viz/theme.js";
import { tileGrid } from "../viz/tiles.js";
import { type TradeOffPoint, tradeOff } from "../viz/trade-off.js";
import { shortNames, type ValueLine, valueCharts } from "../viz/value-charts.js";
import { drawnBy } from "./known-dataset.js";
import { ranking } from "./ranking.js";
import { type MemberNumbers, numbersOf, repeated } from "./sweep-groups.js";

/** A member for the comparison: its pictures are kept, not its data. */
export interface Compared {
  readonly set: Combination;
  readonly result: Omit<FinalNumbers, "stopped">;
  readonly pictures: {
    readonly features: FloatNdArray;
    readonly shape: readonly number[];
    /** Of its grid, where its units have places */
    readonly columns?: number | undefined;
  } | null;
}

/** What their comparison is called, and what they were trained on: whether seeds have the same to find. */
type ComparedConfig = Pick<ResolvedConfig, "name" | "question"> & Partial<Pick<ResolvedConfig, "data">>;

/** Panels of one picture. */
const MOST_PANELS = 30;

/** What is varied, along an axis. */
const axisName = (key: string) => (key === "model.hidden" ? "hidden units" : symbolOf(key));

/** A value on an axis: a number where it is one, or a list of one, else as it is read. */
function axisValue(key: string, value: unknown): number | string {
  const own = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof own === "number" ? own : readable(value, key);
}

function subtitleOf(result: Compared["result"]): string {
  const numbers = numbersOf(result);
  const units = unitsAtWork(result.layers);
  const shown = [
    ["FVU", 3],
    ["mean ρ̂", 2],
    ["roughness", 2],
  ] as const;
  return shown
    .flatMap(([name, digits]) => {
      const value = numbers[name];
      return typeof value === "number" ? [`${name} ${readableNumber(value, digits)}`] : [];
    })
    .concat(units === null ? [] : `${units} at work`)
    .join(" · ");
}

/** The features of each setting, those of its first seed. */
function panelsOf(settings: readonly Setting<Compared>[]): Panel[] {
  const labels = combinationLabels(
    settings.map(({ set, members }) => (members.length > 1 ? set : members[0].set)),
  );
  return settings.flatMap(({ members }, i): Panel[] => {
    const [{ pictures, result }] = members;
    if (pictures === null) return [];
    const repeats = members.length > 1 ? ` (first of ${members.length} seeds)` : "";
    return [
      {
        title: labels[i] + repeats,
        subtitle: subtitleOf(result),
        raster: tileGrid(pictures.features, {
          shape: pictures.shape,
          upscale: 1,
          ...(pictures.columns && { columns: pictures.columns }),
        }),
      },
    ];
  });
}

/** Dictionaries whose features are matched, and their size: the work grows with the cube. */
const [MOST_MATCHED, MOST_FEATURES] = [6, 1000];

/** The features of a setting's first seed in its others. */
function stabilityPanels(settings: readonly Setting<Compared>[]): StabilityPanel[] {
  const labels = combinationLabels(settings.map(({ set }) => set));
  return settings.slice(0, MOST_MATCHED).flatMap(({ members }, i): StabilityPanel[] => {
    const [first, ...others] = members.flatMap(({ pictures }) => pictures ?? []);
    if (others.length === 0 || first.features.shape[0] > MOST_FEATURES) return [];
    const theirs = others.map(({ features }) => features);
    return [{ name: labels[i], ...stableAtoms(first.features, theirs, scrambleFor(first.shape)) }];
  });
}

/** The key along the axis: that of the most values; numbers before words, the first of equals. */
function axisKey(settings: readonly Setting<Compared>[]): string | undefined {
  const keys = Object.keys(settings[0]?.set ?? {});
  const score = (key: string) => {
    const values = new Set(settings.map(({ set }) => axisValue(key, set[key])));
    const numeric = [...values].every((value) => typeof value === "number");
    return values.size + (numeric ? 0.5 : 0);
  };
  return keys.reduce<string | undefined>(
    (best, key) => (best === undefined || score(key) > score(best) ? key : best),
    undefined,
  );
}

/** The settings that differ only in the key along the axis, together: each is a line. */
function linesOf(settings: readonly Setting<Compared>[], key: string): Map<string, Setting<Compared>[]> {
  const lines = new Map<string, Setting<Compared>[]>();
  for (const setting of settings) {
    const { [key]: _value, ...rest } = setting.set;
    const name = combinationLabel(rest);
    lines.set(name, [...(lines.get(name) ?? []), setting]);
  }
  return lines;
}

/** The axis: its key, what stands on it for each value, and below it what long words are. */
interface Axis {
  readonly key: string;
  at(value: unknown): number | string;
  readonly notes: readonly string[];
}

function axisOf(settings: readonly Setting<Compared>[], key: string): Axis {
  const values = settings.map(({ set }) => set[key]);
  const labelOf = valueLabels(key, values);
  const names = shortNames(
    values.filter((value) => typeof axisValue(key, value) === "string").map((value) => labelOf(value)),
  );
  const at = (value: unknown) => {
    const own = axisValue(key, value);
    return typeof own === "number" ? own : (names.get(labelOf(value)) as string);
  };
  const notes = [...names].filter(([word, name]) => word !== name).map(([word, name]) => `${name}: ${word}`);
  return { key, at, notes };
}

const numbersIn = ({ members }: Setting<Compared>) => members.map(({ result }) => numbersOf(result));

/** Whether a number of members is one to compare them by: stages learn different things, but for what is told right. */
const isCompared = (key: string, name: string) => key !== STAGE_KEY || name.endsWith("accuracy");

/** Of a model for every budget: its numbers at the smaller ones, those of each member. */
const budgetsIn = ({ members }: Setting<Compared>): [k: number, numbers: MemberNumbers[]][] =>
  (members[0].result.budgets ?? []).map(({ k }) => [
    k,
    members.map(({ result }) => {
      const own = result.budgets?.find((budget) => budget.k === k);
      return { "active units": own?.active ?? null, FVU: own?.fvu ?? null };
    }),
  ]);

function charts(
  lines: ReadonlyMap<string, readonly Setting<Compared>[]>,
  { key, at, notes }: Axis,
  theme: ThemeName,
): string {
  const drawn = [...lines].map(
    ([name, settings]): ValueLine => ({
      name,
      points: settings.map((setting) => {
        const numbers = numbersIn(setting);
        return {
          x: at(setting.set[key]),
          numbers: Object.fromEntries(
            Object.keys(numbers[0])
              .filter((one) => isCompared(key, one))
              .map((one) => [one, repeated(numbers, one)]),
          ),
        };
      }),
    }),
  );
  return valueCharts({
    title: `Numbers by ${axisName(key)}`,
    xLabel: axisName(key),
    lines: drawn,
    notes,
    theme,
  });
}

/**
 * Sparsity is ρ̂ where all have it, else how many units are active; null where neither is known. A model for every budget is
 * a line of its own.
 */
function frontier(
  lines: ReadonlyMap<string, readonly Setting<Compared>[]>,
  { key, at, notes }: Axis,
  theme: ThemeName,
): string | null {
  const all = [...lines.values()].flat().flatMap(numbersIn);
  const known = (name: string) => all.every((numbers) => Number.isFinite(numbers[name]));
  const sparsity = ["mean ρ̂", "active units"].find(known);
  if (sparsity === undefined || !known("FVU")) return null;
  const pointOf = (label: string, numbers: readonly MemberNumbers[]): TradeOffPoint[] => {
    const [x, y] = [repeated(numbers, sparsity), repeated(numbers, "FVU")];
    if (x === null || y === null) return [];
    const members = numbers.map((own) => ({ x: own[sparsity] as number, y: own.FVU as number }));
    return [{ label, x, y, members }];
  };
  const pointsOf = (setting: Setting<Compared>) => [
    ...budgetsIn(setting).flatMap(([k, numbers]) => pointOf(`k ${k}`, numbers)),
    ...pointOf(`${symbolOf(key)} ${readable(at(setting.set[key]))}`, numbersIn(setting)),
  ];
  const drawn = [...lines].flatMap(([name, settings]) => {
    const several = settings.filter((setting) => budgetsIn(setting).length > 0);
    const single = settings.filter((setting) => !several.includes(setting));
    return [
      ...several.map((setting) => ({
        name: `${combinationLabel(setting.set)}, at each budget`,
        points: pointsOf(setting),
      })),
      ...(single.length === 0 ? [] : [{ name, points: single.flatMap(pointsOf) }]),
    ];
  });
  return tradeOff({
    title: "What sparsity costs",
    xLabel:
      sparsity === "mean ρ̂"
        ? "average activation, mean ρ̂ (sparser to the left)"
        : "active units per example (sparser to the left)",
    yLabel: "error: FVU, the share of the variance that is not reconstructed",
    lines: drawn,
    notes,
    theme,
  });
}

/**
 * Their features side by side; each number over the values, with the spread over seeds; and error against sparsity.
 *
 * @param given - at least one
 */
export function compareMembers(
  given: readonly Compared[],
  { name, question = name, data }: ComparedConfig,
  theme: ThemeName = "light",
): Figure[] {
  const sets = inOwnParts(given.map(({ set }) => set));
  const members = given.map((member, i) => ({ ...member, set: sets[i] }));
  const bySeed = bySetting(members);
  // Where only the seed varies it is the value itself.
  const settings =
    bySeed.length > 1 ? bySeed : members.map((member) => ({ set: member.set, members: [member] }));
  const figures: Figure[] = [];
  const drawn = panelsOf(settings);
  const left = drawn.length - MOST_PANELS;
  const title = left > 0 ? `${question} (the first ${MOST_PANELS} of ${drawn.length})` : question;
  if (drawn.length > 0)
    figures.push({
      file: "comparison",
      content: panels(title, drawn.slice(0, MOST_PANELS), undefined, theme),
    });
  const ranked = ranking(given);
  if (ranked !== null) {
    const features = given[0].result.truth?.atoms ?? 0;
    figures.push({ file: "ranking", content: rankingFigure({ ranked, features }, theme) });
  }
  const steady = data !== undefined && drawnBy(data) !== null ? [] : stabilityPanels(bySeed);
  if (steady.length > 0) figures.push({ file: "stability", content: stabilityFigure(steady, theme) });
  const key = axisKey(settings);
  if (key === undefined) return figures;
  const isStaged = key === STAGE_KEY;
  if (isStaged && members.every(({ result }) => result.classification === undefined)) return figures;
  const lines = linesOf(settings, key);
  const axis = axisOf(settings, key);
  figures.push({ file: "values", content: charts(lines, axis, theme) });
  // Seeds have no order, and stages learn different things.
  const costs = isStaged || key === "seed" ? null : frontier(lines, axis, theme);
  if (costs !== null) figures.push({ file: "trade-off", content: costs });
  return figures;
}

/** The same, with whose they are below their titles; a name that somebody gave them is the title of their features. */
export function memberFigures(
  directory: RunDirectory,
  members: readonly Compared[],
  config: ComparedConfig,
  theme: ThemeName = "light",
): Figure[] {
  const given = readName(directory);
  const titled = given === null ? config : { ...config, question: given };
  return compareMembers(members, titled, theme).map(({ file, content }) => {
    const subtitle = runSubtitle(directory, file !== "comparison");
    return { file, content: typeof content === "string" ? withSubtitle(content, subtitle, theme) : content };
  });
}

/** A member of a sweep as its folder has it; nothing where it has no numbers, or its cost diverged. */
function storedMember(member: RunDirectory, set: Combination): Compared[] {
  const { metrics, status } = member.readRecord();
  if (metrics === undefined || status === "failed") return [];
  const { model, imageShape: shape, pictured } = readModel(member);
  const [first] = pictured();
  const hasPictures = shape !== null && first.atoms !== null;
  const pictures = hasPictures
    ? { features: picturesOf(model, first), shape, columns: model.grid?.columns }
    : null;
  return [{ set, result: metrics, pictures }];
}

/** The pictures of a sweep again, from its folder. @throws {InputError} if no member has numbers */
export function sweepFigures(directory: RunDirectory, theme: ThemeName): Figure[] {
  const config = readRunConfig(directory);
  const sets = combinations(variedIn(config));
  const members = directory.members().flatMap((member, i) => storedMember(member, sets[i] ?? {}));
  if (members.length === 0)
    throw new InputError(
      `figures: the sweep must have a member that is done, there is none in ${directory.path}`,
    );
  return memberFigures(directory, members, config, theme);
}
