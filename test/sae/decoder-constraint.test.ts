import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createKernels } from "../../src/kernels/engine.js";
import type { Task } from "../../src/kernels/kernels.js";
import { adam } from "../../src/optim/adam.js";
import { constrainDecoder, turnBack } from "../../src/sae/decoder-constraint.js";
import { dictionaryParameters } from "../../src/sae/dictionary.js";
import { topKLoss } from "../../src/sae/topk.js";
import { root } from "../support/command-line.js";

const { turn_back: golden, ...file } = JSON.parse(
  readFileSync(join(root, "test/golden/sparse-autoencoders/autograd_topk_soft_frozen.json"), "utf8"),
);
const rowOf = ({ shape: [, width], data }: { shape: number[]; data: number[] }, i: number) =>
  Float64Array.from(data.slice(i * width, (i + 1) * width));

const cases: { name: string; i: number }[] = golden.names.map((name: string, i: number) => ({ name, i }));

test.each(cases)("an atom is $name", ({ i }) => {
  const w = rowOf(golden.before, i);
  const before = w.slice();
  const isTurned = turnBack(w, rowOf(golden.start, i), file.config.least_cosine);
  const wanted = rowOf(golden.after, i);
  for (const [j, value] of wanted.entries()) expect(w[j]).toBeCloseTo(value, 13);
  expect(isTurned).toBe(before.some((value, j) => Math.abs(value - wanted[j]) > 1e-12));
});

test("threads share what is done to all weights of a small dictionary", () => {
  const counts: number[] = [];
  const engine = createKernels("float32", { engine: "reference" });
  const kernels = {
    ...engine,
    schedule(tasks: readonly Task[]) {
      counts.push(tasks.length);
      return engine.schedule(tasks);
    },
  };
  const shape = { inputs: 64, latents: 256 };
  const options = {
    k: 8,
    rescale: false,
    by: "value",
    signed: false,
    aux: 0,
    auxVersion: "saelens-6.36.2",
    silentAfter: 1000,
  } as const;
  const loss = topKLoss(engine, shape, 16, options);
  constrainDecoder(kernels, loss, dictionaryParameters(shape), { kind: "unit-norm", version: "topk" });
  adam().prepare(kernels, loss.theta, loss.gradient);
  expect(counts).toEqual([8, 8, 9]); // lengths to 1, projection, Adam
});
