// How a classifier does: which class each example is taken for.

import type { FloatArray, FloatNdArray } from "../core/arrays.js";
import type { Labels } from "../data/labels.js";
import type { Kernels } from "../kernels/kernels.js";
import { accuracyOf, confusionOf, likeliest } from "../metrics/confusion.js";
import type { Model } from "../sae/model.js";
import type { ClassificationNumbers, ConfusionNumbers } from "../train/run-record.js";
import type { Dataset } from "./dataset.js";

interface Trained {
  readonly kernels: Kernels;
  readonly model: Model;
  readonly theta: FloatArray;
}

/** The most likely class of each example, [m]. */
function predicted({ kernels, model, theta }: Trained, x: FloatNdArray): Int32Array {
  const classes = new Int32Array(x.shape[0]);
  model.createPass(kernels, theta, x.shape[0]).run(x, (from, { output }) => {
    classes.set(likeliest(output), from);
  });
  return classes;
}

function held(
  trained: Trained,
  { x, labels }: { readonly x: FloatNdArray; readonly labels: Labels },
): ConfusionNumbers {
  const confusion = confusionOf(labels.values, predicted(trained, x), labels.classes.length);
  return { examples: x.shape[0], accuracy: accuracyOf(confusion), confusion };
}

/** On the examples that it was trained on, and on those of the test part; nothing of a model or data without classes. */
export function classified(
  trained: Trained,
  { x, labels, test }: Pick<Dataset, "x" | "labels" | "test">,
): { classification?: ClassificationNumbers } {
  if (trained.model.classifies !== true || labels === undefined) return {};
  const own = held(trained, { x, labels });
  return {
    classification: {
      classes: labels.classes,
      train: own,
      ...(test === undefined ? {} : { test: held(trained, test) }),
    },
  };
}
