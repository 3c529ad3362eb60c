// The kinds of models: the only list of them. Configs, their checks and help, training and looking come from it.

import { z } from "zod";
import { describeValue, InputError, inputError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";
import { key } from "../core/rules.js";
import type { Model } from "../sae/model.js";
import { alternatingCoding } from "./alternating-coding.js";
import { batchTopk, matryoshka } from "./batchtopk.js";
import { classic } from "./classic.js";
import type { Conventions } from "./convention.js";
import { gated } from "./gated.js";
import { jumprelu } from "./jumprelu.js";
import { matchingPursuit } from "./matching-pursuit.js";
import type { MadeFor, ModelKind, ModelStandards } from "./model-kind.js";
import { network } from "./network.js";
import { ica, rica } from "./rica.js";
import { softmax } from "./softmax.js";
import { sparseCoding } from "./sparse-coding.js";
import { pAnnealed, standard } from "./standard.js";
import { absTopk, hierarchicalTopk, topk } from "./topk.js";

/** A config of any kind of model. */
export interface AnyModelConfig {
  readonly kind: string;
}

const described = <Kind extends { readonly schema: z.ZodType; readonly description: string }>({
  schema,
  description,
}: Kind): Kind["schema"] => key(schema, { description });

/** Those that come with the package. A new one is named in these two lines. */
const builtIn: readonly ModelKind<AnyModelConfig>[] = [
  classic,
  network,
  standard,
  topk,
  absTopk,
  hierarchicalTopk,
  batchTopk,
  matryoshka,
  pAnnealed,
  jumprelu,
  gated,
  matchingPursuit,
  sparseCoding,
  alternatingCoding,
  ica,
  rica,
  softmax,
];
export const builtInSchema = z.discriminatedUnion("kind", [
  described(classic),
  described(network),
  described(standard),
  described(topk),
  described(absTopk),
  described(hierarchicalTopk),
  described(batchTopk),
  described(matryoshka),
  described(pAnnealed),
  described(jumprelu),
  described(gated),
  described(matchingPursuit),
  described(sparseCoding),
  described(alternatingCoding),
  described(ica),
  described(rica),
  described(softmax),
]);

const kinds = new Map(builtIn.map((kind) => [kind.kind, kind]));

/** The names of the kinds there are. */
export const modelKinds = (): string[] => [...kinds.keys()];

/**
 * Makes a kind of model known: from then on configs may name it, in this process. One of the same name that was registered
 * before gives way: its file may be loaded as a kind of `RHOHAT_KINDS` and again with an experiment.
 *
 * @throws {InputError} if the package has one of that name, or the kind lacks a part
 */
export function registerModel<Config extends AnyModelConfig>(kind: ModelKind<Config>): void {
  assertKind(kind);
  kinds.set(kind.kind, kind);
  // Whoever registers a kind of their own knows its type; the package's own code knows that of its own.
  const [first, ...others] = [...kinds.values()].map(described);
  schema = z.discriminatedUnion("kind", [first, ...others] as never) as unknown as typeof builtInSchema;
}
let schema = builtInSchema;

/** @throws {InputError} that names the part of a kind which is none */
function assertKind({
  kind,
  description,
  schema: keys,
  create,
  shapeOf,
}: Partial<ModelKind<AnyModelConfig>>): void {
  const refused = (part: string, rule: string, got: unknown) => inputError("registerModel", part, rule, got);
  if (typeof kind !== "string" || kind === "") throw refused("kind", "be a name", kind);
  if (builtIn.some((own) => own.kind === kind))
    throw new InputError(
      `registerModel: kind must be a name of its own, ${kind} is taken; those there are: ${modelKinds().join(", ")}`,
    );
  if (typeof description !== "string") throw refused("description", "be a text", description);
  const literal = (keys as z.ZodObject | undefined)?.shape?.kind?.def;
  if (JSON.stringify((literal as { values?: unknown })?.values) !== JSON.stringify([kind]))
    throw refused("schema", `be a z.strictObject with kind: z.literal(${JSON.stringify(kind)})`, keys);
  for (const [name, part] of Object.entries({ create, shapeOf }))
    if (typeof part !== "function") throw refused(name, "be a function", part);
}

/** What helps where there is no such kind. */
export const kindRemedy = (kind: string): string =>
  `${didYouMean(kind, modelKinds())}; or let RHOHAT_KINDS name the file that registers it`;

/** @throws {InputError} that names the nearest, if there is no such kind */
export function modelKind(kind: string): ModelKind<AnyModelConfig> {
  const found = kinds.get(kind);
  if (found === undefined)
    throw new InputError(
      `model: kind must name a kind of model, got ${describeValue(kind)}; ${kindRemedy(kind)}`,
    );
  return found;
}

/** What a kind of model asks of the rest of a config that leaves it out. */
export const standardsOf = (kind: unknown): ModelStandards =>
  (typeof kind === "string" ? kinds.get(kind)?.standards : undefined) ?? {};

/** How tools and papers compute a kind; undefined where there is no such kind, or it knows of none. */
export const conventionsOf = (kind: unknown): Conventions | undefined =>
  typeof kind === "string" ? kinds.get(kind)?.conventions : undefined;

/** What `model` of a config may be, as it stands now: another object once a kind is registered. */
export const modelSchema = (): typeof builtInSchema => schema;

/**
 * The model of a config.
 *
 * @throws {InputError} if there is no such kind, or no such model for these data
 */
export const createModel = (config: AnyModelConfig, data: MadeFor): Model =>
  modelKind(config.kind).create(config, data);
