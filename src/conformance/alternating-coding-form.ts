// The form of golden files of sparse coding by turns: codes, J and its gradient, and the dictionary in closed form.

import { z } from "zod";
import type { FloatArray } from "../core/arrays.js";
import { alternatingCodingLoss } from "../sae/alternating-coding.js";
import { dictionaryParameters, flat, viewDictionary } from "../sae/dictionary.js";
import { neighbourhoodsOn } from "../sae/neighbourhoods.js";
import { compareArrays, compareNumber, type Form } from "./comparison.js";
import { SILENT } from "./losses.js";
import { assertShape, number, numbers, readForm, stored } from "./stored.js";

const side = z.int({ error: "be a whole number" }).min(1, { error: "be ≥ 1" });
const dictionary = z.object({ W_dec: stored, b_dec: stored });
const schema = z.object({
  lib: z.string(),
  version: z.string().default(""),
  D: side,
  F: side,
  B: side,
  x: stored,
  grid: z.tuple([side, side], { error: "be [rows, columns]" }),
  neighbourhood: side,
  coefficients: z.object({ l1: number, epsilon: number, weight_decay: number }),
  params: dictionary,
  feature_acts: stored,
  loss: number,
  losses: numbers,
  grads: dictionary,
  params_after: dictionary,
});

/** After so many steps there is nothing left to gain. */
const CONVERGED = 5000;

export const alternatingCodingForm: Form = {
  name: "alternating coding",
  schema,
  is: (file) => file.neighbourhood !== undefined,
  compute(kernels, file, path) {
    const golden = readForm(schema, file, path);
    const { D, F, B, coefficients, grid } = golden;
    assertShape(path, "x", golden.x, [B, D]);
    assertShape(path, "feature_acts", golden.feature_acts, [B, F]);
    for (const group of ["params", "grads", "params_after"] as const) {
      assertShape(path, `${group}.W_dec`, golden[group].W_dec, [F, D]);
      assertShape(path, `${group}.b_dec`, golden[group].b_dec, [D]);
    }
    const shape = { inputs: D, latents: F };
    const loss = alternatingCodingLoss(kernels, shape, B, {
      weight: coefficients.l1,
      epsilon: coefficients.epsilon,
      weightDecay: coefficients.weight_decay,
      iterations: CONVERGED,
      silentAfter: SILENT,
      neighbourhoods: neighbourhoodsOn({ rows: grid[0], columns: grid[1] }, golden.neighbourhood),
    });
    const parameters = dictionaryParameters(shape, { encoder: false });
    const [at, slopes] = [loss.theta, loss.gradient].map((flatParts) =>
      viewDictionary(flatParts, parameters),
    );
    loss.x.data.set(golden.x.data, loss.x.offset);
    flat(at.decoder).set(golden.params.W_dec.data);
    at.decoderBias.set(golden.params.b_dec.data);
    const { cost, parts } = loss.evaluate({ iteration: 0, iterations: 1 });
    const compareParts = (
      group: "grads" | "params_after",
      found: { readonly decoder: FloatArray; readonly decoderBias: FloatArray },
    ) => [
      compareArrays(`${group}.W_dec`, found.decoder, golden[group].W_dec.data, golden[group].W_dec),
      compareArrays(`${group}.b_dec`, found.decoderBias, golden[group].b_dec.data, golden[group].b_dec),
    ];
    const before = [
      compareNumber("loss", cost, golden.loss),
      ...Object.entries(golden.losses).map(([name, value]) =>
        compareNumber(`losses.${name}`, parts[name] ?? Number.NaN, value),
      ),
      compareArrays("feature_acts", flat(loss.latents!()), golden.feature_acts.data, golden.feature_acts),
      ...compareParts("grads", { decoder: flat(slopes.decoder), decoderBias: slopes.decoderBias }),
    ];
    loss.beforeStep!();
    kernels.axpy(-1, loss.gradient, loss.theta);
    return {
      what: `alternating coding, ${golden.version}`,
      by: golden.lib,
      comparisons: [
        ...before,
        ...compareParts("params_after", { decoder: flat(at.decoder), decoderBias: at.decoderBias }),
      ],
    };
  },
};
