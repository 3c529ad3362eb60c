// Times jobs on engines, after their results were compared with the reference engine's.

import { type DType, matrix } from "../core/arrays.js";
import { createKernels, type EngineOptions } from "../kernels/engine.js";
import type { Kernels } from "../kernels/kernels.js";
import { type Job, relativeDifference } from "./job.js";

export interface Timing {
  readonly job: string;
  readonly dtype: DType;
  readonly engine: string;
  readonly threads: number;
  /** Milliseconds: the middle of all runs, and the shortest */
  readonly median: number;
  readonly min: number;
  readonly runs: number;
  /** 10⁹ multiplications and additions a second at the median; null where products do not take the time */
  readonly gflops: number | null;
  /** Of what this engine's threads reach together on 512×512 products; null likewise */
  readonly share: number | null;
  /** ‖result − reference‖ / ‖reference‖ */
  readonly difference: number;
}

export interface MeasureOptions {
  readonly jobs: readonly Job[];
  readonly engines: readonly Required<EngineOptions>[];
  /** Milliseconds that one job may take on one engine, besides its first run */
  readonly budget: number;
  readonly onTiming?: (timing: Timing) => void;
}

/** How far a result may be from the reference engine's: a time for a wrong result says nothing. */
const tolerance: Readonly<Record<DType, number>> = { float64: 1e-10, float32: 1e-4 };

const MOST_RUNS = 1000;

/** Runs until the budget is used up; @returns milliseconds of each run, ascending */
function timesOf(run: () => void, budget: number): number[] {
  run();
  const times: number[] = [];
  const end = performance.now() + budget;
  do {
    const before = performance.now();
    run();
    times.push(performance.now() - before);
  } while (performance.now() < end && times.length < MOST_RUNS);
  return times.sort((a, b) => a - b);
}

const middle = (ascending: readonly number[]) => ascending[Math.floor(ascending.length / 2)];

/** GFLOP/s of 512×512 products, one on each thread at the same time. */
function peakOf(kernels: Kernels, budget: number): number {
  const side = 512;
  const operands = Array.from({ length: 3 * kernels.threads }, () =>
    matrix(kernels.allocate(side * side).fill(0.5), side, side),
  );
  const run = kernels.schedule(
    Array.from({ length: kernels.threads }, (_, thread) => (k) => {
      k.matmul(operands[3 * thread], operands[3 * thread + 1], operands[3 * thread + 2]);
    }),
  );
  return (kernels.threads * 2 * side ** 3) / timesOf(run, budget)[0] / 1e6;
}

/**
 * Every job on every engine, in both precisions where the job has both.
 *
 * @throws {Error} if an engine computes something else than the reference
 */
export function measure({ jobs, engines, budget, onTiming = () => {} }: MeasureOptions): Timing[] {
  const timings: Timing[] = [];
  for (const dtype of ["float32", "float64"] as const) {
    const own = jobs.filter(({ dtypes }) => dtypes.includes(dtype));
    if (own.length === 0) continue;
    const reference = createKernels(dtype, { engine: "reference" });
    const peaks = engines.map((options) => {
      const kernels = createKernels(dtype, options);
      const peak = peakOf(kernels, Math.min(budget, 300));
      kernels.dispose();
      return peak;
    });
    for (const job of own) {
      const expected = resultOf(job, reference);
      engines.forEach((options, e) => {
        if (options.threads !== 1 && !job.threaded) return;
        if (options.engine === "reference" && job.withoutReference) return;
        const kernels = createKernels(dtype, options);
        const difference = relativeDifference(resultOf(job, kernels), expected);
        if (!(difference <= tolerance[dtype])) {
          throw new Error(
            `bench: ${job.name} in ${dtype} on ${kernels.engine} must agree with the reference, it is off by ${difference}`,
          );
        }
        const times = timesOf(job.prepare(kernels).run, budget);
        const gflops = job.flops === 0 ? null : job.flops / middle(times) / 1e6;
        const timing: Timing = {
          job: job.name,
          dtype,
          engine: kernels.engine,
          threads: kernels.threads,
          median: middle(times),
          min: times[0],
          runs: times.length,
          gflops,
          share: gflops === null ? null : gflops / peaks[e],
          difference,
        };
        timings.push(timing);
        onTiming(timing);
        kernels.dispose();
      });
    }
  }
  return timings;
}

function resultOf(job: Job, kernels: Kernels): ArrayLike<number> {
  const { run, result } = (job.check ?? job.prepare)(kernels);
  run();
  return Array.from(result());
}
