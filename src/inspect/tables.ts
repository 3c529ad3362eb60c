// A run's numbers as tables, to be taken along: over the iterations, and of each unit.

import { InputError } from "../core/errors.js";
import { cosine, rowNorms, rowOf } from "../core/rows.js";
import { numberMetrics } from "../metrics/all-metrics.js";
import { contributions, effectiveUnits } from "../metrics/effective-units.js";
import type { GaborFit } from "../metrics/gabor-fit.js";
import { type LayerAnatomy, picturesOf, thresholdOf } from "../sae/model.js";
import { checkpointIterations } from "../train/checkpoint.js";
import type { MetricsLine, RunDirectory } from "../train/run-directory.js";
import { gaborColumns } from "./gabor-columns.js";
import { fitFeature } from "./inspection.js";
import type { RunAnswers } from "./run-answers.js";

/** Columns by name, a value a row each; NaN where one is not known. */
export type Table = Readonly<Record<string, ArrayLike<number>>>;

/** @throws {InputError} that names the members of a run which has no numbers of its own */
function assertTrained(
  { path, members }: { path: string; members: readonly RunDirectory[] },
  has: boolean,
): void {
  if (has) return;
  const remedy =
    members.length === 0
      ? "wait for its first checkpoint"
      : `it varies a value; export its members, such as ${members[0].path}`;
  throw new InputError(`export: ${path} must have iterations, it has none of its own; ${remedy}`);
}

/** Columns that only some runs have. */
const columns: Readonly<Record<string, (line: MetricsLine) => number | null | undefined>> = {
  rhoHat: ({ rhoHat }) => rhoHat,
  l0: ({ l0 }) => l0,
  silent: ({ silent }) => silent,
  examples: ({ examples }) => examples,
  coefficient: ({ coefficient }) => coefficient,
  heldOutCost: ({ heldOut }) => heldOut?.cost,
  heldOutFvu: ({ heldOut }) => heldOut?.fvu,
  heldOutL0: ({ heldOut }) => heldOut?.l0,
  heldOutAccuracy: ({ heldOut }) => heldOut?.accuracy,
  ...Object.fromEntries(
    numberMetrics
      .filter(({ name }) => !["fvu", "l0"].includes(name))
      .map(({ name }) => [
        `heldOut${name[0].toUpperCase()}${name.slice(1)}`,
        ({ heldOut }: MetricsLine) => heldOut?.metrics?.[name],
      ]),
  ),
};

/**
 * A row a line of metrics.jsonl: iteration, evaluations, cost, its parts, seconds; mean ρ̂ where units are sparse; of minibatches
 * L0, silent latents, examples seen, λ where it changes, and at checkpoints loss, FVU, L0 and the other metrics of what is held out.
 *
 * @throws {InputError} if there is no line
 */
export function metricsTable(directory: RunDirectory): Table {
  const lines = directory.readMetrics();
  assertTrained({ path: directory.path, members: directory.members() }, lines.length > 0);
  const parts = Object.keys(lines[0].parts);
  const others = Object.entries(columns).filter(([, of]) => lines.some((line) => of(line) !== undefined));
  return {
    iteration: lines.map(({ iteration }) => iteration),
    evaluations: lines.map(({ evaluations }) => evaluations),
    cost: lines.map(({ cost }) => cost),
    ...Object.fromEntries(parts.map((name) => [name, lines.map((line) => line.parts[name] ?? Number.NaN)])),
    ...Object.fromEntries(others.map(([name, of]) => [name, lines.map((line) => of(line) ?? Number.NaN)])),
    seconds: lines.map(({ seconds }) => seconds),
  };
}

/**
 * A row a unit of every hidden layer, at the last checkpoint.
 *
 *   layer, unit                     counted from 1, and from 0
 *   density, mean, std, min, max    of its activation over the data; rhoHat: the mean as the KL term sees it
 *   bias, weightNorm                b_j, and the norm of its row of W before a feature is made of it
 *   threshold                       what it has to exceed to be active, of models that have thresholds
 *   atomNorm, cosine                ‖atom_j‖, and the cosine of feature and atom
 *   largestCosine, smallestCosine   of its atom to another; a copy from .9 on, a negative twin down to −.7
 *   contribution, effective         ‖atom_j‖ · std_j, and 1 where that is not constant
 *   lossWithout                     by how much FVU rises when it is off
 *   orientation … r2, onBound       the Gabor fit of its feature
 *
 * @throws {InputError} if there is no checkpoint
 */
export function unitTable(answers: RunAnswers): Table {
  const { directory } = answers;
  const members = directory.members();
  assertTrained({ path: directory.path, members }, checkpointIterations(directory).length > 0);
  const tables = answers.model().layers.map((layer) => layerTable(answers, layer, fitsOf(answers, layer)));
  return Object.fromEntries(
    Object.keys(tables[0]).map((name) => [name, tables.flatMap((table) => Array.from(table[name]))]),
  );
}

/** The Gabor fit of each unit: as it was inspected, else made now. */
function fitsOf(answers: RunAnswers, { layer, units }: LayerAnatomy): readonly (GaborFit | null)[] {
  const known = answers.inspection()?.layers[layer - 1].gabor ?? null;
  if (known !== null) return known;
  const { model, imageShape, pictured } = answers.model();
  const pictures = picturesOf(model, pictured()[layer - 1]);
  return Array.from({ length: units }, (_, unit) => fitFeature(rowOf(pictures, unit), imageShape));
}

/** The rows of one layer. @param fits - of each unit */
export function layerTable(
  answers: Pick<RunAnswers, "model" | "inspection">,
  anatomy: LayerAnatomy,
  fits: readonly (GaborFit | null)[],
): Table {
  const { layer, units, features, weightNorms, atoms, biases } = anatomy;
  const inspection = answers.inspection();
  const { statistics, cosines, closer } = inspection?.layers[layer - 1] ?? {};
  const { target } = answers.model().model.layers[layer - 1];
  const each = (of: (unit: number) => number | null | undefined) =>
    Float64Array.from({ length: units }, (_, unit) => of(unit) ?? Number.NaN);
  const contributed =
    atoms === null || statistics === undefined ? null : contributions(atoms, statistics.std);
  const spread = inspection?.spread ?? null;
  const effective = contributed === null || spread === null ? null : effectiveUnits(contributed, spread);
  const atomNorms = atoms === null ? null : rowNorms(atoms);
  return {
    layer: each(() => layer),
    unit: each((unit) => unit),
    density: each((unit) => statistics?.density[unit]),
    mean: each((unit) => statistics?.mean[unit]),
    std: each((unit) => statistics?.std[unit]),
    min: each((unit) => statistics?.min[unit]),
    max: each((unit) => statistics?.max[unit]),
    rhoHat: each((unit) => (statistics ? target?.rhoHat(statistics.mean[unit]) : null)),
    bias: each((unit) => biases[unit]),
    ...(anatomy.thresholds && { threshold: each((unit) => thresholdOf(anatomy, unit)) }),
    weightNorm: weightNorms,
    atomNorm: each((unit) => atomNorms?.[unit]),
    cosine: each((unit) => (atoms === null ? null : cosine(rowOf(features, unit), rowOf(atoms, unit)))),
    largestCosine: each((unit) => cosines?.largestCosine[unit]),
    smallestCosine: each((unit) => cosines?.smallestCosine[unit]),
    contribution: each((unit) => contributed?.[unit]),
    effective: each((unit) => (effective === null ? null : Number(effective[unit]))),
    lossWithout: each((unit) => closer?.lossWithout?.[unit]),
    ...Object.fromEntries(
      gaborColumns.map(({ name, of }) => [
        name,
        each((unit) => {
          const fit = fits[unit];
          return fit === null ? null : of(fit);
        }),
      ]),
    ),
  };
}
