// A run that learned little does not look like a success: one line, from the numbers of its record and its config.

import type { ResolvedConfig } from "../config/config.js";
import { quantity } from "../core/in-words.js";
import {
  ABOVE_ONE,
  FAR_OFF_TARGET,
  HIGH_FVU,
  isOffTarget,
  MOST_IDLE,
  SOME_IDLE,
} from "../metrics/amiss-limits.js";
import { idleOf } from "../metrics/units-at-work.js";
import type { LikelyCause, RunNumbers } from "../models/model-kind.js";
import { networkCauses } from "../models/network-causes.js";
import { modelKind } from "../models/registry.js";
import type { FinalNumbers, LayerNumbers } from "../train/run-record.js";

export interface RunWarning {
  /** note: it learned, with fewer units than it has */
  readonly level: "warning" | "note";
  /** For a list, everything amiss: "24 of 25 constant, FVU 0.986" */
  readonly mark: string;
  /** What is the matter, why probably, what helps */
  readonly text: string;
}

type DataNumbers = Pick<FinalNumbers, "cost" | "fvu" | "layers" | "targetL0">;

interface WorstLayer extends LayerNumbers {
  readonly layer: string;
  /** Of several: " of hidden layer 2" */
  readonly of: string;
  readonly found: number;
}

/** The layer with the greatest share of units that `count` counts; null where none is known. */
function worst(
  layers: Readonly<Record<string, LayerNumbers>>,
  count: (layer: LayerNumbers) => number | null,
): WorstLayer | null {
  let most: WorstLayer | null = null;
  for (const [layer, numbers] of Object.entries(layers)) {
    const found = count(numbers);
    const of = Object.keys(layers).length === 1 ? "" : ` of hidden layer ${layer}`;
    if (found !== null && (most === null || found * most.units > most.found * numbers.units))
      most = { ...numbers, layer, of, found };
  }
  return most;
}

/** Units that do nothing, or nearly so. */
function idleFact(layers: Readonly<Record<string, LayerNumbers>>): RunWarning | null {
  const layer = worst(layers, idleOf);
  if (layer === null || layer.found <= SOME_IDLE * layer.units) return null;
  const { found, units, of, constant } = layer;
  const level = found > MOST_IDLE * units ? "warning" : "note";
  const [counted, same] = [`${found} of ${units}`, "they add the same to every x̂"];
  if (found === constant)
    return { level, mark: `${counted} constant`, text: `${counted} units${of} are constant: ${same}` };
  const weak = `${found - (constant ?? 0)} silent and less than a tenth as strong as the strongest`;
  const parts = constant ? `${constant} constant, ${weak}` : weak;
  return { level, mark: `${counted} idle`, text: `${counted} units${of} are idle: ${parts}` };
}

/** Units of which none is active on any example, though they do their part below that. */
function silentFact(layers: Readonly<Record<string, LayerNumbers>>): RunWarning | null {
  const layer = worst(layers, (numbers) => (idleOf(numbers) === null ? null : numbers.silent));
  if (layer === null || layer.silent < layer.units) return null;
  const [all, units] = [`${layer.units} of ${layer.units}`, `units${layer.of}`];
  return {
    level: "note",
    mark: `${all} silent, yet at work`,
    text: `${all} ${units} are silent, yet at work: no example makes one active, what they add to x̂ varies`,
  };
}

function fvuFact(fvu: number): RunWarning | null {
  if (fvu < HIGH_FVU) return null;
  const mark = `FVU ${fvu.toPrecision(3)}`;
  const how = fvu > ABOVE_ONE ? "farther from x than" : fvu > 0.995 ? "no better than" : "hardly better than";
  return { level: "warning", mark, text: `x̂ is ${how} the mean of the data (${mark})` };
}

/** Another L0 than was asked for. */
function targetFact({ layers = {}, targetL0 }: DataNumbers): RunWarning | null {
  const l0 = layers[1]?.active;
  if (targetL0 === undefined || l0 === undefined || !isOffTarget(l0, targetL0)) return null;
  const isFar = l0 > targetL0 * FAR_OFF_TARGET || l0 * FAR_OFF_TARGET < targetL0;
  const found = Number(l0.toPrecision(3));
  return {
    level: isFar ? "warning" : "note",
    mark: `L0 ${found} for ${targetL0}`,
    text: `${found} latents of an example are active, not the ${targetL0} that were asked for`,
  };
}

const NO_VARIANCE: RunWarning = {
  level: "warning",
  mark: "data do not vary",
  text: "the data do not vary: all examples are the same",
};

/** Whether all examples of something that reconstructs them are the same, as its FVU says. */
export function dataDoNotVary({ cost, fvu, layers = {} }: DataNumbers): boolean {
  return cost !== null && fvu === null && Object.values(layers).some(({ constant }) => constant !== null);
}

/** Everything amiss. */
function factsOf(numbers: DataNumbers): RunWarning[] {
  const { fvu = null, layers = {} } = numbers;
  if (dataDoNotVary(numbers)) return [NO_VARIANCE];
  const idle = idleFact(layers);
  const facts = [
    idle,
    fvu === null ? null : fvuFact(fvu),
    idle === null ? silentFact(layers) : null,
    targetFact(numbers),
  ];
  return facts.filter((fact) => fact !== null);
}

/** Whether there is something to say of a run. */
export const isAmiss = (numbers: DataNumbers): boolean => factsOf(numbers).length > 0;

/** Everything amiss as one; null where nothing is. */
export function together(facts: readonly RunWarning[]): RunWarning | null {
  if (facts.length === 0) return null;
  const level = facts.some((fact) => fact.level === "warning") ? "warning" : "note";
  const mark = facts.map((fact) => fact.mark).join(", ");
  return { level, mark, text: facts.map(({ text }) => text).join(", and ") };
}

/** Where the config cannot be read, those that any network may have. */
function causesOf(numbers: RunNumbers, config: ResolvedConfig | null): readonly LikelyCause[] {
  if (config === null) return networkCauses(numbers, null, "lbfgs");
  const { model, optimizer } = config;
  return modelKind(model.kind).causes?.(numbers, model, optimizer) ?? [];
}

/**
 * What to say of a run; null where nothing is amiss, or nothing is known.
 *
 * @param config - null where it cannot be read: the causes are then those that any config may have
 */
export function runWarning(
  numbers: RunNumbers & DataNumbers,
  config: ResolvedConfig | null,
): RunWarning | null {
  const facts = factsOf(numbers);
  const warning = together(facts);
  if (warning === null) return null;
  const { text } = warning;
  if (facts[0] === NO_VARIANCE) return { ...warning, text: `${text}, so there is nothing to learn` };
  const causes = causesOf(numbers, config);
  if (causes.length === 0) return warning;
  const because = causes.map((cause) => cause.because).join(", and ");
  const remedies = causes.map((cause) => cause.remedy).filter(Boolean);
  const remedy = remedies.length === 0 ? "" : `; try ${remedies.join("; or ")}`;
  return { ...warning, text: `${text}; likely because ${because}${remedy}` };
}

/** What to say of a trained run on data that it may not have seen: how training went is no cause there. */
export function dataWarning(numbers: DataNumbers): RunWarning | null {
  const warning = together(factsOf(numbers));
  return warning && { ...warning, text: `on these data: ${warning.text}` };
}

/**
 * Of a sweep: how many of its members have one; null where none has.
 *
 * @param all - how many it has when it is done: some may not have begun
 */
export function membersWarning(
  warnings: readonly (RunWarning | null)[],
  all = warnings.length,
): RunWarning | null {
  const found = warnings.filter((warning) => warning !== null);
  if (found.length === 0) return null;
  const { level } = found.find((warning) => warning.level === "warning") ?? found[0];
  const members = `${found.length} of ${quantity(Math.max(all, warnings.length), "member")}`;
  const marks = [...new Set(found.map((warning) => warning.mark))].join("; ");
  return {
    level,
    mark: `${members} with a ${level}`,
    text: `${members} ${found.length === 1 ? "has" : "have"} a ${level}: ${marks}`,
  };
}
