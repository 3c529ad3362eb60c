// The form of golden files of ICA and RICA: the latents of some examples, the output, J and its gradient.

import { z } from "zod";
import { matrix } from "../core/arrays.js";
import { orthonormalRows } from "../sae/orthonormal-rows.js";
import { createRicaModel } from "../sae/rica-model.js";
import { rowsOfLength } from "../sae/rows-of-length.js";
import { compareArrays, compareNumber, type Form } from "./comparison.js";
import { assertShape, number, numbers, readForm, stored } from "./stored.js";

const schema = z.object({
  lib: z.string(),
  version: z.string().default(""),
  D: z.int(),
  F: z.int(),
  B: z.int(),
  x: stored,
  rows: z.enum(["orthonormal", "length"], { error: "be orthonormal or length" }),
  coefficients: z.object({ l1: number, epsilon: number, row_norm: number.default(1) }),
  params: z.object({ V: stored }),
  feature_acts: stored,
  sae_out: stored,
  loss: number,
  losses: numbers,
  grads: z.object({ V: stored }),
});

export const ricaForm: Form = {
  name: "ica and rica",
  schema,
  is: (file) => file.rows !== undefined,
  compute(kernels, file, path) {
    const golden = readForm(schema, file, path);
    const { D, F, B, coefficients, params, grads } = golden;
    assertShape(path, "x", golden.x, [B, D]);
    for (const [name, array] of Object.entries({ params, grads }))
      assertShape(path, `${name}.V`, array.V, [F, D]);
    assertShape(path, "feature_acts", golden.feature_acts, [B, F]);
    assertShape(path, "sae_out", golden.sae_out, [B, D]);
    const isOrthonormal = golden.rows === "orthonormal";
    const model = createRicaModel(D, {
      latents: F,
      weight: coefficients.l1,
      hasError: !isOrthonormal,
      epsilon: coefficients.epsilon,
      constraint: isOrthonormal ? orthonormalRows : rowsOfLength(coefficients.row_norm),
    });
    const x = matrix(Float64Array.from(golden.x.data), B, D);
    const loss = model.batchLoss!(kernels, B);
    loss.x.data.set(x.data, loss.x.offset);
    loss.theta.set(params.V.data);
    const { cost, parts } = loss.evaluate({ iteration: 0, iterations: 1 });
    const seen = { latents: new Float64Array(B * F), output: new Float64Array(B * D) };
    model.createPass(kernels, loss.theta, B).run(x, (_from, { latents: [latents], output }) => {
      seen.latents.set(latents.data.subarray(latents.offset, latents.offset + B * F));
      seen.output.set(output.data.subarray(output.offset, output.offset + B * D));
    });
    return {
      what: `${isOrthonormal ? "ica" : "rica"}, ${golden.version}`,
      by: golden.lib,
      comparisons: [
        compareNumber("loss", cost, golden.loss),
        ...Object.entries(golden.losses).map(([name, value]) =>
          compareNumber(`losses.${name}`, parts[name] ?? Number.NaN, value),
        ),
        compareArrays("feature_acts", seen.latents, golden.feature_acts.data, golden.feature_acts),
        compareArrays("sae_out", seen.output, golden.sae_out.data, golden.sae_out),
        compareArrays("grads.V", loss.gradient, grads.V.data, grads.V),
      ],
    };
  },
};
