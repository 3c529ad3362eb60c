// The public surface of rhohat: all of rhohat/core, but for createKernels with every engine and threads; and what needs
// Node.js: configs, files, runs, figures.

/** zod's own: the keys of a kind of model are a strict object of it. */
export { z } from "zod";
export type {
  ArrayConfig,
  ClassicConfig,
  ConfigPath,
  DataConfig,
  ExperimentConfig,
  InitialConfig,
  LabelledConfig,
  ModelConfig,
  NetworkConfig,
  OptimizerConfig,
  PatchesConfig,
  ResolvedConfig,
  ShardsConfig,
  SourceConfig,
  TableConfig,
  VaryConfig,
} from "./config/config.js";
export { defineExperiment } from "./config/define-experiment.js";
export { parseConfig } from "./config/parse.js";
export { withValue } from "./config/with-value.js";
export { type Comparison, type Conformance, worstOf } from "./conformance/comparison.js";
export { conform } from "./conformance/conform.js";
export type { KeyMeta } from "./core/rules.js";
/** Keys, and what their values may be, each with its sentence for errors: rules.key(rules.count().default(8), { … }) */
export * as rules from "./core/rules.js";
export { type Combination, combinations } from "./core/varied.js";
export { type FileBatches, type FileBatchOptions, openBatches } from "./data/batches/file-batches.js";
export { loadArray } from "./data/sources/array-file.js";
export { loadFolder } from "./data/sources/folder.js";
export { loadPhotos } from "./data/sources/photos.js";
export { fetchedSet } from "./data/sources/sets/fetched-set.js";
export { type DescribeOptions, describeRun } from "./experiments/describe-run.js";
export {
  type EvaluateOptions,
  evaluateRun,
  type OtherData,
  type RunEvaluation,
} from "./experiments/evaluate-run.js";
export { type Measured, type MeasureOptions, measureRun } from "./experiments/measure-run.js";
export type { RunResult } from "./experiments/run-result.js";
export { type RunOptions, resumeRun, runExperiment } from "./experiments/runner.js";
export { type Contestant, checkSanity, type Sanity, type SanityOptions } from "./experiments/sanity.js";
export type { Verdict } from "./experiments/sanity-verdicts.js";
export { resumeSweep, runSweep, type SweepMember, type SweepResult } from "./experiments/sweep.js";
export * from "./index-core.js";
export { type LoadedRun, type LoadRunOptions, loadRun } from "./inspect/load-run.js";
// A name of its own goes before that of a star.
export { createKernels, type EngineChoice, type EngineOptions, engineNames } from "./kernels/engine.js";
export {
  type DictionaryConfig,
  type DictionaryVariant,
  dictionaryKeys,
  dictionaryKind,
  dictionaryModel,
} from "./models/dictionary-kind.js";
export type { LikelyCause, MadeFor, ModelKind, ModelStandards, RunNumbers } from "./models/model-kind.js";
export { l1Keys, l1Weight } from "./models/penalty-keys.js";
export { type AnyModelConfig, createModel, registerModel } from "./models/registry.js";
export { RunDirectory } from "./train/run-directory.js";
export { type CurvePoint, costCurves } from "./viz/curves.js";
export { encodeApng } from "./viz/encode-apng.js";
export { encodePng } from "./viz/encode-png.js";
export {
  atomsBesideFeatures,
  matchedAtoms,
  reconstructionFigure,
  trainingStrip,
} from "./viz/feature-figures.js";
export { type ActivationMap, heatMap } from "./viz/heat-map.js";
export { type Panel, panels } from "./viz/panels.js";
export { type ReceptiveField, receptiveFieldMap } from "./viz/receptive-field-map.js";
export { rhoHatPlot } from "./viz/rho-hat.js";
export { svgToPng } from "./viz/svg-to-png.js";
export { type TileFigureOptions, tileFigure } from "./viz/tile-figure.js";
export { type TradeOffOptions, type TradeOffPoint, tradeOff } from "./viz/trade-off.js";
export { type Repeated, type ValueChartsOptions, type ValueLine, valueCharts } from "./viz/value-charts.js";
export { readWeights } from "./weights/read-weights.js";
export type { TrainedDictionary } from "./weights/trained-dictionary.js";
