// Why a run learned little, as far as its numbers and its config tell, and what helps.

import { readableNumber } from "../core/readable-number.js";
import type { ActivationKind } from "../kernels/activations.js";
import { HIGH_FVU, SOME_IDLE } from "../metrics/amiss-limits.js";
import { meanRhoHat } from "../metrics/mean-rho-hat.js";
import { idleOf } from "../metrics/units-at-work.js";
import type { LikelyCause, RunNumbers } from "./model-kind.js";

/** Of the optimisers with a line search: fewer iterations have hardly begun, whatever the cost does. */
const FEW_ITERATIONS = 50;
/** Of them: J still falls by so much of itself an iteration where it is at no minimum. The exercise's: 2e-3 at 60, 3e-5 at 400. */
const STILL_FALLS = 1e-3;
/** So many iterations of the others, which have a learning rate, do what one of those does. */
const OF_A_RATE = 10;
const withLineSearch: readonly string[] = ["lbfgs", "conjugate-gradient"];
/** J above that of the biases alone by this factor is no minimum: they reach 1. */
const ABOVE_BIASES = 1.005;
/** The factor between the odds of ρ̂ and of ρ from which on a KL term of usual weight is at no minimum. */
const FAR = 2;
/** Data whose examples are nearer to their mean are of another scale than the errors and weights that J weighs. */
const SMALL_SPREAD = 0.05;
/** The steepest that a unit of each kind is. */
const STEEPEST: Readonly<Record<ActivationKind, number>> = { sigmoid: 0.25, tanh: 1, relu: 1, linear: 1 };

const short = (value: number) => readableNumber(value, 2);
const isCutShort = ({ stopped }: RunNumbers) => stopped === "iterations" || stopped === "interrupted";

/** What of a config speaks for a cause. */
export interface NetworkSettings {
  readonly hidden: readonly number[];
  readonly activation: ActivationKind;
  readonly output?: ActivationKind;
  readonly weightDecay: number;
  /** ρ where the first hidden layer has a KL term that weighs something, else null */
  readonly rho: number | null;
}

/** √(Σ_i ‖x_i − mean x‖² / m), of error = 1/2m Σ ‖x − x̂‖² and FVU, its share of the variance. */
function spreadOf({ fvu, parts }: RunNumbers): number | null {
  return fvu && parts.error ? Math.sqrt((2 * parts.error) / fvu) : null;
}

/**
 * The weight decay from which on a network with one hidden layer has no use for any unit: small weights u into a unit and
 * w out of it lower the error by at most g′ f′ spread² |u| |w|, with the slopes of output and unit, and cost
 * λ/2 (u² + w²) ≥ λ |u| |w|. A KL term holds a sigmoid unit where f′ = ρ (1 − ρ), a tanh unit at four times that.
 */
function greatestDecay({ activation, output = activation, rho }: NetworkSettings, spread: number): number {
  const steepest = STEEPEST[activation];
  return STEEPEST[output] * steepest * (rho === null ? 1 : 4 * rho * (1 - rho)) * spread * spread;
}

function decayCause(numbers: RunNumbers, model: NetworkSettings): LikelyCause | null {
  const spread = spreadOf(numbers);
  if (spread === null || model.hidden.length !== 1) return null;
  const most = greatestDecay(model, spread);
  if (model.weightDecay <= most) return null;
  const costs = `weightDecay ${short(model.weightDecay)} costs more than any unit can gain`;
  return spread < SMALL_SPREAD
    ? {
        because: `the data vary so little (by ${short(spread)} about their mean) that ${costs}`,
        remedy: "data scaled to fill 0 … 1, as normalize-ufldl does",
      }
    : {
        because: `${costs} on these data, at most ${short(most)}`,
        remedy: `a weightDecay of ${short(most / 100)} or less`,
      };
}

const logOdds = (share: number) => Math.log(share / (1 - share));

/** The mean of ρ̂ where it is so far from ρ that this is no minimum; else null. */
function farMean(numbers: RunNumbers, rho: number | null): number | null {
  const mean = meanRhoHat(numbers);
  if (rho === null || mean === null) return null;
  return Math.abs(logOdds(mean) - logOdds(rho)) > Math.log(FAR) ? mean : null;
}

/** J is more than error / FVU, which the biases alone reach: they give the mean of the data, and ρ̂ = ρ. */
function aboveBiases({ parts, fvu }: RunNumbers): string | null {
  if (!fvu || !parts.error) return null;
  const cost = Object.values(parts).reduce<number>((sum, part) => sum + (part ?? 0), 0);
  const reached = parts.error / fvu;
  if (!(cost > ABOVE_BIASES * reached)) return null;
  return `J is ${cost.toPrecision(3)}, the biases alone reach ${reached.toPrecision(3)}`;
}

/** Why iterations that were cut short were too few; "" where it is their number alone, null where they were not. */
function whyFew(numbers: RunNumbers, rho: number | null, pace: number): string | null {
  const { iterations, fall = null } = numbers;
  const far = farMean(numbers, rho);
  if (far !== null) return `mean ρ̂ is ${short(far)}, ρ ${short(rho!)}`;
  const falls = fall !== null && fall * pace > STILL_FALLS;
  if (falls) return `J still fell by ${short(100 * fall)} % an iteration at the end`;
  return aboveBiases(numbers) ?? (iterations < FEW_ITERATIONS * pace ? "" : null);
}

function unfinishedCause(numbers: RunNumbers, kind: string, rho: number | null): LikelyCause | null {
  const searches = withLineSearch.includes(kind);
  const why = isCutShort(numbers) ? whyFew(numbers, rho, searches ? 1 : OF_A_RATE) : null;
  if (why === null) return null;
  const { iterations } = numbers;
  const few =
    iterations === 1 ? `1 iteration of ${kind} is few` : `${iterations} iterations of ${kind} are few`;
  return {
    because: `it has not converged, ${few}${why === "" ? "" : `: ${why}`}`,
    remedy: searches ? "more iterations" : "more iterations, another alpha, or lbfgs",
  };
}

/** Relu units that are active on no example have no gradient: training cannot bring them back. */
function deadCause({ layers = {} }: RunNumbers, { activation }: NetworkSettings): LikelyCause | null {
  const isDead = Object.values(layers).some(({ units, silent }) => silent > units / 2);
  if (activation !== "relu" || !isDead) return null;
  return {
    because: "relu units that are active on no example have no gradient and stay so",
    remedy: "another seed, or another activation",
  };
}

/** Units that do their part, all of them below what counts as active. */
function silentUnits(isSparse: boolean, rho: number | null): LikelyCause {
  const held = rho === null ? "rho" : `rho ${short(rho)}`;
  return isSparse
    ? { because: `${held} keeps them near rest`, remedy: "a larger rho (×5)" }
    : { because: "all that they do is below f(0)", remedy: "" };
}

/** What is left: with the settings that decide it, as far as they are known. */
function dearUnits(numbers: RunNumbers, model: NetworkSettings | null): LikelyCause {
  const rho = model?.rho ?? null;
  const isSparse = model === null ? "sparsity" in numbers.parts : rho !== null;
  const decays = model === null || model.weightDecay > 0;
  const settings = [...(decays ? ["weightDecay"] : []), ...(isSparse ? ["rho"] : [])];
  const remedies = [
    ...(isSparse && (rho ?? 0) < 0.2 ? ["a larger rho (×5)"] : []),
    ...(decays ? ["a smaller weightDecay (÷10)"] : []),
  ];
  const at = settings.length === 0 ? "" : `at this ${settings.join(" and ")} `;
  const isFlat = (numbers.fvu ?? 0) >= HIGH_FVU;
  const isIdle = Object.values(numbers.layers ?? {}).some(
    (layer) => (idleOf(layer) ?? 0) > SOME_IDLE * layer.units,
  );
  if (!isFlat && !isIdle) return silentUnits(isSparse, rho);
  const because = isFlat
    ? `${at}a unit costs more than it gains on these data (noise, flat or very different pictures)`
    : `${at}more units cost more than they gain`;
  const tried = isFlat ? [...remedies, "other data"] : ["fewer units", ...remedies];
  return { because, remedy: tried.join(", or ") };
}

/**
 * Every cause that the numbers of a network speak for, the likeliest first; never none.
 *
 * @param model - null where it is not known
 */
export function networkCauses(
  numbers: RunNumbers,
  model: NetworkSettings | null,
  optimizer: string,
): readonly LikelyCause[] {
  const isFlat = (numbers.fvu ?? 0) >= HIGH_FVU;
  const found = [
    model !== null && isFlat ? decayCause(numbers, model) : null,
    unfinishedCause(numbers, optimizer, model?.rho ?? null),
    model !== null ? deadCause(numbers, model) : null,
  ].filter((cause) => cause !== null);
  return found.length > 0 ? found : [dearUnits(numbers, model)];
}
