// Ctrl-C: the first one asks for a checkpoint and a clean stop, a second one stops at once.

/** 128 + SIGINT, as a shell expects of an interrupted program. */
export const INTERRUPTED = 130;

/** Runs `work` with a signal that Ctrl-C (or a polite kill) aborts. */
export async function withInterrupt<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
    process.stderr.write("\nStopping after this iteration; press again to stop at once.\n");
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}
