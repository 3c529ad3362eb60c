// A case: a model at a given θ on given data, as files of other programs say.

import { InputError } from "../../core/errors.js";
import { didYouMean } from "../../core/nearest.js";
import { classifierCase } from "./classifier-case.js";
import { convolvePoolCase } from "./convolve-pool-case.js";
import { networkCase } from "./network-case.js";
import { type Case, type CaseArguments, type CaseResult, openCase } from "./read-case.js";

/** Without a kind it is a network with y = x. */
const kinds: Readonly<Record<string, (given: Case) => CaseResult>> = {
  network: networkCase,
  softmax: classifierCase,
  stacked: classifierCase,
  "convolve-pool": convolvePoolCase,
};

/** The files that a case's folder asks for. @throws {InputError} if a file of it cannot be used */
export function evaluateCase(args: CaseArguments): CaseResult {
  const given = openCase(args);
  const { kind = "network" } = (given.config ?? {}) as { kind?: unknown };
  const compute = typeof kind === "string" && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (compute === undefined)
    throw new InputError(
      `evaluate: kind in ${given.folder}/config.json must name a kind of case, got ${JSON.stringify(kind)}; ${didYouMean(String(kind), Object.keys(kinds))}`,
    );
  try {
    return compute(given);
  } finally {
    given.kernels.dispose();
  }
}
