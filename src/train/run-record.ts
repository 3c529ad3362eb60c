// What run.json holds.

import {
  finite,
  listOf,
  measured,
  nullOr,
  objectOf,
  oneOf,
  optional,
  type Reader,
  recordOf,
  text,
  whole,
  yesOrNo,
} from "../core/stored.js";
import { stopReasons } from "../optim/minimiser.js";
import type { Outcome } from "./loop.js";

const runStatuses = ["running", "done", "interrupted", "failed"] as const;

/** What the units of a hidden layer do over the data. */
export interface LayerNumbers {
  readonly units: number;
  /** Units that are active on an example, a > f(0), on average */
  readonly active: number;
  /** Units that are active on none */
  readonly silent: number;
  /** Units that are active on more than a tenth of them; null where a unit that is not active adds something too, absent in older runs */
  readonly dense?: number | null | undefined;
  /** Units that add the same to every x̂, or nearly so; null where nothing is reconstructed */
  readonly constant: number | null;
  /** Constant units, and silent ones that contribute at most a tenth of what the strongest do; absent in older runs */
  readonly idle?: number | null | undefined;
  /** Units whose atom, or feature where nothing is reconstructed, has cosine ≥ .9 with another; absent in older runs */
  readonly copies?: number | undefined;
  /** Those that have cosine ≤ −.7 with another: its negative; absent in older runs */
  readonly twins?: number | undefined;
}

/** How a model does with fewer latents of an example than it may keep. */
export interface BudgetNumbers {
  /** Latents that it may keep */
  readonly k: number;
  /** Latents that are active, on average */
  readonly active: number;
  readonly fvu: number | null;
}

/** So many examples, drawn at random from all of them: of files that memory need not hold. */
export interface LookedAt {
  readonly examples: number;
  readonly of: number;
}

/** Something that goes wrong in trainings, as the doctor found it: a clause each. */
export interface Finding {
  /** The name of the rule that found it */
  readonly rule: string;
  readonly text: string;
  /** After "try" */
  readonly remedy: string;
}

/** How a model does on examples that it was not trained on; null where a number is not finite. */
export interface HeldOutNumbers {
  /** How many were evaluated */
  readonly examples: number;
  /** The loss */
  readonly cost: number | null;
  readonly fvu: number | null;
  /** Active latents of an example, on average */
  readonly l0: number | null;
  /** The share of them that is taken for what it is; of classifiers */
  readonly accuracy?: number | undefined;
  /** Every number of `rhohat metrics` that is one of examples, by name; absent where nothing is reconstructed, and in older runs */
  readonly metrics?: Readonly<Record<string, number | null>> | undefined;
}

/** How near a model came to the features that its data are made of; null where a number is not finite. */
export interface TruthNumbers {
  /** How many features there are, G */
  readonly atoms: number;
  /** How many examples F1 was found on, and whether training saw none of them */
  readonly examples: number;
  readonly heldOut: boolean;
  /** The mean |cosine| of true and learned atoms, matched one to one */
  readonly mcc: number | null;
  /** The best |cosine| that each true atom finds, on average */
  readonly mmcs: number | null;
  /** Whether latents are active where their true features are, averaged over latents */
  readonly f1: number | null;
  /** Different true atoms that latents are nearest to, over latents */
  readonly uniqueness: number | null;
}

export const heldOutNumbers: Reader<HeldOutNumbers> = objectOf({
  examples: whole(1),
  cost: measured,
  fvu: measured,
  l0: measured,
  accuracy: optional(finite),
  metrics: optional(recordOf(measured)),
});

/** How a classifier does on some examples. */
export interface ConfusionNumbers {
  readonly examples: number;
  /** The share that is taken for what it is */
  readonly accuracy: number;
  /** How many of each class, a row, are taken for each, a column */
  readonly confusion: readonly (readonly number[])[];
}

/** How a classifier does on what it was trained on, and on what was not. */
export interface ClassificationNumbers {
  /** Names, in the order of rows and columns */
  readonly classes: readonly string[];
  readonly train: ConfusionNumbers;
  /** Absent where the data have no such part */
  readonly test?: ConfusionNumbers | undefined;
}

const confusionNumbers: Reader<ConfusionNumbers> = objectOf({
  examples: whole(1),
  accuracy: finite,
  confusion: listOf(listOf(whole(0))),
});

/** What a run says of itself at its end; null where a number is not finite. */
export interface FinalNumbers {
  readonly cost: number | null;
  readonly parts: Readonly<Record<string, number | null>>;
  readonly iterations: number;
  readonly evaluations: number;
  readonly seconds: number;
  readonly stopped: Outcome;
  /** At the end, on what was held out */
  readonly heldOut?: HeldOutNumbers | undefined;
  /** λ of the sparsity penalty, where the training changed it */
  readonly coefficient?: number | undefined;
  /** The active latents of an example that were asked for */
  readonly targetL0?: number | undefined;
  /** The examples that the numbers are found on; absent where they are all */
  readonly lookedAt?: LookedAt | undefined;
  /** ρ̂ of each sparse layer: smallest, mean and largest of its units; absent where the run failed */
  readonly rhoHat?:
    | Readonly<
        Record<
          string,
          { readonly min: number | null; readonly mean: number | null; readonly max: number | null }
        >
      >
    | undefined;
  readonly roughness?: number | null | undefined;
  /** Σ ‖x − x̂‖² / Σ ‖x − mean x‖²; null where nothing is reconstructed, absent in older runs as `layers` is */
  readonly fvu?: number | null | undefined;
  /** Of a model for every budget: at some smaller ones, rising */
  readonly budgets?: readonly BudgetNumbers[] | undefined;
  /** Of data that know what they are made of */
  readonly truth?: TruthNumbers | undefined;
  /** Of a classifier */
  readonly classification?: ClassificationNumbers | undefined;
  /** By hidden layer, counted from 1 */
  readonly layers?: Readonly<Record<string, LayerNumbers>> | undefined;
  /** What the doctor finds amiss; absent in older runs */
  readonly findings?: readonly Finding[] | undefined;
}

/** What one process did of a run. */
export interface RunPart {
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  /** The iterations that were done before, and after; absent after a kill */
  readonly from: number;
  readonly to?: number | undefined;
  /** Engine, library, threads, versions, machine */
  readonly [field: string]: unknown;
}

/** Fields are added as the run goes on. */
export interface RunRecord {
  readonly status: (typeof runStatuses)[number];
  readonly experiment: string;
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  /** Who did which iterations, with what: a start and each resume */
  readonly parts?: readonly RunPart[] | undefined;
  readonly engine?: string | undefined;
  readonly dtype?: string | undefined;
  /** Hashes of what must stay of the config */
  readonly fixed?: Readonly<Record<string, string>> | undefined;
  /** Why it failed */
  readonly problem?: string | undefined;
  readonly metrics?: FinalNumbers | undefined;
  readonly data?: RecordedData | undefined;
  /** Numbers that were published, beside those that it reached */
  readonly published?:
    | readonly { readonly name: string; readonly published: number; readonly reached: number | null }[]
    | undefined;
  /** Of a run that varies a value */
  readonly members?: readonly object[] | undefined;
  readonly [field: string]: unknown;
}

/** What was trained on. */
interface RecordedData {
  readonly fingerprint?: string | undefined;
  /** [height, width] or [height, width, channels] of an example that is a picture */
  readonly imageShape?: readonly number[] | null | undefined;
  /** That patches were cut from */
  readonly images?:
    | readonly { readonly name: string; readonly height: number; readonly width: number }[]
    | undefined;
  readonly [field: string]: unknown;
}

const finalNumbers: Reader<FinalNumbers> = objectOf({
  cost: measured,
  parts: recordOf(measured),
  iterations: whole(0),
  evaluations: whole(0),
  seconds: finite,
  stopped: oneOf(Object.keys(stopReasons) as Outcome[]),
  heldOut: optional(heldOutNumbers),
  coefficient: optional(finite),
  targetL0: optional(finite),
  lookedAt: optional(objectOf({ examples: whole(1), of: whole(1) })),
  rhoHat: optional(recordOf(objectOf({ min: measured, mean: measured, max: measured }))),
  roughness: optional(measured),
  fvu: optional(measured),
  budgets: optional(listOf(objectOf({ k: whole(1), active: finite, fvu: measured }))),
  findings: optional(listOf(objectOf({ rule: text, text, remedy: text }))),
  truth: optional(
    objectOf({
      atoms: whole(1),
      examples: whole(1),
      heldOut: yesOrNo,
      mcc: measured,
      mmcs: measured,
      f1: measured,
      uniqueness: measured,
    }),
  ),
  classification: optional(
    objectOf({ classes: listOf(text), train: confusionNumbers, test: optional(confusionNumbers) }),
  ),
  layers: optional(
    recordOf(
      objectOf({
        units: whole(1),
        active: finite,
        silent: whole(0),
        dense: optional(nullOr(whole(0))),
        constant: nullOr(whole(0)),
        idle: optional(nullOr(whole(0))),
        copies: optional(whole(0)),
        twins: optional(whole(0)),
      }),
    ),
  ),
});

const side = whole(1, 2 ** 20);

/** run.json as it was read. @throws {InputError} that names the field which is wrong */
export const runRecord: Reader<RunRecord> = objectOf({
  status: oneOf(runStatuses),
  experiment: text,
  startedAt: text,
  endedAt: optional(text),
  parts: optional(
    listOf(objectOf({ startedAt: text, endedAt: optional(text), from: whole(0), to: optional(whole(0)) })),
  ),
  engine: optional(text),
  dtype: optional(text),
  fixed: optional(recordOf(text)),
  problem: optional(text),
  metrics: optional(finalNumbers),
  data: optional(
    objectOf({
      fingerprint: optional(text),
      imageShape: optional(nullOr(listOf(side, 2, 3))),
      images: optional(listOf(objectOf({ name: text, height: side, width: side }))),
    }),
  ),
  published: optional(listOf(objectOf({ name: text, published: finite, reached: nullOr(finite) }))),
  members: optional(listOf(objectOf({}))),
});
