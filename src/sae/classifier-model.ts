// A classifier as a model: hidden layers, and the classes as the units of its last layer.

import { contiguous, type DType, type FloatArray, type FloatNdArray, view, zeros } from "../core/arrays.js";
import { inputError } from "../core/errors.js";
import type { Random } from "../core/random.js";
import { rowNorms } from "../core/rows.js";
import { activations } from "../kernels/activations.js";
import type { Kernels } from "../kernels/kernels.js";
import { createChunks } from "../nn/chunked-activations.js";
import { growing } from "../nn/growing.js";
import { type InitialValues, initialTheta } from "../nn/initial-values.js";
import { createLayersAbove } from "../nn/layers-above.js";
import { type Network, parameterCount, viewParameters } from "../nn/parameters.js";
import {
  type Classifier,
  classifierLength,
  classifierNames,
  createSoftmaxObjective,
  softmaxRows,
  viewClassifier,
} from "../nn/softmax-objective.js";
import { maximisingInputs } from "./features.js";
import { latentsOfPass } from "./latents-of-pass.js";
import type { LatentLayer, LayerAnatomy, Model, Pass, TrainingData } from "./model.js";
import { encodersOf } from "./network-anatomy.js";
import { softmaxBatchLoss } from "./softmax-batch.js";

/** What makes a classifier a model. */
export interface ClassifierModelParts {
  readonly classifier: Classifier;
  /** λ, of the softmax weights */
  readonly weightDecay: number;
  readonly initial: InitialValues;
}

/** The scores of a classifier are the linear output of this network, whose last biases are 0. */
const networkOf = ({ inputs, hidden, activation, classes }: Classifier): Network => ({
  sizes: [inputs, ...hidden, classes],
  activations: [...hidden.map(() => activation), "linear"],
});

/** θ of the classifier as that of its network. */
function toNetwork(classifier: Classifier, theta: FloatArray, into: FloatArray): void {
  const own = viewClassifier(theta, classifier);
  const { weights, biases } = viewParameters(into, networkOf(classifier).sizes);
  for (const [l, part] of [...own.weights, own.softmax].entries())
    weights[l].data.set(contiguous(part), weights[l].offset);
  for (const [l, part] of own.biases.entries()) biases[l].set(part);
}

/** θ before training: each layer drawn as those of a network are. */
function startOf(classifier: Classifier, initial: InitialValues, random: Random, dtype: DType): FloatArray {
  const theta = zeros(dtype, classifierLength(classifier));
  const { sizes } = networkOf(classifier);
  const drawn = viewParameters(initialTheta(sizes, initial, random, dtype), sizes).weights;
  const own = viewClassifier(theta, classifier);
  for (const [l, part] of [...own.weights, own.softmax].entries())
    part.data.set(contiguous(drawn[l]), part.offset);
  return theta;
}

/** What each unit looks for; of the classes, what they weigh the inputs by. Nothing is reconstructed. */
function anatomyOf(classifier: Classifier, theta: FloatArray): LayerAnatomy[] {
  const { softmax, weights, biases } = viewClassifier(theta, classifier);
  const { data, shape, offset } = softmax;
  const all: FloatNdArray[] = [...weights, view(data, shape, offset)];
  return encodersOf(all).map((encoder, l) => ({
    layer: l + 1,
    units: encoder.shape[0],
    features: maximisingInputs(encoder),
    weightNorms: rowNorms(all[l]),
    atoms: null,
    featuresExact: l === 0,
    atomsExact: false,
    biases: biases[l] ?? new Float64Array(classifier.classes),
  }));
}

/**
 * The hidden layers are layers of latents, and the last layer is that of the classes: their probabilities p. The output is
 * p too.
 */
export function createClassifierModel({ classifier, weightDecay, initial }: ClassifierModelParts): Model {
  const { inputs, hidden, activation, classes } = classifier;
  const rest = activations[activation].value(0);
  const units = (count: number, l: number): LatentLayer => ({
    layer: l + 1,
    units: count,
    rest: l < hidden.length ? rest : 0,
    off: 0,
    target: null,
  });
  const createPass = (kernels: Kernels, theta: FloatArray, most?: number) =>
    createClassifierPass(kernels, classifier, theta, most);
  return {
    title: `${[inputs, ...hidden, classes].join("-")} softmax`,
    inputs,
    outputs: classes,
    reconstructs: false,
    classifies: true,
    parameters: classifierNames(classifier),
    layers: [...hidden, classes].map(units),
    initialTheta: (random, dtype) => startOf(classifier, initial, random, dtype),
    anatomy: (theta) => anatomyOf(classifier, theta),
    createPass,
    latentsOf: latentsOfPass(createPass),
    objective(kernels, { x, y }: TrainingData) {
      if (y === null) throw inputError("softmax", "data", "have a class for each example", "none");
      const objective = createSoftmaxObjective(kernels, { classifier, x, y, weightDecay });
      return { ...objective, rhoHat: {} };
    },
    batchLoss: (kernels, size) => softmaxBatchLoss(kernels, size, { classifier, weightDecay }),
    assertReachable: () => {},
  };
}

function createClassifierPass(
  kernels: Kernels,
  classifier: Classifier,
  theta: FloatArray,
  most?: number,
): Pass {
  const { classes } = classifier;
  const network = networkOf(classifier);
  const own = kernels.allocate(parameterCount(network.sizes));
  const chunks = createChunks(kernels, network, own, most);
  const above = createLayersAbove(kernels, network, own);
  const memory = growing(kernels);
  /** Scores become probabilities. */
  const probabilities = (scores: FloatArray) => {
    const powers = memory(scores.length);
    softmaxRows(kernels, scores, powers, classes);
    scores.set(powers);
  };
  return {
    run(x, visit) {
      toNetwork(classifier, theta, own); // as it is now
      chunks(x, (from, a) => {
        const output = a[a.length - 1];
        probabilities(contiguous(output));
        visit(from, { x: a[0], latents: a.slice(1), output });
      });
    },
    decode(layer, latents) {
      toNetwork(classifier, theta, own);
      const output = above(layer, latents);
      if (output !== latents) probabilities(contiguous(output));
      return output;
    },
  };
}
