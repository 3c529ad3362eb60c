// The form of golden files of sparse coding: the codes of some examples, and what FISTA has after some of its steps.

import { z } from "zod";
import { matrix } from "../core/arrays.js";
import { createFista, largestEigenvalue } from "../sae/fista.js";
import { compareArrays, compareNumber, type Form } from "./comparison.js";
import { assertShape, readForm, type Stored, stored } from "./stored.js";

const codes = z.object({
  f: stored,
  objective: z.array(z.number()),
  support_sizes: z.array(z.int({ error: "be a whole number" })).optional(),
  fista: z.record(z.string(), stored),
});
const schema = z.object({
  lib: z.string(),
  version: z.string().default(""),
  D: z.int(),
  F: z.int(),
  B: z.int(),
  x: stored,
  coefficients: z.object({ penalty: z.number() }),
  params: z.object({ W: stored }),
  lipschitz: z.number(),
  unrestricted: codes,
  nonnegative: codes,
});

/** After so many steps there is nothing left to gain. */
const CONVERGED = 20_000;

/** What has no business in a code is 0 itself after FISTA, or on its way there. */
const LEAST_ACTIVE = 1e-12;

const asMatrix = ({ shape, data }: Stored) => matrix(Float64Array.from(data), shape[0], shape[1]);

export const sparseCodingForm: Form = {
  name: "sparse coding",
  schema,
  is: (file) => file.lipschitz !== undefined,
  compute(kernels, file, path) {
    const golden = readForm(schema, file, path);
    const { D, F, B, coefficients } = golden;
    assertShape(path, "x", golden.x, [B, D]);
    assertShape(path, "params.W", golden.params.W, [F, D]);
    const [x, atoms, f] = [
      [B, D],
      [F, D],
      [B, F],
    ].map(([m, n]) => matrix(kernels.allocate(m * n), m, n));
    x.data.set(golden.x.data, x.offset);
    atoms.data.set(golden.params.W.data, atoms.offset);
    const w = asMatrix(golden.params.W).data;
    const gram = Float64Array.from({ length: D * D }, (_, at) => {
      let sum = 0;
      for (let i = 0; i < F; i++) sum += w[i * D + Math.floor(at / D)] * w[i * D + (at % D)];
      return sum;
    });
    const codesAfter = (iterations: number, signed: boolean): Float64Array => {
      createFista(kernels, atoms, B, { penalty: coefficients.penalty, iterations, signed })(x, f);
      return Float64Array.from(f.data.subarray(f.offset, f.offset + B * F));
    };
    /** ½ ‖x − f W‖² + μ ‖f‖₁ of an example. */
    const objective = (code: Float64Array, b: number): number => {
      const row = code.subarray(b * F, (b + 1) * F);
      const left = Float64Array.from({ length: D }, (_, j) => golden.x.data[b * D + j]);
      for (let i = 0; i < F; i++) for (let j = 0; j < D; j++) left[j] -= row[i] * w[i * D + j];
      const squares = left.reduce((sum, value) => sum + value * value, 0);
      return squares / 2 + coefficients.penalty * row.reduce((sum, value) => sum + Math.abs(value), 0);
    };
    /** How many entries of each example's code are more than rounding of 0. */
    const supports = (code: Float64Array) =>
      Array.from(
        { length: B },
        (_, b) => code.subarray(b * F, (b + 1) * F).filter((value) => Math.abs(value) > LEAST_ACTIVE).length,
      );
    const comparisons = (["unrestricted", "nonnegative"] as const).flatMap((name) => {
      const wanted = golden[name];
      const signed = name === "unrestricted";
      const found = codesAfter(CONVERGED, signed);
      assertShape(path, `${name}.f`, wanted.f, [B, F]);
      return [
        compareArrays(`${name}.f`, found, wanted.f.data, wanted.f),
        compareArrays(
          `${name}.objective`,
          Array.from({ length: B }, (_, b) => objective(found, b)),
          wanted.objective,
        ),
        ...(wanted.support_sizes === undefined
          ? []
          : [compareArrays(`${name}.support_sizes`, supports(found), wanted.support_sizes)]),
        ...Object.entries(wanted.fista).map(([steps, array]) => {
          assertShape(path, `${name}.fista.${steps}`, array, [B, F]);
          return compareArrays(
            `${name}.fista.${steps}`,
            codesAfter(Number(steps), signed),
            array.data,
            array,
          );
        }),
      ];
    });
    return {
      what: `sparse coding, ${golden.version}`,
      by: golden.lib,
      comparisons: [compareNumber("lipschitz", largestEigenvalue(gram, D), golden.lipschitz), ...comparisons],
    };
  },
};
