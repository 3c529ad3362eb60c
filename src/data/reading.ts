// What reading data tells while it lasts, and how it is stopped.

/** Where a phase of work before training stands. */
export interface Phase {
  /** What is being done: "reading images" */
  readonly what: string;
  readonly done: number;
  readonly total: number;
  /** What it is at now, such as a file's name; "" at its end */
  readonly at: string;
  /** Pixels of that image, where they are known: large ones take seconds */
  readonly pixels?: number | undefined;
}

export interface Reading {
  /** Called with [m, n] of an array of examples before their values are read: what it throws ends the reading */
  readonly onShape?: ((shape: readonly [m: number, n: number]) => void) | undefined;
  /** Aborted: stop before the next image. */
  readonly signal?: AbortSignal | undefined;
  /** Called before each image, and after the last */
  readonly onPhase?: ((phase: Phase) => void) | undefined;
  /** Called with one line that the user should know, such as which files are left out */
  readonly onNotice?: ((notice: string) => void) | undefined;
}
