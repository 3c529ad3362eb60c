// Errors that help: `<function>: <argument> must <rule>, got <value>`, and the remedy where it is not plain.

/**
 * What the user gave cannot be used: a wrong argument, file, key or verb.
 * The command line prints the message as one line and exits with code 2.
 */
export class InputError extends Error {
  override readonly name = "InputError";
}

/**
 * The work itself failed on usable input: a cost that turned NaN, a disk that is full.
 * The command line prints the message as one line and exits with code 1.
 */
export class RunError extends Error {
  override readonly name = "RunError";
}

/** A text as it stands in an error message: cut where it is long. */
export const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);

/** The value as it stands in an error message: short, on one line. */
export function describeValue(value: unknown): string {
  if (typeof value === "function") return "a function";
  return shortened(asJson(value) ?? String(value));
}

/** Numbers at the top, and what JSON lacks, as JavaScript writes them; undefined for what JSON leaves out. */
function asJson(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  if (typeof value === "bigint") return `${value}n`;
  try {
    return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? `${inner}n` : inner));
  } catch {
    return "an object"; // with a cycle, or a toJSON of its own
  }
}

/**
 * The error of one argument.
 *
 * @param where - the function, command or config key that refuses
 * @param rule - completes "must …"
 * @param remedy - what to do about it, a clause of its own
 */
export function inputError(
  where: string,
  argument: string,
  rule: string,
  value: unknown,
  remedy?: string,
): InputError {
  const message = `${where}: ${argument} must ${rule}, got ${describeValue(value)}`;
  return new InputError(remedy === undefined ? message : `${message}; ${remedy}`);
}

/** @throws {InputError} unless `value` is a finite number > 0 */
export function assertPositive(where: string, argument: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) throw inputError(where, argument, "be a number > 0", value);
}

/** @throws {InputError} unless `value` is a finite number ≥ 0 */
export function assertNotNegative(where: string, argument: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0)) throw inputError(where, argument, "be a number ≥ 0", value);
}

/** @throws {InputError} unless `value` lies inside the open interval (0, 1) */
export function assertInsideUnitInterval(where: string, argument: string, value: number): void {
  if (!(value > 0 && value < 1)) throw inputError(where, argument, "lie inside (0, 1)", value);
}

/** @throws {InputError} unless `value` is a whole number ≥ 1 */
export function assertCount(where: string, argument: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 1)) {
    throw inputError(where, argument, "be a whole number ≥ 1", value);
  }
}

/** For the default branch of a switch over a closed union: the compiler proves that it is never reached. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${describeValue(value)}`);
}
