// The command line: rhohat <verb>. Each verb is a line in verbs.ts and a file in commands/.

import type { Argv, CommandModule } from "yargs";
import { packageVersion } from "../experiments/environment.js";
import { declared, everywhere } from "./declared.js";
import { assertGiven, assertOptionsKnown, explain, unknownVerb } from "./misread.js";
import { print } from "./output.js";
import { helpWidth, overview } from "./overview.js";
import { tell } from "./tell.js";
import { nameOf, type Verb, verbNames, verbs } from "./verbs.js";

const verbIn = (words: readonly string[]) =>
  verbs.find((verb) => nameOf(verb) === words.find((word) => verbNames.includes(word)));

/** `help show` and `show -h` are `show --help`; `help --rho` asks for the word. */
function withoutHabits(words: readonly string[]): readonly string[] {
  const [first, second = "", ...rest] = words;
  if (first !== "help") return words;
  if (["help", "-h", "--help"].includes(second)) return ["help"];
  if (verbNames.includes(second)) return [second, "--help", ...rest];
  const option = /^--(.+)/.exec(second)?.[1];
  return option === undefined || Object.hasOwn(everywhere, option) ? words : [first, option, ...rest];
}

const isHelp = ([first = "help", ...rest]: readonly string[]) =>
  ["help", "-h", "--help"].includes(first) && rest.length === 0;
const isVersion = ([first, ...rest]: readonly string[]) =>
  ["version", "-v", "-V", "--version"].includes(first) && rest.length === 0;

async function obeyVerb(verb: Verb, words: readonly string[]): Promise<void> {
  const name = nameOf(verb);
  const [{ default: yargs }, { builder, handler }] = await Promise.all([import("yargs"), verb.load()]);
  const its = declared(builder);
  await assertOptionsKnown(words, name, its);
  const { command, describe } = verb;
  const ownFirst = (parser: Argv) =>
    (builder as (parser: Argv) => Argv)(parser).group([...its.options.keys()], "Options:");
  await yargs(words as string[])
    .scriptName("rhohat")
    .locale("en") // the verbs speak English, so all of it does
    .command({ command, describe, builder: ownFirst, handler } as CommandModule)
    .option("debug", everywhere.debug)
    .group(Object.keys(everywhere), "Options of every verb:")
    .strict()
    .check((given) => {
      assertGiven(given, name, its);
      return true;
    })
    .help("help", everywhere.help.describe)
    .version("version", everywhere.version.describe, packageVersion())
    .alias({ help: "h", version: "v" })
    .updateStrings({ array: "one or more" })
    .wrap(helpWidth())
    .exitProcess(false)
    .fail((message, error) => {
      // yargs reports its own findings as a message, as an error of its own, or both.
      throw error === undefined || error.name === "YError"
        ? explain(message ?? error.message, verb, its)
        : error;
    })
    .parseAsync();
}

async function obey(words: readonly string[]): Promise<void> {
  if (isHelp(words)) return print(overview());
  if (isVersion(words)) return print(packageVersion());
  const verb = verbIn(words);
  const first = words.find((word) => !word.startsWith("-")) ?? words[0];
  if (verb === undefined || (words[0] === first && first !== nameOf(verb)))
    throw unknownVerb(first, verbNames);
  await obeyVerb(verb, words);
}

/** Does what the words after `rhohat` say. @returns the exit code, 0 unless an error was told */
export async function commandLine(typed: readonly string[]): Promise<number> {
  const words = withoutHabits(typed);
  const verb = verbIn(words);
  try {
    await obey(words);
    return 0;
  } catch (error) {
    return tell(error, { verb: verb && nameOf(verb), words });
  }
}
