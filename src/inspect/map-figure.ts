// The units of a layer on a map, as a figure: of one run by two of their numbers, of several those that are alike together.

import { featureKey } from "../core/annotation.js";
import { InputError, inputError } from "../core/errors.js";
import { quantity } from "../core/in-words.js";
import { mapPlaces } from "../core/map-places.js";
import { didYouMean } from "../core/nearest.js";
import { runLabels } from "../core/run-labels.js";
import { axisTitle, unitNumber } from "../core/unit-numbers.js";
import { readAnnotations } from "../train/annotations.js";
import type { RunDirectory } from "../train/run-directory.js";
import { featureMap, type MapAxis } from "../viz/feature-map.js";
import { withSubtitle } from "../viz/subtitle.js";
import type { ThemeName } from "../viz/theme.js";
import { atomMap, keptAtomMap, rowsTogether } from "./atom-map.js";
import { labelled } from "./labelled.js";
import { atomsTogether, matchAnswer } from "./match-answer.js";
import { otherSeeds } from "./other-seeds.js";
import { RunAnswers, type TilesOf } from "./run-answers.js";
import { runSubtitle } from "./run-subtitle.js";

/** The two numbers of a map on which units that are alike lie together. */
export const ALIKE: readonly [x: string, y: string] = ["alikeX", "alikeY"];

/** Which map, and how it is drawn. */
interface MapFigure {
  /** Who asks: errors begin with it */
  readonly where: string;
  /** Counted from 1 */
  readonly layer: number;
  readonly theme?: ThemeName;
}

/** The same of one run. */
export interface UnitMapFigure extends MapFigure {
  /** Names of numbers: to the right, and upwards */
  readonly axes: readonly [x: string, y: string];
  /** What named them, for errors */
  readonly named: string;
  /** What a dictionary's units add, else what they look for, unless given */
  readonly of?: TilesOf | undefined;
}

const NOTE = "Each tile on its own scale, grey is 0.";

/** @throws {InputError} if examples are no pictures */
function shapeOf(run: RunAnswers, where: string): readonly number[] {
  const shape = run.imageShape();
  if (shape === null)
    throw new InputError(`${where}: features to draw must be pictures, those of this run are none`);
  return shape;
}

const isAlike = (name: string) => ALIKE.includes(name);

/** The share of its other seeds in which each unit comes again. */
function stabilityOf(run: RunAnswers, others: readonly RunDirectory[], layer: number): number[] {
  const seeds = others.map((directory) => new RunAnswers(run.results, directory));
  const { features } = matchAnswer([run, ...seeds], [], layer);
  return features.map(({ again }) => again / seeds.length);
}

/** 1 for each unit that has a star, else 0. */
function starredOf({ directory }: RunAnswers, layer: number, units: number): number[] {
  const said = readAnnotations(directory).said;
  return Array.from({ length: units }, (_, unit) => Number(said[featureKey(layer, unit)]?.star ?? false));
}

/** A value of each unit, null where it is not known */
type Values = readonly (number | null)[];

/** Two numbers of each unit; those that take long are made only if they are asked for. @throws {InputError} if there is no such number */
function numbersOf(run: RunAnswers, { where, layer, axes, named }: UnitMapFigure) {
  const seeds = otherSeeds(run.directory);
  const alike = axes.some(isAlike) ? keptAtomMap(run, layer) : null;
  const own = run.layerAnswer(layer);
  const numbers: Record<string, Values | null> = {
    ...own.numbers,
    ...(seeds.length > 0 && {
      stability: axes.includes("stability") ? stabilityOf(run, seeds, layer) : null,
    }),
    alikeX: alike?.x ?? null,
    alikeY: alike?.y ?? null,
    starred: axes.includes("starred") ? starredOf(run, layer, own.onBound.length) : null,
  };
  const known = Object.keys(numbers);
  const wrong = axes.find((name) => !known.includes(name));
  if (wrong !== undefined)
    throw inputError(
      where,
      named,
      "name numbers of its units",
      wrong,
      didYouMean(wrong, known, known.length),
    );
  return { x: numbers[axes[0]]!, y: numbers[axes[1]]!, method: alike?.method };
}

const axisOf = (name: string): MapAxis => ({ title: axisTitle(unitNumber(name)!), ticks: !isAlike(name) });

/** The axes of a map where only what lies near means something. */
const alikeAxes = (method: string): { x: MapAxis; y: MapAxis } => ({
  x: { title: `alike ones together, by ${method}`, ticks: false },
  y: { title: "", ticks: false },
});

/**
 * SVG: the units of a run's layer, as it was trained last, on a map of two of their numbers.
 *
 * @throws {InputError} if there is no such layer or number, or they are no pictures
 */
export function unitMapFigure(run: RunAnswers, options: UnitMapFigure): string {
  const { layer, axes, theme = "light" } = options;
  const shape = shapeOf(run, options.where);
  const of = options.of ?? run.first();
  const { x, y, method } = numbersOf(run, options);
  const [titleX, titleY] = axes.map((name) => unitNumber(name)!.title);
  const what = of === "atoms" ? "Atoms" : "Features";
  const figure = featureMap(run.pictures(layer, of), {
    ...(axes.every(isAlike)
      ? { title: `${what}, alike ones together`, ...alikeAxes(method!) }
      : { title: `${what} by ${titleX} and ${titleY}`, x: axisOf(axes[0]), y: axisOf(axes[1]) }),
    shape,
    places: mapPlaces(x, y),
    notes: [NOTE],
    theme,
  });
  return withSubtitle(figure, runSubtitle(run.directory), theme);
}

/**
 * SVG: the units of a layer of several runs on one map, those that are alike together, each framed in its run's colour.
 * The runs take turns in lying on top.
 *
 * @throws {InputError} if they have no such layer, are of several sizes, or are no pictures
 */
export function commonMapFigure(
  runs: readonly RunAnswers[],
  { where, layer, theme = "light" }: MapFigure,
): string {
  const shape = shapeOf(runs[0], where);
  const parts = atomsTogether(runs, layer);
  const all = rowsTogether(parts);
  const { method, x, y } = atomMap(all);
  const owners = parts.flatMap(({ shape: [units] }, run) =>
    Array.from({ length: units }, (_, unit) => ({ run, unit })),
  );
  const order = owners.map((_, i) => i).sort((a, b) => owners[a].unit - owners[b].unit || a - b);
  const labels = runs.map(({ directory }) => labelled(directory));
  const figure = featureMap(all, {
    title: `Features of ${quantity(runs.length, "run")}, alike ones together`,
    shape,
    places: mapPlaces(x, y),
    ...alikeAxes(method),
    order,
    groups: { names: runLabels(labels), of: owners.map(({ run }) => run) },
    notes: ["Where frames of all colours lie together every run has learned the same.", NOTE],
    theme,
  });
  return withSubtitle(figure, [...new Set(labels.map(({ experiment }) => experiment))].join(" · "), theme);
}
