// Every sparse autoencoder that learns on minibatches, for what must hold of each of them.

import type { Kernels, Ranking } from "../../src/kernels/kernels.js";
import { parameterNames } from "../../src/nn/parameters.js";
import { alternatingCodingLoss } from "../../src/sae/alternating-coding.js";
import type { AuxKVersion } from "../../src/sae/auxk.js";
import { batchTopKLoss, batchTopKParameters } from "../../src/sae/batchtopk.js";
import { codingParameters } from "../../src/sae/coding.js";
import { constrainDecoder, type DecoderConstraint } from "../../src/sae/decoder-constraint.js";
import { type DictionaryLoss, type DictionaryShape, dictionaryParameters } from "../../src/sae/dictionary.js";
import { gatedLoss, gatedParameters } from "../../src/sae/gated.js";
import { withGhostGradients } from "../../src/sae/ghost-gradients.js";
import { hierarchicalTopKLoss } from "../../src/sae/hierarchical-topk.js";
import { type JumpReluOptions, jumpReluLoss, jumpReluParameters } from "../../src/sae/jumprelu.js";
import { klBatchLoss } from "../../src/sae/kl-batch.js";
import { matchingPursuitLoss, matchingPursuitParameters } from "../../src/sae/matching-pursuit.js";
import { matryoshkaLoss } from "../../src/sae/matryoshka.js";
import type { BatchLoss, ParameterBlock } from "../../src/sae/model.js";
import { neighbourhoodsOn, squarestGrid } from "../../src/sae/neighbourhoods.js";
import { orthonormalRows } from "../../src/sae/orthonormal-rows.js";
import { pAnnealedLoss } from "../../src/sae/p-annealed.js";
import type { Prefixes } from "../../src/sae/prefixes.js";
import { type ResamplingOptions, withResampling } from "../../src/sae/resampling.js";
import { type RicaOptions, ricaLoss } from "../../src/sae/rica.js";
import { rowsOfLength } from "../../src/sae/rows-of-length.js";
import { sparseCodingLoss } from "../../src/sae/sparse-coding.js";
import { standardLoss } from "../../src/sae/standard.js";
import { batchMinimum, exampleMinimum } from "../../src/sae/threshold.js";
import { topKLoss } from "../../src/sae/topk.js";
import { type WithAuxKOptions, withAuxK } from "../../src/sae/with-auxk.js";

export interface Variant {
  readonly name: string;
  /** Whether its gradient is that of its loss: AuxK's, a detached term's and a straight-through one are not */
  readonly exact: boolean;
  parameters(shape: DictionaryShape): readonly ParameterBlock[];
  loss(kernels: Kernels, shape: DictionaryShape, size: number): BatchLoss;
}

type Loss = Variant["loss"];
type DictionaryVariantLoss = (kernels: Kernels, shape: DictionaryShape, size: number) => DictionaryLoss;

type Aux = { aux: number; auxVersion: AuxKVersion; silentAfter: number };

/** Silent at once, so that AuxK has something to do. */
const silentAfter = 0;
const aux: Aux = { aux: 1, auxVersion: "saelens-6.18", silentAfter };
const noAux: Aux = { aux: 0, auxVersion: "saelens-6.36.2", silentAfter };

const dictionary = (name: string, exact: boolean, loss: Loss): Variant => ({
  name,
  exact,
  parameters: dictionaryParameters,
  loss,
});
const withThreshold = (name: string, exact: boolean, loss: Loss): Variant => ({
  ...dictionary(name, exact, loss),
  parameters: batchTopKParameters,
});
const standard = (weighted: boolean, targetL0?: number): DictionaryVariantLoss => {
  const options = { weight: 0.3, weighted, targetL0, silentAfter };
  return (kernels, shape, size) => standardLoss(kernels, shape, size, options);
};
const topK = (rescale: boolean, by: Ranking["by"], has: Aux, more = {}): DictionaryVariantLoss => {
  const options = { k: 3, rescale, by, signed: by === "magnitude", ...has, ...more };
  return (kernels, shape, size) => topKLoss(kernels, shape, size, options);
};
const normalisedTopK: Loss = (kernels, shape, size) =>
  topKLoss(kernels, shape, size, {
    k: 3,
    rescale: false,
    by: "value",
    signed: false,
    ...noAux,
    aux: 1 / 32,
    auxVersion: "dictionary-learning",
    threshold: { ...exampleMinimum, start: 1 },
    silentAfter: 2 * size,
    silentByExamples: true,
  });
const batchTopK = (rescale: boolean, has: Aux): Loss => {
  const options = { k: 2.5, rescale, threshold: batchMinimum, ...has };
  return (kernels, shape, size) => batchTopKLoss(kernels, shape, size, options);
};
const matryoshka = (prefixesOf: (latents: number) => Prefixes, has: Aux): Loss => {
  const options = { k: 3, rescale: true, threshold: batchMinimum, levelWeight: 0.5, ...has };
  return (kernels, shape, size) =>
    matryoshkaLoss(kernels, shape, size, { ...options, prefixes: prefixesOf(shape.latents) });
};
const widths = (latents: number): Prefixes => ({ widths: [2, Math.floor(latents / 2), latents] });
const drawn = (): Prefixes => ({ count: 4, seed: 1 });

/** The window of the straight-through slopes is so narrow, unless another is given, that nothing lies within. */
const jumpRelu = (name: string, exact: boolean, options: Partial<JumpReluOptions>): Variant => {
  const form = options.form ?? "projected";
  return {
    name: `jumprelu, ${name}`,
    exact,
    parameters: (shape) => jumpReluParameters(shape, form),
    loss: (kernels, shape, size) =>
      jumpReluLoss(kernels, shape, size, {
        weight: 0.2,
        warmUp: 0,
        penalty: { kind: "step" },
        bandwidth: 1e-9,
        form,
        throughToInput: false,
        stepOn: "pre",
        preAct: 0.1,
        silentAfter,
        ...options,
      }),
  };
};
const uncentred = (variant: Variant): Variant => ({
  ...variant,
  loss: (kernels, shape, size) => variant.loss(kernels, { ...shape, centred: false }, size),
});
const gated = (name: string, detached: boolean, weighted: boolean): Variant => ({
  name: `gated, ${name}`,
  exact: !detached,
  parameters: gatedParameters,
  loss: (kernels, shape, size) =>
    gatedLoss(kernels, shape, size, { weight: 0.3, warmUp: 0, weighted, detached, silentAfter }),
});
const alternating = (name: string, sideOf: (shape: DictionaryShape) => number): Variant => ({
  name,
  exact: true,
  parameters: codingParameters,
  loss: (kernels, shape, size) =>
    alternatingCodingLoss(kernels, shape, size, {
      weight: 0.3,
      epsilon: 0.01,
      weightDecay: 0.01,
      iterations: size === 6 ? 1000 : 20,
      neighbourhoods: neighbourhoodsOn(squarestGrid(shape.latents), sideOf(shape)),
      silentAfter,
    }),
});
const tied = (name: string, options: (shape: DictionaryShape) => RicaOptions): Variant => ({
  name,
  exact: true,
  parameters: (shape) => [{ name: "V", shape: [options(shape).latents, shape.inputs], offset: 0 }],
  loss: (kernels, shape, size) => ricaLoss(kernels, shape.inputs, size, options(shape)),
});
const constrained = (name: string, constraint: DecoderConstraint): Variant =>
  dictionary(`topk, ${name}`, false, (kernels, shape, size) => {
    const loss = topK(false, "value", aux)(kernels, shape, size);
    return constrainDecoder(kernels, loss, dictionaryParameters(shape), constraint);
  });
const resampled = (name: string, loss: DictionaryVariantLoss, version: ResamplingOptions["version"]) =>
  dictionary(`${name}, resampled`, false, (kernels, shape, size) =>
    withResampling(loss(kernels, shape, size), dictionaryParameters(shape), { version, every: 2, seed: 3 }),
  );
const haunted = (name: string, loss: DictionaryVariantLoss) =>
  dictionary(`${name}, ghost gradients`, false, (kernels, shape, size) =>
    withGhostGradients(kernels, loss(kernels, shape, size), dictionaryParameters(shape), silentAfter),
  );
const auxiliary: WithAuxKOptions = { coefficient: 1, version: "saelens-6.36.2", silentAfter };
/** So few steps of FISTA leave a slope over the latents, which the gradient leaves out; check-gradients takes 3000. */
const coding = (name: string, signed: boolean): Variant => ({
  name,
  exact: false,
  parameters: codingParameters,
  loss: (kernels, shape, size) =>
    sparseCodingLoss(kernels, shape, size, { weight: 0.5, signed, iterations: 20, silentAfter }),
});
const sizesOf = ({ inputs, latents }: DictionaryShape) => [inputs, latents, inputs];

/** All of them, each with the options that take another way through its code. */
export const variants: readonly Variant[] = [
  dictionary("standard", true, standard(true)),
  dictionary("standard, unweighted", true, standard(false)),
  dictionary("standard, steered", true, standard(true, 2)),
  dictionary("p-annealed", true, (kernels, shape, size) =>
    pAnnealedLoss(kernels, shape, size, {
      weight: 0.1,
      warmUp: 0,
      annealing: { start: 0, changes: 2, last: 0.2 },
      silentAfter,
    }),
  ),
  dictionary("topk", true, topK(true, "value", noAux)),
  dictionary("topk with AuxK", false, topK(true, "value", aux)),
  dictionary("topk with normalised AuxK", false, normalisedTopK),
  dictionary("topk, signed", true, topK(true, "value", noAux, { k: 6, signed: true })),
  dictionary("abstopk", true, topK(false, "magnitude", noAux)),
  dictionary("abstopk with AuxK", false, topK(true, "magnitude", aux)),
  withThreshold("batchtopk", true, batchTopK(true, noAux)),
  withThreshold("batchtopk with AuxK", false, batchTopK(false, aux)),
  withThreshold("matryoshka", true, matryoshka(widths, noAux)),
  withThreshold("matryoshka, drawn, with AuxK", false, matryoshka(drawn, aux)),
  withThreshold("matryoshka, drawn", true, matryoshka(drawn, noAux)),
  dictionary("hierarchical topk", true, (kernels, shape, size) =>
    hierarchicalTopKLoss(kernels, shape, size, { k: 4, aux: 0, auxVersion: "saelens-6.36.2", silentAfter }),
  ),
  jumpRelu("step", true, {}),
  jumpRelu("tanh", true, { penalty: { kind: "tanh", scale: 4 }, form: "exponential" }),
  jumpRelu("quadratic", true, { penalty: { kind: "quadratic", target: 2 }, form: "relu" }),
  jumpRelu("quadratic of the batch", true, { penalty: { kind: "quadratic-batch", target: 2 } }),
  jumpRelu("through to the input", false, { bandwidth: 0.5, throughToInput: true, targetL0: 2 }),
  uncentred(
    jumpRelu("relative, on f", false, {
      penalty: { kind: "quadratic-relative", target: 2 },
      bandwidth: 0.5,
      form: "raw",
      stepOn: "latents",
      preAct: 0,
    }),
  ),
  gated("whole", false, true),
  gated("detached", true, false),
  {
    name: "matching pursuit",
    exact: true,
    parameters: matchingPursuitParameters,
    loss: (kernels, shape, size) =>
      matchingPursuitLoss(kernels, shape, size, {
        rounds: 4,
        residualThreshold: 0.01,
        stopOnRepeat: true,
        silentAfter,
      }),
  },
  coding("sparse coding", false),
  coding("sparse coding, signed", true),
  {
    name: "classic",
    exact: true,
    parameters: (shape) => parameterNames(sizesOf(shape)),
    loss: (kernels, shape, size) =>
      klBatchLoss(kernels, size, {
        network: { sizes: sizesOf(shape), activations: ["sigmoid", "linear"] },
        weightDecay: 0.01,
        sparsity: { rho: 0.05, beta: 3, layers: [1] },
        rate: 0.3,
      }),
  },
  constrained("unit norm", { kind: "unit-norm", version: "topk" }),
  constrained("unit norm as openai has it", { kind: "unit-norm", version: "openai" }),
  constrained("frozen decoder", { kind: "frozen", part: "decoder" }),
  constrained("frozen encoder", { kind: "frozen", part: "encoder" }),
  resampled("topk", topK(false, "value", noAux), "anthropic"),
  haunted("topk", topK(false, "value", noAux)),
  dictionary("standard with AuxK", false, (kernels, shape, size) =>
    withAuxK(kernels, standard(true)(kernels, shape, size), dictionaryParameters(shape), auxiliary),
  ),
  constrained("soft-frozen", { kind: "soft-frozen", leastCosine: 0.999 }),
  tied("rica", ({ latents }) => {
    const constraint = rowsOfLength(0.7);
    return { latents, weight: 0.3, hasError: true, epsilon: 0.01, constraint };
  }),
  tied("ica", ({ inputs }) => {
    const constraint = orthonormalRows;
    return { latents: inputs - 1, weight: 1, hasError: false, epsilon: 0.01, constraint };
  }),
  alternating("alternating coding", () => 1),
  alternating("alternating coding, topographic", ({ latents }) => (latents % 10 === 0 ? 5 : 3)),
];
