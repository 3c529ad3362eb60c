// The one schema of a config: checks it, fills in the defaults, names the nearest key where one is unknown.

import { z } from "zod";
import { describeValue, InputError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";
import { DEEPEST, isShallow } from "../core/stored.js";
import { activationKinds } from "../kernels/activations.js";
import type { ExperimentConfig, ResolvedConfig } from "./config.js";
import { pathsFrom } from "./paths.js";
import { isRunName, LONGEST_NAME } from "./run-name.js";

function isJson(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false; // a bigint in it
  }
}

const count = z
  .number({ error: "be a whole number ≥ 1" })
  .refine((n) => Number.isSafeInteger(n) && n >= 1, "be a whole number ≥ 1");
const notNegative = z
  .number({ error: "be a number ≥ 0" })
  .refine((n) => n >= 0 && Number.isFinite(n), "be a number ≥ 0");
const positive = z
  .number({ error: "be a number > 0" })
  .refine((n) => n > 0 && Number.isFinite(n), "be a number > 0");
const insideUnitInterval = z
  .number({ error: "lie inside (0, 1)" })
  .refine((n) => n > 0 && n < 1, "lie inside (0, 1)");
const jsonValue = z.unknown().refine(isJson, "be a value that JSON can hold");
const text = z.string({ error: "be a text" }).refine((s) => s.length > 0, "not be empty");
const activation = z.string().superRefine((kind, context) => {
  if (!activationKinds.includes(kind as never)) {
    context.addIssue({
      code: "custom",
      message: `name an activation (${didYouMean(kind, activationKinds)})`,
    });
  }
});

const preprocessStep = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("remove-mean") }),
  z.strictObject({ kind: z.literal("scale"), factor: positive.default(1 / 255) }),
  z.strictObject({ kind: z.literal("normalize-ufldl") }),
  z.strictObject({ kind: z.literal("whiten-1-over-f"), f0: positive.default(0.4) }),
]);
const preprocess = z.array(preprocessStep).default([]);

const images = { path: text, colour: z.boolean().default(false), maxSide: count.optional() };
const source = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("photos") }),
  z.strictObject({ kind: z.literal("folder"), ...images }),
  z.strictObject({ kind: z.literal("image"), ...images }),
]);

const numbers = z
  .array(z.array(z.number({ error: "be a finite number" }), { error: "be a list of numbers" }))
  .refine(
    (rows) => rows.length > 0 && rows.every((row) => row.length > 0),
    "hold at least one row of at least one number",
  );
const PICTURE = "be [height, width] or [height, width, channels] with 1 or 3 channels, the last";
const data = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("patches"),
    source,
    size: z.tuple([count, count], { error: "be [height, width]" }).default([8, 8]),
    count: count.default(10_000),
    preprocess,
  }),
  z.strictObject({
    kind: z.literal("array"),
    path: text,
    examples: z.enum(["rows", "columns"], { error: "be rows or columns" }).default("rows"),
    imageShape: z
      .array(count, { error: PICTURE })
      .refine(
        ({ length, 2: channels }) => length === 2 || (length === 3 && [1, 3].includes(channels)),
        PICTURE,
      )
      .optional(),
    preprocess,
  }),
  z.strictObject({ kind: z.literal("table"), x: numbers, y: numbers }),
]);

const initial = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("normal"), epsilon: positive.default(0.01) }),
  z.strictObject({ kind: z.literal("uniform") }),
  z.strictObject({ kind: z.literal("file"), path: text }),
]);
/** More than anybody has trained; a list of thousands would be checked for hours. */
const MOST_LAYERS = 100;
const hidden = z
  .array(count, { error: "be a list of layer sizes, like [25]" })
  .refine((h) => h.length > 0, "name at least one hidden layer")
  .refine((h) => h.length <= MOST_LAYERS, `name at most ${MOST_LAYERS} hidden layers`);
const layers = z.array(count);
const model = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("classic"),
    hidden,
    activation: activation.default("sigmoid"),
    output: activation.optional(),
    rho: insideUnitInterval.default(0.01),
    beta: notNegative.default(3),
    weightDecay: notNegative.default(1e-4),
    sparseLayers: layers.optional(),
    initial: initial.default({ kind: "uniform" }),
  }),
  z.strictObject({
    kind: z.literal("network"),
    hidden,
    activation: activation.default("tanh"),
    output: activation.optional(),
    weightDecay: notNegative.default(0),
    sparsity: z.strictObject({ rho: insideUnitInterval, beta: notNegative, layers }).optional(),
    initial: initial.default({ kind: "normal", epsilon: 0.01 }),
  }),
]);

const NAME_RULE = `be a name of letters, digits, '-', '_' and '.', at most ${LONGEST_NAME}, that begins with no '-' or '.', ends with neither '.' nor .tmp and is not members or a device like nul`;

const limits = {
  iterations: count.default(400),
  gradientTolerance: notNegative.optional(),
  costTolerance: notNegative.optional(),
};
const optimizer = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("lbfgs"), memory: count.default(10), ...limits }),
  z.strictObject({ kind: z.literal("conjugate-gradient"), ...limits }),
  z.strictObject({
    kind: z.literal("gradient-descent"),
    learningRate: positive,
    momentum: z
      .number({ error: "lie in [0, 1)" })
      .refine((mu) => mu >= 0 && mu < 1, "lie in [0, 1)")
      .default(0),
    ...limits,
  }),
]);

const experiment = z.strictObject({
  name: z.string({ error: NAME_RULE }).refine(isRunName, NAME_RULE),
  question: z.string().optional(),
  seed: z
    .number({ error: "be a whole number in [0, 4294967295]" })
    .refine((n) => Number.isSafeInteger(n) && n >= 0 && n < 2 ** 32, "be a whole number in [0, 4294967295]")
    .default(0),
  dtype: z.enum(["float64", "float32"], { error: "be float64 or float32" }).default("float64"),
  engine: z.enum(["reference", "wasm", "blas"], { error: "be reference, wasm or blas" }).optional(),
  data,
  model,
  optimizer,
  checkpointEvery: count.default(20),
  vary: z.strictObject({ key: text, values: z.array(jsonValue).min(1) }).optional(),
});

interface Definition {
  readonly type: string;
  readonly shape: Readonly<Record<string, { def: Definition }>>;
  readonly options?: readonly { def: Definition }[];
  readonly innerType?: { def: Definition };
  readonly element?: { def: Definition };
  readonly values: readonly unknown[];
}

/** The object schemas that a schema may be, through defaults, lists and unions. */
function objectsIn({ def }: { def: Definition }): Definition[] {
  if (def.type === "object") return [def];
  const inner = [def.innerType, def.element, ...(def.options ?? [])].filter((schema) => schema !== undefined);
  return inner.flatMap(objectsIn);
}

/** The object schemas at a path of the config, for "did you mean"; places in a list are no step of their own. */
function objectsAt(path: readonly PropertyKey[]): Definition[] {
  const keys = path.filter((key): key is string => typeof key === "string");
  const start = objectsIn(experiment as unknown as { def: Definition });
  return keys.reduce(
    (objects, key) =>
      objects.flatMap(({ shape }) => (Object.hasOwn(shape, key) ? objectsIn(shape[key]) : [])),
    start,
  );
}

const keysAt = (path: readonly PropertyKey[]) => [
  ...new Set(objectsAt(path).flatMap(({ shape }) => Object.keys(shape))),
];

const kindsAt = (path: readonly PropertyKey[]) => [
  ...new Set(
    objectsAt(path).flatMap(({ shape }) => ("kind" in shape ? shape.kind.def.values.map(String) : [])),
  ),
];

const at = (value: unknown, path: readonly PropertyKey[]) =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);

const short = (key: string) => (key.length > 80 ? `${key.slice(0, 77)}...` : key);

function assertShallow(where: string, value: unknown): void {
  if (!isShallow(value))
    throw new InputError(`${where}: it must not nest lists and objects more than ${DEEPEST} deep`);
}

/**
 * The config with every default filled in, and its paths absolute: they are relative to the working folder.
 *
 * @param where - what gives the config: begins the error
 * @param nameOf - how the user knows a key: "model.rho" may be --rho
 * @throws {InputError} that names the first key which is wrong, the rule, the value and the remedy
 */
export function parseConfig(
  value: unknown,
  where = "config",
  nameOf: (key: string) => string = (key) => key,
): ResolvedConfig {
  assertShallow(where, value);
  const result = experiment.safeParse(value);
  if (result.success)
    return pathsFrom(process.cwd(), JSON.parse(JSON.stringify(result.data)) as ResolvedConfig);
  const issue = result.error.issues[0];
  const key = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const unknown = issue.keys[0];
    const full = key === "" ? unknown : `${key}.${unknown}`;
    throw new InputError(`${where}: unknown key ${short(full)}; ${didYouMean(unknown, keysAt(issue.path))}`);
  }
  const given = at(value, issue.path);
  const found = given === undefined ? "nothing" : describeValue(given);
  if (issue.code === "invalid_union") {
    const remedy = didYouMean(typeof given === "string" ? given : "", kindsAt(issue.path.slice(0, -1)));
    throw new InputError(`${where}: ${nameOf(key)} must name a kind, got ${found}; ${remedy}`);
  }
  // Our own rules complete "must …" and begin in lower case; zod's sentences do not.
  const rule = /^[a-z]/.test(issue.message) ? issue.message : `be as the schema says (${issue.message})`;
  throw new InputError(`${where}: ${key === "" ? "it" : nameOf(key)} must ${rule}, got ${found}`);
}

/** Keys that lead out of the config, to what all objects share. */
const OUTSIDE = ["__proto__", "constructor", "prototype"];

/**
 * The config with one key changed: `set(config, "model.rho", 0.05)`. The original stays as it was; what is no config
 * stays so, for parseConfig to refuse.
 */
export function withValue(config: ExperimentConfig, key: string, value: unknown): ExperimentConfig {
  if (typeof config !== "object" || config === null || Array.isArray(config)) return config;
  assertShallow("config", value);
  const copy = structuredClone(config) as unknown as Record<string, unknown>;
  const path = key.split(".");
  const last = path.pop() as string;
  const unknown = (part: string, known: object) =>
    new InputError(`config: unknown key ${short(key)}; ${didYouMean(part, Object.keys(known))}`);
  let inner = copy;
  for (const part of path) {
    const next = Object.hasOwn(inner, part) ? inner[part] : null;
    if (typeof next !== "object" || next === null) throw unknown(part, inner);
    inner = next as Record<string, unknown>;
  }
  // Of a list, an entry that is there or the next one: what is further out would be empty, and length is no entry.
  const fits = Array.isArray(inner)
    ? /^(0|[1-9]\d{0,8})$/.test(last) && Number(last) <= inner.length
    : !OUTSIDE.includes(last);
  if (!fits) throw unknown(last, inner);
  inner[last] = value;
  return copy as unknown as ExperimentConfig;
}
