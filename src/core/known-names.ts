// What a caller without types gives for a closed union: refused with the nearest word that is in it.

import { describeValue, InputError, inputError } from "./errors.js";
import { didYouMean } from "./nearest.js";

/**
 * @param rule - completes "must …": "name an engine"
 * @throws {InputError} that names the nearest, unless `value` is one of `known`
 */
export function assertNamed<Name extends string>(
  where: string,
  argument: string,
  rule: string,
  value: unknown,
  known: readonly Name[],
): asserts value is Name {
  if (known.includes(value as Name)) return;
  const remedy = typeof value === "string" ? didYouMean(value, known) : `choose one of ${known.join(", ")}`;
  throw inputError(where, argument, rule, value, remedy);
}

/** @throws {InputError} that names the nearest kind, unless `value` is an object whose `kind` is one of `known` */
export function assertKind(where: string, argument: string, value: unknown, known: readonly string[]): void {
  if (typeof value !== "object" || value === null)
    throw inputError(where, argument, 'be an object with a kind, as { kind: "…" }', value);
  assertNamed(where, `${argument}.kind`, "name a kind", (value as { kind?: unknown }).kind, known);
}

/** @throws {InputError} that names the nearest option, unless `options` is an object of `known` ones */
export function assertOptions(where: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw inputError(where, "options", "be an object", options);
  const stranger = Object.keys(options).find((key) => !known.includes(key));
  if (stranger !== undefined)
    throw new InputError(
      `${where}: options must be known ones, got ${describeValue(stranger)}; ${didYouMean(stranger, known)}`,
    );
}
