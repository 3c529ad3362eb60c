// rhohat help: what a verb does, what an option or a key of the config means, and the words of this field.

import type { CommandModule } from "yargs";
import { type ConfigKey, configKeys } from "../../config/keys.js";
import { InputError } from "../../core/errors.js";
import { type Entry, entryFor, entryOf, glossaryWords } from "../../core/glossary.js";
import { didYouMean } from "../../core/nearest.js";
import { namesOf } from "../../core/setting-symbols.js";
import { rules } from "../../doctor/doctor.js";
import { everywhere, taking } from "../declared.js";
import { explainKey, keysNamed } from "../explain-key.js";
import { print } from "../output.js";
import { broken, helpWidth, overview } from "../overview.js";
import { verbTable } from "../verb-table.js";
import { verbNames } from "../verbs.js";

interface HelpArguments {
  word: string | undefined;
}

function printEntry({ word, also = [], says, formula }: Entry): void {
  print(also.length === 0 ? word : `${word}  (${also.join(", ")})`);
  for (const line of broken(says, helpWidth() - 2)) print(`  ${line}`);
  if (formula !== undefined) print(`  ${formula}`);
}

interface VerbOption {
  readonly verb: string;
  readonly name: string;
  readonly describe: string;
}

/** The options of every verb, as they are typed without the dashes. */
async function allOptions(): Promise<VerbOption[]> {
  const table = await verbTable();
  return table.flatMap(({ verb, options }) =>
    options.map(({ names: [name], describe }) => ({ verb, name, describe })),
  );
}

/** An option once for all verbs that say the same of it. */
function printOptions(options: readonly VerbOption[]): void {
  for (const text of new Set(options.map(({ describe }) => describe))) {
    const same = options.filter(({ describe }) => describe === text);
    const { name } = same[0];
    print(
      `--${name}  of ${Object.hasOwn(everywhere, name) ? "every verb" : `rhohat ${same.map(({ verb }) => verb).join(", ")}`}`,
    );
    for (const line of broken(text, helpWidth() - 2)) print(`  ${line}`);
  }
}

/** Whether a key's own explanation tells of the option already. */
const isFlagOf = (keys: readonly ConfigKey[], { verb, name }: VerbOption) =>
  verb === "train" && keys.some(({ flag, alias }) => flag === name || alias === name);

async function explain(word: string): Promise<void> {
  const keys = keysNamed(word);
  const options = await allOptions();
  const its = options.filter((one) => one.name === word && !isFlagOf(keys, one));
  const isNamed = keys.length > 0 || its.length > 0;
  const entry = isNamed ? entryOf(word) : entryFor(word);
  if (entry === undefined && !isNamed) {
    const settings = configKeys().flatMap(({ path }) => namesOf(path));
    const known = [...verbNames, ...glossaryWords, ...settings, ...options.map(({ name }) => name)];
    const remedy = didYouMean(word, [...new Set(known)]);
    throw new InputError(
      `help: word must be a verb, an option, a key of the config or a word of the glossary, got ${word}; ${
        remedy.startsWith("did")
          ? remedy
          : "rhohat help lists the verbs, rhohat <verb> --help its options, rhohat config --explain the keys, rhohat completion words all words"
      }`,
    );
  }
  if (entry !== undefined) printEntry(entry);
  if (entry?.word === "doctor") for (const { name, says } of rules) printEntry({ word: name, says });
  for (const key of keys) explainKey(key);
  if (its.length > 0) printOptions(its);
}

export const helpCommand: CommandModule<object, HelpArguments> = {
  builder: (yargs) =>
    yargs
      .positional(
        "word",
        taking("words", {
          type: "string",
          describe: "a verb, an option, a key of the config, or a word: FVU, roughness, atom, ρ̂",
        }),
      )
      .example("$0 help FVU", "what the word means, with its formula")
      .example("$0 help weightDecay", "a key of the config: its rule, default and flag")
      .example("$0 help evaluate", "a verb, as rhohat evaluate --help"),
  handler: async ({ word }) => {
    if (word === undefined) print(overview());
    else await explain(word);
  },
};
