// rhohat completion: for the shell, its script, and the names that the script asks for.

import { resolve } from "node:path";
import type { CommandModule } from "yargs";
import { configKeys } from "../../config/keys.js";
import { InputError } from "../../core/errors.js";
import { glossaryWords } from "../../core/glossary.js";
import { inWords } from "../../core/in-words.js";
import { LATEST } from "../../core/run-address.js";
import { namesOf } from "../../core/setting-symbols.js";
import { experimentFiles } from "../../experiments/find-experiment.js";
import { readName } from "../../train/about.js";
import { type RunDirectory, runsBelow } from "../../train/run-directory.js";
import { scripts } from "../completion-script.js";
import { taking } from "../declared.js";
import { print } from "../output.js";
import { verbTable } from "../verb-table.js";
import { verbNames } from "../verbs.js";

interface CompletionArguments {
  what: string;
}

const RESULTS = "results";
/** Runs that are looked into for the names of figures */
const LOOKED_INTO = 10;

/** As one can type them: experiments, folders of runs, names without spaces. */
function runNames(): string[] {
  const runs = runsBelow(resolve(RESULTS));
  const paths = runs.map(({ path }) => path.slice(resolve(RESULTS).length + 1));
  const given = runs.map(readName).filter((name) => name !== null && !/\s/.test(name)) as string[];
  return [LATEST, ...paths.map((path) => path.split(/[\\/]/)[0]), ...paths, ...given];
}

const figureNames = (run: RunDirectory) =>
  run.figureNames().map((name) => name.replace(/(-dark)?\.\w+$/, ""));

/** What a shell takes for one word as it is; [] stands for any step of a list. */
const isWord = (text: string) => !/[\s[\]$]/.test(text);

/** Names that no script can hold: what the folders at hand know, and every key and word that there is. */
const names: Readonly<Record<string, () => string[]>> = {
  runs: runNames,
  experiments: () => experimentFiles().map(({ name }) => name),
  keys: () =>
    configKeys()
      .map(({ path }) => `${path}=`)
      .filter(isWord),
  words: () =>
    [...verbNames, ...glossaryWords, ...configKeys().flatMap(({ path }) => namesOf(path))].filter(isWord),
  figures: () => runsBelow(resolve(RESULTS)).slice(-LOOKED_INTO).flatMap(figureNames),
};

async function complete(what: string): Promise<string> {
  const script = scripts[what];
  return script === undefined ? [...new Set(names[what]())].join("\n") : script(await verbTable()).trimEnd();
}

export const completionCommand: CommandModule<object, CompletionArguments> = {
  builder: (yargs) =>
    yargs
      .positional(
        "what",
        taking(Object.keys(scripts), {
          type: "string",
          demandOption: true,
          describe: `a shell (${Object.keys(scripts).join(", ")}) for its script; or ${Object.keys(names).join(", ")} for their names`,
        }),
      )
      .example("$0 completion fish | source", "in ~/.config/fish/config.fish")
      .example("source <($0 completion bash)", "in ~/.bashrc; with zsh in ~/.zshrc, after compinit"),
  handler: async ({ what }) => {
    const known = [...Object.keys(scripts), ...Object.keys(names)];
    if (!known.includes(what))
      throw new InputError(
        `completion: <what> must be a shell, ${inWords(Object.keys(scripts), "or")}, got ${what}`,
      );
    print(await complete(what));
  },
};
