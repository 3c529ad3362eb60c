// Every metric over examples, by name: one that is added here is found, told and exported with the others.

import { type Accumulator, type Batch, type ExampleMetric, type MetricShape, rowsIn } from "./metric.js";
import { explainedVarianceCentred } from "./reconstruction/centred-variance.js";
import { cosine, l2Ratio, relativeReconstructionBias } from "./reconstruction/direction.js";
import { explainedVariance, fvu } from "./reconstruction/fvu.js";
import { mse } from "./reconstruction/mse.js";
import { r2Scalar } from "./reconstruction/r2-scalar.js";
import { dead, deadPositive, dense, densePositive, density, densityPositive } from "./sparsity/density.js";
import { hoyer } from "./sparsity/hoyer.js";
import { l0, l0Positive } from "./sparsity/l0.js";
import { rhoHat } from "./sparsity/rho-hat.js";
import { std } from "./sparsity/std.js";

/** A number of a model. */
export const numberMetrics: readonly ExampleMetric[] = [
  mse,
  fvu,
  explainedVariance,
  explainedVarianceCentred,
  r2Scalar,
  cosine,
  l2Ratio,
  relativeReconstructionBias,
  l0,
  l0Positive,
  hoyer,
  dead,
  deadPositive,
  dense,
  densePositive,
];

/** A number of each latent. */
export const latentMetrics: readonly ExampleMetric<Float64Array>[] = [density, densityPositive, rhoHat, std];

/** What all of them come to. */
export interface MetricValues {
  readonly numbers: Readonly<Record<string, number>>;
  /** [M] each */
  readonly latents: Readonly<Record<string, Float64Array>>;
}

/** All of them, or some, at once, over batches of examples. */
export function measureAll(
  shape: MetricShape,
  metrics: readonly ExampleMetric<number | Float64Array>[] = [...numberMetrics, ...latentMetrics],
): { add(batch: Batch): void; value(): MetricValues } {
  const made = metrics.map((metric) => ({
    name: metric.name,
    found: metric.create(shape) as Accumulator<number | Float64Array>,
  }));
  return {
    add(batch) {
      for (const row of rowsIn(batch)) for (const { found } of made) found.add(row);
    },
    value() {
      const values = made.map(({ name, found }) => [name, found.value()] as const);
      const of = <Value>(is: (value: unknown) => boolean) =>
        Object.fromEntries(values.filter(([, value]) => is(value))) as Record<string, Value>;
      return {
        numbers: of<number>((value) => typeof value === "number"),
        latents: of<Float64Array>((value) => typeof value !== "number"),
      };
    },
  };
}
