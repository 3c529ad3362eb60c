// What a user of the library writes: compiled by types.test.ts under the strictest settings, against the built
// package.

import {
  createKernels,
  createSparseAutoencoder,
  defineExperiment,
  type ExperimentConfig,
  svgToPng,
  view,
} from "rhohat";

const kernels = createKernels("float32");
// @ts-expect-error: no engine has that name
createKernels("float32", { engine: "fast" });
// @ts-expect-error: nor an activation
createSparseAutoencoder({ visible: 4, hidden: [2], activation: "sigmod" });
const sae = createSparseAutoencoder({ visible: 4, hidden: [2] });
const experiment: ExperimentConfig = defineExperiment({
  name: "x",
  data: { kind: "table", x: [[1]], y: [[1]] },
  model: { kind: "network", hidden: [1] },
  optimizer: { kind: "lbfgs" },
});
const first: number = view(kernels.allocate(4), [2, 2]).get(0, 0);
console.log(sae.network.sizes, experiment.name, first, svgToPng("<svg/>").length);
