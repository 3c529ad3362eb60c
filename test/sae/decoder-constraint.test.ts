import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { turnBack } from "../../src/sae/decoder-constraint.js";
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
