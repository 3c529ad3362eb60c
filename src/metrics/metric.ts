// What a metric is: how it is explained, and how one over examples is found, batch after batch, in float64.

import type { Matrix } from "../core/arrays.js";

/** What a metric is called and means, for `rhohat metrics --explain`. */
export interface Explained {
  /** As the table and --json have it */
  readonly name: string;
  /** In words, one sentence */
  readonly says: string;
  readonly formula: string;
  readonly unit: string;
  /** Paper or tool that it comes from */
  readonly source: string;
  /** What other tools call so, or compute in its place, each with its version where versions differ */
  readonly elsewhere: readonly { readonly tool: string; readonly computes: string }[];
}

/** Some examples in a model, a row an example. */
export interface Batch {
  /** [m, d] */
  readonly x: Matrix;
  /** x̂, [m, d] */
  readonly output: Matrix;
  /** f, [m, M] */
  readonly latents: Matrix;
}

/** One example: its values are overwritten when the next is taken. */
export interface Row {
  readonly x: Float64Array;
  readonly output: Float64Array;
  readonly latents: Float64Array;
  /** The places of the latents that are not 0, rising: mostly few */
  readonly active: Int32Array;
}

/** d and M. */
export interface MetricShape {
  readonly inputs: number;
  readonly latents: number;
}

/** Something that examples are added to, one after the other. */
export interface Accumulator<Value> {
  add(row: Row): void;
  /** Of all examples so far; a number is NaN where it is not defined on them */
  value(): Value;
}

/** A metric of a model on examples. */
export interface ExampleMetric<Value = number> extends Explained {
  create(shape: MetricShape): Accumulator<Value>;
}

/** A mean over examples of a number of each, those without one left out. @param of - NaN for none */
export function meanOver(of: (row: Row) => number): () => Accumulator<number> {
  return () => {
    let [sum, count] = [0, 0];
    return {
      add(row) {
        const value = of(row);
        if (Number.isNaN(value)) return;
        sum += value;
        count += 1;
      },
      value: () => sum / count,
    };
  };
}

/** The examples of a batch, one after the other. */
export function* rowsIn({ x, output, latents }: Batch): Generator<Row> {
  const row = {
    x: new Float64Array(x.shape[1]),
    output: new Float64Array(output.shape[1]),
    latents: new Float64Array(latents.shape[1]),
  };
  const places = new Int32Array(latents.shape[1]);
  for (let i = 0; i < x.shape[0]; i++) {
    take(x, i, row.x);
    take(output, i, row.output);
    take(latents, i, row.latents);
    let count = 0;
    for (let j = 0; j < places.length; j++) if (row.latents[j] !== 0) places[count++] = j;
    yield { ...row, active: places.subarray(0, count) };
  }
}

function take({ data, offset, stride }: Matrix, i: number, into: Float64Array): void {
  for (let j = 0; j < into.length; j++) into[j] = data[offset + i * stride[0] + j * stride[1]];
}

/** a·b */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
