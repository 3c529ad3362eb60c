// UFLDL's "PCA and whitening": 12×12 patches of the photographs, each without its mean, ZCA-whitened with ε = 0.1.
//
// Published: pictures of the covariance, diagonal after PCA and after ZCA; patches from 99 % and 90 % of the variance.
// The figure "components" has them, and the components as tiles.
//
// Found: of 144 directions 105 hold 99 % of the variance and 33 hold 90 %; one, the mean, holds nothing. What is left by 99 %
// cannot be told from the patch, by 90 % it is blurred. Components are waves, the slow ones first. ε = 0.1 is large beside
// the variance of photographs, so that ZCA whitens the slow waves alone: the covariance is a band about its diagonal. On
// what comes out 100 units of a linear decoder learn edges, and a few gratings: J = 1.7186 after 200 iterations, error
// 1.1052, decay .6067, sparsity .0067.

import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "pca-whitening",
  question: "How many directions hold what natural image patches are, and what does whitening leave of them?",
  seed: 0,
  data: {
    kind: "patches",
    source: { kind: "photos" },
    size: [12, 12],
    count: 10_000,
    preprocess: [{ kind: "remove-mean" }, { kind: "zca-whiten", epsilon: 0.1 }],
  },
  model: {
    kind: "classic",
    hidden: [100],
    activation: "sigmoid",
    output: "linear",
    rho: 0.035,
    beta: 5,
    weightDecay: 3e-3,
  },
  optimizer: { kind: "lbfgs", iterations: 200 },
});
