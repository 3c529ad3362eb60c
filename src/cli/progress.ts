// Progress on standard error: a bar on a terminal, a plain line every few seconds elsewhere.

import type { Phase } from "../data/reading.js";
import type { MetricsLine } from "../train/run-directory.js";

export interface Progress {
  update(line: MetricsLine, total: number): void;
  /** What is done before training */
  phase(phase: Phase): void;
  notice(text: string): void;
  /** Somebody asked to stop: told also where nothing else is; nothing is drawn below it */
  interrupted(text: string): void;
  stop(): void;
}

const writeLine = (text: string) => process.stderr.write(`${text}\n`);
const silent: Progress = {
  update: () => {},
  phase: () => {},
  notice: () => {},
  interrupted: writeLine,
  stop: () => {},
};
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

/** Examples a second, from the line before. */
function createSpeed(): (line: MetricsLine) => string {
  let before: MetricsLine | null = null;
  return (line) => {
    const { examples = 0, seconds } = line;
    const [seen, taken] = [examples - (before?.examples ?? 0), seconds - (before?.seconds ?? 0)];
    before = line;
    return seen > 0 && taken > 0 ? `${Number((seen / taken).toPrecision(2))} examples/s` : "–";
  };
}

/** The loss of what is held out, as it was found last. */
function createHeldOut(): (line: MetricsLine) => string {
  let last = "";
  return ({ iteration, heldOut }) => {
    if (iteration === 0) last = ""; // another member of an experiment that varies a value
    if (typeof heldOut?.cost === "number") last = `  held out ${heldOut.cost.toPrecision(5)}`;
    if (heldOut?.accuracy !== undefined) last += `, ${(100 * heldOut.accuracy).toFixed(2)} % right`;
    return last;
  };
}

/** What of a line is worth a look: of minibatches L0 and silent latents, of all the data ρ̂ where units are sparse. */
function numbers(line: MetricsLine, held: string, speed: (line: MetricsLine) => string): string {
  const { cost, rhoHat, l0, silent = 0, examples, coefficient } = line;
  if (examples === undefined)
    return `cost ${cost.toPrecision(5)}${rhoHat === undefined ? "" : `  ρ̂ ${rhoHat.toPrecision(3)}`}`;
  const lambda = coefficient === undefined ? "" : `  λ ${coefficient.toPrecision(3)}`;
  const active = l0 === undefined ? "" : `  L0 ${l0.toPrecision(3)}${lambda}  silent ${silent}`;
  return `loss ${cost.toPrecision(5)}${held}${active}  ${speed(line)}`;
}

const BAR = 24;
/** Milliseconds between two drawings */
const DRAW_EVERY_MS = 100;

function bar(): Progress {
  const pace = createPace();
  const speed = createSpeed();
  const heldOut = createHeldOut();
  let last = Number.NEGATIVE_INFINITY;
  let isOver = false;
  // The cursor stays as it is: a process that is killed can give nothing back.
  const draw = (text: string) => {
    if (!isOver) process.stderr.write(`\r${text.slice(0, (process.stderr.columns || 80) - 1)}\x1b[K`);
  };
  const notice = (text: string) => process.stderr.write(`\r\x1b[K${text}\n`);
  return {
    phase: ({ what, done, total, at }) => draw(done < total ? `${what} ${done + 1}/${total}  ${at}` : ""),
    notice,
    update(line, total) {
      const { iteration } = line;
      const left = pace(iteration, total);
      const held = heldOut(line);
      const now = performance.now();
      if (now - last < DRAW_EVERY_MS && iteration !== total) return;
      last = now;
      const done = "=".repeat(Math.floor((BAR * iteration) / total)).padEnd(BAR, "-");
      draw(`${done} iteration ${iteration}/${total}  ${numbers(line, held, speed)}  ${left} left`);
      if (iteration === total && !isOver) process.stderr.write("\n");
    },
    interrupted(text) {
      notice(text);
      isOver = true;
    },
    stop() {
      draw("");
      isOver = true;
    },
  };
}

function lines(): Progress {
  const pace = createPace();
  const speed = createSpeed();
  const heldOut = createHeldOut();
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
    notice: writeLine,
    interrupted: writeLine,
    update(line, total) {
      const left = pace(line.iteration, total);
      const held = heldOut(line);
      if (!isTime(last) && line.iteration !== total) return;
      last = performance.now();
      process.stderr.write(
        `iteration ${line.iteration}/${total}  ${numbers(line, held, speed)}  ${left} left\n`,
      );
    },
    stop: () => {},
  };
}

export function createProgress(quiet: boolean): Progress {
  if (quiet) return silent;
  // A dumb terminal knows no way back to the start of the line.
  return process.stderr.isTTY === true && process.env.TERM !== "dumb" ? bar() : lines();
}
