// The flags of rhohat train: every key of the config that has one, described as the schema does. A flag with several
// values makes the config one that varies its key.

import type { ConfigPath, ExperimentConfig, VaryConfig } from "../config/config.js";
import { type ConfigKey, configKeys, isThere, kindAt } from "../config/keys.js";
import { valueAt } from "../config/value-at.js";
import { withValue } from "../config/with-value.js";
import { type InputError, inputError } from "../core/errors.js";
import { inWords } from "../core/in-words.js";
import { didYouMean } from "../core/nearest.js";
import { typed, valuesOf } from "./config-values.js";
import { type DeclaredOption, typedName } from "./declared.js";
import { strayOption } from "./options.js";

/** What stands behind each flag: its words, or whether it is given. */
export type GivenFlags = Readonly<Record<string, unknown>>;

/** The keys of each flag: one that several kinds of a part have is there once for each. */
const flags: ReadonlyMap<string, readonly ConfigKey[]> = flagged();

function flagged(): Map<string, ConfigKey[]> {
  const found = new Map<string, ConfigKey[]>();
  for (const key of configKeys())
    if (key.flag !== undefined) found.set(key.flag, [...(found.get(key.flag) ?? []), key]);
  return found;
}

const isSwitch = ({ type, sets }: ConfigKey) => type === "switch" || sets !== undefined;
/** What is one text however many commas it has. */
const isOneText = ({ type }: ConfigKey) => type === "text";

/** Kinds that are named before a default, at most */
const MOST_NAMED = 2;

/** What holds where a flag is not given. */
function defaultOf(keys: readonly ConfigKey[]): string | undefined {
  const texts = keys.flatMap(({ default: standard, unless, square, of }) => {
    const text = unless ?? (standard === undefined ? undefined : typed(standard, square));
    return text === undefined ? [] : [{ text, kind: of.at(-1)?.kind }];
  });
  const [first, ...rest] = texts;
  const others = rest.filter(({ text }) => text !== first.text);
  const said = [...new Set(others.map(({ text }) => text))].map((own) => {
    const kinds = others.filter(({ text }) => text === own).map(({ kind }) => kind);
    return `${kinds.length > MOST_NAMED ? "others" : kinds.join(", ")}: ${own}`;
  });
  return first && [first.text, ...said].join("; ");
}

/** `rhohat train` makes sparse autoencoders, not this. */
const isOfTrain = (at: string, kind: string) => at !== "model" || kind !== "network";

/** The keys of a flag that `rhohat train` can have, with the words that they can be there. */
const ofTrain = (keys: readonly ConfigKey[]): ConfigKey[] =>
  keys
    .filter(({ of }) => of.every(({ at, kind }) => isOfTrain(at, kind)))
    .map((key) => ({
      ...key,
      words: key.words.filter(({ word }) => isOfTrain(key.path.replace(/\.kind$/, ""), word)),
    }));

/** The headings that flags stand below in the help, by the part of the config that they belong to. */
export const groups = { data: "Data:", model: "Model:", optimizer: "Optimizer:" } as const;

function groupOf({ path }: ConfigKey): { readonly group?: string } {
  const [part] = path.split(".");
  return part in groups ? { group: groups[part as keyof typeof groups] } : {};
}

/**
 * The flags as yargs takes them.
 *
 * @param standards - values of flags whose keys have no default
 */
export function flagOptions(standards: Readonly<Record<string, string>>): Record<string, DeclaredOption> {
  return Object.fromEntries(
    [...flags].map(([name, all]) => {
      const keys = ofTrain(all);
      const [key] = keys;
      const { description = "", unit, alias } = key;
      const words = [...new Set(keys.flatMap((one) => one.words.map(({ word }) => word)))];
      const kinds = key.path.endsWith(".kind") ? `: ${words.join(", ")}` : "";
      const standard = standards[name] ?? defaultOf(keys);
      const options: DeclaredOption = {
        ...groupOf(key),
        ...(alias === undefined ? {} : { alias }),
        ...(isSwitch(key)
          ? { type: "boolean" }
          : { type: "string", requiresArg: true, array: !isOneText(key) }),
        ...(words.length === 0 ? {} : { values: words }),
        describe: `${description}${kinds}${unit === undefined ? "" : `, in ${unit}`}`,
        ...(standard === undefined || isSwitch(key) ? {} : { defaultDescription: standard }),
      };
      return [name, options];
    }),
  );
}

/** The flags of keys of the data alone. */
export const dataFlagOptions = (): Record<string, DeclaredOption> =>
  Object.fromEntries(
    Object.entries(flagOptions({})).filter(([name]) =>
      flags.get(name)!.every(({ path }) => path.startsWith("data.") || ["seed", "dtype"].includes(path)),
    ),
  );

const typedFlag = (name: string, given: GivenFlags) => typedName([name, flags.get(name)![0].alias], given);

/**
 * The flag of a config's key, for errors: as it was typed where it was given; where it should have been, with the flag
 * that wants it: "--theta0, which --init file needs,". The key itself where there is no flag.
 */
export function flagOf(path: string, given: GivenFlags): string {
  const isMeant = (key: ConfigKey) => path === key.path || path.startsWith(`${key.path}.`);
  const found = [...flags].find(([, keys]) => keys.some(isMeant));
  if (found === undefined) return path;
  const [name, keys] = found;
  const { of, required, type } = keys.find(isMeant)!;
  const part = of.at(-1);
  const partFlag = configKeys().find(({ path }) => path === `${part?.at}.kind`)?.flag;
  const ofStep = type === "steps" ? /\.\d+\.(?!kind$)(.+)$/.exec(path)?.[1] : undefined;
  if (ofStep !== undefined) return `${ofStep} of --${typedFlag(name, given)}`;
  const isWanted = required && given[name] === undefined && partFlag !== undefined && partFlag in given;
  return isWanted ? `--${name}, which --${partFlag} ${part?.kind} needs,` : `--${typedFlag(name, given)}`;
}

/** Why a flag has no meaning in a config: what it would have to be given with. */
function strayFlag(name: string, keys: readonly ConfigKey[], config: unknown): InputError {
  const places = keys.map(({ of }) => of.findIndex(({ at, kind }) => kindAt(config, at) !== kind));
  // Those that hold for longest are the nearest: of a kind of model that is there.
  const furthest = Math.max(...places);
  const missing = keys.flatMap(({ of }, i) => (places[i] === furthest ? [of[furthest]] : []));
  const [{ at }] = missing;
  const part = configKeys().find(({ path }) => path === `${at}.kind`)!;
  const called = (kind: string | undefined) => part.words.find(({ word }) => word === kind)?.called ?? kind;
  const wanted = inWords([...new Set(missing.map(({ kind }) => called(kind) ?? ""))], "or");
  const here = called(kindAt(config, at));
  const rule = part.flag === undefined ? `${wanted}, got ${here}` : `--${part.flag} ${wanted}, it is ${here}`;
  return strayOption("train", name, `with ${rule}`);
}

interface Changed {
  readonly config: ExperimentConfig;
  readonly vary: readonly VaryConfig[];
}

/** Told at once: what else is given would be told of first, as a part of no kind has no keys. */
function assertKinds(name: string, { words, rule }: ConfigKey, values: readonly unknown[]): void {
  const kinds = words.map(({ word }) => word);
  for (const value of values)
    if (!kinds.includes(String(value)))
      throw inputError("train", `--${name}`, rule, value, didYouMean(String(value), kinds));
}

function withFlag({ config, vary }: Changed, name: string, flagsGiven: GivenFlags): Changed {
  const keys = ofTrain(flags.get(name)!);
  const given = flagsGiven[name];
  const typedAs = typedFlag(name, flagsGiven);
  const [first] = keys;
  let changed = config;
  const { at, kind } = first.of.at(-1) ?? { at: "", kind: "" };
  if (first.chooses && valueAt(config, at.split(".")) === undefined)
    changed = withValue(config, at, { kind });
  const key = keys.find((one) => isThere(one, changed));
  if (key === undefined) throw strayFlag(typedAs, keys, changed);
  if (isSwitch(key)) return { config: withValue(changed, key.path, key.sets ?? given), vary };
  const words = (Array.isArray(given) ? given : [given]).map(String);
  const values = valuesOf(key, words);
  if (values.length === 0)
    throw inputError("train", `--${typedAs}`, key.rule || "have a value", words.join(" "));
  const isKind = key.path.endsWith(".kind");
  if (isKind) assertKinds(typedAs, key, values);
  // Another kind has keys of its own, so nothing of the former stays.
  const path = isKind ? key.path.slice(0, -".kind".length) : key.path;
  const settings = isKind ? values.map((kind) => ({ kind })) : values;
  if (new Set(settings.map((value) => JSON.stringify(value))).size < settings.length)
    throw inputError("train", `--${typedAs}`, "name each value once", words.join(" "));
  if (settings.length === 1) return { config: withValue(changed, path, settings[0]), vary };
  return {
    config: withValue(changed, path, settings[0]),
    vary: [...vary, { key: path as ConfigPath, values: settings }],
  };
}

/** With a varied kind each form gets what else is set of its part: --optimizer lbfgs,conjugate-gradient --iterations 50. */
function completed({ config, vary }: Changed): readonly VaryConfig[] {
  return vary.map(({ key, values }) => {
    const kinds = values.every((value) => (value as { kind?: unknown } | null)?.kind !== undefined);
    if (!kinds) return { key, values };
    const own = valueAt(config, key.split(".")) as object;
    return { key, values: values.map((value) => ({ ...own, ...(value as object) })) };
  });
}

/**
 * A config with what flags say.
 *
 * @param start - what the config is without them
 * @param given - by name; what is undefined or false was not given
 * @throws {InputError} that names the flag which has no meaning here, and what it belongs to
 */
export function configFromFlags(start: ExperimentConfig, given: GivenFlags): ExperimentConfig {
  // In the order in which they were typed, so that what is typed last varies fastest.
  const named = Object.keys(given).filter(
    (name) => flags.has(name) && given[name] !== undefined && given[name] !== false,
  );
  // Kinds first: they decide which keys there are.
  const isKind = (name: string) => Number(flags.get(name)![0].path.endsWith(".kind"));
  const changed = named
    .sort((a, b) => isKind(b) - isKind(a))
    .reduce<Changed>((so, name) => withFlag(so, name, given), { config: start, vary: [] });
  return changed.vary.length === 0 ? changed.config : { ...changed.config, vary: completed(changed) };
}
