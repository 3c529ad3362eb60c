import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { view } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { fingerprint } from "../../src/data/fingerprint.js";
import { loadFolder } from "../../src/data/sources/folder.js";
import { loadRun } from "../../src/inspect/load-run.js";
import { viewParameters } from "../../src/nn/parameters.js";
import { sizesOf } from "../support/network-model.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { makeTinyRun } from "../support/tiny-run.js";

const folder = temporaryFolder();
const tiny = await makeTinyRun(folder, { figures: false });
const run = loadRun(tiny.path, { engine: "reference" });
/** As the run drew its own. */
const own = () => run.patches(loadFolder(tiny.images), { count: 30, random: createRandom(0, "patches") });
const random = createRandom(3);
const raw = view(
  Float64Array.from({ length: 5 * 16 }, () => random.uniform()),
  [5, 16],
);

/** A copy of the run, one of its files changed. */
function changed(name: string, change: (path: string) => void): string {
  const path = join(folder, name);
  cpSync(tiny.path, path, { recursive: true });
  change(path);
  return path;
}

test("it tells the run's config, record, metrics and last step", () => {
  expect(run.config).toMatchObject({ name: "tiny", model: { hidden: [3], rho: 0.1, weightDecay: 1e-4 } });
  expect(run.record.status).toBe("done");
  expect(run.name).toBeNull();
  const named = changed("named", (path) =>
    writeFileSync(join(path, "about.json"), '{ "name": "first try" }'),
  );
  expect(loadRun(named).name).toBe("first try");
  expect(run.step).toBe(2);
  expect(run.metrics.map(({ iteration }) => iteration)).toEqual([0, 1, 2]);
  expect(run.metrics[2].cost).toBe(run.record.metrics?.cost);
  expect([sizesOf(run.model), run.imageShape]).toEqual([
    [16, 3, 16],
    [4, 4],
  ]);
});

test("patches of the images that it was trained on are the examples that it was trained on", () => {
  expect(fingerprint(own().values)).toBe(run.record.data?.fingerprint);
});

test("reconstructions of them have the error, and activations the ρ̂, that its record tells", () => {
  const { values } = own();
  const [output, hidden] = [run.reconstruct(values), run.encode(values)];
  let squares = 0;
  for (let i = 0; i < 30; i++)
    for (let j = 0; j < 16; j++) squares += (output.get(i, j) - values.get(i, j)) ** 2;
  const { parts, rhoHat } = run.record.metrics!;
  expect(squares / 60).toBeCloseTo(parts.error!, 12);
  expect(hidden.shape).toEqual([30, 3]);
  const mean = (hidden.data as Float64Array).reduce((sum, a) => sum + a, 0) / 90;
  expect(mean).toBeCloseTo(rhoHat!["1"].mean!, 12);
});

test("encode is f(W x + b), on the wasm engine as on the reference", () => {
  const { values } = run.preprocess(raw);
  const { weights, biases } = viewParameters(run.theta, sizesOf(run.model));
  for (const hidden of [run.encode(values), loadRun(tiny.path).encode(values)]) {
    for (let i = 0; i < 5; i++) {
      for (let unit = 0; unit < 3; unit++) {
        let z = biases[0][unit];
        for (let j = 0; j < 16; j++) z += weights[0].get(unit, j) * values.get(i, j);
        expect(hidden.get(i, unit)).toBeCloseTo(1 / (1 + Math.exp(-z)), 12);
      }
    }
  }
});

test("undo takes preprocessed examples back, but for what was clipped", () => {
  const few = view(
    raw.data.map((v) => 0.4 + 0.05 * v),
    [5, 16],
  );
  const { values, memory } = run.preprocess(few);
  const back = run.undo(values, memory);
  for (let i = 0; i < 80; i++) expect(back.data[i]).toBeCloseTo(few.data[i], 14);
});

test("what is no examples, holds NaN or is another's memory is refused", () => {
  const { values, memory } = run.preprocess(raw);
  const spoilt = view(values.data.slice(), [5, 16]);
  spoilt.set(1, 2, Number.NaN);
  const list = [1, 2] as unknown as typeof values;
  expect(() => run.encode(spoilt)).toThrow("encode: x must hold finite numbers only");
  expect(() => run.encode(list)).toThrow("encode: x must be a matrix [examples, values], got [1,2]");
  expect(() => run.undo(values, undefined as unknown as typeof memory)).toThrow("undo: memory must be");
  expect(() => run.undo(view(new Float64Array(16), [1, 16]), memory)).toThrow("these 1 examples");
});

test("features have norm 1, atoms are the columns of W2", () => {
  const { weights } = viewParameters(run.theta, sizesOf(run.model));
  for (let unit = 0; unit < 3; unit++) {
    let squares = 0;
    for (let j = 0; j < 16; j++) {
      squares += run.features().get(unit, j) ** 2;
      expect(run.atoms().get(unit, j)).toBe(weights[1].get(j, unit));
    }
    expect(squares).toBeCloseTo(1, 12);
  }
});

test("examples of a second call find nothing of the first", () => {
  const { values } = run.preprocess(raw);
  const first = Array.from(run.encode(values).data);
  run.encode(own().values);
  expect(Array.from(run.encode(values).data)).toEqual(first);
});

describe("of a run that whitens", () => {
  const whitened = loadRun(
    changed("whitened", (path) => {
      const steps = JSON.parse(readFileSync(join(path, "preprocessing.json"), "utf8"));
      writeFileSync(
        join(path, "preprocessing.json"),
        JSON.stringify([{ kind: "whiten-1-over-f", f0: 0.4 }, ...steps]),
      );
    }),
  );
  test("whole images are whitened before they are cut", () => {
    const images = loadFolder(tiny.images);
    const found = whitened.patches(images, { count: 30, random: createRandom(0, "patches") });
    expect(fingerprint(found.values)).not.toBe(run.record.data?.fingerprint);
    expect(found.origins).toEqual(own().origins);
    expect(whitened.undo(found.values, found.memory).shape).toEqual([30, 16]);
  });
  test("examples that are cut already are refused", () => {
    expect(() => whitened.preprocess(raw)).toThrow(/cut from whitened images.*patches\(images\)/);
  });
});

test.each<[string, () => unknown, RegExp]>([
  [
    "a folder without a run",
    () => loadRun(folder),
    /^loadRun: .* must be the folder of a run, with run\.json/,
  ],
  [
    "a step without a checkpoint",
    () => loadRun(tiny.path, { step: 1 }),
    /^loadRun: step must be one of the checkpoints \(.*2\), got 1$/,
  ],
  [
    "no checkpoint",
    () => loadRun(changed("stopped", (path) => rmSync(join(path, "checkpoints"), { recursive: true }))),
    /^loadRun: .* must have a checkpoint, there is none yet$/,
  ],
  [
    "a sweep",
    () =>
      loadRun(
        changed("sweep", (path) => {
          rmSync(join(path, "checkpoints"), { recursive: true });
          mkdirSync(join(path, "members/01"), { recursive: true });
        }),
      ),
    /it varies a value; take a member, such as .*members.01$/,
  ],
  [
    "damaged weights",
    () =>
      loadRun(
        changed("damaged", (path) =>
          writeFileSync(join(path, "checkpoints/step-000002/weights.safetensors"), "x"),
        ),
      ),
    /weights\.safetensors/,
  ],
  [
    "a config that is none",
    () => loadRun(changed("config", (path) => writeFileSync(join(path, "config.json"), "{}"))),
    /config\.json/,
  ],
  [
    "examples of another length",
    () => run.encode(view(raw.data, [16, 5])),
    /^encode: x must have 16 values an example, got 5$/,
  ],
  [
    "the same to be preprocessed",
    () => run.preprocess(view(raw.data, [16, 5])),
    /^preprocess: examples must have 16 values an example, got 5$/,
  ],
  ["a layer that is none", () => run.encode(raw, 2), /^encode: layer must be a hidden layer, 1 to 1, got 2$/],
])("%s is refused with one line", (_what, act, message) => {
  expect(act).toThrow(message);
  expect(act).toThrow(/^[^\n]*$/);
});
