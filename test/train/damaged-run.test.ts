// A run's folder with something wrong in it: one line that names the file, and nobody else is held up.

import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { InputError } from "../../src/core/errors.js";
import { resumeRun } from "../../src/experiments/runner.js";
import { RunAnswers } from "../../src/inspect/run-answers.js";
import { runFigures } from "../../src/inspect/run-figures.js";
import { summarise } from "../../src/inspect/run-summary.js";
import { checkpointIterations, lastResumable } from "../../src/train/checkpoint.js";
import { findRuns, RunDirectory } from "../../src/train/run-directory.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { makeTinyRun, type TinyRun } from "../support/tiny-run.js";

const folder = temporaryFolder();
let run: TinyRun;
let number = 0;

beforeAll(async () => {
  run = await makeTinyRun(folder);
});

/** A copy of the run that may be spoiled, in a results folder of its own. */
function copy(): RunDirectory {
  const path = join(folder, `copy-${number++}`, "tiny", "run");
  cpSync(run.path, path, { recursive: true });
  return new RunDirectory(path);
}

const resultsOf = ({ path }: RunDirectory) => join(path, "../..");

/** Goes on with it for a third iteration. */
async function resume(directory: RunDirectory, figures = false): Promise<void> {
  const stored = parseConfig(directory.readJson("config.json"));
  const config = { ...stored, optimizer: { ...stored.optimizer, iterations: 3 } };
  await resumeRun(directory, config, { results: resultsOf(directory), engine: "reference", figures });
}

const last = (directory: RunDirectory, file: string) =>
  join(
    directory.checkpoints,
    `step-${String(checkpointIterations(directory).at(-1)).padStart(6, "0")}`,
    file,
  );

describe("a turned bit in a checkpoint", () => {
  test.each(["weights.safetensors", "state.safetensors", "state.json"])(
    "%s: resume refuses it",
    async (file) => {
      const directory = copy();
      const path = last(directory, file);
      const bytes = readFileSync(path);
      // A digit of the cost, or the lowest bit of a number: JSON and header stay whole.
      const at = file === "state.json" ? bytes.indexOf('"cost": 0.') + 12 : bytes.length - 8;
      bytes[at] ^= 1;
      writeFileSync(path, bytes);
      await expect(resume(directory)).rejects.toThrow(
        new RegExp(`${file} must be as it was written, its SHA-256 is not that in SHA256SUMS`),
      );
      expect(directory.readRecord().status).toBe("done");
    },
  );
  test("of weights: figures refuse it, the viewer shows the run as broken", () => {
    const directory = copy();
    const bytes = readFileSync(last(directory, "weights.safetensors"));
    bytes[bytes.length - 1] ^= 64;
    writeFileSync(last(directory, "weights.safetensors"), bytes);
    expect(() => runFigures(directory)).toThrow(/must be as it was written/);
    const { summary, layers } = new RunAnswers(resultsOf(directory), directory).detail();
    expect([summary.status, layers]).toEqual(["broken", []]);
    expect(summary.problem).toMatch(/weights\.safetensors must be as it was written/);
  });
  test("sha256sum agrees, and a checkpoint of an earlier version, without sums, is read", async () => {
    const directory = copy();
    const step = join(last(directory, "."));
    const lines = readFileSync(join(step, "SHA256SUMS"), "utf8").trim().split("\n");
    expect(lines.map((line) => line.slice(66))).toEqual([
      "weights.safetensors",
      "state.safetensors",
      "state.json",
    ]);
    if (process.platform === "linux")
      expect(execFileSync("sha256sum", ["-c", "SHA256SUMS"], { cwd: step, encoding: "utf8" })).toMatch(
        /state\.json: OK/,
      );
    // Of earlier ones the weights alone are kept, and summed.
    const sums = readFileSync(directory.file("checkpoints/step-000000/SHA256SUMS"), "utf8");
    expect(sums).toMatch(/^[0-9a-f]{64} {2}weights\.safetensors\n$/);
    rmSync(join(step, "SHA256SUMS"));
    await resume(directory);
    expect(directory.readRecord().metrics?.iterations).toBe(3);
  });
});

describe("a state that is another's", () => {
  test.each([
    ["stored", 1e10],
    ["stored", -1],
    ["next", 10],
    ["iteration", 1],
    ["evaluations", 0.5],
    ["cost", null],
    ["parts", { error: 1 }],
    ["stopped", "because"],
  ])("%s: %j in state.json is refused, and the run stays as it was", async (key, value) => {
    const directory = copy();
    rmSync(last(directory, "SHA256SUMS"));
    const path = last(directory, "state.json");
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), [key]: value }));
    const before = readFileSync(directory.file("run.json"), "utf8");
    await expect(resume(directory)).rejects.toThrow(
      /state\.json must belong to the run's model and optimiser/,
    );
    expect(readFileSync(directory.file("run.json"), "utf8")).toBe(before);
  });
});

describe("metrics.jsonl", () => {
  const garbage = [
    "\0\0\0\0",
    "not JSON",
    "5",
    "[]",
    '{"iteration":"1"}',
    '{"iteration":1,"cos',
    `${"[".repeat(30_000)}`,
  ];
  test("what is no line is passed over, and a resume takes it out", async () => {
    const directory = copy();
    const whole = directory.readMetrics();
    expect(whole.map(({ iteration }) => iteration)).toEqual([0, 1, 2]);
    const [first, ...rest] = readFileSync(directory.file("metrics.jsonl"), "utf8").trimEnd().split("\n");
    writeFileSync(directory.file("metrics.jsonl"), [first, ...garbage, ...rest, ...garbage, ""].join("\n"));
    expect(directory.readMetrics()).toEqual(whole);
    expect(new RunAnswers(resultsOf(directory), directory).metrics().iteration).toEqual([0, 1, 2]);
    expect(summarise(resultsOf(directory), directory).status).toBe("done");
    await resume(directory);
    const lines = readFileSync(directory.file("metrics.jsonl"), "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).iteration)).toEqual([0, 1, 2, 3]);
  });
});

test("figures, checkpoints and claims are not written through a link out of the run", async () => {
  for (const name of ["figures", "checkpoints", "owner"]) {
    const directory = copy();
    const elsewhere = `${directory.path}-${name}`;
    renameSync(directory.file(name), elsewhere);
    symlinkSync(elsewhere, directory.file(name));
    const before = readdirSync(elsewhere, { recursive: true });
    await expect(resume(directory, true), name).rejects.toThrow(/link elsewhere|leads out|cannot be read/);
    expect(readdirSync(elsewhere, { recursive: true }), name).toEqual(before);
  }
});

test("state that kills have left in earlier checkpoints is removed with the next one, its sums too", async () => {
  const directory = copy();
  const left = directory.file("checkpoints/step-000000");
  rmSync(left, { recursive: true });
  cpSync(last(directory, "."), left, { recursive: true });
  await resume(directory);
  for (const step of ["000000", "000002"]) {
    const path = directory.file(`checkpoints/step-${step}`);
    expect(readdirSync(path).sort(), step).toEqual(["SHA256SUMS", "weights.safetensors"]);
    const sums = readFileSync(join(path, "SHA256SUMS"), "utf8");
    expect(sums, step).toMatch(/^[0-9a-f]{64} {2}weights\.safetensors\n$/);
  }
});

test("of millions of lines that are empty or too short none is parsed", () => {
  const directory = copy();
  const whole = directory.readMetrics();
  appendFileSync(directory.file("metrics.jsonl"), "\n{".repeat(1_000_000));
  const parse = vi.spyOn(JSON, "parse");
  const read = directory.readMetrics();
  const { length } = parse.mock.calls;
  parse.mockRestore();
  expect([read, length]).toEqual([whole, whole.length]);
});

describe("a results folder", () => {
  test("stray files, a folder that may not be looked into and a run cut short hide no other run", () => {
    const directory = copy();
    const results = resultsOf(directory);
    writeFileSync(join(results, "stray"), "");
    writeFileSync(join(directory.path, "members"), "");
    mkdirSync(join(results, "lost+found"), { mode: 0o000 });
    mkdirSync(join(results, "other", "cut"), { recursive: true });
    writeFileSync(join(results, "other", "cut", "config.json"), "{}");
    writeFileSync(join(results, "other", "cut", "run.json"), '{"status":');
    expect(findRuns(results).map((found) => summarise(results, found).status)).toEqual(["broken", "done"]);
  });
});

// Each file in each form. Runs of earlier versions have no SHA256SUMS: what is behind them is tried, too.
const files = [
  "run.json",
  "config.json",
  "preprocessing.json",
  "metrics.jsonl",
  "inspection.safetensors",
  "weights.safetensors",
  "state.safetensors",
  "state.json",
  "owner/01.json",
  "checkpoints/step-000000/SHA256SUMS", // of an earlier checkpoint than the last
] as const;
const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
const forms: Readonly<Record<string, (path: string) => void>> = {
  missing: (path) => rmSync(path),
  empty: (path) => writeFileSync(path, ""),
  "a folder": (path) => {
    rmSync(path);
    mkdirSync(path);
  },
  "a pipe": (path) => {
    rmSync(path);
    if (process.platform !== "win32") execFileSync("mkfifo", [path]);
  },
  "a link in a circle": (path) => {
    rmSync(path);
    symlinkSync(path, path);
  },
  "a link elsewhere": (path) => {
    cpSync(path, join(folder, "elsewhere"));
    rmSync(path);
    symlinkSync(join(folder, "elsewhere"), path);
  },
  "{}": (path) => writeFileSync(path, "{}\n"),
  "[]": (path) => writeFileSync(path, "[]\n"),
  "5": (path) => writeFileSync(path, "5\n"),
  null: (path) => writeFileSync(path, "null\n"),
  "cut short": (path) => {
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length >> 1));
  },
  NULs: (path) => writeFileSync(path, new Uint8Array(200)),
  "with NULs after it": (path) => appendFileSync(path, new Uint8Array(200)),
  "nested deep": (path) => writeFileSync(path, deep),
  "nested deep, inside": (path) => writeFileSync(path, `{"status":${deep},"data":${deep},"model":${deep}}`),
};

describe.each(files)("%s", (file) => {
  test.each(Object.keys(forms))("%s", async (form) => {
    const directory = copy();
    const results = resultsOf(directory);
    const isOfCheckpoint = /^(weights|state)\./.test(file);
    const path = isOfCheckpoint ? last(directory, file) : directory.file(file);
    if (isOfCheckpoint) rmSync(last(directory, "SHA256SUMS"));
    forms[form](path);
    const said = async (work: () => unknown) => {
      try {
        await work();
        return "";
      } catch (error) {
        // Neither a raw exception nor several lines.
        expect(error).toBeInstanceOf(InputError);
        expect((error as Error).message).toMatch(/^[^\n]+$/);
        return (error as Error).message;
      }
    };
    const answers = new RunAnswers(results, directory);
    const { status, problem } = summarise(results, directory);
    expect(status === "broken" ? problem : "").not.toBeNull();
    const detail = answers.detail();
    if (detail.summary.status === "broken") expect(detail.summary.problem).toMatch(/^[^\n]+$/);
    await said(() => answers.layerAnswer(1));
    await said(() => answers.feature(1, 0));
    await said(() => answers.metrics());
    if (detail.summary.status === "broken") await said(() => runFigures(directory));
    // What else a resume reads is no reason to stop.
    const isNeeded = form !== "missing" && !/^(preprocessing|metrics|inspection)/.test(file);
    const complaint = isNeeded ? await said(() => resume(directory)) : "";
    if (["weights.safetensors", "run.json", "config.json"].includes(file) && form !== "missing") {
      expect(detail.summary.status).toBe("broken");
      expect(complaint).not.toBe("");
    }
    if (file === "state.json" && form !== "missing") {
      expect(lastResumable(directory)).toBe(2);
      expect(complaint).toMatch(/state\.json/);
    }
  });
});

test("a resume does not begin again over checkpoints whose state is gone", async () => {
  const directory = copy();
  const before = readFileSync(directory.file("metrics.jsonl"), "utf8");
  rmSync(last(directory, "state.json"));
  await expect(resume(directory)).rejects.toThrow(/step-000002 must hold state\.safetensors and state\.json/);
  expect(readFileSync(directory.file("metrics.jsonl"), "utf8")).toBe(before);
  expect(checkpointIterations(directory).at(-1)).toBe(2);
});
