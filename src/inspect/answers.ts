// What the viewer's page asks for and gets, from the server or out of a report: plain JSON, and bytes in base64.

import type { Annotations } from "../core/annotation.js";
import type { statuses } from "../core/run-filter.js";
import type { Settings } from "../core/settings.js";
import type { GaborFit } from "../metrics/gabor-fit.js";
import type { Finding, LayerNumbers, TruthNumbers } from "../train/run-record.js";
import type { RunWarning } from "./run-warning.js";

export type { MetricsLine } from "../train/run-directory.js";

/** running, done, interrupted, failed as run.json says; stopped: it says running, but its process is gone; broken: unreadable. */
export type RunStatus = (typeof statuses)[number];

/** A line of the list of runs. */
export interface RunSummary {
  /** experiment~run, experiment~run~member */
  readonly id: string;
  readonly experiment: string;
  readonly run: string;
  /** Given by a person */
  readonly name: string | null;
  readonly status: RunStatus;
  /** Why it is broken */
  readonly problem: string | null;
  readonly question: string;
  readonly startedAt: string | null;
  readonly seconds: number | null;
  readonly iteration: number | null;
  readonly iterations: number | null;
  readonly cost: number | null;
  /** null where a part was not finite */
  readonly parts: Readonly<Record<string, number | null>>;
  /** The mean over all sparse units */
  readonly rhoHat: number | null;
  readonly roughness: number | null;
  /** Σ ‖x − x̂‖² / Σ ‖x − mean x‖² */
  readonly fvu: number | null;
  /** Against the features of data that know them */
  readonly truth: TruthNumbers | null;
  /** What the units of each hidden layer do; empty until the run has ended */
  readonly layers: Readonly<Record<string, LayerNumbers>>;
  readonly warning: RunWarning | null;
  /** What the doctor finds amiss */
  readonly findings: readonly Finding[];
  readonly engine: string | null;
  readonly dtype: string | null;
  /** What its config sets; a value that a sweep varies has all of its values */
  readonly settings: Settings;
  /** The keys that a sweep varies */
  readonly varied: readonly string[];
  /** Runs of a sweep have members of their own */
  readonly members: readonly string[];
  /** How many members a sweep has when it is done; 1 of what is none */
  readonly planned: number;
  /** Iterations that have a checkpoint, rising */
  readonly checkpoints: readonly number[];
}

export interface LayerSummary {
  readonly layer: number;
  readonly units: number;
  readonly hasAtoms: boolean;
  readonly featuresExact: boolean;
  readonly atomsExact: boolean;
  /** Whether density, histograms and examples are known */
  readonly inspected: boolean;
}

export interface SourceImage {
  /** 0, 1, … of the run's source; u-… of an uploaded one */
  readonly id: string;
  readonly name: string;
  readonly height: number;
  readonly width: number;
}

export interface RunDetail {
  readonly summary: RunSummary;
  readonly record: Readonly<Record<string, unknown>>;
  readonly config: unknown;
  /** Whether it was trained here, on examples: weights that came from elsewhere are not */
  readonly isTrained: boolean;
  /** Members of its sweep that repeat its setting with other seeds, and have begun */
  readonly seeds: readonly string[];
  /** The command that repeats the run */
  readonly repeat: string;
  readonly headlines: readonly { readonly label: string; readonly value: string }[];
  readonly layers: readonly LayerSummary[];
  /** Units of the first layer side by side on their grid, where they have places */
  readonly columns: number | null;
  /** What of a unit is looked at first */
  readonly first: "features" | "atoms";
  /** Values of an example */
  readonly visible: number;
  readonly imageShape: readonly number[] | null;
  readonly images: readonly SourceImage[];
  /** Names of files in figures/ */
  readonly figures: readonly string[];
  /** ρ, where there is a target */
  readonly rho: number | null;
  /** Whether it can be looked at with fewer latents than its model keeps */
  readonly hasBudgets: boolean;
  /** What the header of its experiment says was found, where there is such an experiment on this machine */
  readonly found?: string;
}

/** What came of an experiment, as the header of its file says. */
export interface FindingAnswer {
  readonly experiment: string;
  readonly question: string;
  readonly found: string;
}

/** metrics.jsonl by column. */
export interface MetricsAnswer {
  readonly iteration: readonly number[];
  readonly seconds: readonly number[];
  /** cost, each part, ρ̂ */
  readonly series: Readonly<Record<string, readonly (number | null)[]>>;
}

/** One entry a unit; null where it is not known. */
export interface LayerAnswer {
  readonly layer: number;
  /**
   * By the names of src/core/unit-numbers.ts, those that are known of any unit; what the Gabor fit tells is null also where
   * the fit's frequency stands on its bound: such a fit is left out of orders, filters and maps
   */
  readonly numbers: Readonly<Record<string, readonly (number | null)[]>>;
  readonly onBound: readonly (boolean | null)[];
}

export interface ExampleAnswer {
  readonly index: number;
  readonly activation: number;
  /** 0 … 255 on the scale of all examples, base64; [n] */
  readonly tile: string;
  readonly origin: { readonly image: number; readonly row: number; readonly column: number } | null;
}

/** A unit that fires with another, or instead of it. */
export interface PartnerAnswer {
  readonly unit: number;
  /** r of the two activations */
  readonly correlation: number;
  /** Examples on which both are active */
  readonly together: number;
  /** As many as by chance: those of the one times the share of the other */
  readonly expected: number;
}

/** Which units fire with a unit, the most so first, and which instead of it. */
export interface CoactivationAnswer {
  /** That were looked at */
  readonly examples: number;
  /** On which the unit itself is active */
  readonly active: number;
  readonly with: readonly PartnerAnswer[];
  readonly instead: readonly PartnerAnswer[];
}

export interface FeatureAnswer {
  readonly layer: number;
  readonly unit: number;
  readonly step: number;
  /** What the unit looks for, norm 1, [visible] */
  readonly feature: readonly number[];
  /** What it adds, [visible] */
  readonly atom: readonly number[] | null;
  readonly bias: number;
  /** What it has to exceed to be active; null where there is no threshold */
  readonly threshold: number | null;
  /** cos(feature, atom) */
  readonly cosine: number | null;
  readonly gabor: GaborFit | null;
  readonly density: number | null;
  readonly mean: number | null;
  /** ρ̂, where the layer is sparse: the mean as the KL term sees it, in (0, 1) */
  readonly rhoHat: number | null;
  readonly range: readonly [min: number, max: number] | null;
  readonly histogram: readonly number[] | null;
  readonly intervals: readonly {
    readonly low: number;
    readonly high: number;
    readonly count: number;
    readonly examples: readonly ExampleAnswer[];
  }[];
  /** By how much FVU rises without it, over `coactivation.examples`; null where it is not known, or nothing is reconstructed */
  readonly lossWithout: number | null;
  /** Null where it is not known */
  readonly coactivation: CoactivationAnswer | null;
  /** Nearest by the cosine of the atoms, or of the features where there are none */
  readonly similar: readonly { readonly unit: number; readonly cosine: number }[];
}

/** A model with fewer latents than it keeps, one entry a budget. */
export interface BudgetsAnswer {
  /** Whether so many are kept of each example, or on average */
  readonly over: "example" | "batch";
  readonly k: readonly number[];
  readonly fvu: readonly number[];
  /** Active latents of an example, on average */
  readonly active: readonly number[];
  /** The first budget at which each latent is active on some example, by its place in `k`; −1 at none */
  readonly first: readonly number[];
  /** Whether the model has learned to reconstruct with fewer */
  readonly forEveryBudget: boolean;
  /** Of the examples that are shown */
  readonly index: readonly number[];
  /** 0 … 255 on the scale of these, base64: [examples, visible] */
  readonly x: string;
  /** x̂ at each budget: [budgets, examples, visible] */
  readonly made: string;
}

export interface ReconstructionsAnswer {
  readonly low: number;
  readonly high: number;
  /** The first so many examples were drawn at random; the others are those of most contrast */
  readonly drawn: number;
  readonly examples: readonly {
    readonly index: number;
    readonly x: readonly number[];
    readonly output: readonly number[];
    /** ‖x − x̂‖² / ‖x − mean x‖² */
    readonly error: number;
  }[];
}

/** A feature's activation over an image: at [r, c] for the patch whose upper left pixel is (r·stride, c·stride). */
export interface HeatAnswer {
  readonly height: number;
  readonly width: number;
  readonly stride: number;
  readonly patch: readonly [height: number, width: number];
  /** 0 … 255 from rest to `max`, base64 */
  readonly values: string;
  readonly min: number;
  readonly max: number;
}

/** Which features fire on an image. */
export interface FiringAnswer {
  readonly image: SourceImage;
  readonly layer: number;
  readonly patches: number;
  /** Falling by the highest activation, at most 100 */
  readonly features: readonly {
    readonly unit: number;
    readonly max: number;
    readonly mean: number;
    readonly density: number;
    /** Upper left pixel of the patch it fires most on */
    readonly at: readonly [row: number, column: number];
  }[];
}

/** A reconstruction with some units changed. */
export interface InterventionAnswer {
  /** Place among the kept reconstructions */
  readonly example: number;
  /** How many of those there are; the first so many were drawn at random, the others are those of most contrast */
  readonly examples: number;
  readonly drawn: number;
  readonly x: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** The units of the layer that are most active on this example, falling */
  readonly active: readonly { readonly unit: number; readonly activation: number }[];
  readonly errorBefore: number;
  readonly errorAfter: number;
}

/** Where the units of a layer lie when those that are alike lie together. */
export interface AtomMapAnswer {
  readonly step: number;
  readonly method: "UMAP" | "PCA";
  /** One entry a unit; null of one that is 0 */
  readonly x: readonly (number | null)[];
  readonly y: readonly (number | null)[];
}

/** The same of the units of several runs together, one run's after the other's. */
export interface CommonMapAnswer extends Omit<AtomMapAnswer, "step"> {
  /** How many each run has */
  readonly units: readonly number[];
}

/** What is said of runs. */
export interface AnnotationsAnswer {
  /** By their ids, the newest first; those of which nothing is said are left out */
  readonly said: Readonly<Record<string, Annotations>>;
  /** Lines on what somebody wrote that cannot be read */
  readonly unread: readonly string[];
}

/** A feature's match in another run. */
interface FeatureMatch {
  readonly unit: number;
  readonly cosine: number;
}

/** The features of a run in others, matched one to one with those of each. */
export interface MatchAnswer {
  readonly layer: number;
  readonly of: string;
  readonly others: readonly string[];
  /** The mean matched |cosine| to each of the others */
  readonly means: readonly number[];
  /** The same by chance: with atoms of random phases, or turned at random */
  readonly chance: { readonly mean: number; readonly least: number; readonly most: number };
  /** Why it says little what comes again, in a line; null where it says something */
  readonly note: string | null;
  /** In the order of the units */
  readonly features: readonly {
    readonly unit: number;
    /** In how many of the others it comes again: its match is above the 95th percentile of those by chance */
    readonly again: number;
    /** That percentile, of |cosine| */
    readonly byChance: number | null;
    /** In each of the others; null where those have fewer features */
    readonly matches: readonly (FeatureMatch | null)[];
  }[];
}
