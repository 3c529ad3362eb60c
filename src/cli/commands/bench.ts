// rhohat bench: how fast the engines are on this machine.

import type { CommandModule } from "yargs";
import type { Job } from "../../bench/job.js";
import { measure, type Timing } from "../../bench/measure.js";
import { primitiveJobs } from "../../bench/primitives.js";
import { wholeJobs } from "../../bench/whole.js";
import { InputError } from "../../core/errors.js";
import { environment } from "../../experiments/environment.js";
import { findBlas, howToGetBlas } from "../../kernels/blas.js";
import { assertEngine, engineNames } from "../../kernels/engine.js";
import { availableThreads } from "../../kernels/wasm/threads.js";
import { taking } from "../declared.js";
import { assertMeant, jsonOption, numberOption, threadCount } from "../options.js";
import { print, printJson, short, table } from "../output.js";
import { listed, oneOf, positiveNumber } from "../typed-values.js";

interface BenchArguments {
  jobs: string;
  engines: string[] | undefined;
  threads: string | undefined;
  budget: string;
  json: boolean;
}

const jobSets = { all: [...primitiveJobs, ...wholeJobs], primitives: primitiveJobs, whole: wholeJobs };
const jobNames = Object.keys(jobSets) as (keyof typeof jobSets)[];

/** A set of jobs, or those whose names hold some words. */
function jobsNamed(words: string): readonly Job[] {
  const named = jobSets.all.filter(({ name }) => name.includes(words));
  if (named.length > 0) return named;
  return jobSets[oneOf("bench", "--jobs", words, jobNames)];
}

const percent = (share: number | null) => (share === null ? "–" : `${(100 * share).toFixed(0)} %`);

function row({ job, dtype, engine, threads, median, min, gflops, share }: Timing): string[] {
  return [job, dtype, engine, String(threads), short(median), short(min), short(gflops), percent(share)];
}

export const benchCommand: CommandModule<object, BenchArguments> = {
  builder: (yargs) =>
    yargs
      .option(
        "jobs",
        taking(jobNames, {
          requiresArg: true,
          type: "string",
          default: "all",
          describe:
            "all, primitives of the kernels, or whole: what a person waits for; or those whose names hold a word",
        }),
      )
      .option(
        "engines",
        taking(engineNames, {
          requiresArg: true,
          type: "string",
          array: true,
          defaultDescription: "all that there are",
          describe: "reference, wasm, blas",
        }),
      )
      .option("threads", {
        requiresArg: true,
        type: "string",
        defaultDescription: '"auto"',
        describe: "the number of threads that is measured beside one",
      })
      .option("budget", {
        ...numberOption,
        default: "1500",
        describe: "milliseconds that each job may take on each engine",
      })
      .option("json", jsonOption)
      .example("$0 bench --jobs whole", "what a person waits for, on every engine")
      .example("$0 bench --jobs adam", "the jobs with adam in their names"),
  handler: (args) => {
    const budget = positiveNumber("bench", "budget", args.budget);
    const jobs = jobsNamed(args.jobs);
    const { blas, problem } = findBlas();
    const given = listed(args.engines ?? ["reference", "wasm", ...(blas === null ? [] : ["blas"])]);
    const names = given.map((name) => {
      assertEngine("bench", "--engines", name);
      return name;
    });
    for (const name of names) {
      if (name === "blas" && blas === null) {
        throw new InputError(
          `bench: --engines must be on this machine, blas is not: ${problem}; ${howToGetBlas()}`,
        );
      }
    }
    const { threads = "auto" } = args;
    const rule = "with wasm or blas among --engines";
    assertMeant(
      "bench",
      { threads: args.threads },
      rule,
      names.some((name) => name !== "reference"),
    );
    const most = threads === "auto" ? availableThreads() : threadCount(threads);
    const engines = names.flatMap((engine) =>
      (engine === "reference" ? [1] : [...new Set([1, most])]).map((threads) => ({ engine, threads })),
    );
    const machine = { ...environment(), library: blas?.name ?? null };
    const timings = measure({
      jobs,
      engines,
      budget,
      onTiming({ job, dtype, engine, threads, median }) {
        process.stderr.write(`${job}, ${dtype}, ${engine}, ${threads}: ${short(median)} ms\n`);
      },
    });
    if (args.json) return printJson({ machine, timings });
    print(`${describeMachine(machine)}\nBLAS: ${blas?.name ?? `none (${problem}); ${howToGetBlas()}`}\n`);
    const header = ["job", "dtype", "engine", "threads", "median ms", "min ms", "GFLOP/s", "of peak"];
    print(table(header, timings.map(row)));
    print("\nof peak: of what the same engine and threads reach together on 512×512 products.");
  },
};

function describeMachine(machine: Record<string, unknown>): string {
  const { cpu, cores, platform, arch } = machine.machine as Record<string, unknown>;
  return `${cpu}, ${cores} cores, ${platform} ${arch}, Node.js ${machine.node}, rhohat ${machine.rhohat}`;
}
