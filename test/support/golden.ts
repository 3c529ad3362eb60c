// What a golden file of the saelens form holds, for tests that read it themselves.

export interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** test/golden/sparse-autoencoders/README.md. */
export interface Golden {
  readonly arch: string;
  readonly version?: string;
  readonly D: number;
  readonly F: number;
  readonly B: number;
  readonly x: Stored;
  readonly dead_mask: readonly number[];
  readonly coefficients: Readonly<Record<string, number>>;
  readonly config: Readonly<Record<string, number | boolean | string | null | readonly number[]>>;
  readonly params: Readonly<Record<string, Stored>>;
  readonly loss: number;
}
