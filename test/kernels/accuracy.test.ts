// exp, log, sigmoid and tanh of every engine against correctly rounded values, over their whole range.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type DType, dtypes, type FloatArray } from "../../src/core/arrays.js";
import { exp, log } from "../../src/core/elementary.js";
import { createRandom } from "../../src/core/random.js";
import { activations } from "../../src/kernels/activations.js";
import { createKernels } from "../../src/kernels/engine.js";
import type { Kernels } from "../../src/kernels/kernels.js";

const golden = JSON.parse(readFileSync(new URL("../golden/elementary.json", import.meta.url), "utf8"));
const functions = ["exp", "log", "sigmoid", "tanh"] as const;
type FunctionName = (typeof functions)[number];

function apply(kernels: Kernels, f: FunctionName, values: ArrayLike<number>): FloatArray {
  const x = kernels.allocate(values.length);
  x.set(values);
  if (f === "exp" || f === "log") kernels[f](x, x);
  else kernels.activate(f, x, x);
  return x;
}

/** How many numbers of the precision lie between two of them: units in the last place, subnormals included. */
function distance(a: number, b: number, dtype: DType): number {
  const view = new DataView(new ArrayBuffer(8));
  const place = (value: number) => {
    if (dtype === "float32") {
      view.setFloat32(0, value);
      const bits = view.getInt32(0);
      return BigInt(bits < 0 ? -(bits & 0x7fffffff) : bits);
    }
    view.setFloat64(0, value);
    const bits = view.getBigInt64(0);
    return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
  };
  if (Number.isNaN(a) || Number.isNaN(b))
    return Number.isNaN(a) && Number.isNaN(b) ? 0 : Number.POSITIVE_INFINITY;
  const apart = place(a) - place(b);
  return Number(apart < 0n ? -apart : apart);
}

const engines = ["reference", "wasm"] as const;

describe.each(engines)("%s", (engine) => {
  test.each(functions)("float64 %s is within 2 ulp of 500 correctly rounded values", (f) => {
    const kernels = createKernels("float64", { engine, threads: 1 });
    const number = (hex: string) => {
      const view = new DataView(new ArrayBuffer(8));
      view.setBigUint64(0, BigInt(`0x${hex}`));
      return view.getFloat64(0);
    };
    const rows = golden[f] as string[];
    const results = apply(
      kernels,
      f,
      rows.map((row) => number(row.slice(0, 16))),
    );
    rows.forEach((row, i) => {
      expect(distance(results[i], number(row.slice(16)), "float64"), row).toBeLessThanOrEqual(2);
    });
  });

  test.each(functions)(
    "float32 %s is within 2 ulp of the rounded float64 value, for 200 000 numbers of any size",
    (f) => {
      const kernels = createKernels("float32", { engine, threads: 1 });
      const random = createRandom(3, f);
      // Half of them any bits at all, half of them where the function is not yet flat.
      const bits = new Uint32Array(200_000);
      const values = new Float32Array(bits.buffer);
      for (let i = 0; i < bits.length; i++) {
        if (i % 2 === 0) bits[i] = Math.floor(random.uniform() * 2 ** 32);
        else values[i] = 220 * random.uniform() - 110;
      }
      const exact = { exp, log, sigmoid: activations.sigmoid.value, tanh: activations.tanh.value }[f];
      const results = apply(kernels, f, values);
      let worst = 0;
      for (let i = 0; i < values.length; i++) {
        worst = Math.max(worst, distance(results[i], Math.fround(exact(values[i])), "float32"));
      }
      expect(worst).toBeLessThanOrEqual(2);
    },
  );

  test.each(dtypes)("%s: saturation, infinities, NaN and zeros", (dtype) => {
    const kernels = createKernels(dtype, { engine, threads: 1 });
    const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
    const smallest = dtype === "float64" ? 2 ** -1074 : 2 ** -149;
    const of = (f: FunctionName, ...values: number[]) => Array.from(apply(kernels, f, values));
    expect(of("exp", -inf, inf, nan, 0, -0, -2000, 2000)).toEqual([0, inf, nan, 1, 1, 0, inf]);
    expect(of("log", 0, -0, -1, inf, -inf, nan, 1)).toEqual([-inf, -inf, nan, inf, nan, nan, 0]);
    expect(of("sigmoid", -inf, inf, nan, 0, -2000, 2000)).toEqual([0, 1, nan, 0.5, 0, 1]);
    expect(of("tanh", -inf, inf, nan, 0, -0, -100, 100)).toEqual([-1, 1, nan, 0, -0, -1, 1]);
    expect(of("tanh", smallest, -smallest, 3 * smallest)).toEqual([smallest, -smallest, 3 * smallest]);
    expect(of("exp", smallest, -smallest)).toEqual([1, 1]);
  });
});
