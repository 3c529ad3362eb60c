// The schema as a tree to walk: what stands below what, with its rule, its default and what is known of it.

import type { KeyMeta } from "../core/rules.js";
import { experimentSchema } from "./schema.js";

/** The part of zod's definitions that is read here. */
export interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly options?: readonly Schema[];
  readonly discriminator?: string;
  readonly innerType?: Schema;
  readonly defaultValue?: unknown;
  readonly element?: Schema;
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, string>>;
}
export interface Schema {
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
export function unwrap(schema: Schema): Unwrapped {
  const { def } = schema;
  const meta = schema.meta() ?? {};
  if (def.innerType === undefined)
    return { def, rule: ruleOf(schema), meta, default: undefined, required: true };
  const inner = unwrap(def.innerType);
  return { ...inner, meta: { ...inner.meta, ...meta }, default: def.defaultValue, required: false };
}

/** Whether it is a part that has several kinds. */
export const isKinds = ({ type, discriminator }: Definition) => type === "union" && discriminator === "kind";

/** The kind of one of them. */
export const kindOf = ({ def }: Schema) => String(def.shape?.kind.def.values?.[0]);

/** The config's own. */
export const root = (): Schema => experimentSchema() as unknown as Schema;
