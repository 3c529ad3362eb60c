#!/usr/bin/env node
// The command line: rhohat <verb>. Each verb is a file in commands/.

import yargs, { type Argv, type CommandModule } from "yargs";
import { hideBin } from "yargs/helpers";
import { InputError, RunError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";
import { packageVersion } from "../experiments/environment.js";
import { asRunError, isSystemError } from "../train/disk-errors.js";
import { benchCommand } from "./commands/bench.js";
import { checkGradientsCommand } from "./commands/check-gradients.js";
import { evaluateCommand } from "./commands/evaluate.js";
import { figuresCommand } from "./commands/figures.js";
import { listCommand } from "./commands/list.js";
import { runCommand } from "./commands/run.js";
import { showCommand } from "./commands/show.js";
import { trainCommand } from "./commands/train.js";
import { viewCommand } from "./commands/view.js";

const commands = [
  runCommand,
  trainCommand,
  listCommand,
  showCommand,
  viewCommand,
  figuresCommand,
  evaluateCommand,
  checkGradientsCommand,
  benchCommand,
] as CommandModule[];
const verbs = commands.map(({ command }) => String(command).split(" ")[0]);

/** yargs says which option it does not know; we say which was meant. */
function explain(message: string, parser: Argv): InputError {
  const unknown = /^Unknown arguments?: ([^,]*)/.exec(message)?.[1];
  if (unknown === undefined) return new InputError(`rhohat: ${message}; see --help`);
  // Not in the types, but how yargs itself learns the names.
  const { key } = (parser as unknown as { getOptions(): { key: Record<string, unknown> } }).getOptions();
  const known = Object.keys(key).filter((name) => name.length > 1);
  return new InputError(`rhohat: unknown option --${unknown}; ${didYouMean(unknown, known)}`);
}

async function main(words: readonly string[]): Promise<void> {
  const verb = words.find((word) => !word.startsWith("-"));
  if (verb !== undefined && words[0] === verb && !verbs.includes(verb)) {
    throw new InputError(`rhohat: unknown verb ${verb}; ${didYouMean(verb, verbs)}`);
  }
  const parser = yargs(words as string[]);
  await parser
    .scriptName("rhohat")
    .usage("$0 <verb>\n\nTrain sparse autoencoders and look at what they learned.")
    .command(commands)
    .demandCommand(1, "a verb is needed")
    .option("debug", { type: "boolean", default: false, describe: "show the stack of an error" })
    .strict()
    .version(packageVersion())
    .help()
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

// A reader that has seen enough, such as head, closes the pipe, and a closed terminal is gone: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" || error.code === "EIO") process.exit();
  fail(asRunError("standard output", error));
  process.exit();
});
// Nobody reads progress and errors any more: the work goes on.
process.stderr.on("error", () => {});

/** One line on standard error, and the exit code: 2 for what the user gave, 1 for work that failed. */
function fail(error: unknown): void {
  const known = error instanceof InputError || error instanceof RunError;
  const text = (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, " "); // one line
  process.stderr.write(`${known ? text : `rhohat: this should not have happened: ${text}`}\n`);
  if (process.argv.includes("--debug")) process.stderr.write(`${(error as Error).stack}\n`);
  process.exitCode = error instanceof InputError ? 2 : 1;
}

try {
  await main(hideBin(process.argv));
} catch (error) {
  fail(isSystemError(error) ? asRunError(error.path ?? "a file", error) : error);
}
