// What a golden file holds, computed anew: the forms that are known, and which of them a file has.

import { z } from "zod";
import { InputError } from "../core/errors.js";
import { readJson } from "../data/io/json.js";
import type { Kernels } from "../kernels/kernels.js";
import { alternatingCodingForm } from "./alternating-coding-form.js";
import type { Conformance, Form } from "./comparison.js";
import { dictionaryLearningForm } from "./dictionary-learning-form.js";
import { klForm } from "./kl-form.js";
import { metricsForm } from "./metrics-form.js";
import { ricaForm } from "./rica-form.js";
import { saelensForm } from "./saelens-form.js";
import { sparseCodingForm } from "./sparse-coding-form.js";
import { toyForm } from "./toy-form.js";

/** A new form is named here. */
const forms: readonly Form[] = [
  saelensForm,
  dictionaryLearningForm,
  klForm,
  metricsForm,
  sparseCodingForm,
  alternatingCodingForm,
  ricaForm,
  toyForm,
];

/** Texts tell people of the others. */
const isText = (value: unknown): boolean =>
  typeof value === "string" || (Array.isArray(value) && value.length > 0 && value.every(isText));

/** The names of what a value holds beside what its form asks for, but for texts where they are not settings. */
function besides(schema: unknown, value: unknown, at: readonly string[]): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return besides(schema.unwrap(), value, at);
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return [...new Set(value.flatMap((inner) => besides(schema.element, inner, at)))];
  if (!(schema instanceof z.ZodObject) || typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = [...at, key];
    if (Object.hasOwn(schema.shape, key)) return besides(schema.shape[key], inner, path);
    return isText(inner) && at[0] !== "config" ? [] : [path.join(".")];
  });
}

/**
 * Computes what a file holds and compares.
 *
 * @throws {InputError} if it is of no form that is known, or a value of it cannot be used
 */
export function conform(kernels: Kernels, path: string): Conformance {
  const file = readJson("conformance", path);
  if (typeof file !== "object" || file === null || Array.isArray(file))
    throw new InputError(`conformance: ${path} must hold an object`);
  const known = file as Readonly<Record<string, unknown>>;
  const form = forms.find(({ is }) => is(known));
  if (form === undefined)
    throw new InputError(
      `conformance: ${path} must be of a form that is known: ${forms.map(({ name }) => name).join(", ")}; CONFORMANCE.md tells what they hold`,
    );
  const { left = [], ...found } = form.compute(kernels, known, path);
  return { path, form: form.name, ...found, left: [...left, ...besides(form.schema, file, [])] };
}
