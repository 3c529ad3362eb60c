// Fitted steps as a run keeps them: numbers as JSON, what is larger as tensors beside it, both exact.

import { contiguous, sizeOf, view } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";
import { finite, listOf, objectOf, oneOf } from "../../core/stored.js";
import type { Tensor } from "../io/safetensors.js";
import type { LearnedShape } from "./step.js";
import { type FittedStep, isImageStep, stepKinds, stepOf } from "./steps.js";

/** Shapes of what a step learned, by name. */
const learnedBy = (step: FittedStep): Readonly<Record<string, LearnedShape>> =>
  isImageStep(step) ? { f0: [] } : stepOf(step).learned;

/** What a step learned under a name: a number, a vector or a matrix. */
const fieldOf = (step: FittedStep, field: string): unknown =>
  (step as unknown as Record<string, unknown>)[field];

/** The values of an example before and after a step; null where it takes examples of any length and leaves that. */
function lengthsOfStep(step: FittedStep): { n: number; k: number } | null {
  let found: { n: number; k: number } | null = null;
  for (const [field, shape] of Object.entries(learnedBy(step))) {
    const value = fieldOf(step, field);
    if (shape.length === 1)
      found ??= { n: (value as Float64Array).length, k: (value as Float64Array).length };
    if (shape.length === 2) {
      const [k, n] = (value as { shape: number[] }).shape;
      return { n, k };
    }
  }
  return found;
}

/** The values of an example before and after the steps; null where they take any. */
export function lengthsOf(steps: readonly FittedStep[]): { before: number | null; after: number | null } {
  const known = steps.map(lengthsOfStep).filter((lengths) => lengths !== null);
  return { before: known[0]?.n ?? null, after: known.at(-1)?.k ?? null };
}

/** What a tensor of a step is called in the file: "1.zca-whiten.matrix", of the second step. */
const tensorName = (at: number, { kind }: FittedStep, field: string) => `${at}.${kind}.${field}`;

/** Fitted steps, and the tensors of those that learned more than numbers. */
export function storeSteps(fitted: readonly FittedStep[]): {
  readonly steps: readonly Readonly<Record<string, string | number>>[];
  readonly tensors: Readonly<Record<string, Tensor>>;
} {
  const tensors: Record<string, Tensor> = {};
  const steps = fitted.map((step, at) => {
    const plain: Record<string, string | number> = { kind: step.kind };
    for (const [field, shape] of Object.entries(learnedBy(step))) {
      const value = fieldOf(step, field);
      const name = tensorName(at, step, field);
      if (shape.length === 0) plain[field] = value as number;
      else if (shape.length === 1)
        tensors[name] = { shape: [(value as Float64Array).length], data: value as Float64Array };
      else {
        const matrix = value as ReturnType<typeof view>;
        tensors[name] = { shape: matrix.shape, data: contiguous(matrix) };
      }
    }
    return plain;
  });
  return { steps, tensors };
}

/**
 * What storeSteps gave, read again: it may be from a run of anybody's.
 *
 * @param at - the file of the steps, for errors: "path:"
 * @param tensorsOf - those of the file beside it, which is read only where a step needs some
 * @throws {InputError} that names what is missing, or of another shape
 */
export function restoreSteps(
  value: unknown,
  at: string,
  tensorsOf: () => { readonly path: string; readonly tensors: Readonly<Record<string, Tensor>> },
): FittedStep[] {
  const plain = listOf(objectOf({ kind: oneOf(stepKinds) }))(value, at);
  let file: ReturnType<typeof tensorsOf> | null = null;
  let length: number | null = null;
  return plain.map((own, i) => {
    const step = { kind: own.kind } as FittedStep;
    const sizes: { n: number | null; k: number | null } = { n: length, k: null };
    for (const [field, shape] of Object.entries(learnedBy(step))) {
      if (shape.length === 0) {
        objectOf({ [field]: finite })(own, `${at}[${i}]`);
        Object.assign(step, { [field]: own[field] });
        continue;
      }
      file ??= tensorsOf();
      const { path, tensors } = file;
      const name = tensorName(i, step, field);
      const found = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
      const data = asLearned(found, shape, sizes, `${name} in ${path}`);
      Object.assign(step, { [field]: data });
    }
    if (sizes.n !== null) length = sizes.k ?? sizes.n;
    return step;
  });
}

/** A tensor as the step has it. @param sizes - n and k as far as they are known, to which those found are added */
function asLearned(
  tensor: Tensor | undefined,
  shape: LearnedShape,
  sizes: { n: number | null; k: number | null },
  name: string,
): unknown {
  const wanted = shape.map((letter) => sizes[letter]);
  const got = tensor?.shape ?? [];
  const fits = got.length === wanted.length && wanted.every((side, i) => side === null || side === got[i]);
  if (tensor === undefined || !fits || sizeOf(got) === 0)
    throw new InputError(
      `run directory: ${name} must have the shape ${wanted.map((side) => side ?? "any").join("×")}, got ${tensor === undefined ? "nothing" : got.join("×")}`,
    );
  const data = Float64Array.from(tensor.data);
  if (!data.every(Number.isFinite)) throw new InputError(`run directory: ${name} must be finite, it is not`);
  for (const [i, letter] of shape.entries()) sizes[letter] = got[i];
  return shape.length === 1 ? data : view(data, [got[0], got[1]]);
}
