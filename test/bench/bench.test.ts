import { describe, expect, test } from "vitest";
import type { Job } from "../../src/bench/job.js";
import { measure } from "../../src/bench/measure.js";
import { primitiveJobs } from "../../src/bench/primitives.js";
import { rhohat, rhohatHere } from "../support/command-line.js";

describe("measure", () => {
  const engines = [{ engine: "wasm", threads: 1 }] as const;
  test("refuses to time a result that is not the reference engine's", () => {
    const wrong: Job = {
      ...primitiveJobs[0],
      prepare: (kernels) => ({ run() {}, result: () => [kernels.engine === "reference" ? 1 : 1.001] }),
    };
    expect(() => measure({ jobs: [wrong], engines, budget: 1 })).toThrow(
      /must agree with the reference, it is off by/,
    );
  });
  test("tells median, shortest, GFLOP/s and their share for every job, engine and precision", () => {
    const timings = measure({ jobs: primitiveJobs.slice(0, 1), engines, budget: 1 });
    expect(timings.map(({ dtype }) => dtype)).toEqual(["float32", "float64"]);
    for (const { median, min, gflops, share, runs, difference } of timings) {
      expect(min).toBeLessThanOrEqual(median);
      expect(gflops).toBeCloseTo((2 * 10_000 * 64 * 25) / median / 1e6, 6);
      expect(share).toBeGreaterThan(0);
      expect(runs).toBeGreaterThan(0);
      expect(difference).toBeLessThan(1e-4);
    }
  });
  test("leaves the reference engine out of a job that would take it minutes", () => {
    const job: Job = { ...primitiveJobs[0], dtypes: ["float32"], withoutReference: true };
    const both = [{ engine: "reference", threads: 1 }, ...engines] as const;
    expect(measure({ jobs: [job], engines: both, budget: 1 }).map(({ engine }) => engine)).toEqual(["wasm"]);
  });
  test("every primitive of the contract but maxAbs has a job", () => {
    const text = primitiveJobs.map(({ name }) => name).join();
    for (const word of [
      "matmul",
      "sigmoid",
      "tanh",
      "exp",
      "log",
      "column sums",
      "squared error",
      "adam",
      "dot",
      "axpy",
      "scale",
      "clipped adam",
      "sum of squares",
      "add to rows",
      "row norms",
      "project rows",
      "normalize rows",
      "select",
      "gather-decode",
      "gather-dot",
      "sort by latent",
      "gather by latent",
      "batch top-k",
    ]) {
      expect(text).toContain(word);
    }
  });
});

describe("rhohat bench", () => {
  test("prints one JSON object: the machine and the timings", async () => {
    const { code, out } = await rhohat([
      "bench",
      "--jobs",
      "scale",
      "--engines",
      "wasm",
      "--budget",
      "1",
      "--json",
    ]);
    expect(code).toBe(0);
    const { machine, timings } = JSON.parse(out);
    expect(machine.machine.cores).toBeGreaterThan(0);
    // Of all the jobs, those with the word in their names.
    expect(timings.map(({ job }: { job: string }) => job)).toEqual(["scale, 100 k", "scale, 100 k"]);
  });
  test.each([
    [["--engines", "wsam"], /engines must name an engine, got "wsam"; did you mean wasm\?/],
    [["--threads", "none"], /--threads must be auto or a whole number ≥ 1, got none/],
    [["--budget", "-1"], /budget must be a number > 0/],
    [["--jobs", "some"], /jobs/],
  ])("refuses %j", async (words, message) => {
    const { code, err } = await rhohatHere(["bench", ...words]);
    expect([code, err.trim().split("\n").length]).toEqual([2, 1]);
    expect(err).toMatch(message);
  });
});
