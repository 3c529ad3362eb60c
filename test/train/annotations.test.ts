import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { alone } from "../../src/train/alone.js";
import { annotate, annotationsIn, annotationsOrNone, readAnnotations } from "../../src/train/annotations.js";
import { thisProcess } from "../../src/train/process-identity.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { temporaryFolder } from "../support/temporary-folder.js";

function newRun(): RunDirectory {
  const path = join(temporaryFolder(), "run");
  mkdirSync(path, { recursive: true });
  return new RunDirectory(path);
}

test("what two write of the same feature is merged, field by field", () => {
  const run = newRun();
  expect(readAnnotations(run)).toEqual({ said: {}, unread: {} });
  annotate(run, { "1/3": { star: true } });
  annotate(run, { "1/3": { label: "edge" }, run: { note: "the best" } });
  expect(readAnnotations(run).said).toEqual({
    run: { note: "the best" },
    "1/3": { star: true, label: "edge" },
  });
  expect(JSON.parse(readFileSync(run.file("annotations.json"), "utf8"))).toEqual(readAnnotations(run).said);
});

test("two processes that write at once, different features of one run: nothing is lost", async () => {
  const run = newRun();
  const program = fileURLToPath(new URL("../support/annotate-racer.mjs", import.meta.url));
  const [layers, times] = [[1, 2], 300];
  const racers = layers.map((layer) =>
    spawn(process.execPath, [program, run.path, String(layer), String(times)], {
      stdio: ["pipe", "pipe", "inherit"],
    }),
  );
  await Promise.all(racers.map(({ stdout }) => once(stdout, "data"))); // both are ready
  const ends = racers.map((racer) => once(racer, "exit"));
  for (const { stdin } of racers) stdin.write("go");
  expect(await Promise.all(ends)).toEqual(layers.map(() => [0, null]));
  const all = layers.flatMap((layer) => Array.from({ length: times }, (_, unit) => ({ layer, unit })));
  expect(readAnnotations(run).said).toEqual(
    Object.fromEntries(all.map(({ layer, unit }) => [`${layer}/${unit}`, { label: `${layer}-${unit}` }])),
  );
  expect(readdirSync(run.path)).toEqual(["annotations.json"]);
});

test("a killed process's turn is taken over; that of one that lives, or of another machine, is waited for", () => {
  const run = newRun();
  const lock = run.file("annotations.lock");
  const heldBy = (owner: object) => {
    mkdirSync(lock, { recursive: true });
    writeFileSync(join(lock, "held"), JSON.stringify({ ...thisProcess(), ...owner }));
  };
  heldBy({ pid: 2 ** 22 + 1 });
  annotate(run, { "1/0": { star: true } });
  expect(readdirSync(run.path)).toEqual(["annotations.json"]);
  for (const owner of [{}, { host: "elsewhere" }]) {
    heldBy(owner);
    const { host, pid } = { ...thisProcess(), ...owner };
    expect(() => alone(run.path, "annotations.lock", () => 0, 0)).toThrow(
      `annotations.lock must be free, process ${pid} of ${host} has it; wait for that, or remove the folder`,
    );
    expect(readdirSync(run.path).sort()).toEqual(["annotations.json", "annotations.lock"]);
  }
  expect(readdirSync(lock)).toEqual(["held"]);
});

test("a file that is no JSON object, or leads elsewhere, is named with what to do, and nothing is written over it", () => {
  const run = newRun();
  const file = run.file("annotations.json");
  for (const text of ["", '{"1/17": {"star": tr', "[]", "3"]) {
    writeFileSync(file, text);
    for (const act of [() => readAnnotations(run), () => annotate(run, { "1/0": { star: true } })])
      expect(act).toThrow(/^run directory: .*annotations\.json must .*; mend or remove it$/);
    expect(annotationsOrNone(run)).toEqual({
      said: {},
      unread: { "annotations.json": expect.stringMatching(/annotations\.json must .*; mend or remove it$/) },
    });
    expect(readFileSync(file, "utf8")).toBe(text);
  }
  expect(readdirSync(run.path)).toEqual(["annotations.json"]);
  const other = newRun();
  symlinkSync(file, other.file("annotations.json"));
  expect(() => readAnnotations(other)).toThrow("it is a link that leads out of the run; mend or remove it");
});

test("of a file with entries that are none the others are read, and all stay when something is written", () => {
  const run = newRun();
  const file = run.file("annotations.json");
  const bad = JSON.parse(
    '{"1/3": {"star": "yes"}, "x": {"star": true}, "1/4": 1, "1/5": {"colour": "red"}, "__proto__": {"star": true}}',
  );
  writeFileSync(file, JSON.stringify({ ...bad, "1/17": { star: true } }));
  const { said, unread } = readAnnotations(run);
  expect(said).toEqual({ "1/17": { star: true } });
  expect(Object.keys(unread).sort()).toEqual(Object.keys(bad).sort());
  expect(unread["1/3"]).toMatch(/annotations\.json: 1\/3: star must be true or false, got "yes"$/);
  expect(annotate(run, { "1/0": { label: "edge" } })).toEqual(readAnnotations(run));
  const after = { ...bad, "1/0": { label: "edge" }, "1/17": { star: true } };
  const inFile = () => JSON.parse(readFileSync(file, "utf8"));
  expect(inFile()).toEqual(after);
  expect(() => annotate(run, { "1/1": { star: true }, "1/3": { star: true } })).toThrow(
    /: 1\/3 in .*annotations\.json must be an object of star, label and note, got {"star":"yes"}; mend or remove it/,
  );
  expect(inFile()).toEqual(after);
});

test.each([
  [3, 'view: annotations must be an object, as {"1/17": {"star": true}}, got 3'],
  [{ "0/1": {} }, 'view: annotations must be of "run" or of "layer/unit", as 1/17, got "0/1"'],
  [{ "1/1": [] }, "view: 1/1 must be an object of star, label and note, got"],
  [{ "1/1": { star: 1 } }, "view: 1/1: star must be true or false, got 1"],
  [{ "1/1": { label: "a\nb" } }, "view: 1/1: label must be one line of at most 100 letters, got"],
  [{ "1/1": { note: 5 } }, "view: 1/1: note must be a text of at most 10000 letters, got 5"],
  [{ "1/1": { colour: "red" } }, 'view: 1/1 must have no keys but star, label and note, got "colour"'],
  [{ __proto__: null, constructor: {} }, "view: annotations must be of"],
])("%j is refused", (value, message) => {
  expect(() => annotationsIn("view", value)).toThrow(message);
});
