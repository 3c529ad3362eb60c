// Ctrl-C, a polite kill, a closed terminal: while it trains the first one asks for a checkpoint and a clean stop.
//
// At every other moment, and the second time, the system's own answer holds: the process ends at once, also in the
// middle of synchronous work. Before training nothing has been written, after it the checkpoint is there.

import { constants } from "node:os";
import { isatty } from "node:tty";
import type { RunOptions } from "../experiments/runner.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type Signal = (typeof SIGNALS)[number];

export type Interruption = Required<Pick<RunOptions, "signal" | "onStage">>;

let received: Signal | null = null;

/** What a shell expects of a program that a signal ended: 128 + its number. */
export function interruptedCode(): number {
  return 128 + constants.signals[received ?? "SIGINT"];
}

/** nohup wants a program to outlive its terminal; Node forgets that it was told so, but nohup leaves no terminal. */
function outlivesTerminal(): boolean {
  return !isatty(1) && !isatty(2);
}

/**
 * Runs `work` with what a run needs to be interrupted politely.
 *
 * @param say - tells that it will stop
 */
export async function withInterrupt<Result>(
  say: (text: string) => void,
  work: (interruption: Interruption) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const stayed = outlivesTerminal();
  const signals = SIGNALS.filter((signal) => !(stayed && signal === "SIGHUP"));
  const ignore = () => {};
  const interrupt = (signal: Signal) => {
    if (received !== null) {
      // It came while an iteration was computed, which nothing here can end; now it can.
      impolite();
      process.kill(process.pid, signal);
      return;
    }
    received = signal;
    setImmediate(impolite); // what has already arrived is heard before
    controller.abort();
    say("Stopping after this iteration; again stops at once.");
  };
  const impolite = () => {
    for (const signal of signals) process.off(signal, interrupt);
  };
  const onStage = (stage: "training" | "finishing") => {
    impolite();
    if (stage === "training" && received === null)
      for (const signal of signals) process.on(signal, interrupt);
  };
  if (stayed) process.on("SIGHUP", ignore);
  try {
    return await work({ signal: controller.signal, onStage });
  } finally {
    impolite();
    process.off("SIGHUP", ignore);
  }
}
