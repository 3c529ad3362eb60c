// What the schema says of its keys: which there are, where, and what is known of each.

import type { KeyMeta } from "../core/rules.js";
import { symbolOf } from "../core/setting-symbols.js";
import { standardsFor } from "./model-standards.js";
import { type Definition, isKinds, kindOf, root, type Schema, unwrap } from "./schema-tree.js";
import { valueAt } from "./value-at.js";

/** What a part of the config must be for a key to be there: { at: "optimizer", kind: "lbfgs" }. */
interface Condition {
  readonly at: string;
  readonly kind: string;
}

type ValueType = "number" | "word" | "text" | "switch" | "list" | "names" | "steps" | "object" | "value";

interface Word extends Partial<KeyMeta> {
  readonly word: string;
}

/** A key of the config, as it is in one kind of the parts that it stands in. */
export interface ConfigKey extends Partial<KeyMeta> {
  /** With dots: "model.rho"; [] for each entry of a list: "data.preprocess[].f0" */
  readonly path: string;
  /** As formulas and labels name it: ρ */
  readonly symbol: string;
  readonly of: readonly Condition[];
  readonly type: ValueType;
  /** The words that it may be, each with what is known of it */
  readonly words: readonly Word[];
  /** Completes "must …"; empty where only its parts have rules */
  readonly rule: string;
  /** What stands for it where it is left out; undefined where nothing does */
  readonly default: unknown;
  readonly required: boolean;
}

const types: Readonly<Record<string, ValueType>> = {
  number: "number",
  int: "number",
  string: "text",
  boolean: "switch",
  enum: "word",
  object: "object",
  array: "list",
  tuple: "list",
};

/** The kinds of a part that has several. */
const kindsOf = ({ options = [] }: Definition) =>
  options.map((option): Word => ({ ...option.meta(), word: kindOf(option) }));

function typeOf(def: Definition): ValueType {
  if (def.type === "array" && isKinds(def.element!.def)) return "steps";
  if (def.type === "array" && def.element!.def.type === "union") return "names"; // or numbers
  if (def.type === "union") return typeOf(def.options![0].def); // what people type of it
  return types[def.type] ?? "value";
}

function wordsOf(def: Definition): ConfigKey["words"] {
  if (def.type === "array" && isKinds(def.element!.def)) return kindsOf(def.element!.def);
  return Object.values(def.entries ?? {}).map((word) => ({ word }));
}

/** The keys below a schema. */
function* below(schema: Schema, path: string, of: readonly Condition[]): Generator<ConfigKey> {
  const { def, rule, meta, required, default: standard } = unwrap(schema);
  const join = (name: string) => (path === "" ? name : `${path}.${name}`);
  if (isKinds(def)) {
    const kind = (standard as { kind?: string } | undefined)?.kind;
    const own = { path: join("kind"), symbol: symbolOf(join("kind")), of, rule: "name a kind", required };
    yield { ...meta, ...own, type: "word", words: kindsOf(def), default: kind };
    for (const option of def.options!) {
      const conditions = [...of, { at: path, kind: kindOf(option) }];
      for (const [name, inner] of Object.entries(option.def.shape!))
        if (name !== "kind") yield* below(inner, join(name), conditions);
    }
    return;
  }
  if (path !== "")
    yield {
      ...meta,
      path,
      symbol: symbolOf(path, Object.fromEntries(of.map(({ at, kind }) => [`${at}.kind`, kind]))),
      of,
      rule,
      type: typeOf(def),
      words: wordsOf(def),
      default: standard,
      required,
    };
  for (const [name, inner] of Object.entries(def.shape ?? {})) yield* below(inner, join(name), of);
  if (typeOf(def) === "steps")
    for (const key of below(def.element!, `${path}[]`, of)) if (!key.path.endsWith("[].kind")) yield key;
}

/** A key of a kind of one's own has the flag that the package's kinds have for a key of that name, unless it names one. */
function withFlags(keys: readonly ConfigKey[]): ConfigKey[] {
  const flagged = new Map(keys.filter(({ flag }) => flag !== undefined).map((key) => [key.path, key]));
  return keys.map((key) => {
    const { flag, alias } = flagged.get(key.path) ?? {};
    return key.flag !== undefined || flag === undefined
      ? key
      : { ...key, flag, ...(alias === undefined ? {} : { alias }) };
  });
}

/** Every key of the config; one that several kinds of a part have is there once for each. */
export function configKeys(): readonly ConfigKey[] {
  const schema = root();
  if (schema !== current.schema) current = { schema, keys: withFlags([...below(schema, "", [])]) };
  return current.keys;
}
let current: { readonly schema: Schema | null; readonly keys: readonly ConfigKey[] } = {
  schema: null,
  keys: [],
};

/** The kind of each part of a config at a path: as it says, else its default. */
export function kindAt(config: unknown, path: string): string | undefined {
  const { kind } = (valueAt(config, path.split(".")) ?? {}) as { kind?: unknown };
  if (typeof kind === "string") return kind;
  const own = path === "optimizer" ? standardsFor(config).optimizer?.kind : undefined;
  if (own !== undefined) return own;
  return configKeys().find((key) => key.path === `${path}.kind` && isThere(key, config))?.default as
    | string
    | undefined;
}

/** Whether a key is one of a config, by the kinds of its parts. */
export function isThere({ of }: ConfigKey, config: unknown): boolean {
  return of.every(({ at, kind }) => at.includes("[]") || kindAt(config, at) === kind);
}
