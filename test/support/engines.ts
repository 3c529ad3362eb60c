// Every engine that tests are run over; blas where this machine has a library.

import { findBlas } from "../../src/kernels/blas.js";
import type { EngineChoice, EngineOptions } from "../../src/kernels/engine.js";

export interface EngineUnderTest extends EngineOptions {
  readonly engine: EngineChoice;
  readonly threads: number;
}

export const engineName = ({ engine, threads }: EngineUnderTest): string =>
  `${engine}, ${threads} thread${threads === 1 ? "" : "s"}`;

const all: readonly EngineUnderTest[] = [
  { engine: "reference", threads: 1 },
  { engine: "wasm", threads: 1 },
  { engine: "wasm", threads: 3 },
  { engine: "blas", threads: 2 },
];

export const blasMissing: boolean = findBlas().blas === null;
export const enginesHere: readonly EngineUnderTest[] = all.filter(
  ({ engine }) => engine !== "blas" || !blasMissing,
);
