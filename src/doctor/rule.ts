// What the doctor looks at, and what a rule of it is.

import type { ResolvedConfig } from "../config/config.js";
import { readableNumber } from "../core/readable-number.js";
import type { MetricsLine } from "../train/metrics-file.js";
import type { FinalNumbers, Finding } from "../train/run-record.js";

/** What is known of the data: of some thousand examples. */
export interface DataFacts {
  readonly inputs: number;
  /** γ = ‖mean x‖ / √(Σ_i ‖x_i − mean x‖² / m); 0 where the data do not vary */
  readonly gamma: number;
  /** Dimensions in which they vary; null where it was not asked for */
  readonly rank: number | null;
  /** The share of values within a fiftieth of the output's range from its bounds; null where it has none */
  readonly nearBounds: number | null;
}

/** A trained run. */
export interface Examined {
  readonly config: ResolvedConfig;
  readonly numbers: Pick<FinalNumbers, "layers" | "fvu" | "targetL0" | "coefficient">;
  /** metrics.jsonl */
  readonly course: readonly MetricsLine[];
  readonly data: DataFacts;
  /** Σ ‖x̂ − mean x‖² / Σ (x̂ − mean x)·(x − mean x): x̂ is too short where it is < 1; null where nothing is reconstructed */
  readonly lengthOfOutput: number | null;
  /** Whether latents have weights that look for them */
  readonly hasEncoder: boolean;
  /** Whether each latent has a threshold of its own */
  readonly hasThresholds: boolean;
  /** Whether atoms are around b_dec, which nobody set to the mean of the data */
  readonly startsOffCentre: boolean;
}

/** Something that goes wrong in trainings. */
export interface Rule {
  readonly name: string;
  /** For the help: what it finds, and from where on */
  readonly says: string;
  find(examined: Examined): Omit<Finding, "rule"> | null;
}

/** A key of the model's config as a number; null where it has none such. */
export function numberOf({ config }: Pick<Examined, "config">, key: string): number | null {
  const value = (config.model as unknown as Readonly<Record<string, unknown>>)[key];
  return typeof value === "number" ? value : null;
}

/** "--learning-rate 0.00033", a third of the run's; null where its optimiser has none. */
export function lowerRate({ config }: Pick<Examined, "config">): string | null {
  const { learningRate } = config.optimizer as { readonly learningRate?: number };
  return learningRate === undefined ? null : `--learning-rate ${short(learningRate / 3)}`;
}

/** The mean of a number over some lines. */
export const meanOf = (lines: readonly MetricsLine[], of: (line: MetricsLine) => number): number =>
  lines.reduce((sum, line) => sum + of(line), 0) / lines.length;

/** A number as texts have it. */
export const short = (value: number): string => readableNumber(value, 2);

/** "12 %" */
export const percent = (share: number): string => `${Math.round(100 * share)} %`;
