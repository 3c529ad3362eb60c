// What the schema says of its keys: which there are, where, and what is known of each.

import type { z } from "zod";
import { symbolOf } from "../core/setting-symbols.js";
import type { KeyMeta } from "./rules.js";
import { experiment } from "./schema.js";

/** What a part of the config must be for a key to be there: { at: "optimizer", kind: "lbfgs" }. */
interface Condition {
  readonly at: string;
  readonly kind: string;
}

type ValueType = "number" | "word" | "text" | "switch" | "list" | "steps" | "object" | "value";

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

/** The part of zod's definitions that is read here. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly options?: readonly Schema[];
  readonly discriminator?: string;
  readonly innerType?: Schema;
  readonly defaultValue?: unknown;
  readonly element?: Schema;
  readonly items?: readonly Schema[];
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, string>>;
}
interface Schema {
  readonly def: Definition;
  meta(): KeyMeta | undefined;
  safeParse(value: unknown): {
    readonly error?: { readonly issues: readonly { readonly message: string }[] };
  };
}

interface Unwrapped {
  readonly def: Definition;
  readonly rule: string;
  readonly meta: Partial<KeyMeta>;
  readonly default: unknown;
  readonly required: boolean;
}

/** What a schema says of a value that is none of its. */
function ruleOf(schema: Schema): string {
  const message = schema.safeParse(Symbol("")).error?.issues[0].message ?? "";
  return /^[a-z]/.test(message) ? message : "";
}

/** A schema without what makes it optional. What is known of a key stands on the outermost. */
function unwrap(schema: Schema): Unwrapped {
  const { def } = schema;
  const meta = schema.meta() ?? {};
  if (def.innerType === undefined)
    return { def, rule: ruleOf(schema), meta, default: undefined, required: true };
  const inner = unwrap(def.innerType);
  return { ...inner, meta: { ...inner.meta, ...meta }, default: def.defaultValue, required: false };
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

const isKinds = ({ type, discriminator }: Definition) => type === "union" && discriminator === "kind";

const kindOf = ({ def }: Schema) => String(def.shape?.kind.def.values?.[0]);

/** The kinds of a part that has several. */
const kindsOf = ({ options = [] }: Definition) =>
  options.map((option): Word => ({ ...option.meta(), word: kindOf(option) }));

function typeOf(def: Definition): ValueType {
  if (def.type === "array" && isKinds(def.element!.def)) return "steps";
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
      symbol: symbolOf(path),
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

const asSchema = (schema: z.ZodType) => schema as unknown as Schema;

/** Every key of the config; one that several kinds of a part have is there once for each. */
export const configKeys: readonly ConfigKey[] = [...below(asSchema(experiment), "", [])];

/** The kind of each part of a config at a path: as it says, else its default. */
export function kindAt(config: unknown, path: string): string | undefined {
  const said = path
    .split(".")
    .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], config);
  const { kind } = (said ?? {}) as { kind?: unknown };
  if (typeof kind === "string") return kind;
  return configKeys.find((key) => key.path === `${path}.kind` && isThere(key, config))?.default as
    | string
    | undefined;
}

/** Whether a key is one of a config, by the kinds of its parts. */
export function isThere({ of }: ConfigKey, config: unknown): boolean {
  return of.every(({ at, kind }) => at.includes("[]") || kindAt(config, at) === kind);
}

/** The object schemas of a part, with their kinds: the one that it says it is, else all that it may be. */
function formsOf(
  schema: Schema,
  value: unknown,
): { kind: string; shape: Readonly<Record<string, Schema>> }[] {
  const { def } = unwrap(schema);
  if (def.shape !== undefined) return [{ kind: "", shape: def.shape }];
  const forms = (def.options ?? []).flatMap((option) =>
    option.def.shape === undefined ? [] : [{ kind: kindOf(option), shape: option.def.shape }],
  );
  const { kind } = (value ?? {}) as { kind?: unknown };
  const said = forms.filter((form) => form.kind === kind);
  return said.length > 0 ? said : forms;
}

/** The schemas that a path of a config leads to. */
function schemasAt(path: readonly PropertyKey[], config: unknown): Schema[] {
  let level: { schema: Schema; value: unknown }[] = [{ schema: asSchema(experiment), value: config }];
  for (const step of path) {
    level = level.flatMap(({ schema, value }) => {
      const inner = (value as Record<PropertyKey, unknown> | undefined)?.[step];
      if (typeof step === "number") {
        const { element } = unwrap(schema).def;
        return element === undefined ? [] : [{ schema: element, value: inner }];
      }
      return formsOf(schema, value).flatMap(({ shape }) =>
        Object.hasOwn(shape, String(step)) ? [{ schema: shape[String(step)], value: inner }] : [],
      );
    });
  }
  return level.map(({ schema }) => schema);
}

/** The keys that a part of a config may have, by the kind that it is or may be. */
export function partAt(
  path: readonly PropertyKey[],
  config: unknown,
  part: unknown,
): { readonly kind: string; readonly names: readonly string[] }[] {
  return schemasAt(path, config).flatMap((schema) =>
    formsOf(schema, part).map(({ kind, shape }) => ({ kind, names: Object.keys(shape) })),
  );
}

/** What stands for a part of a config that it leaves out, a copy; null where nothing does. */
export function defaultAt(path: readonly string[], config: unknown): object | null {
  const [schema] = schemasAt(path, config);
  const standard = schema === undefined ? undefined : unwrap(schema).default;
  return typeof standard === "object" && standard !== null ? structuredClone(standard) : null;
}
