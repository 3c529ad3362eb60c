// What the types forbid and JavaScript lets through: what was given → what is said.

import { describe, expect, test } from "vitest";
import * as library from "../../src/index.js";
import * as core from "../../src/index-core.js";

// biome-ignore lint/suspicious/noExplicitAny: as a caller without types sees it
const [js, page] = [library, core] as any[];
const x = library.view(Float64Array.of(1, 2, 3, 4), [2, 2]);
const random = library.createRandom(0);

const said: readonly (readonly [what: string, () => unknown, message: string | RegExp])[] = [
  [
    "a precision",
    () => js.createKernels("float16"),
    'createKernels: dtype must name a precision, got "float16"; did you mean float32?',
  ],
  ["a precision in a page", () => page.createKernels("flot32"), /dtype must .*did you mean float32\?$/],
  [
    "options first",
    () => js.createKernels({ engine: "wasm" }),
    'createKernels: dtype must name a precision, got {"engine":"wasm"}; choose one of float32, float64',
  ],
  ["options first in a page", () => page.createKernels({ engine: "wasm" }), /dtype must name a precision/],
  [
    "an option",
    () => js.createKernels("float64", { engin: "wasm" }),
    'createKernels: options must be known ones, got "engin"; did you mean engine?',
  ],
  ["a name for options", () => js.createKernels("float64", "wasm"), /options must be an object, got "wasm"/],
  [
    "initial values",
    () => js.initialTheta([2, 1], { kind: "constructor" }, random),
    'initialTheta: values.kind must name a kind, got "constructor"; choose one of normal, uniform',
  ],
  ["no initial values", () => js.initialTheta([2, 1]), /initialTheta: values must be an object with a kind/],
  [
    "a step",
    () => js.fitPreprocessing([{ kind: "remove-mea" }], x),
    'fitPreprocessing: steps[0].kind must name a kind, got "remove-mea"; did you mean remove-mean?',
  ],
  ["one step for a list", () => js.fitPreprocessing({ kind: "scale" }, x), /steps must be a list/],
  ["a fitted step", () => js.applyPreprocessing([{ kind: "scael" }], x), /did you mean scale\?$/],
  [
    "a step on images",
    () => js.preprocessImages([{ kind: "whiten" }], []),
    /steps\[0\].kind must name a kind/,
  ],
  [
    "no memory",
    () => js.undoPreprocessing([{ kind: "remove-mean" }], x),
    "undoPreprocessing: memory must be what preprocessing these 2 examples gave beside their values, got undefined",
  ],
  [
    "the memory of other examples",
    () => js.undoPreprocessing([{ kind: "remove-mean" }], x, [new Float64Array(3)]),
    /memory must be what preprocessing these 2 examples gave/,
  ],
  [
    "an option of L-BFGS",
    () => js.lbfgs({ memroy: 5 }),
    /lbfgs: options must .*"memroy"; did you mean memory\?$/,
  ],
  [
    "one of conjugate gradient",
    () => js.conjugateGradient({ costTolerence: 0 }),
    /did you mean costTolerance\?$/,
  ],
  [
    "a rate for options",
    () => js.gradientDescent(0.1),
    /gradientDescent: options must be an object, got 0.1/,
  ],
  [
    "an option of the model",
    () => js.createSparseAutoencoder({ visible: 4, hidden: [2], rhoo: 0.1 }),
    /did you mean rho\?$/,
  ],
  [
    "a number for layers",
    () => js.createSparseAutoencoder({ visible: 4, hidden: 2 }),
    /hidden must name at least one hidden layer, got 2/,
  ],
  [
    "an order",
    () => js.orderUnits(3, "densty", {}),
    /orderUnits: by must name an order of units, got "densty"; did you mean density\?$/,
  ],
  [
    "a list for a matrix",
    () =>
      js
        .createSparseAutoencoder({ visible: 2, hidden: [2] })
        .objective(js.createKernels("float64", { engine: "reference" }), [1, 2]),
    "sparse autoencoder: data must be a matrix [examples, values], got [1,2]; matrix(data, rows, columns) makes one of a Float64Array",
  ],
  ["no run", () => js.loadRun(), "loadRun: path must be the folder of a run, got undefined"],
  [
    "an engine of more threads",
    () => js.loadRun("x", { engine: "blas" }),
    /loadRun: engine must name an engine of one thread, got "blas"/,
  ],
];

describe("a caller without types is told of", () => {
  test.each(said)("%s", (_what, call, message) => {
    expect(call).toThrow(library.InputError);
    expect(call).toThrow(message);
  });
});
