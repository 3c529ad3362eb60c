// The public surface for bundlers and browsers, rhohat/core: everything that computes, and nothing that Node.js alone has.

export {
  contiguous,
  type DType,
  type FloatArray,
  type FloatMatrix,
  type FloatNdArray,
  type Matrix,
  matrix,
  transpose,
  view,
  zeros,
} from "./core/arrays.js";
export { InputError, RunError } from "./core/errors.js";
export { type GaborShape, gaborPatch } from "./core/gabor-patch.js";
export type { CostParts, Evaluation, Objective } from "./core/objective.js";
export { createRandom, type Random, type RandomState, restoreRandom } from "./core/random.js";
export type { Pixels, Raster } from "./core/raster.js";
export type { SparseRows } from "./core/sparse-rows.js";
export type { BatchOptions, BatchSource, BatchState, ExampleRows } from "./data/batches/batches.js";
export { type ExampleMeasures, measureExamples } from "./data/batches/measure-examples.js";
export { createBatches } from "./data/batches/memory-batches.js";
export { type Image, imageFromRaster } from "./data/image.js";
export { encodeNpy, type NpyArray, parseNpy } from "./data/io/npy.js";
export { encodeSafetensors, parseSafetensors, type Tensor } from "./data/io/safetensors.js";
export { type PatchOptions, type PatchOrigin, samplePatches } from "./data/patches.js";
export { preprocessImages } from "./data/preprocess/image-steps.js";
export { type InPixels, inPixels } from "./data/preprocess/in-pixels.js";
export {
  applyPreprocessing,
  fitPreprocessing,
  type Preprocessed,
  type StepMemory,
  undoPreprocessing,
} from "./data/preprocess/pipeline.js";
export type { FittedStep, PreprocessStep } from "./data/preprocess/steps.js";
export { unwhitenImage, whitenImage } from "./data/preprocess/whiten-1-over-f.js";
export { randomFeatures, type SparseToyOptions, sparseToy } from "./data/sources/sparse-toy.js";
export { type SynthOptions, synth, synthFrequencies } from "./data/sources/synth.js";
export { barPictures, drawGabors, gaborPictures, occludingBars } from "./data/sources/world.js";
export type { KnownExamples, Truth } from "./data/truth.js";
export { type Activation, type ActivationKind, activationKinds, activations } from "./kernels/activations.js";
export type { AdamStep, EngineName, Kernels, Primitives, Task } from "./kernels/kernels.js";
export {
  createPortableKernels as createKernels,
  type PortableEngineOptions as EngineOptions,
} from "./kernels/portable-engine.js";
export { type MetricValues, measureAll } from "./metrics/all-metrics.js";
export { phaseScrambled, type Scramble, scrambleFor } from "./metrics/atoms/chance.js";
export { type StableAtoms, stableAtoms } from "./metrics/atoms/stability.js";
export { contributions, effectiveUnits } from "./metrics/effective-units.js";
export { fitGabor, type GaborFit } from "./metrics/gabor-fit.js";
export { type AtomMatch, cosineSimilarities, matchAtoms } from "./metrics/match-atoms.js";
export type { Accumulator, Batch, ExampleMetric, Explained, MetricShape, Row } from "./metrics/metric.js";
export { roughness } from "./metrics/roughness.js";
export { countDetections, type DetectionCounts } from "./metrics/truth/f1.js";
export { type TrueAtoms, trueAtoms } from "./metrics/truth/true-atoms.js";
export {
  type ConvolutionShape,
  createConvolution,
  type Pooling,
  placesIn,
  pool,
} from "./nn/convolve-pool.js";
export { type ForwardPass, forward } from "./nn/forward.js";
export { checkGradient, type GradientCheck } from "./nn/gradient-check.js";
export { type InitialValues, initialTheta } from "./nn/initial-values.js";
export { klDivergence } from "./nn/kl-divergence.js";
export {
  createNetworkObjective,
  type NetworkObjective,
  type NetworkObjectiveOptions,
} from "./nn/network-objective.js";
export {
  type Network,
  type Parameters,
  parameterCount,
  parameterNames,
  viewParameters,
} from "./nn/parameters.js";
export {
  type Classifier,
  type ClassifierParameters,
  classifierLength,
  createSoftmaxObjective,
  type SoftmaxObjectiveOptions,
  viewClassifier,
} from "./nn/softmax-objective.js";
export type { Sparsity } from "./nn/sparsity.js";
export { type AdamOptions, adam, adamDefaults } from "./optim/adam.js";
export {
  type BatchOptimiser,
  type BatchOptimiserKind,
  type Moments,
  type PreparedOptimiser,
  type StepNumbers,
  scheduleClipping,
} from "./optim/batch-optimiser.js";
export { type ConjugateGradientState, conjugateGradient } from "./optim/conjugate-gradient.js";
export {
  type GradientDescentOptions,
  type GradientDescentState,
  gradientDescent,
} from "./optim/gradient-descent.js";
export { type LbfgsOptions, type LbfgsState, lbfgs } from "./optim/lbfgs.js";
export {
  type Minimiser,
  type MinimiserKind,
  type MinimiserState,
  type StopReason,
  stopReasons,
  type Tolerances,
} from "./optim/minimiser.js";
export { type DecayKind, decayKinds, type Schedule, scheduleFactor } from "./optim/schedule.js";
export { type SgdOptions, sgd } from "./optim/sgd.js";
export { type Activity, createActivity } from "./sae/activity.js";
export {
  type AlternatingCodingOptions,
  alternatingCodingLoss,
} from "./sae/alternating-coding.js";
export { type BatchTopKOptions, batchTopKLoss } from "./sae/batchtopk.js";
export { codingParameters } from "./sae/coding.js";
export { createDenseLatents, type DenseLatents } from "./sae/dense-latents.js";
export {
  createDictionaryBatch,
  type Dictionary,
  type DictionaryBatch,
  type DictionaryLoss,
  type DictionaryShape,
  dictionaryParameters,
  viewDictionary,
} from "./sae/dictionary.js";
export { maximisingInputs } from "./sae/features.js";
export { type GatedOptions, gatedLoss, gatedParameters } from "./sae/gated.js";
export { type HierarchicalTopKOptions, hierarchicalTopKLoss } from "./sae/hierarchical-topk.js";
export { type JumpReluOptions, jumpReluLoss, jumpReluParameters } from "./sae/jumprelu.js";
export {
  type MatchingPursuitOptions,
  matchingPursuitLoss,
  matchingPursuitParameters,
} from "./sae/matching-pursuit.js";
export { type MatryoshkaOptions, matryoshkaLoss } from "./sae/matryoshka.js";
export {
  type ActivationTarget,
  type BatchEvaluation,
  type BatchLoss,
  type BatchStep,
  type FullObjective,
  type LatentLayer,
  type LayerAnatomy,
  type Model,
  type ModelShape,
  type ParameterBlock,
  type Pass,
  parameterLength,
  type Seen,
  type TrainingData,
} from "./sae/model.js";
export { type LatentGrid, type Neighbourhoods, neighbourhoodsOn } from "./sae/neighbourhoods.js";
export { createNetworkModel, type NetworkModelParts } from "./sae/network-model.js";
export { orthonormalRows } from "./sae/orthonormal-rows.js";
export { type PAnnealedOptions, pAnnealedLoss } from "./sae/p-annealed.js";
export {
  createPenaltyWeight,
  type PenaltyWeight,
  type PenaltyWeightOptions,
} from "./sae/penalty-weight.js";
export type { Prefixes } from "./sae/prefixes.js";
export { createRicaCost, type RicaCost, type RicaOptions, ricaLoss } from "./sae/rica.js";
export { createRicaModel } from "./sae/rica-model.js";
export { type CreateRowConstraint, type RowConstraint, rowsOfLength } from "./sae/rows-of-length.js";
export {
  createSparseAutoencoder,
  type SparseAutoencoder,
  type SparseAutoencoderOptions,
} from "./sae/sparse-autoencoder.js";
export { type SparseCodingOptions, sparseCodingLoss } from "./sae/sparse-coding.js";
export { type StandardOptions, standardLoss } from "./sae/standard.js";
export { batchMinimum, exampleMinimum, type ThresholdOptions } from "./sae/threshold.js";
export { type TopKOptions, topKLoss } from "./sae/topk.js";
export { orderUnits, type UnitNumbers, type UnitOrder, unitOrders } from "./viz/sort-units.js";
export { type Theme, type ThemeName, themes } from "./viz/theme.js";
export { type TileGridOptions, tileGrid } from "./viz/tiles.js";
