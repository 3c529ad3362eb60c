// What a person calls a run.

import { inputError } from "./errors.js";

/** Letters, at most. */
const LONGEST = 100;

/**
 * A name as it was given, without the spaces around it; null for the empty one, which takes a name away.
 *
 * @param where - the verb or place that takes it, and what it is called there
 * @throws {InputError} unless it is one line of at most 100 letters without control characters
 */
export function givenName(where: string, argument: string, text: unknown): string | null {
  const name = typeof text === "string" ? text.trim() : null;
  // Also what breaks a line, turns the direction of writing, or is half a letter.
  const isLine = name !== null && !/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u.test(name);
  if (!isLine || [...name].length > LONGEST)
    throw inputError(where, argument, `be one line of at most ${LONGEST} letters`, text);
  return name === "" ? null : name;
}
