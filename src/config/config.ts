// What an experiment is made of: plain data. The types of schema.ts.

import type { z } from "zod";
import type { AnyModelConfig } from "../models/registry.js";
import type { Experiment } from "./schema.js";

/** Nothing in it can be changed. */
type Frozen<Value> = Value extends object ? { readonly [Key in keyof Value]: Frozen<Value[Key]> } : Value;

type Own = z.output<Experiment>;

/** The keys below a part, with dots; of a list by their places: "data.preprocess.0.f0". */
type KeysBelow<Part> = Part extends readonly (infer Entry)[]
  ? Below<`${number}`, Entry>
  : Part extends object
    ? { [Key in keyof Part & string]: Below<Key, NonNullable<Part[Key]>> }[keyof Part & string]
    : never;
type Below<Key extends string, Part> = Key | `${Key}.${KeysBelow<Part>}`;

/** A key of a config that a run is made with: "model.rho". */
export type ConfigPath = KeysBelow<
  Omit<Own, "$schema" | "name" | "question" | "published" | "vary" | "stages">
>;

/** A value to vary: one run for each of `values`. @typeParam OwnModel - as in `ExperimentConfig` */
export interface VaryConfig<OwnModel extends AnyModelConfig = never> {
  /** With dots: "model.rho" */
  readonly key: ConfigPath | `model.${KeysBelow<OwnModel>}`;
  readonly values: Frozen<Extract<NonNullable<Own["vary"]>, { key: string }>["values"]>;
}

/** What the schema says, and which keys can vary. */
type Varying<
  Config extends { model: unknown; vary?: unknown },
  OwnModel extends AnyModelConfig = never,
> = Frozen<Omit<Config, "model" | "vary">> & {
  readonly model: Frozen<Config["model"] | OwnModel>;
  readonly vary?: VaryConfig<OwnModel> | readonly VaryConfig<OwnModel>[];
};

/**
 * A config as people write it: what has a default may be left out.
 *
 * @typeParam OwnModel - the config of a kind of model of one's own, `z.input<typeof schema>` of its schema; none unless given
 */
export type ExperimentConfig<OwnModel extends AnyModelConfig = never> = Varying<
  z.input<Experiment>,
  OwnModel
>;

/** A config with nothing left to default: what config.json holds. */
export type ResolvedConfig = Varying<Own>;

/** The same parts with nothing left to default. */
export type ResolvedData = ResolvedConfig["data"];
export type ResolvedOptimizer = ResolvedConfig["optimizer"];

type Of<Union, Kind> = Extract<Union, { readonly kind: Kind }>;

/** The examples: patches of images, an array, files that are read as they are trained on, or a table of pairs. */
export type DataConfig = ExperimentConfig["data"];
/** Random patches of images. */
export type PatchesConfig = Of<DataConfig, "patches">;
/** An array of examples, in a file of any format that is known. */
export type ArrayConfig = Of<DataConfig, "array">;
/** Examples in .npy or .safetensors files that memory need not hold. */
export type ShardsConfig = Of<DataConfig, "shards">;
/** Whole pictures with labels: MNIST and sets of its form, CIFAR-10, STL-10, a folder of images for each class. */
export type LabelledConfig = Of<DataConfig, "labelled">;
/** Pairs (x, y) written down in the config: for small supervised examples. */
export type TableConfig = Of<DataConfig, "table">;
/** Where images come from: the shipped photographs, a folder of PNG and JPEG files, or one of them. */
export type SourceConfig = PatchesConfig["source"];

/** What is trained: the sparse autoencoder, or a network on pairs. */
export type ModelConfig = ExperimentConfig["model"];
/** The sparse autoencoder: y = x. */
export type ClassicConfig = Of<ModelConfig, "classic">;
/** The base network on pairs (x, y). */
export type NetworkConfig = Of<ModelConfig, "network">;
/** Where θ starts: drawn at random, or read from a .npy file in the order [W1, W2, …, b1, b2, …]. */
export type InitialConfig = Of<ResolvedConfig["model"], "classic">["initial"];

/** How J(θ) is minimised; L-BFGS unless given. */
export type OptimizerConfig = NonNullable<ExperimentConfig["optimizer"]>;
