// An error as one line on standard error, in the words of whoever typed the command.

import { inspect } from "node:util";
import { InputError, RunError } from "../core/errors.js";
import { asRunError, isSystemError } from "../train/disk-errors.js";
import { kebab } from "./declared.js";
import { oneLine } from "./output.js";

export interface Typed {
  /** Undefined where it is not known */
  readonly verb: string | undefined;
  readonly words: readonly string[];
}

/**
 * What a function of the library says, as the verb that called it: "parseNpy: x.npy must …" is "train: x.npy must …",
 * and an argument that is an option which was typed is called by that: "step must …" is "--step must …", "optimizer.kind
 * must …", which --optimizer says, "--optimizer must …".
 */
function inTheWordsOf({ verb, words }: Typed, message: string): string {
  if (verb === undefined) return message;
  // A function is one word; a step such as whiten-1-over-f, or a file, says what it is about.
  const what = message.startsWith(`${verb}: `)
    ? message.slice(verb.length + 2)
    : message.replace(/^(\w+|run directory): /, "");
  const argument = /^(\w+(?:\.kind)?) must /.exec(what)?.[1] ?? "";
  const option = `--${kebab(argument.replace(".kind", ""))}`;
  const isTyped = words.some((word) => word === option || word.startsWith(`${option}=`));
  return `${verb}: ${isTyped ? what.replace(argument, option) : what}`;
}

/** @returns the exit code: 2 for what the user gave, 1 for work that failed */
export function tell(thrown: unknown, typed: Typed = { verb: undefined, words: [] }): number {
  const error = isSystemError(thrown) ? asRunError(thrown.path ?? "a file", thrown) : thrown;
  const known = error instanceof InputError || error instanceof RunError;
  const text = oneLine(error instanceof Error ? error.message : String(error)).replace(/ {2,}/g, " ");
  const line = known ? inTheWordsOf(typed, text) : `rhohat: this should not have happened: ${text}`;
  process.stderr.write(`${line}\n`);
  if (typed.words.includes("--debug")) process.stderr.write(`${inspect(error)}\n`);
  return error instanceof InputError ? 2 : 1;
}
