// What looking at a run needs of its config.json and preprocessing.json. Training reads the config by its own schema.

import { finite, listOf, objectOf, oneOf, optional, type Reader, text, whole } from "../core/stored.js";
import type { FittedStep } from "../data/preprocess/pipeline.js";
import { type ActivationKind, activationKinds } from "../kernels/activations.js";
import type { RunDirectory } from "../train/run-directory.js";

export interface RunModelConfig {
  readonly kind: "classic" | "network";
  /** Units of each hidden layer */
  readonly hidden: readonly number[];
  readonly activation: ActivationKind;
  readonly output?: ActivationKind | undefined;
  readonly rho?: number | undefined;
  readonly beta?: number | undefined;
  readonly sparseLayers?: readonly number[] | undefined;
  readonly sparsity?: { readonly rho: number; readonly layers: readonly number[] } | undefined;
}

export interface RunConfig {
  readonly question?: string | undefined;
  readonly model: RunModelConfig;
  readonly optimizer: { readonly iterations: number };
}

const units = whole(1, 2 ** 31);
const activation = oneOf<ActivationKind>(activationKinds);
const runConfig: Reader<RunConfig> = objectOf({
  question: optional(text),
  model: objectOf({
    kind: oneOf(["classic", "network"] as const),
    hidden: listOf(units, 1),
    activation,
    output: optional(activation),
    rho: optional(finite),
    beta: optional(finite),
    sparseLayers: optional(listOf(units)),
    sparsity: optional(objectOf({ rho: finite, layers: listOf(units) })),
  }),
  optimizer: objectOf({ iterations: whole(1) }),
});

/** config.json. @throws {InputError} that names what is wrong with it */
export function readRunConfig(directory: RunDirectory): RunConfig {
  const path = directory.file("config.json");
  const config = runConfig(directory.readJson("config.json"), `${path}:`);
  const { hidden, sparseLayers = [], sparsity } = config.model;
  for (const layer of [...sparseLayers, ...(sparsity?.layers ?? [])])
    whole(1, hidden.length)(layer, `${path}: a sparse layer`);
  return config;
}

/** Fields that steps of this kind have beside it. */
const learned: Readonly<Record<FittedStep["kind"], readonly string[]>> = {
  "remove-mean": [],
  scale: ["factor"],
  "normalize-ufldl": ["limit"],
  "whiten-1-over-f": ["f0"],
};
const kinds = Object.keys(learned) as FittedStep["kind"][];

const fittedStep: Reader<FittedStep> = (value, at) => {
  const step = objectOf({ kind: oneOf(kinds) })(value, at);
  objectOf(Object.fromEntries(learned[step.kind].map((field) => [field, finite])))(step, at);
  return step as FittedStep;
};

/** preprocessing.json. @throws {InputError} that names what is wrong with it */
export function readPreprocessing(directory: RunDirectory): FittedStep[] {
  return listOf(fittedStep)(
    directory.readJson("preprocessing.json"),
    `${directory.file("preprocessing.json")}:`,
  );
}
