// One training step of a TopK sparse autoencoder, as a training makes it: the loss and its gradient, unit-norm projection,
// clipping to 1, Adam, and the decoder's rows back to length 1.

import type { Kernels } from "../kernels/kernels.js";
import { adam } from "../optim/adam.js";
import { scheduleClipping } from "../optim/batch-optimiser.js";
import { constrainDecoder } from "../sae/decoder-constraint.js";
import { type DictionaryShape, dictionaryParameters, flat, viewDictionary } from "../sae/dictionary.js";
import { topKLoss } from "../sae/topk.js";
import type { Job, PreparedJob } from "./job.js";
import { fillRandom } from "./random-values.js";

interface TopKSize extends DictionaryShape {
  readonly k: number;
  /** B */
  readonly examples: number;
}

/** Without AuxK: no latent counts as silent here, and what it would cost depends on how many are. */
const OPTIONS = {
  rescale: false,
  by: "value",
  signed: false,
  aux: 0,
  auxVersion: "saelens-6.36.2",
  silentAfter: 1000,
} as const;

/** A step on the same examples each time that it is run; its loss and ‖∇‖ before clipping. */
export function topKStep(kernels: Kernels, { k, examples, ...shape }: TopKSize): PreparedJob {
  const parameters = dictionaryParameters(shape);
  const free = topKLoss(kernels, shape, examples, { ...OPTIONS, k });
  const loss = constrainDecoder(kernels, free, parameters, { kind: "unit-norm", version: "topk" });
  const { encoder, decoder } = viewDictionary(loss.theta, parameters);
  fillRandom(flat(decoder), 1);
  kernels.normalizeRows(decoder, 0);
  flat(encoder).set(flat(decoder));
  fillRandom(flat(loss.x), 2);
  const optimiser = adam().prepare(kernels, loss.theta, loss.gradient);
  const clipping = scheduleClipping(kernels, loss.gradient, 1);
  let [iteration, cost, norm] = [0, 0, 0];
  return {
    run() {
      const at = { iteration, iterations: Number.POSITIVE_INFINITY };
      iteration += 1;
      cost = loss.evaluate(at).cost;
      loss.beforeStep?.();
      const clipped = clipping();
      norm = clipped.norm;
      optimiser.step({ learningRate: 1e-3, step: iteration, factor: clipped.factor });
      loss.afterStep(at);
    },
    result: () => [cost, norm],
  };
}

function stepJob(size: TopKSize): Job {
  const { inputs, latents, k, examples } = size;
  return {
    name: `TopK step: d ${inputs}, M ${latents}, k ${k}, batch ${examples}`,
    dtypes: ["float32"],
    threaded: true,
    withoutReference: latents > 1000,
    flops: 2 * examples * latents * inputs,
    prepare: (kernels) => topKStep(kernels, size),
    check: (kernels) => topKStep(kernels, { ...size, latents: Math.min(latents, 512), examples: 128 }),
  };
}

export const topKJobs: readonly Job[] = [
  stepJob({ inputs: 64, latents: 256, k: 8, examples: 256 }),
  stepJob({ inputs: 192, latents: 3072, k: 16, examples: 1024 }),
  stepJob({ inputs: 768, latents: 12_288, k: 32, examples: 1024 }),
];
