// What a model is to everybody else, whatever its kind: training, checkpoints, inspection, figures, the viewer and
// check-gradients know this and nothing more.

import type { DType, FloatArray, FloatMatrix, FloatNdArray, Matrix } from "../core/arrays.js";
import type { Evaluation, Objective } from "../core/objective.js";
import type { Random } from "../core/random.js";
import type { Kernels } from "../kernels/kernels.js";
import type { Moments } from "../optim/batch-optimiser.js";

/** A named part of θ, row-major: as the weights file of a checkpoint has it. */
export interface ParameterBlock {
  readonly name: string;
  readonly shape: readonly number[];
  /** Where it begins in θ */
  readonly offset: number;
}

/** Values an example has, and those of the output. */
export interface ModelShape {
  readonly inputs: number;
  /** Of an autoencoder as many */
  readonly outputs: number;
}

/** What is asked of the average activations of a layer. */
export interface ActivationTarget {
  /** ρ */
  readonly rho: number;
  /** ρ̂ of a unit from its mean activation: of the activation taken to (0, 1) */
  readonly rhoHat: (mean: number) => number;
}

/** A layer of latents. */
export interface LatentLayer {
  /** Counted from 1 */
  readonly layer: number;
  readonly units: number;
  /** The activation up to which a unit counts as inactive: f(0) */
  readonly rest: number;
  /** Whether it has a sign: active is then every value but `rest`. False unless given */
  readonly signed?: boolean;
  /** How far from `rest` a unit still counts as inactive; 0 unless given */
  readonly within?: number;
  /** The activation of a unit that is switched off: the lower end of f's range, 0 where it has none */
  readonly off: number;
  /** Null where nothing is asked of them */
  readonly target: ActivationTarget | null;
}

/** What the units of a layer look for and add, at one θ. */
export interface LayerAnatomy {
  /** Counted from 1 */
  readonly layer: number;
  readonly units: number;
  /** What each unit looks for, of norm 1, [units, inputs] */
  readonly features: FloatMatrix;
  /** The norm of each unit's weights, before a feature is made of them, [units] */
  readonly weightNorms: ArrayLike<number>;
  /** What each unit adds to the reconstruction, [units, inputs]; null where the output is no reconstruction */
  readonly atoms: FloatNdArray | null;
  /** False where it is a product through other layers, as if those were linear */
  readonly featuresExact: boolean;
  readonly atomsExact: boolean;
  readonly biases: FloatArray;
  /** What the units have to exceed to be active, [units], or [1] for all of them; none unless given */
  readonly thresholds?: FloatArray;
}

/** Some examples in a model: [count, inputs], [count, units] of each layer, [count, outputs]. */
export interface Seen {
  readonly x: Matrix;
  readonly latents: readonly Matrix[];
  readonly output: Matrix;
}

/** A model at one θ that examples are sent through, in memory that is taken once. */
export interface Pass {
  /**
   * Sends examples through, so many at a time as the memory holds.
   *
   * @param x - [m, inputs]
   * @param visit - called with the first example of each chunk; what it is given is overwritten after
   * @throws {InputError} if an example has another length
   */
  run(x: Matrix, visit: (from: number, seen: Seen) => void): void;
  /**
   * The output that the latents of a layer give, which may have been changed: [m, units] → [m, outputs]. The next call writes
   * over what it returns.
   */
  decode(layer: number, latents: Matrix): Matrix;
}

/** An objective on all of the data that also tells the average activations it found. */
export interface FullObjective extends Objective {
  /** ρ̂ of each layer with a target, by the layer's number, as of the last evaluation. */
  readonly rhoHat: Readonly<Record<string, FloatArray>>;
}

/** Examples, and targets where the output is no reconstruction. */
export interface TrainingData {
  /** [m, inputs] */
  readonly x: Matrix;
  /** [m, outputs]; null: y = x */
  readonly y: Matrix | null;
}

/** Where a training is, for what changes over its iterations. */
export interface BatchStep {
  /** Counted from 0 */
  readonly iteration: number;
  readonly iterations: number;
  /** λ itself, where a training has brought it to some value; none unless given */
  readonly coefficient?: number | undefined;
}

/** The loss of a batch, its parts, and what the latents did. */
export interface BatchEvaluation extends Evaluation {
  /** Active latents of an example, on average; none unless given, of models whose latents need not be few */
  readonly l0?: number;
  /** λ, what its penalty weighed, where that changes over a training */
  readonly coefficient?: number;
}

/**
 * A loss on batches of one size, in memory that is taken once. x, θ and the gradient lie in the engine's memory, which
 * `kernels.allocate` gives: optimisers and clipping run there. Only what `state` holds may be an array of any kind.
 */
export interface BatchLoss {
  /** Where a batch is put before it is evaluated, [batch, inputs]; where there are targets these follow, [batch, inputs + outputs] */
  readonly x: Matrix;
  /** θ: an optimiser changes it in place */
  readonly theta: FloatArray;
  /** ∇ of the loss, as of the last evaluation, 0 where θ is frozen */
  readonly gradient: FloatArray;
  /** What decides the next step besides θ: counters of silent latents, thresholds by moving average, … */
  readonly state: Readonly<Record<string, FloatArray>>;
  /** Loss and gradient at θ on the batch; what it returns holds until the next. Changes nothing else. */
  evaluate(step: BatchStep): BatchEvaluation;
  /** What is done with the gradient before it is clipped and a step is made: projections. Nothing unless given. */
  beforeStep?(): void;
  /**
   * What is done to θ and `state` after a step: renormalisation, counters.
   *
   * @param moments - what the optimiser keeps of each value of θ, to be set to 0 where that begins anew
   */
  afterStep(step: BatchStep, moments?: Moments): void;
  /** Latents that have not been active for long, as far as `state` tells */
  silent(): number;
}

/** What latents are kept by: |f|, or |f| n, n_j = ‖w_j‖. */
export interface LatentRanking {
  /** Whether the highest of each example are kept, or those of many examples together */
  readonly over: "example" | "batch";
  /** Whether |f| n decides, in place of |f| */
  readonly rescale: boolean;
  /** Whether it has learned to reconstruct with fewer. False unless given */
  readonly forEveryBudget?: boolean;
}

/** A model of any kind. */
export interface Model extends ModelShape {
  /** In words, short: "64-25-64" */
  readonly title: string;
  /** Whether the output is a reconstruction of the input */
  readonly reconstructs: boolean;
  /** Whether the output is a probability of each class, and so is its last layer. False unless given */
  readonly classifies?: boolean;
  /** Whether what its latents add is what people look at first, not what they look for. False unless given */
  readonly isDictionary?: boolean;
  /** How the units of its first layer lie to each other, row by row, where they have places. None unless given */
  readonly grid?: { readonly rows: number; readonly columns: number };
  /** Whether its encoder sees x − b_dec, or x itself; yes unless given */
  readonly centred?: boolean | undefined;
  /** What its latents are kept by, where so many are kept: fewer of them reconstruct too. None unless given */
  readonly ranking?: LatentRanking;
  /** The parts of θ in their order */
  readonly parameters: readonly ParameterBlock[];
  readonly layers: readonly LatentLayer[];
  /** Active latents of an example that its penalty is to lead to, for a warning where it does not; none unless given */
  readonly targetL0?: number;
  /** Whether θ before training depends on the data. False unless given */
  readonly startsFromData?: boolean;
  /** θ before training. @param sample - some examples, [m, inputs], of a model that `startsFromData` */
  initialTheta(random: Random, dtype: DType, sample?: Matrix): FloatArray;
  /** What its units look for and add. @param theta - [parameterLength(parameters)] */
  anatomy(theta: FloatArray): readonly LayerAnatomy[];
  /**
   * @param theta - followed where it lies in the engine's memory: what it holds when a pass runs counts
   * @param most - examples that are ever sent through at once
   */
  createPass(kernels: Kernels, theta: FloatArray, most?: number): Pass;
  /**
   * The latents of some units of a layer alone, where the others need not be computed for them.
   *
   * @param visit - is given [count, units.length]
   */
  latentsOf(
    kernels: Kernels,
    theta: FloatArray,
    where: { readonly layer: number; readonly units: readonly number[] },
    x: Matrix,
    visit: (from: number, latents: Matrix) => void,
  ): void;
  /** J(θ) on all of the data; null where it has none. @throws {InputError} if it cannot be learned from such data */
  readonly objective: ((kernels: Kernels, data: TrainingData) => FullObjective) | null;
  /** The loss on batches of so many examples; null where it has none. @throws {InputError} if it has none of that size */
  readonly batchLoss: ((kernels: Kernels, batch: number) => BatchLoss) | null;
  /** What in θ is amiss before a training on some data, and what helps; null where nothing is. Nothing unless given. */
  warning?(kernels: Kernels, theta: FloatArray, data: TrainingData): string | null;
  /**
   * What is done to θ once a training has done its last step, in place: thresholds that a batch stood for. Done twice it is
   * what it is once. Nothing unless given.
   */
  calibrate?(kernels: Kernels, theta: FloatArray, data: TrainingData): void;
  /** θ for examples x of a θ for s x: src/sae/fold-scaling.ts. Of kinds that can have one */
  foldScaling?(theta: FloatArray, scale: number): FloatArray;
  /**
   * @param told - how the error names who asks, the examples, and what helps
   * @throws {InputError} that names the first value which the output cannot reach
   */
  assertReachable(
    x: Matrix,
    told: { readonly where: string; readonly what: string; readonly remedy: string },
  ): void;
}

/** Whether a latent of the layer is active on an example, by its activation. */
export const isActive = (
  { rest, signed = false, within = 0 }: Pick<LatentLayer, "rest" | "signed" | "within">,
  activation: number,
): boolean => (signed ? Math.abs(activation - rest) : activation - rest) > within;

/** What of a layer is looked at first: the atoms of a dictionary, else what its units look for. */
export const picturesOf = (
  { isDictionary }: Pick<Model, "isDictionary">,
  { atoms, features }: LayerAnatomy,
): FloatNdArray => (isDictionary && atoms !== null ? atoms : features);

/** What a unit has to exceed to be active; null where there is no threshold. */
export const thresholdOf = ({ thresholds }: LayerAnatomy, unit: number): number | null =>
  thresholds === undefined ? null : thresholds[thresholds.length === 1 ? 0 : unit];

/** The length of θ. */
export function parameterLength(parameters: readonly ParameterBlock[]): number {
  return parameters.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);
}
