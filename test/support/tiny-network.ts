// The smallest experiment there is: exclusive or, for tests that start it many times.

import type { ExperimentConfig } from "../../src/config/config.js";

export const tinyNetwork = (iterations: number, checkpointEvery: number): ExperimentConfig => ({
  name: "small",
  data: {
    kind: "table",
    x: [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ],
    y: [[0], [1], [1], [0]],
  },
  model: { kind: "network", hidden: [3], activation: "tanh", output: "sigmoid" },
  optimizer: { kind: "lbfgs", iterations },
  checkpointEvery,
});
