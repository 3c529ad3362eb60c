// The form of golden files of the classic penalty on minibatches: three batches, and a step of descent after each.

import { z } from "zod";
import { type FloatArray, type FloatMatrix, matrix } from "../core/arrays.js";
import { forward } from "../nn/forward.js";
import { parameterNames } from "../nn/parameters.js";
import { klBatchLoss } from "../sae/kl-batch.js";
import { type Comparison, compareArrays, compareNumber, type Form } from "./comparison.js";
import { arrays, assertShape, numbers, readForm, type Stored, stored } from "./stored.js";

/** What a file may leave out of a batch. */
const perBatch = { rho_batch: stored.optional(), hidden_pre: stored.optional() };
/** The first batch's values, which a file may have beside its steps too. */
const first = {
  hidden_pre: stored.optional(),
  feature_acts: stored.optional(),
  sae_out: stored.optional(),
  losses: numbers.optional(),
  loss: z.number().optional(),
  grads: arrays.optional(),
};
const schema = z.object({
  lib: z.string(),
  version: z.string().default("minibatch KL"),
  D: z.int(),
  F: z.int(),
  B: z.int(),
  x: stored,
  coefficients: z.object({ beta: z.number(), lambda: z.number() }),
  config: z.object({
    rho: z.number(),
    eta: z.number(),
    output: z.enum(["sigmoid", "linear"]).default("sigmoid"),
  }),
  params: arrays,
  rho_hat_start: stored,
  ...first,
  steps: z
    .array(
      z.object({
        ...perBatch,
        rho_hat: stored,
        feature_acts: stored,
        sae_out: stored,
        losses: numbers,
        loss: z.number(),
        grads: arrays,
      }),
    )
    .min(1, { error: "have a step" }),
  descent3: z.object({ lr: z.number(), params_after: arrays }),
});
type Golden = z.output<typeof schema>;

/** The mean of each column, [F]. */
function meansOf({ data, shape: [count, width] }: Pick<FloatMatrix, "data" | "shape">): Float64Array {
  const means = new Float64Array(width);
  for (let i = 0; i < count * width; i++) means[i % width] += data[i] / count;
  return means;
}

function assertGolden({ D, F, B, ...golden }: Golden, path: string): void {
  const shapes = Object.fromEntries(parameterNames([D, F, D]).map(({ name, shape }) => [name, shape]));
  assertShape(path, "x", golden.x, [golden.steps.length, B, D]);
  assertShape(path, "rho_hat_start", golden.rho_hat_start, [F]);
  const groups = [
    ["params", golden.params],
    ["descent3.params_after", golden.descent3.params_after],
    ...golden.steps.map(({ grads }, t) => [`steps.${t}.grads`, grads] as const),
  ] as const;
  for (const [group, parts] of groups)
    for (const [name, array] of Object.entries(parts))
      assertShape(path, `${group}.${name}`, array, shapes[name] ?? []);
}

export const klForm: Form = {
  name: "classic on minibatches",
  schema,
  is: (file) => file.descent3 !== undefined,
  compute(kernels, file, path) {
    const golden = readForm(schema, file, path);
    assertGolden(golden, path);
    const { D, F, B, config, coefficients, steps, descent3 } = golden;
    const sizes = [D, F, D];
    const network = { sizes, activations: ["sigmoid", config.output] as const };
    const blocks = parameterNames(sizes);
    const partOf = (flat: FloatArray, name: string) => {
      const { offset, shape } = blocks.find((block) => block.name === name)!;
      return flat.subarray(offset, offset + shape.reduce((product, side) => product * side, 1));
    };
    const loss = klBatchLoss(kernels, B, {
      network,
      weightDecay: coefficients.lambda,
      sparsity: { rho: config.rho, beta: coefficients.beta, layers: [1] },
      rate: config.eta,
    });
    for (const [name, { data }] of Object.entries(golden.params)) partOf(loss.theta, name).set(data);
    loss.state.rhoHat1.set(golden.rho_hat_start.data);
    const compareParts = (group: string, flat: FloatArray, wanted: Readonly<Record<string, Stored>>) =>
      Object.entries(wanted).map(([name, array]) =>
        compareArrays(`${group}.${name}`, partOf(flat, name), array.data, array),
      );
    const compareArray = (name: string, found: FloatArray, wanted: Stored | undefined): Comparison[] =>
      wanted === undefined ? [] : [compareArrays(name, found, wanted.data, wanted)];
    const comparisons = steps.flatMap((wanted, iteration): Comparison[] => {
      const batch = golden.x.data.slice(iteration * B * D, (iteration + 1) * B * D);
      loss.x.data.set(batch, loss.x.offset);
      const { cost, parts } = loss.evaluate({ iteration, iterations: steps.length });
      const { a, z } = forward(kernels, network, loss.theta, matrix(Float64Array.from(batch), B, D));
      const [, latents, output] = a;
      const compareBatch = (group: string, file: z.output<z.ZodObject<typeof first & typeof perBatch>>) => [
        ...(file.loss === undefined ? [] : [compareNumber(`${group}loss`, cost, file.loss)]),
        ...Object.entries(file.losses ?? {}).map(([name, value]) =>
          compareNumber(`${group}losses.${name}`, parts[name] ?? Number.NaN, value),
        ),
        ...compareArray(`${group}hidden_pre`, z[0].data, file.hidden_pre),
        ...compareArray(`${group}feature_acts`, latents.data, file.feature_acts),
        ...compareArray(`${group}rho_batch`, meansOf(latents), file.rho_batch),
        ...compareArray(`${group}sae_out`, output.data, file.sae_out),
        ...compareParts(`${group}grads`, loss.gradient, file.grads ?? {}),
      ];
      const before = [
        ...(iteration === 0 ? compareBatch("", golden) : []),
        ...compareBatch(`steps.${iteration}.`, wanted),
      ];
      kernels.axpy(-descent3.lr, loss.gradient, loss.theta);
      loss.afterStep({ iteration, iterations: steps.length });
      return [
        ...before,
        compareArrays(`steps.${iteration}.rho_hat`, loss.state.rhoHat1, wanted.rho_hat.data),
      ];
    });
    return {
      what: `classic, ${golden.version}`,
      by: golden.lib,
      comparisons: [
        ...comparisons,
        ...compareParts("descent3.params_after", loss.theta, descent3.params_after),
      ],
    };
  },
};
