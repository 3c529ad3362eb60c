// What a run gives back.

import type { CostParts } from "../core/objective.js";
import type { Outcome } from "../train/loop.js";
import type { RunDirectory } from "../train/run-directory.js";
import type {
  BudgetNumbers,
  ClassificationNumbers,
  Finding,
  HeldOutNumbers,
  LayerNumbers,
  LookedAt,
  TruthNumbers,
} from "../train/run-record.js";
import type { Trained } from "./trained.js";

/** The numbers of a run at its end, and where it lies. */
export interface RunResult {
  readonly directory: RunDirectory;
  readonly stopped: Outcome;
  readonly cost: number;
  readonly parts: CostParts;
  readonly iterations: number;
  readonly evaluations: number;
  readonly seconds: number;
  /** At the end, on what was held out */
  readonly heldOut?: HeldOutNumbers | undefined;
  /** λ of the sparsity penalty at the end, where the training changed it */
  readonly coefficient?: number | undefined;
  /** The active latents of an example that were asked for */
  readonly targetL0?: number | undefined;
  /** The examples that what follows is found on, cost and parts too; absent where they are all */
  readonly lookedAt?: LookedAt | undefined;
  /** ρ̂ of each sparse layer: smallest, mean and largest of its units */
  readonly rhoHat: Readonly<Record<string, { min: number; mean: number; max: number }>>;
  readonly roughness: number | null;
  /** Σ ‖x − x̂‖² / Σ ‖x − mean x‖², the variance that is not explained; null where nothing is reconstructed */
  readonly fvu: number | null;
  /** Of a model for every budget: at some smaller ones, rising */
  readonly budgets?: readonly BudgetNumbers[] | undefined;
  /** How near it came to the features of data that know them */
  readonly truth?: TruthNumbers | undefined;
  /** Of a classifier: what it takes examples for */
  readonly classification?: ClassificationNumbers | undefined;
  /** What the units of each hidden layer do, counted from 1 */
  readonly layers: Readonly<Record<string, LayerNumbers>>;
  /** What the doctor finds amiss */
  readonly findings: readonly Finding[];
  readonly figures: readonly string[];
  /** For comparisons; null where the run was not finished now */
  readonly trained: Trained | null;
}

/** What training says of itself; the rest of the result is found when its model is looked at. */
export type TrainingNumbers = Pick<
  RunResult,
  "iterations" | "evaluations" | "seconds" | "stopped" | "heldOut" | "coefficient"
>;
