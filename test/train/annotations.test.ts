import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { annotate, annotationsIn, readAnnotations } from "../../src/train/annotations.js";
import { RunDirectory } from "../../src/train/run-directory.js";
import { temporaryFolder } from "../support/temporary-folder.js";

function newRun(): RunDirectory {
  const path = join(temporaryFolder(), "run");
  mkdirSync(path, { recursive: true });
  return new RunDirectory(path);
}

test("what two write of the same feature is merged, field by field", () => {
  const run = newRun();
  expect(readAnnotations(run)).toEqual({});
  annotate(run, { "1/3": { star: true } });
  annotate(run, { "1/3": { label: "edge" }, run: { note: "the best" } });
  expect(readAnnotations(run)).toEqual({
    run: { note: "the best" },
    "1/3": { star: true, label: "edge" },
  });
  expect(JSON.parse(readFileSync(run.file("annotations.json"), "utf8"))).toEqual(readAnnotations(run));
});

test("a file that is damaged, or leads elsewhere, says nothing; the next change makes it whole", () => {
  const run = newRun();
  const file = run.file("annotations.json");
  for (const text of ["", "{", "[]", '{"1/3": 1}', '{"x": {"star": true}}', '{"1/3": {"colour": "red"}}']) {
    writeFileSync(file, text);
    expect(readAnnotations(run)).toEqual({});
  }
  annotate(run, { "1/0": { star: true } });
  expect(readAnnotations(run)).toEqual({ "1/0": { star: true } });
  const other = newRun();
  symlinkSync(file, other.file("annotations.json"));
  expect(readAnnotations(other)).toEqual({});
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
