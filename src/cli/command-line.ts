// The command line: rhohat <verb>. Each verb is a line in verbs.ts and a file in commands/.

import type { Argv, CommandModule } from "yargs";
import { InputError } from "../core/errors.js";
import { packageVersion } from "../experiments/environment.js";
import { declared, everywhere } from "./declared.js";
import { assertGiven, assertOptionsKnown, explain, unknownVerb } from "./misread.js";
import { print } from "./output.js";
import { helpWidth, overview } from "./overview.js";
import { type Typed, tell } from "./tell.js";
import { declaredBy, nameOf, type Verb, verbNames, verbs } from "./verbs.js";

/** version is none of the table: it reads nothing. */
const verbIn = (words: readonly string[]) =>
  words[0] === "version"
    ? undefined
    : verbs.find((verb) => nameOf(verb) === words.find((word) => verbNames.includes(word)));

const helpWords = ["-h", "--help"];
const versionWords = ["-v", "-V", "--version"];
/** What every verb has besides its own, as it is typed. */
const isEverywhere = (word: string) => ["--debug", ...helpWords, ...versionWords].includes(word);

/** Behind -- no word is an option: those that look like one become paths. */
function withoutEnd(words: readonly string[]): readonly string[] {
  const end = words.indexOf("--");
  if (end < 0) return words;
  const behind = words.slice(end + 1).map((word) => (word.startsWith("-") ? `./${word}` : word));
  return [...words.slice(0, end), ...behind];
}

/** What stands before the verb stands behind it; `help show` is `show --help`; `help --rho` asks for the word. */
function withoutHabits(typed: readonly string[]): readonly string[] {
  const start = typed.findIndex((word) => !isEverywhere(word));
  if (start < 0) return typed;
  const [first, ...rest] = [...typed.slice(start), ...typed.slice(0, start)];
  if (first === "version" && rest.some((word) => helpWords.includes(word))) return ["help", first];
  if (first !== "help") return [first, ...rest];
  const every = rest.filter(isEverywhere);
  const words = rest.filter((word) => !isEverywhere(word));
  const [about] = words;
  if (words.length === 0 || (words.length === 1 && about === "help")) return every;
  if (words.length === 1 && verbNames.includes(about)) return [about, "--help", ...every];
  return [first, about.replace(/^--/, ""), ...words.slice(1), ...every];
}

/** What each example does stands above it: beside it yargs breaks the commands that need more than half a line. */
function sayingAbove(parser: Argv): Argv {
  const example = Object.getPrototypeOf(parser).example as (command: string) => Argv; // a builder may be asked twice
  const above = (command: string, does: string) => example.call(parser, `# ${does}\n${command}`);
  return Object.assign(parser, { example: above });
}

async function obeyVerb(verb: Verb, words: readonly string[]): Promise<void> {
  const name = nameOf(verb);
  // Before anything asks which kinds of models there are.
  if (process.env.RHOHAT_KINDS) await (await import("../experiments/load-kinds.js")).loadKinds();
  const [{ default: yargs }, { builder, handler }] = await Promise.all([import("yargs"), verb.load()]);
  const its = declared(builder);
  await assertOptionsKnown(words, name, its);
  const { command, describe } = verb;
  const ungrouped = [...its.options].flatMap(([name, { group }]) => (group === undefined ? [name] : []));
  const ownFirst = (parser: Argv) =>
    (builder as (parser: Argv) => Argv)(sayingAbove(parser)).group(ungrouped, "Options:");
  // yargs composes the help of what it calls, asked for or not, in more time than many a verb needs: only hidden options
  // cost it none.
  const hidden = words.some((word) => helpWords.includes(word)) ? [] : [...its.options.keys()];
  const calledFast = (parser: Argv) => hidden.reduce((rest, name) => rest.hide(name), ownFirst(parser));
  await yargs(words as string[])
    .scriptName("rhohat")
    .locale("en") // the verbs speak English, so all of it does
    .command({ command, describe, builder: calledFast, handler } as CommandModule)
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
        ? explain(message ?? error.message, verb, its, words)
        : error;
    })
    .parseAsync();
}

async function obey(words: readonly string[]): Promise<void> {
  const [start, ...rest] = words;
  if (words.every(isEverywhere)) {
    const isVersion =
      versionWords.some((word) => words.includes(word)) && !words.some((word) => helpWords.includes(word));
    return print(isVersion ? packageVersion() : overview());
  }
  if (start === "version") {
    const stray = rest.find((word) => !isEverywhere(word));
    if (stray !== undefined) throw new InputError(`version: it takes nothing, got ${stray}`);
    return print(packageVersion());
  }
  const verb = verbIn(words);
  const first = words.find((word) => !word.startsWith("-")) ?? start;
  if (verb === undefined || (start === first && first !== nameOf(verb)))
    throw unknownVerb(first, [...verbNames, "version"]);
  await obeyVerb(verb, words);
}

/** What was typed, and what an error may call it by. */
async function typedOf(verb: Verb, words: readonly string[]): Promise<Typed> {
  const typed = { verb: nameOf(verb), words };
  const [{ keyNamed }, { options }] = await Promise.all([import("./key-named.js"), declaredBy(verb)]);
  return { ...typed, options, keyNamed: (where, argument) => keyNamed(typed, where, argument) };
}

/** Does what the words after `rhohat` say. @returns the exit code, 0 unless an error was told */
export async function commandLine(typed: readonly string[]): Promise<number> {
  const words = withoutHabits(withoutEnd(typed));
  const verb = verbIn(words);
  try {
    await obey(words);
    return 0;
  } catch (error) {
    return tell(error, verb === undefined ? { verb, words } : await typedOf(verb, words));
  }
}
