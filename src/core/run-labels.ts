// Runs told apart by what differs between them: "ρ 0.05 · hidden 100". A name that somebody gave a run stands before it.

import { byImportance, symbolOf } from "./setting-symbols.js";
import { keysOfAll, readable, type Settings } from "./settings.js";

/** What a label is made of. */
export interface Labelled {
  /** Given by a person */
  readonly name: string | null;
  readonly experiment: string;
  /** The folder, which begins with the time of the start */
  readonly run: string;
  readonly settings: Settings;
  /** The keys that a sweep varies */
  readonly varied?: readonly string[];
}

/** Settings in a label; more only where that many do not tell the runs apart. */
const MOST = 4;
/** They decide the last bits, or nothing: told where nothing else differs. */
const incidental = ["engine", "checkpointEvery"];
/** Of a run alone. */
const main = [
  "model.rho",
  "model.sparsity.rho",
  "model.hidden",
  "model.latents",
  "model.k",
  "model.l1",
  "seed",
];

export const areDistinct = (labels: readonly string[]) => new Set(labels).size === labels.length;

/** The last part of a path, where that tells them apart. */
function valuesOf(key: string, runs: readonly Labelled[]): string[] {
  const texts = new Map<Settings[string], string>(); // of thousands of runs few differ
  const textOf = (value: Settings[string]) => {
    const known = texts.get(value) ?? readable(value, key);
    texts.set(value, known);
    return known;
  };
  const whole = runs.map(({ settings }) => (Object.hasOwn(settings, key) ? textOf(settings[key]) : "–"));
  const short = whole.map((text) => (key.endsWith("path") ? text.replace(/^.*[\\/](?=.)/, "") : text));
  return new Set(short).size === new Set(whole).size ? short : whole;
}

const distinctValues = (runs: readonly Labelled[], key: string) =>
  new Set(runs.map(({ settings }) => settings[key])).size;

/** Whether another difference says why only some have the key: their kind, or the steps that it belongs to. */
function isExplained(key: string, differs: readonly string[]): boolean {
  const parts = key.split(".").slice(0, -1);
  const above = parts.map((_, i) => parts.slice(0, i + 1).join("."));
  const explaining = above.flatMap((prefix) => [prefix, `${prefix}.kind`]);
  return explaining.some((other) => other !== key && differs.includes(other));
}

/** One value of each run, or nothing where it says nothing of it. */
interface Difference {
  readonly key: string;
  readonly values: readonly string[];
}

function differences(runs: readonly Labelled[]): Difference[] {
  const keys = keysOfAll(runs.map(({ settings }) => settings));
  const differs = keys.filter((key) => distinctValues(runs, key) > 1);
  return byImportance(differs).flatMap((key) => {
    const has = ({ settings }: Labelled) => Object.hasOwn(settings, key);
    const values = valuesOf(key, runs).map((value, i) => `${symbolOf(key, runs[i].settings)} ${value}`);
    // Where one run has the whole as one value, others have its parts.
    const hasParts = ({ settings }: Labelled) =>
      Object.keys(settings).some((other) => other.startsWith(`${key}.`));
    if (!isExplained(key, differs))
      return [{ key, values: values.map((value, i) => (!has(runs[i]) && hasParts(runs[i]) ? "" : value)) }];
    if (distinctValues(runs.filter(has), key) < 2) return [];
    return [{ key, values: values.map((value, i) => (has(runs[i]) ? value : "")) }];
  });
}

/** 20260102-030405-… is a moment; a folder of another name is that name. */
function momentOf(run: string): string {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)\b/.exec(run) ?? [];
  return second === undefined ? run : `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

export const BETWEEN = " · ";
export const joined = (parts: readonly string[]) => parts.filter((part) => part !== "").join(BETWEEN);

/** Adds what else there is, to those that are not the only ones of their label: when they began, their folders. */
function toldApart(labels: readonly string[], runs: readonly Labelled[]): string[] {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const isAlone = (label: string) => label !== "" && counts.get(label) === 1;
  const more = (tail: (run: string) => string) =>
    labels.map((label, i) => (isAlone(label) ? label : joined([label, tail(runs[i].run)])));
  const withMoment = more(momentOf);
  return areDistinct(withMoment) ? withMoment : more((run) => run);
}

const isSweep = ({ varied = [] }: Labelled) => varied.length > 0;

/** The settings that people ask for first: "ρ 0.05 · hidden 25 · seed 0"; of a sweep what it varies. */
export const mainSettings = (run: Labelled): string =>
  joined(
    (isSweep(run) ? byImportance(run.varied ?? []) : main)
      .filter((key) => Object.hasOwn(run.settings, key))
      .map((key) => `${symbolOf(key, run.settings)} ${valuesOf(key, [run])[0]}`),
  );

/** Places of the runs of each kind, in the order in which kinds come. */
function placesBy<Run>(runs: readonly Run[], kindOf: (run: Run) => string): number[][] {
  const groups = new Map<string, number[]>();
  for (const [i, run] of runs.entries()) {
    const places = groups.get(kindOf(run));
    if (places === undefined) groups.set(kindOf(run), [i]);
    else places.push(i);
  }
  return [...groups.values()];
}

/** What a run's settings tell of it among some that are called alike; nothing of a run alone. */
function amongThem(runs: readonly Labelled[]): string[] {
  if (runs.length === 1) return [""];
  const parts: string[][] = runs.map(() => []);
  const labels = () => runs.map((run, i) => (isSweep(run) ? mainSettings(run) : joined(parts[i])));
  /** Different ones, with the names that stand before them */
  const count = () => new Set(labels().map((label, i) => joined([runs[i].name ?? "", label]))).size;
  const all = differences(runs);
  const telling = all.filter(({ key }) => !incidental.includes(key));
  const add = ({ values }: Difference) => {
    for (const [i, value] of values.entries()) parts[i].push(value);
  };
  telling.slice(0, MOST).forEach(add);
  const more = [...telling.slice(MOST), ...all.filter(({ key }) => incidental.includes(key))];
  let known = more.length === 0 ? 0 : count();
  for (const difference of more) {
    if (known === runs.length) break;
    add(difference);
    const before = known;
    known = count();
    if (known === before) for (const own of parts) own.pop(); // it tells none apart
  }
  return labels();
}

/**
 * A short label of each run, no two the same: the name that somebody gave it, or its experiment where there are several,
 * and what differs between it and the others of its experiment; of a run alone its main settings, of a sweep what it
 * varies.
 *
 * @param experiments - whether their experiments are told: not where those stand beside the labels; all are told
 *   apart by their settings then
 */
export function runLabels(runs: readonly Labelled[], { experiments: told = true } = {}): string[] {
  if (runs.length === 1)
    return [joined([runs[0].name ?? "", mainSettings(runs[0])]) || momentOf(runs[0].run)];
  const groups = placesBy(runs, ({ experiment }) => (told ? experiment : ""));
  const labels = new Array<string>(runs.length);
  for (const places of groups) {
    const settings = amongThem(places.map((i) => runs[i]));
    for (const [k, i] of places.entries()) {
      const { name, experiment } = runs[i];
      labels[i] = joined([name ?? (groups.length > 1 ? experiment : ""), settings[k]]);
    }
  }
  return toldApart(labels, runs);
}

/**
 * Labels in a list of runs of many kinds, beside their experiments: each among those of its group, such as a sweep's
 * members. Those whose settings nobody can read differ in nothing.
 */
export function labelsInList<Run extends Labelled>(
  runs: readonly Run[],
  groupOf: (run: Run) => string,
): string[] {
  const labels = new Array<string>(runs.length);
  const kindOf = (run: Run) => (Object.keys(run.settings).length === 0 ? "\0" : groupOf(run));
  for (const places of placesBy(runs, kindOf))
    for (const [k, label] of runLabels(
      places.map((i) => runs[i]),
      { experiments: false },
    ).entries())
      labels[places[k]] = label;
  return labels;
}
