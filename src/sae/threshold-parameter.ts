// The thresholds of JumpReLU as parameters: how θ is made of what is learned.

import { exp, log } from "../core/elementary.js";
import type { Dictionary } from "./dictionary.js";

/**
 * θ = e^l, of l = log_threshold (SAELens 6.18); θ = max(t, 0), with t itself set to that before each step, so that its
 * gradient is whole (SAELens 6.48); θ = relu(t), which a t below 0 never leaves; θ = t, raw, which may be below 0 in training
 * and counts as 0 after it, as latents are rectified then (dictionary_learning).
 */
export type ThresholdForm = "exponential" | "projected" | "relu" | "raw";

/** The part of θ that holds it: SAELens' name. */
export const thresholdPart: Readonly<Record<ThresholdForm, string>> = {
  exponential: "log_threshold",
  projected: "threshold",
  relu: "threshold",
  raw: "threshold",
};

/** What the parameter is for a θ ≥ 0, > 0 where it is exponential. */
export const thresholdFrom = (form: ThresholdForm, theta: number): number =>
  form === "exponential" ? log(theta) : theta;

/** θ of a parameter's value. */
const thetaOf = (form: ThresholdForm, own: number): number =>
  form === "exponential" ? exp(own) : Math.max(own, 0);

/** θ, [M], of a model when nothing is trained. */
export const thresholdsOf = (form: ThresholdForm, at: Dictionary): Float64Array =>
  Float64Array.from(at.part(thresholdPart[form]), (own) => thetaOf(form, own));

/** A threshold and its gradient. */
export interface ThresholdParameter {
  /** θ, [M], ≥ 0 but for that of the form raw */
  readonly value: Float64Array;
  /** ∂L/∂θ, [M] */
  readonly slope: Float64Array;
  /** θ from its parameter */
  read(): void;
  /** From ∂L/∂θ to the gradient of its parameter */
  write(): void;
  /** The projection of the parameter */
  beforeStep(): void;
}

/** @param at - the parameters, and `slopes` their gradient */
export function createThresholdParameter(
  form: ThresholdForm,
  at: Dictionary,
  slopes: Dictionary,
): ThresholdParameter {
  const [own, gradient] = [at, slopes].map((of) => of.part(thresholdPart[form]));
  const [value, slope] = [new Float64Array(own.length), new Float64Array(own.length)];
  const slopeOf = (i: number): number => {
    if (form === "exponential") return value[i] * slope[i];
    return form === "relu" && !(own[i] > 0) ? 0 : slope[i];
  };
  return {
    value,
    slope,
    read() {
      for (let i = 0; i < own.length; i++) value[i] = form === "raw" ? own[i] : thetaOf(form, own[i]);
    },
    write() {
      for (let i = 0; i < own.length; i++) gradient[i] = slopeOf(i);
    },
    beforeStep() {
      if (form === "projected") own.set(value);
    },
  };
}
