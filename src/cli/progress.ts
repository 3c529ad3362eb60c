// Progress on standard error: a bar on a terminal, a plain line every few seconds elsewhere.

import { SingleBar } from "cli-progress";
import type { Phase } from "../data/reading.js";
import type { MetricsLine } from "../train/run-directory.js";

export interface Progress {
  update(line: MetricsLine, total: number): void;
  /** What is done before training */
  phase(phase: Phase): void;
  notice(text: string): void;
  stop(): void;
}

const silent: Progress = { update: () => {}, phase: () => {}, notice: () => {}, stop: () => {} };
const LINE_EVERY_MS = 2000;
/** An image of so many pixels may take a second or more. */
const LARGE_IMAGE = 1e6;

function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Seconds left, from the pace since this process began. */
function createPace(): (iteration: number, total: number) => string {
  let first: { iteration: number; at: number } | null = null;
  return (iteration, total) => {
    // The members of an experiment that varies a value begin at 0 again.
    if (first === null || iteration <= first.iteration) first = { iteration, at: performance.now() };
    const pace = (performance.now() - first.at) / 1000 / (iteration - first.iteration);
    return duration(pace * (total - iteration));
  };
}

function numbers({ cost, rhoHat }: MetricsLine): { cost: string; rhoHat: string } {
  return { cost: cost.toPrecision(5), rhoHat: rhoHat === undefined ? "–" : rhoHat.toPrecision(3) };
}

function bar(): Progress {
  const pace = createPace();
  const display = new SingleBar({
    format: "{bar} iteration {value}/{total}  cost {cost}  ρ̂ {rhoHat}  {left} left",
    barsize: 24,
    hideCursor: true,
    stream: process.stderr,
  });
  let started = false;
  const clearLine = () => process.stderr.write("\r\x1b[K");
  return {
    phase({ what, done, total, at }) {
      clearLine();
      if (done < total) process.stderr.write(`${what} ${done + 1}/${total}  ${at}`);
    },
    notice(text) {
      clearLine();
      process.stderr.write(`${text}\n`);
    },
    update(line, total) {
      const payload = { ...numbers(line), left: pace(line.iteration, total) };
      if (!started) display.start(total, line.iteration, payload);
      started = true;
      display.update(line.iteration, payload);
      if (line.iteration === total) {
        display.stop();
        started = false;
      }
    },
    stop: () => display.stop(),
  };
}

function lines(): Progress {
  const pace = createPace();
  let last = Number.NEGATIVE_INFINITY;
  let phaseLast = performance.now(); // what takes no time is not worth a line
  let told = ""; // the phase that has a line
  const isTime = (since: number) => performance.now() - since >= LINE_EVERY_MS;
  return {
    phase({ what, done, total, at, pixels = 0 }) {
      const isLong = told !== what && pixels >= LARGE_IMAGE;
      if (done === total || !(isLong || isTime(phaseLast))) return;
      told = what;
      phaseLast = performance.now();
      process.stderr.write(`${what} ${done + 1}/${total}  ${at}\n`);
    },
    notice: (text) => process.stderr.write(`${text}\n`),
    update(line, total) {
      const left = pace(line.iteration, total);
      if (!isTime(last) && line.iteration !== total) return;
      last = performance.now();
      const { cost, rhoHat } = numbers(line);
      process.stderr.write(`iteration ${line.iteration}/${total}  cost ${cost}  ρ̂ ${rhoHat}  ${left} left\n`);
    },
    stop: () => {},
  };
}

export function createProgress(quiet: boolean): Progress {
  if (quiet) return silent;
  return process.stderr.isTTY === true ? bar() : lines();
}
