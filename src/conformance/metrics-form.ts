// The form of golden files of metrics: examples, a dictionary, the truth behind them, and every metric of them.

import { z } from "zod";
import { type Matrix, matrix, rows } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { measureAll } from "../metrics/all-metrics.js";
import { atomCosines } from "../metrics/atom-cosines.js";
import { coherenceOf } from "../metrics/atoms/coherence.js";
import { monosemanticityOf } from "../metrics/atoms/monosemanticity.js";
import { stabilityOf } from "../metrics/atoms/stability.js";
import { roughness } from "../metrics/roughness.js";
import { hoyerOf } from "../metrics/sparsity/hoyer.js";
import { countDetections } from "../metrics/truth/f1.js";
import { trueAtoms } from "../metrics/truth/true-atoms.js";
import { compareArrays, type Form } from "./comparison.js";
import { assertShape, readForm, type Stored, stored } from "./stored.js";

const values = z.union([z.number(), z.array(z.union([z.number(), z.null(), z.array(z.number())]))]);
const schema = z.object({
  lib: z.string(),
  version: z.string().default(""),
  D: z.int(),
  F: z.int(),
  B: z.int().optional(),
  x: stored,
  params: z.object({ W_dec: stored }),
  feature_acts: stored,
  sae_out: stored,
  true_atoms: stored,
  true_acts: stored,
  W_dec_other_seed: stored,
  embedding: stored,
  tile: z.array(z.int()).length(2).optional(),
  metrics: z.record(z.string(), values),
});
type Golden = z.output<typeof schema>;

const asMatrix = ({ shape, data }: Stored): Matrix => matrix(Float64Array.from(data), shape[0], shape[1]);
const mean = (found: ArrayLike<number>): number => {
  const known = Array.from(found).filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
};
const sorted = (pairs: readonly (readonly number[])[]) => [...pairs].sort(([a], [b]) => a - b).flat();

function assertGolden(golden: Golden, path: string): void {
  const { D, F, x, true_atoms, tile } = golden;
  const m = golden.B ?? x.shape[0];
  const wanted: readonly [string, Stored, readonly number[]][] = [
    ["x", x, [m, D]],
    ["feature_acts", golden.feature_acts, [m, F]],
    ["sae_out", golden.sae_out, [m, D]],
    ["params.W_dec", golden.params.W_dec, [F, D]],
    ["W_dec_other_seed", golden.W_dec_other_seed, [golden.W_dec_other_seed.shape[0], D]],
    ["true_atoms", true_atoms, [true_atoms.shape[0], D]],
    ["true_acts", golden.true_acts, [m, true_atoms.shape[0]]],
    ["embedding", golden.embedding, [m, golden.embedding.shape[1]]],
  ];
  for (const [name, array, shape] of wanted) assertShape(path, name, array, shape);
  if (tile !== undefined && tile[0] * tile[1] !== D)
    throw new InputError(`conformance: ${path}: tile must have the ${D} pixels of an example, got [${tile}]`);
}

/** Precision, recall and F1 of each latent and on average. @param suffix - of the names in the file */
function detections(
  golden: Golden,
  best: Int32Array,
  suffix: string,
  isActive: ((value: number) => boolean) | undefined,
): Record<string, ArrayLike<number>> {
  const counts = countDetections(best, isActive);
  counts.add(asMatrix(golden.feature_acts), asMatrix(golden.true_acts));
  return Object.fromEntries(
    Object.entries(counts.value()).flatMap(([name, found]) => [
      [`${name}${suffix}PerLatent`, found],
      [`${name}${suffix}`, [found.reduce((sum: number, value: number) => sum + value, 0) / found.length]],
    ]),
  );
}

/** Every metric, by the file's names. */
function measured(
  kernels: Parameters<Form["compute"]>[0],
  golden: Golden,
): Record<string, ArrayLike<number>> {
  const [x, output, f] = [golden.x, golden.sae_out, golden.feature_acts].map(asMatrix);
  const [atoms, other] = [golden.params.W_dec, golden.W_dec_other_seed].map(asMatrix);
  const all = measureAll({ inputs: golden.D, latents: golden.F });
  all.add({ x, output, latents: f });
  const { numbers, latents } = all.value();
  const truth = trueAtoms(asMatrix(golden.true_atoms), atoms);
  const coherence = coherenceOf(atomCosines(kernels, atoms));
  const stability = stabilityOf(atoms, other);
  const rough = golden.tile === undefined ? null : roughness(atoms, golden.tile as [number, number]);
  const concepts = monosemanticityOf(f, asMatrix(golden.embedding));
  const hoyers = Array.from({ length: f.shape[0] }, (_, i) =>
    hoyerOf(rows(f, i, i + 1).data.subarray(i * golden.F, (i + 1) * golden.F)),
  );
  const { dead, deadPositive, dense, densePositive, ...same } = numbers;
  return {
    ...Object.fromEntries(Object.entries(same).map(([name, value]) => [name, [value]])),
    // The files call f > 0 so, and f ≠ 0 by a name of its own.
    dead: [deadPositive],
    deadNonzero: [dead],
    dense: [densePositive],
    denseNonzero: [dense],
    density: latents.densityPositive,
    densityNonzero: latents.density,
    log10Density: latents.densityPositive.map((density) => Math.log10(density + 1e-10)),
    rhoHat: latents.rhoHat,
    hoyerPerExample: hoyers,
    coherenceMax: [coherence.max],
    coherenceMean: [coherence.mean],
    cDec: [coherence.mean],
    ...(rough === null ? {} : { roughness: rough, roughnessMean: [mean(rough)] }),
    stability: [stability.mean],
    stabilityPairs: sorted(stability.pairs.map(({ a, b }) => [a, b])),
    mmcsTrueToLatents: [truth.mmcsTrueToLatents],
    mmcsLatentsToTrue: [truth.mmcsLatentsToTrue],
    mcc: [truth.mcc],
    mccPairs: sorted(truth.mccPairs),
    bestTrueAtom: truth.bestTrueAtom,
    uniqueness: [truth.uniqueness],
    ...detections(golden, truth.bestTrueAtom, "", undefined),
    ...detections(golden, truth.bestTrueAtom, "Positive", (value) => value > 0),
    monosemanticity: concepts,
    monosemanticityMean: [mean(concepts)],
  };
}

export const metricsForm: Form = {
  name: "metrics",
  schema,
  is: (file) => file.metrics !== undefined,
  compute(kernels, file, path) {
    const golden = readForm(schema, file, path);
    assertGolden(golden, path);
    const found = measured(kernels, golden);
    const known = Object.entries(golden.metrics).filter(([name]) => found[name] !== undefined);
    return {
      what: "every metric",
      by: golden.lib,
      comparisons: known.map(([name, wanted]) => {
        const list = (Array.isArray(wanted) ? wanted : [wanted]).flat() as (number | null)[];
        if (list.length !== found[name].length)
          throw new InputError(
            `conformance: ${path}: metrics.${name} must have ${found[name].length} values, got ${list.length}`,
          );
        return compareArrays(`metrics.${name}`, found[name], list);
      }),
      left: Object.keys(golden.metrics).filter((name) => found[name] === undefined),
    };
  },
};
