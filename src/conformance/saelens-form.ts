// The form of golden files in SAELens' words: a loss, its gradient and five steps of Adam on one batch.

import { z } from "zod";
import type { FloatArray } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";
import { cosine, rowNorms } from "../core/rows.js";
import { adam } from "../optim/adam.js";
import { scheduleClipping } from "../optim/batch-optimiser.js";
import { constrainDecoder, turnBack } from "../sae/decoder-constraint.js";
import { flat, viewDictionary } from "../sae/dictionary.js";
import { compareBetween, INNER } from "./by-hand.js";
import { type Comparison, compareArrays, compareNumber, type Form } from "./comparison.js";
import { architectures, lossKeys, type Needed, SILENT } from "./losses.js";
import { arrays, assertShape, numbers, readForm, type Stored, stored, turned } from "./stored.js";

const whole = z.array(z.int({ error: "be a whole number" }));
const schema = z.object({
  ...lossKeys,
  lib: z.string(),
  version: z.string().optional(),
  x: stored,
  dead_mask: z.array(z.literal([0, 1], { error: "be 0 or 1" })),
  params: arrays,
  hidden_pre: stored.optional(),
  level_mse: stored.optional(),
  rounds: z.array(z.object({ latent: whole, value: stored, residual_norm: stored })).optional(),
  feature_acts: stored,
  sae_out: stored,
  losses: numbers,
  loss: z.number(),
  grads: arrays,
  adam5: z.object({
    lr: z.number(),
    clip: z.number(),
    trace: z.array(z.object({ loss: z.number(), grad_norm: z.number().optional() })).min(1),
    params_after: arrays,
    topk_threshold_after_6_updates: z.number().optional(),
    rows_turned: z.array(whole).optional(),
  }),
  topk_threshold_after_1_update: z.number().optional(),
  turn_back: z
    .object({
      least_cosine: z.number(),
      start: stored,
      before: stored,
      after: stored,
      cosine_before: z.array(z.number().nullable()).optional(),
      cosine_after: z.array(z.number().nullable()).optional(),
    })
    .optional(),
});
type Golden = z.output<typeof schema>;

/** What the files call the parts of θ. */
const names: Readonly<Record<string, string>> = {
  W_enc: "encoder.weight",
  b_enc: "encoder.bias",
  b_gate: "encoder.bias",
};
/** W_enc is [D, F] there; here it has a row a latent, and so has what is found. */
const inOurOrder = (name: string, array: Stored): ArrayLike<number> =>
  name === "W_enc" ? turned(array) : array.data;
const inTheirOrder = (name: string, found: FloatArray, shape: readonly number[]): ArrayLike<number> =>
  name === "W_enc" ? turned({ shape: [shape[1], shape[0]], data: Array.from(found) }) : found;

/** @throws {InputError} unless the architecture is known and every array has the shape that D, F and B ask for */
function assertGolden(golden: Golden, path: string): void {
  const { arch, D, F, B } = golden;
  if (architectures[arch] === undefined)
    throw new InputError(
      `conformance: ${path}: arch must be one that is known, got ${JSON.stringify(arch)}; ${didYouMean(arch, Object.keys(architectures))}`,
    );
  const given: Partial<Record<Needed, unknown>> = { ...golden.config, ...golden.coefficients };
  const missing = architectures[arch]
    .needs(golden)
    .find((key) => given[key] === undefined || given[key] === null);
  if (missing !== undefined)
    throw new InputError(
      `conformance: ${path}: ${missing === "l1" || missing === "l0" ? "coefficients" : "config"}.${missing} must be given for ${arch}`,
    );
  assertShape(path, "x", golden.x, [B, D]);
  assertShape(path, "feature_acts", golden.feature_acts, [B, F]);
  assertShape(path, "sae_out", golden.sae_out, [B, D]);
  assertShape(path, "dead_mask", { shape: [golden.dead_mask.length], data: [...golden.dead_mask] }, [F]);
  const blocks = architectures[arch].parameters({ inputs: D, latents: F }, golden);
  for (const [group, parts] of Object.entries({
    params: golden.params,
    grads: golden.grads,
    "adam5.params_after": golden.adam5.params_after,
  }))
    for (const [name, array] of Object.entries(parts)) {
      const block = blocks.find((own) => own.name === (names[name] ?? name));
      if (block === undefined)
        throw new InputError(
          `conformance: ${path}: ${group} must be parts of ${arch}, got ${name}; it has ${blocks.map((own) => own.name).join(", ")}`,
        );
      assertShape(path, `${group}.${name}`, array, name === "W_enc" ? [D, F] : block.shape);
    }
}

export const saelensForm: Form = {
  name: "saelens",
  schema,
  is: (file) => file.adam5 !== undefined,
  compute(kernels, file, path) {
    const golden = readForm(schema, file, path);
    assertGolden(golden, path);
    const { arch, D, F, B, adam5 } = golden;
    const shape = { inputs: D, latents: F };
    const { parameters: partsOf, loss: make, parts, constraint, ranksByNorm } = architectures[arch];
    const parameters = partsOf(shape, golden);
    const start = () => {
      const own = make(kernels, shape, golden);
      const loss = constrainDecoder(kernels, own, parameters, constraint?.(golden) ?? { kind: "free" });
      loss.x.data.set(golden.x.data, loss.x.offset);
      const at = viewDictionary(loss.theta, parameters);
      for (const [name, array] of Object.entries(golden.params))
        at.part(names[name] ?? name).set(inOurOrder(name, array));
      return { own, loss };
    };
    const silence = () => golden.dead_mask.map((dead) => (dead ? SILENT + 1 : 0));
    const at = (iteration: number) => ({ iteration, iterations: adam5.trace.length });
    const compareParts = (group: string, theta: FloatArray, wanted: Readonly<Record<string, Stored>>) =>
      Object.entries(wanted).map(([name, array]) => {
        const found = viewDictionary(theta, parameters).part(names[name] ?? name);
        return compareArrays(`${group}.${name}`, inTheirOrder(name, found, array.shape), array.data, array);
      });

    /** The loss, what it is made of, and its gradient at the start. */
    const atStart = (): Comparison[] => {
      const { own, loss } = start();
      loss.state.silentFor.set(silence());
      const evaluation = loss.evaluate(at(0));
      const f = own.latents?.();
      // In units of π n, where the file has them so
      const scales =
        ranksByNorm === true && golden.config.rescale !== false
          ? rowNorms(viewDictionary(loss.theta, parameters).decoder)
          : new Float64Array(F).fill(1);
      const latents = f === undefined ? [] : Array.from(flat(f), (value, place) => value * scales[place % F]);
      const output = Array.from(flat(own.error), (e, place) => golden.x.data[place] + (e * B) / 2);
      const byPart = new Map<string, { names: string[]; sum: number }>();
      for (const [name, value] of Object.entries(golden.losses)) {
        const part = name.startsWith(INNER) ? "inner" : (parts[name] ?? name);
        const { names: before, sum } = byPart.get(part) ?? { names: [], sum: 0 };
        byPart.set(part, { names: [...before, name], sum: sum + value });
      }
      return [
        compareNumber("loss", evaluation.cost, golden.loss),
        ...[...byPart].map(([part, { names: of, sum }]) =>
          compareNumber(`losses.${of.join(" + ")}`, evaluation.parts[part] ?? Number.NaN, sum),
        ),
        ...compareBetween(golden, scales, path),
        compareArrays("feature_acts", latents, golden.feature_acts.data, golden.feature_acts),
        compareArrays("sae_out", output, golden.sae_out.data, golden.sae_out),
        ...compareParts("grads", loss.gradient, golden.grads),
      ];
    };

    /** Five steps of Adam; the threshold that stands for a batch has seen the first one before. */
    const afterSteps = (): Comparison[] => {
      const { loss } = start();
      const threshold = () => viewDictionary(loss.theta, parameters).part("threshold")[0];
      const optimiser = adam();
      const { step: improve } = optimiser.prepare(kernels, loss.theta, loss.gradient);
      const clipping = scheduleClipping(kernels, loss.gradient, adam5.clip);
      loss.state.silentFor.set(silence());
      const found: { loss: number; norm: number }[] = [];
      const thresholds: Comparison[] = [];
      const turnedRows: Comparison[] = [];
      const atoms = () => viewDictionary(loss.theta, parameters).part("W_dec");
      const {
        topk_threshold_after_1_update: first,
        adam5: { topk_threshold_after_6_updates: last },
      } = golden;
      if (first !== undefined || last !== undefined) {
        loss.evaluate(at(0));
        loss.afterStep(at(0));
        if (first !== undefined)
          thresholds.push(compareNumber("topk_threshold_after_1_update", threshold(), first));
      }
      for (const s of adam5.trace.keys()) {
        loss.state.silentFor.set(silence());
        const { cost } = loss.evaluate(at(s));
        loss.beforeStep?.();
        const clipped = clipping();
        found.push({ loss: cost, norm: clipped.norm });
        improve({ learningRate: adam5.lr, step: s + 1, ...clipped });
        const before = atoms().slice();
        loss.afterStep(at(s));
        const wanted = adam5.rows_turned?.[s];
        if (wanted !== undefined) {
          const after = atoms();
          const isTurned = (i: number) =>
            before.subarray(i * D, (i + 1) * D).some((value, j) => value !== after[i * D + j]);
          const rows = Array.from({ length: F }, (_, i) => i);
          const [own, theirs] = [isTurned, (i: number) => wanted.includes(i)].map((is) =>
            rows.map((i) => Number(is(i))),
          );
          turnedRows.push(compareArrays(`adam5.rows_turned.${s}`, own, theirs));
        }
      }
      if (last !== undefined)
        thresholds.push(compareNumber("adam5.topk_threshold_after_6_updates", threshold(), last));
      const norms = adam5.trace.flatMap(({ grad_norm }) => grad_norm ?? []);
      return [
        compareArrays(
          "adam5.trace.loss",
          found.map(({ loss }) => loss),
          adam5.trace.map(({ loss }) => loss),
        ),
        ...(norms.length === found.length
          ? [
              compareArrays(
                "adam5.trace.grad_norm",
                found.map(({ norm }) => norm),
                norms,
              ),
            ]
          : []),
        ...compareParts("adam5.params_after", loss.theta, adam5.params_after),
        ...thresholds,
        ...turnedRows,
      ];
    };

    return {
      what: golden.version === undefined ? arch : `${arch}, ${golden.version}`,
      by: golden.lib,
      comparisons: [
        ...atStart(),
        ...afterSteps(),
        ...(golden.turn_back === undefined ? [] : compareTurned(golden.turn_back, path)),
      ],
    };
  },
};

/** Atoms turned back to a cosine with their start, one a row. */
function compareTurned(
  { least_cosine, start, before, after, ...cosines }: NonNullable<Golden["turn_back"]>,
  path: string,
): Comparison[] {
  assertShape(path, "turn_back.before", before, start.shape);
  assertShape(path, "turn_back.after", after, start.shape);
  const [count, width] = start.shape;
  const found = Float64Array.from(before.data);
  for (let i = 0; i < count; i++) {
    const row = (values: ArrayLike<number>) => Float64Array.from(values).subarray(i * width, (i + 1) * width);
    const unit = row(start.data);
    const length = Math.sqrt(unit.reduce((sum, value) => sum + value * value, 0));
    turnBack(
      found.subarray(i * width, (i + 1) * width),
      unit.map((value) => value / length),
      least_cosine,
    );
  }
  const cosinesOf = (values: ArrayLike<number>) =>
    Array.from({ length: count }, (_, i) => {
      const row = (all: ArrayLike<number>) => Array.from(all).slice(i * width, (i + 1) * width);
      // Of zeros there is none, and the files say so
      return row(values).every((value) => value === 0) ? Number.NaN : cosine(row(values), row(start.data));
    });
  const { cosine_before, cosine_after } = cosines;
  const compareCosines = (name: string, values: ArrayLike<number>, wanted: typeof cosine_before) => {
    if (wanted === undefined) return [];
    assertShape(path, name, { shape: [wanted.length], data: [] }, [count]);
    return [compareArrays(name, cosinesOf(values), wanted)];
  };
  return [
    compareArrays("turn_back.after", found, after.data, after),
    ...compareCosines("turn_back.cosine_before", before.data, cosine_before),
    ...compareCosines("turn_back.cosine_after", found, cosine_after),
  ];
}
