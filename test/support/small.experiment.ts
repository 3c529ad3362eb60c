// The exercise, small: for tests of the runner.

import { defineExperiment } from "rhohat";

export default defineExperiment({
  name: "small",
  data: {
    kind: "patches",
    source: { kind: "photos" },
    size: [8, 8],
    count: 300,
    preprocess: [{ kind: "normalize-ufldl" }],
  },
  model: { kind: "classic", hidden: [9], rho: 0.05 },
  optimizer: { kind: "lbfgs", iterations: 10 },
});
