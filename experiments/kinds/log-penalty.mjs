// A kind of model of one's own, whole: relu latents under the penalty of Olshausen and Field (1996), log(1 + f²). It shares
// with the package's kinds where a dictionary starts, what holds it and what helps silent latents.
//
//   export RHOHAT_KINDS=log-penalty.mjs
//   rhohat train --data photos --model log-penalty --latents 100 --l1 0.2
//   rhohat check-gradients --model log-penalty

import {
  contiguous,
  createActivity,
  createDenseLatents,
  createDictionaryBatch,
  createPenaltyWeight,
  dictionaryKeys,
  dictionaryKind,
  dictionaryModel,
  dictionaryParameters,
  l1Keys,
  l1Weight,
  registerModel,
  rules,
  z,
} from "rhohat";

const activate = (pre) => {
  for (let i = 0; i < pre.length; i++) pre[i] = Math.max(0, pre[i]);
};

/**
 *   f = relu(π),  L = 1/B Σ ‖x̂ − x‖² + λ/B Σ log(1 + (f/σ)²),  ∂f = 2/B (x̂ − x) W_decᵀ + λ/B 2 f/(σ² + f²)
 *
 * Its memory is the engine's: createDictionaryBatch takes it of kernels.allocate.
 */
function logPenaltyLoss(kernels, shape, size, options) {
  const batch = createDictionaryBatch(kernels, shape, dictionaryParameters(shape), size);
  const dense = createDenseLatents(batch); // the products with the dictionary, forward and backward
  const weight = createPenaltyWeight(options); // λ: it may rise, fall, be steered to an L0
  const activity = createActivity(shape.latents, options.silentAfter); // which latents are silent
  const [pre, f, slopes] = [batch.pre, dense.f, dense.slopes].map(contiguous);
  const logs = kernels.allocate(f.length);
  const { x, theta, gradient, error } = batch;
  let l0 = 0;
  return {
    x,
    theta,
    gradient,
    error,
    state: { ...activity.state, ...weight.state },
    silent: activity.silent,
    evaluate(step) {
      const lambda = weight.at(step);
      dense.encode();
      f.set(pre);
      activate(f);
      const parts = { error: dense.decode(), sparsity: 0 };
      dense.toLatents();
      const square = options.scale ** 2;
      for (let i = 0; i < f.length; i++) {
        logs[i] = 1 + f[i] ** 2 / square;
        slopes[i] = f[i] > 0 ? slopes[i] + ((lambda / size) * 2 * f[i]) / (square + f[i] ** 2) : 0;
      }
      kernels.log(logs, logs); // of the engine: Math.log has other last bits on other machines
      for (const log of logs) parts.sparsity += (lambda / size) * log;
      dense.toWeights();
      l0 = activity.countDense(dense.f);
      const evaluation = { cost: parts.error + parts.sparsity, parts, l0 };
      weight.tell(evaluation, lambda);
      return evaluation;
    },
    afterStep(step) {
      activity.after();
      weight.after(step, l0);
    },
  };
}

registerModel({
  ...dictionaryKind,
  kind: "log-penalty",
  description: "relu latents under the penalty log(1 + f²)",
  schema: z.strictObject({
    kind: z.literal("log-penalty"),
    ...dictionaryKeys,
    ...l1Keys,
    scale: rules.key(rules.positive().default(1), {
      description: "σ: activations above it cost little more",
      flag: "scale",
    }),
  }),
  checked: [{}, { scale: 0.5, constraint: { kind: "unit-norm" } }],
  create: (config, data) =>
    dictionaryModel(config, data, {
      activate: (_kernels, pre) => activate(contiguous(pre)),
      batchLoss: (kernels, shape, size) =>
        logPenaltyLoss(kernels, shape, size, { ...config, ...l1Weight(config) }),
    }),
});
