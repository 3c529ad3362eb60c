import { expect, test } from "vitest";
import { createKernels } from "../../src/kernels/engine.js";
import { checkedKinds, kindCases } from "../../src/models/gradient-cases.js";
import { modelKinds } from "../../src/models/registry.js";
import { checkGradient } from "../../src/nn/gradient-check.js";
import { rhohatHere } from "../support/command-line.js";

const kernels = createKernels("float64", { engine: "wasm", threads: 1 });

test("every kind has a case; those of classic and network are the networks'", () => {
  expect(["classic", "network", ...checkedKinds()].sort()).toEqual(modelKinds().sort());
});

test.each(checkedKinds())("%s: its gradient is that of its loss, to 1e-9", (kind) => {
  for (const { objective, theta } of kindCases(kernels, kind)) {
    const { error, analytic } = checkGradient(objective, theta);
    expect(error).toBeLessThan(1e-9);
    expect(analytic.filter((slope) => slope !== 0).length).toBeGreaterThan(theta.length / 4);
  }
});

test("a kind alone, and one that there is not", async () => {
  const { out, code } = await rhohatHere(["check-gradients", "--model", "gated"]);
  expect([code, out.match(/^gated.*ok$/gm)?.length]).toEqual([0, 2]);
  expect(out).not.toContain("sigmoid");
  expect(await rhohatHere(["check-gradients", "--model", "gatd"])).toMatchObject({
    code: 2,
    err: expect.stringContaining('--model must name a kind of model, got "gatd"; did you mean gated?'),
  });
});
