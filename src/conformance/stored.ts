// Arrays and numbers as golden files have them.

import { z } from "zod";
import { ruleOf } from "../config/parse.js";
import { InputError } from "../core/errors.js";

export const number = z.number({ error: "be a number" });

/** An array, row-major. */
export const stored = z
  .object({
    shape: z.array(z.int({ error: "be whole numbers" }).min(0, { error: "be whole numbers ≥ 0" }), {
      error: "be a list of whole numbers",
    }),
    data: z.array(number, { error: "be a list of numbers" }),
  })
  .refine(({ shape, data }) => shape.reduce((product, side) => product * side, 1) === data.length, {
    error: "have as many numbers in data as its shape says",
  });
export type Stored = z.output<typeof stored>;

/** Arrays, and numbers, by name. */
export const arrays = z.record(z.string(), stored);
export const numbers = z.record(z.string(), number);

/** An array with the two axes turned: [m, n] → [n, m]. */
export const turned = ({ shape: [m, n], data }: Stored): Float64Array =>
  Float64Array.from({ length: m * n }, (_, at) => data[(at % m) * n + Math.floor(at / m)]);

/** @throws {InputError} that names the first value of a file which its form forbids */
export function readForm<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: string,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InputError(`conformance: ${path}: ${issue.path.join(".") || "it"} must ${ruleOf(issue)}`);
}

/** @throws {InputError} unless an array of a file has the shape that its sizes ask for */
export function assertShape(path: string, name: string, { shape }: Stored, wanted: readonly number[]): void {
  if (shape.length !== wanted.length || shape.some((side, axis) => side !== wanted[axis]))
    throw new InputError(
      `conformance: ${path}: ${name} must be [${wanted.join(", ")}], got [${shape.join(", ")}]`,
    );
}
