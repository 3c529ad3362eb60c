// What a filter finds among three runs.

import { expect, test } from "vitest";
import { type Findable, parseFilter } from "../../src/core/run-filter.js";
import { settingsOf } from "../../src/core/settings.js";

const run = (experiment: string, config: object, numbers: Partial<Findable> = {}): Findable => ({
  experiment,
  run: "20260102-030405-abc",
  name: null,
  question: "Which edges?",
  status: "done",
  cost: null,
  parts: {},
  fvu: null,
  rhoHat: null,
  roughness: null,
  truth: null,
  iteration: null,
  ...numbers,
  settings: settingsOf(config),
});

const runs = [
  run(
    "edges",
    {
      seed: 0,
      data: {
        kind: "patches",
        source: { kind: "photos" },
        size: [8, 8],
        preprocess: [{ kind: "whiten-1-over-f", f0: 0.4 }, { kind: "normalize-ufldl" }],
      },
      model: { kind: "classic", hidden: [100], rho: 0.01, weightDecay: 1e-4, activation: "sigmoid" },
      optimizer: { kind: "lbfgs", iterations: 400 },
    },
    { cost: 0.37, parts: { error: 0.3 }, fvu: 0.6, rhoHat: 0.0105, name: "my best" },
  ),
  run(
    "deep",
    {
      seed: 1,
      data: { kind: "array", path: "/home/me/rows.npy" },
      model: { kind: "network", hidden: [25, 10], activation: "tanh", sparsity: { rho: 0.2 } },
      optimizer: { kind: "gradient-descent", learningRate: 0.1 },
    },
    { status: "running", iteration: 7 },
  ),
  run("kinds", { vary: { key: "optimizer", values: [{ kind: "lbfgs", memory: 5 }, { kind: "other" }] } }),
  run("sweep", { seed: 0, model: { kind: "classic" }, vary: { key: "model.rho", values: [0.02, 0.1] } }),
];

const found = (filter: string, isBeingTyped = false) => {
  const { matches, problem } = parseFilter(
    filter,
    runs.map(({ settings }) => settings),
    isBeingTyped,
  );
  expect(problem).toBeNull();
  return runs
    .filter(matches)
    .map(({ experiment }) => experiment)
    .join(" ");
};

test.each([
  ["", "edges deep kinds sweep"],
  ["EDGES? done", "edges kinds sweep"],
  ["/^(deep|sweep)/ running", "deep"],
  ["/DEEP|my best/i", "edges deep"],
  ["rho<0.05", "edges sweep"],
  ["rho<=0.01", "edges"],
  ["ρ>0.1", "deep"],
  ["ρ>=0.1", "deep sweep"],
  ["model.rho=0.010", "edges"],
  ["rho!=0.1", "edges deep kinds"],
  ["hidden=100 seed=0 activation=sigmoid", "edges"],
  ["hidden=25,10", "deep"],
  ["hidden=25-10", "deep"],
  ["activation!=tanh", "edges kinds sweep"],
  ["Activation=TANH", "deep"],
  ["lambda=1e-4", "edges"],
  ["alpha>0.01", "deep"],
  ["f0=0.4", "edges"],
  ["size=8x8 patch=8", "edges"],
  ["preprocess=whiten-1-over-f", "edges"],
  ["preprocess=whiten-1-over-f,normalize-ufldl", "edges"],
  ["preprocess=normalize-ufldl,whiten-1-over-f", ""],
  ["rho < 0.05", "edges sweep"],
  ["rho <= 0.01, seed = 0", "edges"],
  ["edges rho< 0.05 /^edges.*/ hidden =100", "edges"],
  ['"rho = 1"', ""],
  ["data=photos", "edges"],
  ["data=rows.npy", "deep"],
  ["optimizer=lbfgs", "edges kinds"],
  ["iterations=400", "edges"],
  ["iteration<10", "deep"],
  ["cost<0.5 error=0.3 fvu<1 rhohat>0.01 ρ̂<0.011", "edges"],
  ['name="my best"', "edges"],
  ["status!=done", "deep"],
  ["rho==0.01", "edges"],
  ["hidden=[25,10]", "deep"],
  ["hidden=[25, 10] seed=1", "deep"],
  ["hidden=[100]", "edges"],
  ["size=[8,8]", "edges"],
  ["hidden=25,10,seed=1", "deep"],
  ["rho<0.05,seed=0", "edges sweep"],
  ["rho<0.05,seed!=0", ""],
  ["done,my", "edges"],
  ["deep, seed=1", "deep"],
  ['"done,my"', ""],
  ['"which edges?"', "edges deep kinds sweep"],
  ['"rho=1"', ""],
  ["momentum=0.9", ""],
])("%s finds %s", (filter, which) => expect(found(filter)).toBe(which));

test.each([
  ["rho=", "edges deep kinds sweep"],
  ["rho<1e-", ""],
  ["status=d", ""],
])("%s is no problem while it is being typed, and finds %s", (filter, which) =>
  expect(found(filter, true)).toBe(which),
);

test.each([
  ["rho<", /^rho< must have a value after it, got nothing$/],
  ["rho==", /^rho= must have a value after it, got nothing$/],
  ["rho<abc", /^rho< must have a number after it, got abc$/],
  ["rho=<1", /^a comparison must be one of = != < <= > >=, got =<$/],
  ["status=dne", /^status must be one of running, .*broken, got dne; did you mean done\?$/],
  ["roh<0.05", /, got roh; did you mean rho\?/],
  ["rhoo=1", /^a key must be one that runs have, got rhoo; did you mean rho\?$/],
  ["zzzz<3", /^a key must be one that runs have, got zzzz; there are .*cost.*rho.*$/],
  ["/(/", /^\/…\/ must be a regular expression, got .*Unterminated group$/],
])("%s is told, and finds nothing", (filter, said) => {
  const { matches, problem } = parseFilter(filter, []);
  expect(problem).toMatch(said);
  expect(runs.filter(matches)).toEqual([]);
});
