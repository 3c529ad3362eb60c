// What tells combinations of varied values apart.

import { expect, test } from "vitest";
import { combinationLabels, valueLabels } from "../../src/core/combination-labels.js";

test("combinations side by side are labelled by what differs, and by all of it where one would have nothing left", () => {
  const model = (weightDecay: number) => ({ model: { kind: "classic", hidden: [5], weightDecay } });
  expect(combinationLabels([model(0.1), model(0.2)])).toEqual(["λ 0.1", "λ 0.2"]);
  expect(
    combinationLabels([
      { "model.rho": 0.1, seed: 0 },
      { "model.rho": 0.1, seed: 1 },
    ]),
  ).toEqual(["seed 0", "seed 1"]);
  const odd = [{ model: { kind: "topk" } }, { model: { kind: "topk", k: 3 } }];
  expect(combinationLabels(odd)[0]).toBe("model topk");
  expect(combinationLabels([{ seed: 1 }])).toEqual(["seed 1"]);
});

test("whole models side by side: neither what most of them say nor what follows from their kind", () => {
  const shared = { latents: 96, initial: { kind: "kaiming", decoderNorm: 1 } };
  const models = [
    ...[2, 4].map((k) => ({ ...shared, kind: "topk", k })),
    ...[0.1, 0.2].map((l0) => ({ ...shared, kind: "jumprelu", bandwidth: 0.3, l0 })),
    { ...shared, kind: "matryoshka", k: 4, prefixes: [24, 96] },
    { ...shared, kind: "topk", k: 4, constraint: { kind: "frozen", part: "encoder" } },
    { ...shared, kind: "topk", k: 4, constraint: { kind: "soft-frozen" } },
    { ...shared, kind: "abstopk", k: 4, latents: 32, initial: { kind: "components" } },
  ];
  expect(combinationLabels(models.map((model) => ({ model })))).toEqual([
    "topk · k 2",
    "topk · k 4",
    "jumprelu · l0 0.1",
    "jumprelu · l0 0.2",
    "matryoshka · k 4",
    "topk · k 4 · constraint frozen",
    "topk · k 4 · constraint soft-frozen",
    "abstopk · latents 32 · initial components · k 4",
  ]);
});

test("values of one key: whole parts by what differs, equal ones alike, numbers as they are read", () => {
  const models = [
    { kind: "topk", k: 4 },
    { kind: "topk", k: 8 },
    { kind: "topk", k: 4 },
  ];
  expect(models.map(valueLabels("model", models))).toEqual(["k 4", "k 8", "k 4"]);
  const sizes = [[25], [25, 10]];
  expect(sizes.map(valueLabels("model.hidden", sizes))).toEqual(["25", "25-10"]);
  expect([0, 1].map(valueLabels("seed", [0, 1]))).toEqual(["0", "1"]);
});
