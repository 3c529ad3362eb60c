// UFLDL's "Convolution and pooling", on digits: features of 8×8 patches, whitened, run over whole images and pooled by their
// mean over 7×7 places, and softmax regression on what comes out; beside it the raw pixels.
//
// Published: about 80 % on four classes of STL-10, with the features of colour-features over 64×64 images and regions of
// 19×19, which is another task.
//
// Found: learned from 5000 digits, softmax regression takes 96.73 % of the test digits for what they are by pooled features, and
// 88.73 % by their pixels.

import { defineExperiment } from "rhohat";

const dir = "../datasets/mnist";
const softmax = { model: { kind: "softmax", weightDecay: 1e-4 }, "optimizer.iterations": 200 };

export default defineExperiment({
  name: "convolution-pooling",
  question: "What are features of patches worth, found all over an image and pooled, beside its raw pixels?",
  dtype: "float32",
  data: { kind: "labelled", dir, count: 5000 },
  model: { kind: "classic", hidden: [100], output: "linear", rho: 0.035, weightDecay: 3e-3, beta: 5 },
  optimizer: { kind: "lbfgs", iterations: 200 },
  stages: [
    {
      name: "patches",
      set: {
        data: {
          kind: "patches",
          source: { kind: "labelled", dir },
          size: [8, 8],
          count: 20_000,
          preprocess: [{ kind: "centre-features" }, { kind: "zca-whiten", epsilon: 0.1 }],
        },
      },
    },
    {
      name: "pooled",
      set: { ...softmax, through: [{ kind: "convolution", run: "stage:patches", pool: 7 }] },
    },
    { name: "raw-pixels", set: softmax },
  ],
});
