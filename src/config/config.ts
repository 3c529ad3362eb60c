// What an experiment is made of: plain data. schema.ts checks it and fills in the defaults.

import type { DType } from "../core/arrays.js";
import type { PreprocessStep } from "../data/preprocess/pipeline.js";
import type { ActivationKind } from "../kernels/activations.js";
import type { EngineName } from "../kernels/kernels.js";
import type { InitialValues } from "../nn/initial-values.js";

/** Where images come from: the shipped photographs, a folder of PNG and JPEG files, or one of them. */
export type SourceConfig =
  | { readonly kind: "photos" }
  | {
      readonly kind: "folder" | "image";
      readonly path: string;
      /** Three channels instead of grey; false */
      readonly colour?: boolean;
      /** Larger images are scaled down until their longer side has so many pixels */
      readonly maxSide?: number;
    };

/** Random patches of images. */
export interface PatchesConfig {
  readonly kind: "patches";
  readonly source: SourceConfig;
  /** [height, width] in pixels; [8, 8] */
  readonly size?: readonly [number, number];
  /** How many; 10 000 */
  readonly count?: number;
  readonly preprocess?: readonly PreprocessStep[];
}

/** A .npy array of examples. */
export interface ArrayConfig {
  readonly kind: "array";
  readonly path: string;
  /** Whether an example is a row (the default) or a column */
  readonly examples?: "rows" | "columns";
  /** [height, width] or [height, width, channels], where an example is a picture */
  readonly imageShape?: readonly number[];
  readonly preprocess?: readonly PreprocessStep[];
}

/** Pairs (x, y) written down in the config: for small supervised examples. */
export interface TableConfig {
  readonly kind: "table";
  readonly x: readonly (readonly number[])[];
  readonly y: readonly (readonly number[])[];
}

export type DataConfig = PatchesConfig | ArrayConfig | TableConfig;

/** Where θ starts: drawn at random, or read from a .npy file in the order [W1, W2, …, b1, b2, …]. */
export type InitialConfig = InitialValues | { readonly kind: "file"; readonly path: string };

/** The sparse autoencoder: y = x. */
export interface ClassicConfig {
  readonly kind: "classic";
  /** Units of each hidden layer */
  readonly hidden: readonly number[];
  /** f of the hidden layers; sigmoid */
  readonly activation?: ActivationKind;
  /** f of the output; as `activation` */
  readonly output?: ActivationKind;
  /** ρ; 0.01 */
  readonly rho?: number;
  /** β; 3. 0 turns the penalty off */
  readonly beta?: number;
  /** λ; 1e-4 */
  readonly weightDecay?: number;
  /** The hidden layers with the KL penalty, counted from 1; all unless given */
  readonly sparseLayers?: readonly number[];
  /** { kind: "uniform" } */
  readonly initial?: InitialConfig;
}

/** The base network on pairs (x, y). */
export interface NetworkConfig {
  readonly kind: "network";
  readonly hidden: readonly number[];
  /** f of the hidden layers; tanh */
  readonly activation?: ActivationKind;
  readonly output?: ActivationKind;
  /** λ; 0 */
  readonly weightDecay?: number;
  readonly sparsity?: { readonly rho: number; readonly beta: number; readonly layers: readonly number[] };
  /** { kind: "normal", epsilon: 0.01 } */
  readonly initial?: InitialConfig;
}

export type ModelConfig = ClassicConfig | NetworkConfig;

interface IterationsAndTolerances {
  /** 400 */
  readonly iterations?: number;
  readonly gradientTolerance?: number;
  readonly costTolerance?: number;
}

export type OptimizerConfig =
  | ({ readonly kind: "lbfgs"; readonly memory?: number } & IterationsAndTolerances)
  | ({ readonly kind: "conjugate-gradient" } & IterationsAndTolerances)
  | ({
      readonly kind: "gradient-descent";
      readonly learningRate: number;
      readonly momentum?: number;
    } & IterationsAndTolerances);

/** A value to vary: one run for each of `values`, side by side in one picture. */
export interface VaryConfig {
  /** The key, with dots: "model.rho" */
  readonly key: string;
  readonly values: readonly unknown[];
}

export interface ExperimentConfig {
  readonly name: string;
  /** What the experiment is to find out */
  readonly question?: string;
  /** Everything random comes from it; 0 */
  readonly seed?: number;
  /** float64 */
  readonly dtype?: DType;
  /** It decides the last bits: config.json names the one that the run was begun with; blas where there is a library, else wasm */
  readonly engine?: EngineName;
  readonly data: DataConfig;
  readonly model: ModelConfig;
  readonly optimizer: OptimizerConfig;
  /** Iterations between checkpoints; 20 */
  readonly checkpointEvery?: number;
  readonly vary?: VaryConfig;
}

/** A config with nothing left to default: what config.json holds. */
export type ResolvedConfig = ExperimentConfig & {
  readonly seed: number;
  readonly dtype: DType;
  readonly checkpointEvery: number;
  readonly optimizer: OptimizerConfig & { readonly iterations: number };
};
