// The command line: rhohat <verb>. Each verb is a line in verbs.ts and a file in commands/.

import { inspect } from "node:util";
import yargs, { type Argv } from "yargs";
import { InputError, inputError, RunError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";
import { packageVersion } from "../experiments/environment.js";
import { asRunError, isSystemError } from "../train/disk-errors.js";
import { commandModules, nameOf, verbs } from "./verbs.js";

/** yargs says which option it does not know; we say which was meant. */
function explain(message: string, parser: Argv): InputError {
  const unknown = /^Unknown arguments?: ([^,]*)/.exec(message)?.[1];
  if (unknown === undefined) return new InputError(`rhohat: ${message}; see --help`);
  // Not in the types, but how yargs itself learns the names.
  const { key } = (parser as unknown as { getOptions(): { key: Record<string, unknown> } }).getOptions();
  const known = Object.keys(key).filter((name) => name.length > 1);
  return new InputError(`rhohat: unknown option --${unknown}; ${didYouMean(unknown, known)}`);
}

/** @throws {InputError} if an option that has one value is given several */
function assertGivenOnce(given: Readonly<Record<string, unknown>>, parser: Argv): void {
  const { array } = (parser as unknown as { getOptions(): { array: string[] } }).getOptions();
  // yargs keeps data-path as dataPath too.
  const isOne = (name: string) => name !== "_" && !/[A-Z]/.test(name) && !array.includes(name);
  const twice = Object.entries(given).find(([name, value]) => isOne(name) && Array.isArray(value));
  if (twice !== undefined) throw inputError("rhohat", `--${twice[0]}`, "be given once", twice[1]);
}

async function obey(words: readonly string[]): Promise<void> {
  const verbNames = verbs.map(nameOf);
  const verb = words.find((word) => !word.startsWith("-"));
  if (verb !== undefined && words[0] === verb && !verbNames.includes(verb)) {
    throw new InputError(`rhohat: unknown verb ${verb}; ${didYouMean(verb, verbNames)}`);
  }
  const parser = yargs(words as string[]);
  await parser
    .scriptName("rhohat")
    .usage("$0 <verb>\n\nTrain sparse autoencoders and look at what they learned.")
    .command(await commandModules(words))
    .demandCommand(1, "a verb is needed")
    .option("debug", { type: "boolean", default: false, describe: "show the stack of an error" })
    .strict()
    .check((given) => {
      assertGivenOnce(given, parser);
      return true;
    })
    .version(packageVersion())
    .help()
    .updateStrings({ array: "one or more" })
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .exitProcess(false)
    .fail((message, error) => {
      // yargs reports its own findings as a message, as an error of its own, or both.
      throw error === undefined || error.name === "YError"
        ? explain(message ?? error.message, parser)
        : error;
    })
    .parseAsync();
}

/** One line on standard error. @returns the exit code: 2 for what the user gave, 1 for work that failed */
export function tell(thrown: unknown, debug = false): number {
  const error = isSystemError(thrown) ? asRunError(thrown.path ?? "a file", thrown) : thrown;
  const known = error instanceof InputError || error instanceof RunError;
  const text = (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, " "); // one line
  process.stderr.write(`${known ? text : `rhohat: this should not have happened: ${text}`}\n`);
  if (debug) process.stderr.write(`${inspect(error)}\n`);
  return error instanceof InputError ? 2 : 1;
}

/** Does what the words after `rhohat` say. @returns the exit code, 0 unless an error was told */
export async function commandLine(words: readonly string[]): Promise<number> {
  try {
    await obey(words);
    return 0;
  } catch (error) {
    return tell(error, words.includes("--debug"));
  }
}
