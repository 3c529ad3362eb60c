// The parts of a config that is at hand, which may be wrong: what each may hold, and what stands where one is left out.

import { standardsFor } from "./model-standards.js";
import { kindOf, root, type Schema, unwrap } from "./schema-tree.js";

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
  let level: { schema: Schema; value: unknown }[] = [{ schema: root(), value: config }];
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
  const kind = path.join() === "optimizer" ? standardsFor(config).optimizer?.kind : undefined;
  if (kind !== undefined) return { kind };
  const [schema] = schemasAt(path, config);
  const standard = schema === undefined ? undefined : unwrap(schema).default;
  return typeof standard === "object" && standard !== null ? structuredClone(standard) : null;
}
