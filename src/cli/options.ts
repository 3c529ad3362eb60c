// Options that several commands have, so that they read the same everywhere; and none that is ignored in silence.

import { resolve } from "node:path";
import { InputError, inputError } from "../core/errors.js";
import { assertEngine, type EngineOptions, engineNames } from "../kernels/engine.js";
import { type ThemeName, themes } from "../viz/theme.js";
import { taking } from "./declared.js";
import { numberOr, oneOf } from "./typed-values.js";

interface TextOption {
  readonly type: "string";
  readonly requiresArg: true;
  readonly default: string;
  readonly describe: string;
}

interface Switch {
  readonly type: "boolean";
  readonly default: boolean;
  readonly describe: string;
}

export const engineOption: TextOption = taking(engineNames, {
  type: "string",
  requiresArg: true,
  default: "auto",
  describe: "auto, reference, wasm or blas; auto is blas where there is a library, else wasm",
});
export const threadsOption: TextOption = {
  type: "string",
  requiresArg: true,
  default: "auto",
  describe: "how many threads, auto: as many as the machine runs at a time",
};

/** @param rule - beside what the option has a meaning: "with --image" */
export const strayOption = (verb: string, name: string, rule: string, remedy = "else leave it out") =>
  new InputError(`${verb}: --${name} must be given only ${rule}; ${remedy}`);

/**
 * @param options - by name; one that was not given is undefined, false or empty
 * @param rule - beside what they have a meaning: "with --image"
 * @param holds - whether that is so
 * @param remedy - what helps
 * @throws {InputError} that names the first option which is given and would be ignored
 */
export function assertMeant(
  verb: string,
  options: Readonly<Record<string, unknown>>,
  rule: string,
  holds: boolean,
  remedy?: string,
): void {
  if (holds) return;
  const isGiven = (value: unknown) =>
    value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
  const stray = Object.entries(options).find(([, value]) => isGiven(value))?.[0];
  if (stray !== undefined) throw strayOption(verb, stray, rule, remedy);
}

/** @throws {InputError} that shows what was typed */
export function threadCount(threads: string): number {
  const count = numberOr(threads);
  if (Number.isSafeInteger(count) && Number(count) >= 1) return Number(count);
  throw new InputError(`rhohat: --threads must be auto or a whole number ≥ 1, got ${threads}`);
}

/** --engine and --threads as the library takes them. */
export function engineOptions({ engine, threads }: { engine: string; threads: string }): EngineOptions {
  assertEngine("rhohat", "--engine", engine);
  if (threads === "auto") return { engine, threads };
  const count = threadCount(threads);
  if (engine === "reference" && count > 1)
    throw inputError("rhohat", "--threads", "be 1 with --engine reference, which has one", threads);
  return { engine, threads: count };
}

const themeNames = Object.keys(themes) as ThemeName[];
export const themeOption = taking(themeNames, {
  type: "string",
  requiresArg: true,
  defaultDescription: '"light"',
  describe: "light or dark",
} as const);
/** --theme as figures take it. @throws {InputError} that says which there are */
export const themeNamed = (verb: string, theme: string | undefined): ThemeName =>
  oneOf(verb, "--theme", theme ?? "light", themeNames);

export const resultsOption: TextOption = {
  type: "string",
  requiresArg: true,
  default: "results",
  describe: "folder of run directories",
};
/** A whole number or another that is read by typed-values.ts, which can show what was typed. */
export const numberOption = { type: "string", requiresArg: true } as const;
/** The same where --out may stand in its place, beside which it would say nothing. */
export const newResultsOption = {
  type: "string",
  requiresArg: true,
  defaultDescription: '"results"',
  describe: "folder for the run directory",
} as const;

/** The folders of a new run as the library takes them. @throws {InputError} if both are given */
export function placeOptions(
  verb: string,
  { out, results }: { out: string | undefined; results: string | undefined },
): { out: string | undefined; results: string } {
  assertMeant(verb, { results }, "without --out, which is the run directory itself", out === undefined);
  return { out: out === undefined ? out : resolve(out), results: resolve(results ?? "results") };
}

/** yargs makes --no-figures of it. */
export const figuresOption: Switch = {
  type: "boolean",
  default: true,
  describe: "draw figures and report at the end; --no-figures leaves them to a later --resume",
};
/** An experiment; each verb says what it does with it */
export const experimentOption = taking("experiments", { type: "string" } as const);
/** Where a run, or several, are asked for */
export const runOption = taking("runs", {
  type: "string",
  describe: "folder of a run or its beginning, name of one, an experiment for its newest, or latest",
} as const);
export const outOption = {
  type: "string",
  requiresArg: true,
  describe: "the run directory itself, instead of a new one in results/",
} as const;
/** Of a run that begins; `givenName` reads it. */
export const nameOption = {
  type: "string",
  requiresArg: true,
  describe: "what to call the run in lists and figures; rhohat name changes it",
} as const;
export const setOption = taking("keys", {
  type: "string",
  requiresArg: true,
  array: true,
  default: [] as string[],
  defaultDescription: "nothing",
  describe: "change values of the config: --set model.rho=0.05",
} as const);
export const jsonOption: Switch = { type: "boolean", default: false, describe: "print one JSON object" };
export const quietOption: Switch = {
  type: "boolean",
  default: false,
  describe: "no progress, only the result's path",
};
