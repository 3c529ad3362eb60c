// What was typed and cannot be meant: unknown options and words, and what is missing, each told with what was meant.

import { InputError, inputError } from "../core/errors.js";
import { didYouMean, nearest } from "../core/nearest.js";
import { keyNamed } from "../core/setting-symbols.js";
import { type Declared, type DeclaredOption, everywhere, kebab, typedName } from "./declared.js";
import { verbTable } from "./verb-table.js";
import { nameOf, type Verb } from "./verbs.js";

/** The options of a verb and those of all, by each of their names. */
function optionsOf({ options }: Declared): Map<string, DeclaredOption> {
  const all: [string, DeclaredOption][] = [...options, ...Object.entries(everywhere)];
  return new Map(
    all.flatMap(([name, option]) =>
      [name, ...[option.alias ?? []].flat()].map((each) => [each, option] as const),
    ),
  );
}

/** The verbs that have an option of that name. */
async function verbsWith(name: string): Promise<string[]> {
  const table = await verbTable();
  return table
    .filter(({ options }) => options.some(({ names }) => names.includes(name)))
    .map(({ verb }) => verb);
}

async function unknownOption(word: string, verb: string, known: readonly string[]): Promise<InputError> {
  const name = word.replace(/^--?/, "");
  const owners = await verbsWith(name);
  if (owners.length > 0)
    return new InputError(`${verb}: unknown option ${word}; it belongs to rhohat ${owners.join(", ")}`);
  const best = nearest(
    name.replace(/^no-/, ""),
    known.filter((each) => each.length > 1),
  );
  const remedy =
    best === undefined ? `rhohat ${verb} --help lists those that there are` : `did you mean --${best}?`;
  return new InputError(`${verb}: unknown option ${word}; ${remedy}`);
}

/** What may be given several times: each time it says another thing. */
const mayRepeat = ["set", "allow-host"];

/** An option among the words, and what was typed of it. */
interface TypedOption {
  /** With its dashes */
  readonly option: string;
  /** What stands behind "="; undefined where nothing does */
  readonly assigned: string | undefined;
  /** It and its value */
  readonly whole: string;
}

const isOption = (word: string) => /^(--|-[A-Za-z])/.test(word);

function optionsIn(words: readonly string[]): TypedOption[] {
  const end = words.indexOf("--");
  return (end < 0 ? words : words.slice(0, end)).flatMap((word, i) => {
    if (!isOption(word)) return [];
    const [, option, assigned] = /^([^=]*)(?:=(.*))?$/s.exec(word)!;
    const next = words[i + 1];
    const takesNext = assigned === undefined && next !== undefined && !isOption(next);
    return [{ option, assigned, whole: takesNext ? `${word} ${next}` : word }];
  });
}

/** The option of a verb that a word with dashes is, --figures for --no-figures; undefined where there is none. */
function meant(option: string, known: ReadonlyMap<string, DeclaredOption>) {
  const name = kebab(option.replace(/^--?/, ""));
  const positive = name.replace(/^no-/, "");
  if (known.has(name)) return { its: known.get(name)!, isOff: false };
  const its = known.get(positive);
  return its?.type === "boolean" ? { its, isOff: true } : undefined;
}

/**
 * @throws {InputError} that names the first option which the verb does not have, and which was meant; or which is given
 * twice, or is a switch with a value
 */
export async function assertOptionsKnown(
  words: readonly string[],
  verb: string,
  declared: Declared,
): Promise<void> {
  const known = optionsOf(declared);
  const repeatable = mayRepeat.map((name) => known.get(name));
  const before = new Map<DeclaredOption, string>();
  for (const { option, assigned, whole } of optionsIn(words)) {
    const found = meant(option, known);
    if (found === undefined) throw await unknownOption(option, verb, [...known.keys()]);
    const { its, isOff } = found;
    const isSwitch = its.type === "boolean";
    const typed = isSwitch ? option : whole;
    if (before.has(its) && !repeatable.includes(its)) {
      const remedy = its.array === true ? "; give its values together" : "";
      throw new InputError(`${verb}: ${option} must be given once, got ${before.get(its)} ${typed}${remedy}`);
    }
    before.set(its, typed);
    if (isSwitch && assigned !== undefined && (isOff || !["true", "false"].includes(assigned)))
      throw inputError(
        verb,
        option,
        `be given without a value${isOff ? "" : ", or with true or false"}`,
        assigned,
      );
  }
}

/** An option that may stand without a value: --explain tells of all keys. */
const mayBeEmpty = ["explain"];

/** @throws {InputError} if an option has an empty value: --out "" */
export function assertGiven(
  given: Readonly<Record<string, unknown>>,
  verb: string,
  { options }: Declared,
): void {
  for (const [own, { alias = [] }] of options) {
    const value = given[own];
    const name = typedName([own, ...[alias].flat()], given);
    const isEmpty =
      value === "" || (Array.isArray(value) && value.length > 0 && value.every((one) => one === ""));
    if (isEmpty && !mayBeEmpty.includes(name))
      throw new InputError(`${verb}: --${name} must have a value, got ""; leave it out`);
  }
}

/** A word for which the verb has no place. */
function strayWord(word: string, verb: string, { options, positionals }: Declared): InputError {
  const [, key, value] = /^-*([\w.-]+)=(.*)$/.exec(word) ?? [];
  if (key !== undefined && options.has("set"))
    return new InputError(
      `${verb}: ${word} must be given with --set: --set ${keyNamed(key) ?? key}=${value}`,
    );
  if (key !== undefined && options.has(key))
    return new InputError(`${verb}: ${word} must be given as an option: --${key} ${value}`);
  const [place] = [...positionals.keys()].slice(-1);
  if (place === undefined) return new InputError(`${verb}: it takes options only, got ${word}`);
  return new InputError(
    `${verb}: it takes one ${place}, got ${word} besides; put what has spaces into quotes`,
  );
}

/** The positional or option that must be given, and what it is. */
function missing(what: string, verb: string, { describe = "" }: DeclaredOption = {}): InputError {
  return new InputError(`${verb}: ${what} must be given: ${describe}; rhohat ${verb} --help tells more`);
}

/** What yargs found, as the house says it. */
export function explain(
  message: string,
  verb: Verb,
  declared: Declared,
  typed: readonly string[],
): InputError {
  const name = nameOf(verb);
  const words = /^Unknown (?:argument|command)s?: (.*)$/s.exec(message)?.[1];
  if (words !== undefined) return strayWord(words.split(", ")[0], name, declared);
  const option = /^Missing required arguments?: ([^,]*)/.exec(message)?.[1];
  const [, word] = typed;
  if (option !== undefined && declared.positionals.size === 0 && word !== undefined && !word.startsWith("-"))
    return new InputError(`${name}: ${word} must be given as an option: --${option} ${word}`);
  if (option !== undefined) return missing(`--${option}`, name, declared.options.get(option));
  const valueless = /^Not enough arguments following: (.*)/.exec(message)?.[1];
  if (valueless !== undefined)
    return new InputError(`${name}: --${valueless} must have a value, got nothing after it`);
  const got = /^Not enough non-option arguments: got (\d+)/.exec(message)?.[1];
  if (got !== undefined) {
    const [place, its] = [...declared.positionals][Number(got)];
    return missing(`<${place}>`, name, its);
  }
  return new InputError(`${name}: ${message}; rhohat ${name} --help tells more`);
}

/** The first word is no verb. */
export function unknownVerb(word: string, names: readonly string[]): InputError {
  if (!word.startsWith("-"))
    return new InputError(`rhohat: unknown verb ${word === "" ? '""' : word}; ${didYouMean(word, names)}`);
  const best = nearest(
    word,
    Object.keys(everywhere).map((name) => `--${name}`),
  );
  const remedy = best === undefined ? "rhohat --help lists them" : `did you mean ${best}?`;
  return new InputError(`rhohat: a verb must come first, got ${word}; ${remedy}`);
}
