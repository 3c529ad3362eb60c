// A config with what its model's convention says where it says nothing; what it says otherwise is refused.

import { describeValue, InputError } from "../core/errors.js";
import { inWords } from "../core/in-words.js";
import { didYouMean } from "../core/nearest.js";
import type { KeyValues } from "../models/convention.js";
import { conventionsOf, modelKinds } from "../models/registry.js";

interface Told {
  readonly where: string;
  readonly nameOf: (key: string) => string;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Whatever is no config of a model with a convention stays as it is: the schema refuses it.
 *
 * @throws {InputError} if there is no such convention, or a key is given otherwise than it has it
 */
export function withConvention(config: unknown, told: Told): unknown {
  if (!isObject(config) || !isObject(config.model)) return config;
  const { kind, convention: name } = config.model;
  const own = conventionsOf(kind);
  if (typeof name !== "string" || own === undefined) return config;
  if (!Object.hasOwn(own, name)) throw unknownConvention(String(kind), name, told);
  const { holds, suggests = {} } = own[name];
  assertHeld(config.model, holds, { ...told, name, path: "model" });
  const held = merged(holds, config.model);
  return { ...config, model: merged(suggests, held) };
}

function unknownConvention(kind: string, name: string, { where, nameOf }: Told): InputError {
  const has = Object.keys(conventionsOf(kind) ?? {});
  const kinds = modelKinds().filter((other) => Object.hasOwn(conventionsOf(other) ?? {}, name));
  const key = nameOf("model.convention");
  if (kinds.length > 0)
    return new InputError(
      `${where}: ${key} must be one that ${kind} has: ${inWords(has, "or")}, got ${describeValue(name)}, which ${inWords(kinds, "and")} ${kinds.length === 1 ? "has" : "have"}`,
    );
  return new InputError(
    `${where}: ${key} must name a convention, got ${describeValue(name)}; ${didYouMean(name, has)}`,
  );
}

/** @throws {InputError} that names the first key which the model has otherwise than the convention */
function assertHeld(
  model: Readonly<Record<string, unknown>>,
  holds: KeyValues,
  { where, nameOf, name, path }: Told & { name: string; path: string },
): void {
  for (const [key, value] of Object.entries(holds)) {
    const [own, at] = [model[key], `${path}.${key}`];
    if (own === undefined) continue;
    if (isObject(value)) {
      if (isObject(own)) assertHeld(own, value, { where, nameOf, name, path: at });
    } else if (own !== value)
      throw new InputError(
        `${where}: ${nameOf(at)} must be ${value} with the convention ${name}, got ${describeValue(own)}; leave one of them out`,
      );
  }
}

/** What is given, and below it what stands for the rest; a part of another kind is left alone. */
function merged(
  standards: KeyValues,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const filled = Object.entries(standards).map(([key, value]) => {
    const own = given[key];
    if (own === undefined) return [key, value];
    if (!isObject(value) || !isObject(own)) return [key, own];
    const isOther = value.kind !== undefined && own.kind !== undefined && own.kind !== value.kind;
    return [key, isOther ? own : merged(value, own)];
  });
  return { ...given, ...Object.fromEntries(filled) };
}
