// Damaged run folders, read by everything that reads one: each gives a value or one line that says what is wrong.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { InputError, RunError } from "../../src/core/errors.js";
import { createRandom } from "../../src/core/random.js";
import { resumeRun } from "../../src/experiments/runner.js";
import { intervene } from "../../src/inspect/intervene.js";
import { reportHtml } from "../../src/inspect/report.js";
import { RunAnswers } from "../../src/inspect/run-answers.js";
import { runFigures } from "../../src/inspect/run-figures.js";
import { summarise } from "../../src/inspect/run-summary.js";
import { matchAtoms } from "../../src/metrics/match-atoms.js";
import { findRuns, RunDirectory } from "../../src/train/run-directory.js";
import { rounds } from "../support/campaign.js";
import { filesOf, mutateRun } from "../support/mutate-run.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { makeTinyRun } from "../support/tiny-run.js";

const folder = temporaryFolder();

/** Everything that reads a run, by name; the last ones take long and have their turn now and then. */
function readers(results: string, path: string): Record<string, () => unknown> {
  const directory = new RunDirectory(path);
  const answers = new RunAnswers(results, directory);
  return {
    list: () => findRuns(results).map((run) => summarise(results, run)),
    detail: () => answers.detail(),
    metrics: () => answers.metrics(),
    layer: () => answers.layerAnswer(1),
    tiles: () => answers.tiles(1, "features"),
    feature: () => answers.feature(1, 1),
    reconstructions: () => answers.reconstructions(),
    intervene: () => intervene(answers, { example: 0, layer: 1, factors: new Map([[1, 0]]) }),
    match: () => {
      const atoms = answers.layer(1).atoms;
      return atoms === null ? null : matchAtoms(atoms, atoms);
    },
    resume: async () => {
      const stored = parseConfig(directory.readJson("config.json"));
      const iterations = Math.min(3, stored.optimizer.iterations! + 1);
      const config = { ...stored, optimizer: { ...stored.optimizer, iterations } };
      return resumeRun(directory, config, { results, engine: "reference" });
    },
    report: () => reportHtml(directory, { status: "done" }),
    figures: () => runFigures(directory),
  };
}
const SLOW = ["resume", "report", "figures"];
/** In which rounds the slow ones have their turn. */
const EVERY = rounds(25, 8);

test("mutated folders give values or errors of one line", async () => {
  const one = await makeTinyRun(join(folder, "one"));
  const other = await makeTinyRun(join(folder, "other"), { hidden: 4, optimizer: "gradient-descent" });
  const results = join(folder, "copy");
  const path = join(results, "tiny", "run");
  const whole = filesOf(one.path).map((name) => [name, readFileSync(join(one.path, name))] as const);
  const seen = { values: 0, errors: 0 };
  const failures: string[] = [];
  let slowest = { ms: 0, what: "" };
  for (let seed = 0; seed < rounds(200, 5000); seed++) {
    const random = createRandom(seed, "mutations");
    const withSums = random.integer(2) === 0; // they find most of it
    rmSync(results, { recursive: true, force: true });
    for (const [name, content] of whole)
      if (withSums || basename(name) !== "SHA256SUMS") {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), content);
      }
    let what = mutateRun(path, other.path, random);
    if (random.integer(4) === 0) what += `, ${mutateRun(path, other.path, random)}`;
    for (const [reader, read] of Object.entries(readers(results, path))) {
      if (SLOW.includes(reader) && seed % EVERY !== SLOW.indexOf(reader)) continue;
      const began = performance.now();
      try {
        await read();
        seen.values++;
      } catch (error) {
        seen.errors++;
        const isTold = error instanceof InputError || error instanceof RunError;
        if (!isTold || error.message.includes("\n"))
          failures.push(`seed ${seed}, ${what}, ${reader}: ${(error as Error).stack}`);
      }
      const ms = performance.now() - began;
      if (ms > slowest.ms) slowest = { ms, what: `seed ${seed}, ${what}, ${reader}` };
    }
  }
  expect(failures.join("\n")).toBe("");
  // Both kinds come: neither is everything refused nor nothing noticed.
  expect(Math.min(seen.values, seen.errors)).toBeGreaterThan(100);
  if (process.env.RHOHAT_CAMPAIGN !== undefined) console.log(seen, slowest);
});
