// What a kind of model is: the keys of its config, and how a model is made of them.

import type { z } from "zod";
import type { Model, ModelShape } from "../sae/model.js";
import type { Conventions } from "./convention.js";

/** What a run says of itself at its end, as far as causes are found in it. */
export interface RunNumbers {
  readonly iterations: number;
  readonly stopped: string;
  readonly parts: Readonly<Record<string, number | null>>;
  /** The share of the cost by which it fell an iteration at the end; null or absent where it is not known */
  readonly fall?: number | null | undefined;
  readonly rhoHat?: Readonly<Record<string, { readonly mean: number | null }>> | undefined;
  readonly fvu?: number | null | undefined;
  /** λ at the end, where the training changed it, and the active latents of an example that it was to lead to */
  readonly coefficient?: number | undefined;
  readonly targetL0?: number | undefined;
  readonly layers?:
    | Readonly<
        Record<
          string,
          {
            readonly units: number;
            readonly active: number;
            readonly silent: number;
            readonly constant: number | null;
            readonly idle?: number | null | undefined;
          }
        >
      >
    | undefined;
}

/** A cause, after "likely because", and a remedy, after "try". */
export interface LikelyCause {
  readonly because: string;
  readonly remedy: string;
}

/** What a kind of model asks of the rest of a config. */
export interface ModelStandards {
  /** The kind of optimizer, and its keys that are others than that kind's own where a config leaves them out */
  readonly optimizer?: { readonly kind: string; readonly [key: string]: string | number };
  /** Iterations between checkpoints */
  readonly checkpointEvery?: number;
  /** Steps on patches of images */
  readonly preprocess?: readonly { readonly kind: string; readonly [key: string]: string | number }[];
}

/** What a model is made for. */
export interface MadeFor {
  readonly inputs: number;
  /** Null where the data have no targets */
  readonly outputs: number | null;
  /** The experiment's, for what is drawn in each step; 0 unless given */
  readonly seed?: number;
}

/** A kind of model. `registerModel` makes one known; registry.ts lists those there are. */
export interface ModelKind<Config extends { readonly kind: string }> {
  /** As configs name it */
  readonly kind: Config["kind"];
  /** What it is, for the help */
  readonly description: string;
  /**
   * The keys of its config: a `z.strictObject` with `kind`, a `z.literal`. z comes from rhohat too; `rules.key` says what the
   * help tells of a key, and the `flag` by which `rhohat train` has it. A key that is called as one of another kind has its flag
   */
  readonly schema: z.ZodType<Config>;
  /** How tools and papers compute it, by name, where its config has a key `convention` */
  readonly conventions?: Conventions;
  /**
   * Keys of small models whose losses have a gradient wherever they are smooth, for check-gradients --model: without what is
   * none by design. `[{}]` is one with its defaults, of 5 inputs and, where it has such a key, 9 latents. Without it there is
   * nothing to check but an experiment of the kind, and check-gradients says so
   */
  readonly checked?: readonly Readonly<Record<string, unknown>>[];
  /** Keys with which its gradient is that of its loss, not one that stands for it by design. None are needed unless given */
  readonly differentiable?: Readonly<Record<string, unknown>>;
  /** Keys that it had once, and where each is now: "initial.decoderNorm" */
  readonly moved?: Readonly<Record<string, string>>;
  /** What stands where a config of it leaves out other parts; the usual unless given */
  readonly standards?: ModelStandards;
  /**
   * @throws {InputError} if there can be no such model for them
   */
  create(config: Config, data: MadeFor): Model;
  /** The shape of a model by its weights, whose names and shapes are given; null where they are of another kind */
  shapeOf(weights: Readonly<Record<string, readonly number[]>>): ModelShape | null;
  /** The config with that written down which follows from its other keys; as it is unless given */
  completed?(config: Config): Config;
  /** The config of a model for examples x, whose weights were folded (`foldScaling`) from one for s x; as it is unless given */
  folded?(config: Config, scale: number): Config;
  /** Why such a run learned little, the likeliest first, as far as its numbers tell; none unless given */
  causes?(numbers: RunNumbers, config: Config, optimizer: { readonly kind: string }): readonly LikelyCause[];
}
