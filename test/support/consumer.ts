// What a user of the library writes: compiled by types.test.ts under the strictest settings, against the built
// package.

import {
  createKernels,
  createSparseAutoencoder,
  defineExperiment,
  type ExperimentConfig,
  rules,
  svgToPng,
  view,
  z,
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
const ownSchema = z.strictObject({
  kind: z.literal("own"),
  units: rules.count().default(3),
  penalty: z.strictObject({ weight: rules.positive() }),
});
const own = {
  name: "x",
  data: { kind: "table", x: [[1]], y: [[1]] },
  model: { kind: "own", penalty: { weight: 1 } },
  vary: { key: "model.penalty.weight", values: [1, 2] },
} as const;
const ownExperiment: ExperimentConfig = defineExperiment<z.input<typeof ownSchema>>(own);
// @ts-expect-error: a kind of one's own is to be told
defineExperiment(own);
// @ts-expect-error: its keys are checked
defineExperiment<z.input<typeof ownSchema>>({ ...own, model: { kind: "own", penalty: { wieght: 1 } } });
// @ts-expect-error: and so are those of the package's kinds, beside it
defineExperiment<z.input<typeof ownSchema>>({ ...own, vary: [], model: { kind: "topk", kk: 3 } });
// @ts-expect-error: and alone
defineExperiment({ ...own, vary: [], model: { kind: "topk", kk: 3 } });
const first: number = view(kernels.allocate(4), [2, 2]).get(0, 0);
console.log(sae.network.sizes, experiment.name, ownExperiment.name, first, svgToPng("<svg/>").length);
