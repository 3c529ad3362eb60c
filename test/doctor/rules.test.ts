// Every rule of the doctor: something that provokes it, and something near it that does not.

import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { createRandom } from "../../src/core/random.js";
import { examine, rules } from "../../src/doctor/doctor.js";
import type { Examined } from "../../src/doctor/rule.js";
import { wastedUnits } from "../../src/doctor/rules/wasted-units.js";
import { rankOf } from "../../src/experiments/diagnose.js";
import { createModel } from "../../src/models/registry.js";
import { hasEncoder } from "../../src/sae/dictionary.js";
import type { MetricsLine } from "../../src/train/metrics-file.js";
import type { LayerNumbers } from "../../src/train/run-record.js";

const config = (
  model: object = {},
  optimizer: object = { kind: "adam", iterations: 100 },
  data: object = { kind: "array", path: "x.npy" },
) => parseConfig({ name: "sick", data, model: { kind: "topk", k: 4, ...model }, optimizer });
const line = (iteration: number, own: Partial<MetricsLine>): MetricsLine => ({
  iteration,
  evaluations: iteration,
  cost: 1,
  parts: {},
  seconds: iteration,
  ...own,
});
const course = (count: number, own: (at: number) => Partial<MetricsLine>) =>
  Array.from({ length: count }, (_, i) => line(i, own(i / (count - 1))));
const layer = (own: Partial<LayerNumbers>): Examined["numbers"] => ({
  fvu: 0.3,
  layers: { 1: { units: 100, active: 4, silent: 0, constant: 0, ...own } },
});
const healthy: Examined = {
  config: config(),
  numbers: layer({}),
  course: course(50, (at) => ({ cost: 1 - 0.5 * at, silent: 3, l0: 4 })),
  data: { inputs: 64, gamma: 0.1, rank: 63, nearBounds: null },
  lengthOfOutput: 1,
  hasEncoder: true,
  hasThresholds: false,
  startsOffCentre: true,
};
const classic = (weightDecay: number, kind: "patches" | "array") =>
  config(
    { kind: "classic", k: undefined, weightDecay },
    { kind: "lbfgs" },
    kind === "patches" ? { kind, source: { kind: "photos" } } : { kind, path: "x.npy" },
  );

/** What provokes a rule, what does not quite, and words of what is told. */
const cases: Readonly<Record<string, readonly [Partial<Examined>, Partial<Examined>, RegExp]>> = {
  "off-centre": [
    { data: { ...healthy.data, gamma: 2.5 } },
    { data: { ...healthy.data, gamma: 2.5 }, startsOffCentre: false },
    /2\.5 times their spread.*--decoder-bias mean/,
  ],
  "near-bounds": [
    { data: { ...healthy.data, nearBounds: 0.4 } },
    { data: { ...healthy.data, nearBounds: 0.04 } },
    /40 % of the values.*--output linear/,
  ],
  "more-than-rank": [
    { data: { ...healthy.data, rank: 4 } },
    { data: { ...healthy.data, rank: 5 } },
    /k is 4, and the data vary in 4 dimensions/,
  ],
  "high-thresholds": [
    { hasThresholds: true, numbers: layer({ silent: 40 }) },
    { hasThresholds: false, numbers: layer({ silent: 40 }) },
    /thresholds of 40 of 100 latents.*--latents 60$/,
  ],
  "silent-rising": [
    {
      course: course(50, (at) => ({ silent: Math.round(40 * at), l0: 4 })),
      config: config({ silentAfter: 9 }),
    },
    {
      course: course(50, (at) => ({ silent: Math.round(40 - 20 * at), l0: 4 })),
      config: config({ silentAfter: 9 }),
    },
    /24 of 100 around iteration 30, 39 at the end.*--learning-rate 0\.00033/,
  ],
  "wasted-units": [
    { numbers: layer({ constant: 45, copies: 40 }) },
    { numbers: layer({ constant: 4, copies: 15 }) },
    /45 of 100 units are constant, and 40 of 100 have a copy; try --latents 55 or so/,
  ],
  shrinkage: [
    { lengthOfOutput: 0.5, config: config({ kind: "standard", k: undefined }) },
    { lengthOfOutput: 0.5 },
    /2 times as long.*gated/,
  ],
  "flat-coefficient": [
    { course: course(50, (at) => ({ coefficient: at, l0: at < 0.05 ? 400 : 26 })) },
    { course: course(50, (at) => ({ coefficient: at, l0: 100 - 60 * at })) },
    /rose from 0\.1 to 1, and L0 stayed at 26.*--l1 0\.1/,
  ],
  "heavy-decay": [
    { config: classic(1e-3, "patches") },
    { config: classic(1e-3, "array") },
    /10 times the 0\.0001 of the exercise on patches.*--lambda 0\.0001/,
  ],
  "unsteady-loss": [
    { course: course(50, (at) => ({ cost: Math.round(at * 49) % 2 === 0 ? 1 : 2, silent: 0 })) },
    { course: course(50, (at) => ({ cost: Math.round(at * 49) % 2 === 0 ? 1 : 1.1, silent: 0 })) },
    /jumps by 6\d %.*--learning-rate 0\.00033/,
  ],
};

test("a healthy run has no finding, and every rule has a case", () => {
  expect(examine(healthy)).toEqual([]);
  expect(rules.map(({ name }) => name).sort()).toEqual(Object.keys(cases).sort());
});

describe.each(Object.entries(cases))("%s", (name, [sick, well, told]) => {
  test("is found alone, with its remedy", () => {
    const found = examine({ ...healthy, ...sick });
    expect(found.map(({ rule }) => rule)).toEqual([name]);
    expect(`${found[0].text}; try ${found[0].remedy}`).toMatch(told);
  });
  test("is not found where it is not so", () => {
    expect(examine({ ...healthy, ...well })).toEqual([]);
  });
});

describe("what is advised for units that do nothing", () => {
  const remedy = (own: Partial<Examined>, units: Partial<LayerNumbers> = { constant: 90 }) =>
    wastedUnits.find({ ...healthy, numbers: layer(units), ...own })!.remedy;
  const silent = { constant: 90, silent: 90 };

  test("a smaller learning rate, where not even the mean of the data was learned", () => {
    const numbers = { ...layer({ constant: 100 }), fvu: 1.02 };
    expect(remedy({ numbers })).toBe("--learning-rate 0.00033 and lower, as nothing was learned");
  });
  test("thresholds before all else, where no latent reaches its own", () => {
    const numbers = { ...layer({ constant: 100, silent: 100, active: 0 }), fvu: 1.02 };
    expect(remedy({ numbers, hasThresholds: true })).toBe("a smaller --threshold");
  });
  test("a smaller penalty, where it leaves hardly a latent active and nothing is learned", () => {
    const numbers = { ...layer({ constant: 100, active: 0.13 }), fvu: 0.99995 };
    const standard = config({ kind: "standard", k: undefined, l1: 3 });
    expect(remedy({ numbers, config: standard })).toBe("--l1 0.3");
    const jumprelu = config({ kind: "jumprelu", k: undefined, l0: 2 });
    expect(remedy({ numbers, config: jumprelu })).toBe("--l0 0.2");
    expect(remedy({ numbers })).not.toMatch(/--l[01]/);
  });
  test("the centre of the data, where they are off it", () => {
    expect(remedy({ data: { ...healthy.data, gamma: 9 } })).toMatch(/^--decoder-bias mean/);
  });
  test("of silent latents a remedy where there is none, and fewer of them", () => {
    expect(remedy({}, silent)).toBe("fewer latents: --latents 10");
    const without = config({ remedy: { kind: "none" } });
    expect(remedy({ config: without }, silent)).toBe("--remedy auxk, or fewer latents: --latents 10");
    const pursuit = config({ kind: "matching-pursuit", k: undefined });
    expect(remedy({ config: pursuit, hasEncoder: false }, silent)).toMatch(
      /^--remedy resampling, or fewer latents/,
    );
  });
  test("of a network the exercise's weight decay, where its own is larger", () => {
    expect(remedy({ config: classic(5e-4, "patches") })).toMatch(
      /a larger --rho, or --lambda 0\.0001, or more/,
    );
    expect(remedy({ config: classic(1e-4, "patches") })).toMatch(/a larger --rho, or more/);
  });
});

test("fewer units are no advice where hardly one is at work", () => {
  const { remedy } = wastedUnits.find({ ...healthy, numbers: layer({ constant: 100 }) })!;
  expect(remedy).not.toMatch(/\bunits?\b/);
  expect(remedy).toContain("more kinds of examples");
});

describe("silent latents before the first can be silent are none that rose", () => {
  const from = (first: number) =>
    Array.from({ length: 50 }, (_, i) => line(i, { silent: i < first ? 0 : 40, examples: 100 * i, l0: 4 }));
  const found = (model: object, first: number) =>
    examine({ ...healthy, config: config(model), course: from(first) }).map(({ rule }) => rule);
  test("counted in batches", () => {
    expect(found({ silentAfter: 30 }, 31)).toEqual([]);
    expect(found({ silentAfter: 30 }, 45)).toEqual(["silent-rising"]);
  });
  test("counted in examples", () => {
    expect(found({ silentAfter: 3000, silentIn: "examples" }, 30)).toEqual([]);
    expect(found({ silentAfter: 3000, silentIn: "examples" }, 45)).toEqual(["silent-rising"]);
  });
});

describe("a coefficient's L0 is that of many batches", () => {
  const random = createRandom(3, "batches");
  /** L0 of a batch of 64, which chance alone moves by a third. */
  const noisy = (of: (at: number) => number) =>
    course(300, (at) => ({ coefficient: at, l0: of(at) * (1 + 0.06 * random.normal()), silent: 3 }));
  const found = (lines: readonly MetricsLine[]) =>
    examine({ ...healthy, course: lines }).map(({ rule }) => rule);
  test("which stays", () => expect(found(noisy(() => 26))).toEqual(["flat-coefficient"]));
  test("which falls by a tenth", () => expect(found(noisy((at) => 26 - 2.9 * at))).toEqual([]));
});

test("silent latents that go up and down do not rise", () => {
  const jumps = course(50, (at) => ({ silent: Math.round(49 * at) % 2 === 0 ? 30 : 20, l0: 4 }));
  const lines = [...jumps.slice(0, 30), line(30, { silent: 20, l0: 4 }), ...jumps.slice(31)];
  expect(examine({ ...healthy, config: config({ silentAfter: 9 }), course: lines })).toEqual([]);
});

test("a coefficient is looked at over more lines than a call takes arguments", () => {
  const long = course(200_000, (at) => ({ coefficient: at, l0: 26, silent: 3 }));
  const flat = rules.find(({ name }) => name === "flat-coefficient");
  expect(flat?.find({ ...healthy, course: long })?.text).toMatch(/^λ rose from 0\.1 to 1/);
});

describe("rank", () => {
  test.each([0, 1, 2, 5])("of %i directions in 5 dimensions", (rank) => {
    const c = new Float64Array(25);
    for (let r = 0; r < rank; r++)
      for (let i = 0; i < 5; i++)
        for (let j = 0; j < 5; j++)
          c[i * 5 + j] += Math.cos(r * 3 + i * (r + 1)) * Math.cos(r * 3 + j * (r + 1));
    expect(rankOf(c, 5)).toBe(rank);
  });
});

test.each([
  ["topk", true],
  ["jumprelu", true],
  ["matching-pursuit", false],
  ["sparse-coding", false],
  ["alternating-coding", false],
])("%s has an encoder that silent latents can learn by: %s", (kind, expected) => {
  const { model } = config({ kind, k: undefined, latents: 9 });
  expect(hasEncoder(createModel(model, { inputs: 5, outputs: null }).parameters)).toBe(expected);
});
