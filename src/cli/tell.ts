// An error as one line on standard error, in the words of whoever typed the command.

import { resolve } from "node:path";
import { inspect } from "node:util";
import { InputError, RunError } from "../core/errors.js";
import { asRunError, isSystemError } from "../train/disk-errors.js";
import { type Declared, kebab } from "./declared.js";
import { oneLine } from "./output.js";

export interface Typed {
  /** Undefined where it is not known */
  readonly verb: string | undefined;
  readonly words: readonly string[];
  /** What a key of the config that a function of the library names is to whoever typed; none unless given */
  readonly keyNamed?: KeyNamed;
  /** Of the verb */
  readonly options?: Declared["options"];
}

/** A key by the function that refuses it and what that calls it; undefined where it is none. */
type KeyNamed = (where: string, argument: string) => string | undefined;

/** The option whose value a file is, with that as it was typed: "--image nope.png". */
function optionOf(file: string, { words, options }: Typed): string | undefined {
  const isFile = (text: string) => !/^(-|$)/.test(text) && resolve(text) === resolve(file);
  for (const [i, word] of words.entries()) {
    const [, assignedTo, assigned] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
    const at = assigned === undefined ? words.slice(0, i).findLastIndex((one) => one.startsWith("--")) : i;
    const option = assignedTo ?? words[at] ?? "";
    const its = options?.get(option.slice(2));
    const isIts = its !== undefined && its.type !== "boolean" && (its.array === true || i - at <= 1);
    const found = isIts ? (assigned ?? word).split(",").find(isFile) : undefined;
    if (found !== undefined) return `${option} ${found}`;
  }
  return undefined;
}

/** What the first "must" of an error is about by another name, there and as a word of the remedy. */
function renamed(what: string, argument: string, name: string): string {
  const [said, ...remedies] = what.split("; ");
  const asWord = new RegExp(`\\b${argument.replaceAll(".", "\\.")}\\b`);
  return [said.replace(argument, name), ...remedies.map((one) => one.replace(asWord, name))].join("; ");
}

/**
 * What a function of the library says, as the verb that called it: "parseNpy: x.npy must …" is "train: --data x.npy must …",
 * and an argument that is an option which was typed, or a key of the config, is called by that: "step must …" is
 * "--step must …".
 */
function inTheWordsOf(typed: Typed, message: string): string {
  const { verb, words, keyNamed } = typed;
  if (verb === undefined) return message;
  // A function is one word; a step such as whiten-1-over-f, or a file, says what it is about.
  const [, where = "", what] = message.startsWith(`${verb}: `)
    ? ["", "", message.slice(verb.length + 2)]
    : (/^(?:(\w+|run directory): )?(.*)$/s.exec(message) as unknown as string[]);
  const [, remedyKey] = /; .*\bwith (\w+): /.exec(what) ?? [];
  const remedyName = remedyKey && keyNamed?.(where, remedyKey);
  if (remedyName && remedyName !== remedyKey)
    return inTheWordsOf(typed, message.replace(`with ${remedyKey}: `, `with ${remedyName}: `));
  const argument = /^([\w.]+) must /.exec(what)?.[1] ?? "";
  const option = `--${kebab(argument)}`;
  const isTyped = words.some((word) => word === option || word.startsWith(`${option}=`));
  const name = isTyped ? option : keyNamed?.(where, argument);
  if (name !== undefined) return `${verb}: ${renamed(what, argument, name)}`;
  if (where === "") return `${verb}: ${what}`;
  const file = /^(.+?) must /.exec(what)?.[1] ?? "";
  return `${verb}: ${what.replace(file, optionOf(file, typed) ?? file)}`;
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
