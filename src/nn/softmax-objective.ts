// J(θ) of softmax regression, on the inputs or on top of hidden layers, and its gradient: forward and backward side by side.

import {
  columns,
  contiguous,
  type FloatArray,
  type Matrix,
  matrix,
  rows,
  transpose,
} from "../core/arrays.js";
import { log } from "../core/elementary.js";
import { assertCount, assertNotNegative, inputError } from "../core/errors.js";
import { extent } from "../core/extent.js";
import { quantity } from "../core/in-words.js";
import type { Evaluation, Objective } from "../core/objective.js";
import { type ActivationKind, assertActivationKind } from "../kernels/activations.js";
import type { Kernels, Task } from "../kernels/kernels.js";
import { assertExamples, examplesFor } from "./forward.js";
import { type Parameters, parameterCount, viewParameters } from "./parameters.js";
import { planShards, type Span, split } from "./shards.js";

/** A classifier: hidden layers, none for softmax regression on the inputs, and a softmax over the classes. */
export interface Classifier {
  /** n */
  readonly inputs: number;
  /** Units of each hidden layer */
  readonly hidden: readonly number[];
  /** f of the hidden layers */
  readonly activation: ActivationKind;
  /** K */
  readonly classes: number;
}

/** The parts of θ: the softmax weights first, as the UFLDL exercises have them. They have no bias. */
export interface ClassifierParameters extends Parameters {
  /** [K, s], s the units of the last hidden layer, or n */
  readonly softmax: Matrix;
}

/** n and the units of each hidden layer. */
const sizesOf = ({ inputs, hidden }: Classifier): number[] => [inputs, ...hidden];

/** The length of θ: K s + Σ_l s_{l+1} (s_l + 1). */
export function classifierLength(classifier: Classifier): number {
  const sizes = sizesOf(classifier);
  return classifier.classes * sizes[sizes.length - 1] + parameterCount(sizes);
}

/**
 * The parts of θ = [softmax, W1, W2, …, b1, b2, …] as views onto it.
 *
 * @param theta - [classifierLength(classifier)]
 * @throws {InputError} if θ has another length
 */
export function viewClassifier(theta: FloatArray, classifier: Classifier): ClassifierParameters {
  const sizes = sizesOf(classifier);
  const last = sizes[sizes.length - 1];
  const own = classifier.classes * last;
  const { weights, biases } = viewParameters(theta.subarray(own), sizes);
  return { softmax: matrix(theta.subarray(0, own), classifier.classes, last), weights, biases };
}

/** The name of each part of θ with its shape: softmax, W1, W2, …, b1, b2, …. */
export function classifierNames(
  classifier: Classifier,
): { readonly name: string; readonly shape: readonly number[]; readonly offset: number }[] {
  const sizes = sizesOf(classifier);
  const shapes: (readonly [string, readonly number[]])[] = [
    ["softmax", [classifier.classes, sizes[sizes.length - 1]]],
    ...classifier.hidden.map((units, l) => [`W${l + 1}`, [units, sizes[l]]] as const),
    ...classifier.hidden.map((units, l) => [`b${l + 1}`, [units]] as const),
  ];
  let offset = 0;
  return shapes.map(([name, shape]) => {
    const part = { name, shape, offset };
    offset += shape.reduce((product, side) => product * side, 1);
    return part;
  });
}

/** @throws {InputError} unless it has inputs, at least two classes, and units in each hidden layer */
function assertClassifier(where: string, { inputs, hidden, activation, classes }: Classifier): void {
  assertCount(where, "inputs", inputs);
  for (const units of hidden) assertCount(where, "hidden: units in a layer", units);
  assertCount(where, "classes", classes);
  if (classes < 2) throw inputError(where, "classes", "be at least 2", classes);
  assertActivationKind(where, "activation", activation);
}

/**
 * p_k = exp(s_k) / Σ_j exp(s_j) of each row; the largest score is taken away first, so that none overflows.
 *
 * @param scores - s, [m, K] in one piece; the largest of each row is taken away from it
 * @param p - [m, K], overwritten
 * @param visit - called with each row's number and log Σ_j exp(s_j − max)
 */
export function softmaxRows(
  kernels: Kernels,
  scores: FloatArray,
  p: FloatArray,
  classes: number,
  visit?: (row: number, logSum: number) => void,
): void {
  const m = scores.length / classes;
  for (let i = 0; i < m; i++) {
    let most = scores[i * classes];
    for (let k = 1; k < classes; k++) most = Math.max(most, scores[i * classes + k]);
    for (let k = 0; k < classes; k++) scores[i * classes + k] -= most;
  }
  kernels.exp(scores, p);
  for (let i = 0; i < m; i++) {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += p[i * classes + k];
    visit?.(i, log(sum));
    for (let k = 0; k < classes; k++) p[i * classes + k] /= sum;
  }
}

/** A classifier, its data, and its weight decay. */
export interface SoftmaxObjectiveOptions {
  readonly classifier: Classifier;
  /** Inputs as rows, [m, n] */
  readonly x: Matrix;
  /** What share of an example each class has, [m, K]: rows of sum 1, of one class a 1 and zeros */
  readonly y: Matrix;
  /** λ ≥ 0, on the softmax weights alone */
  readonly weightDecay: number;
}

/** How many elements of ∇J one task sums up over the shards. */
const VALUES_A_SUM = 1024;

/**
 * The cost of a classifier on its data:
 *
 *   J(θ) = −1/m Σ_i Σ_k y(i)_k log p(i)_k  +  λ/2 Σ (softmax weights)²,   p = softmax(W a),  a = f(… f(W1 x + b1) …)
 *
 * in the parts error and decay. Its gradient, by backpropagation:
 *
 *   δ = p − y,   ∂J/∂W = 1/m Σ_i δ aᵀ + λ W,   δ(l) = (Wᵀ δ) ∘ f'(z(l)),   ∂J/∂W(l) = 1/m Σ_i δ(l+1) a(l)ᵀ, …
 *
 * @throws {InputError} if a shape or λ is not allowed
 * @see UFLDL, Softmax regression, and Fine-tuning stacked autoencoders: the decay is on the softmax weights alone
 */
export function createSoftmaxObjective(kernels: Kernels, options: SoftmaxObjectiveOptions): Objective {
  const { classifier, weightDecay } = options;
  const { hidden, classes, activation: f } = classifier;
  const where = "createSoftmaxObjective";
  assertClassifier(where, classifier);
  assertExamples(where, "x", options.x, classifier.inputs);
  assertExamples(where, "y", options.y, classes);
  const m = options.x.shape[0];
  if (options.y.shape[0] !== m)
    throw inputError(where, "y", `have ${quantity(m, "example")}, as x has`, options.y.shape[0]);
  assertNotNegative(where, "weightDecay", weightDecay);

  const x = examplesFor(kernels, options.x);
  const y = contiguous(examplesFor(kernels, options.y));
  const length = classifierLength(classifier);
  const sizes = sizesOf(classifier);
  const last = hidden.length;
  const shards = planShards(m, 2 * sizes.reduce((sum, size) => sum + size, classes), length);
  const tileRows = extent(shards.flat().map(({ from, to }) => to - from))[1];

  const own = kernels.allocate(length);
  const { softmax, weights, biases } = viewClassifier(own, classifier);
  const summed = kernels.allocate(length);
  const partial = matrix(kernels.allocate(shards.length * length), shards.length, length);
  // The softmax of an example needs all its scores, and is done between the two halves: activations are kept till then.
  const a = sizes.map((size, l) => (l === 0 ? x : matrix(kernels.allocate(m * size), m, size)));
  const delta = hidden.map((size) => matrix(kernels.scratch(tileRows * size), tileRows, size)); // a thread its own
  const scores = matrix(kernels.allocate(m * classes), m, classes);
  const error = matrix(kernels.allocate(m * classes), m, classes); // p − y

  const forwardTask =
    (tiles: readonly Span[]): Task =>
    (k) => {
      for (const { from, to } of tiles) {
        for (let l = 0; l < last; l++)
          k.dense(f, rows(a[l], from, to), weights[l], biases[l], rows(a[l + 1], from, to));
        k.matmul(rows(a[last], from, to), transpose(softmax), rows(scores, from, to));
      }
    };

  const backwardTask = (tiles: readonly Span[], shard: number): Task => {
    const gradient = viewClassifier(contiguous(rows(partial, shard, shard + 1)), classifier);
    return (k) => {
      tiles.forEach(({ from, to }, t) => {
        const before = t === 0 ? 0 : 1; // what the shard's earlier tiles have summed
        const deltas = (l: number) => rows(delta[l], 0, to - from);
        const own = rows(error, from, to);
        k.matmul(transpose(own), rows(a[last], from, to), gradient.softmax, 1 / m, before);
        for (let l = last - 1; l >= 0; l--) {
          if (l === last - 1) k.matmul(own, softmax, deltas(l));
          else k.matmul(deltas(l + 1), weights[l + 1], deltas(l));
          k.activationBackward(f, contiguous(rows(a[l + 1], from, to)), contiguous(deltas(l)), null);
          k.matmul(transpose(deltas(l)), rows(a[l], from, to), gradient.weights[l], 1 / m, before);
          k.columnSums(deltas(l), gradient.biases[l], 1 / m, before);
        }
      });
    };
  };

  const forward = kernels.schedule(shards.map(forwardTask));
  const backward = kernels.schedule(shards.map(backwardTask));
  const sumUp = kernels.schedule(
    split(length, Math.ceil(length / VALUES_A_SUM)).map(({ from, to }) => (k) => {
      k.columnSums(columns(partial, from, to), summed.subarray(from, to));
    }),
  );

  const parts = { error: 0, decay: 0 };
  const evaluation = { cost: 0, parts };
  const [s, p] = [contiguous(scores), contiguous(error)];
  const flatSoftmax = contiguous(softmax);

  /** p − y from the scores. @returns −Σ_i Σ_k y_k log p_k */
  function crossEntropy(): number {
    let sum = 0;
    softmaxRows(kernels, s, p, classes, (row, logSum) => {
      for (let i = row * classes; i < (row + 1) * classes; i++) sum += y[i] * (logSum - s[i]);
    });
    for (let i = 0; i < p.length; i++) p[i] -= y[i];
    return sum;
  }

  function evaluate(theta: FloatArray, gradient: FloatArray): Evaluation {
    if (theta.length !== length)
      throw inputError(
        "evaluate",
        "theta",
        `have ${length} values, as the model has parameters`,
        theta.length,
      );
    own.set(theta);
    forward();
    parts.error = crossEntropy() / m;
    backward();
    sumUp();
    parts.decay = 0.5 * weightDecay * kernels.dot(flatSoftmax, flatSoftmax);
    kernels.axpy(weightDecay, flatSoftmax, summed.subarray(0, flatSoftmax.length));
    gradient.set(summed);
    evaluation.cost = parts.error + parts.decay;
    return evaluation;
  }

  return { length, evaluate };
}
