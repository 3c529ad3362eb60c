// Checks a config, fills in the defaults, and says in one line what is wrong.

import type { z } from "zod";
import { describeValue, InputError, shortened } from "../core/errors.js";
import { inWords } from "../core/in-words.js";
import { didYouMean } from "../core/nearest.js";
import { keyNamed } from "../core/setting-symbols.js";
import { DEEPEST, isShallow } from "../core/stored.js";
import { kindRemedy, modelKind } from "../models/registry.js";
import type { ResolvedConfig } from "./config.js";
import { withStandards } from "./model-standards.js";
import { partAt } from "./parts.js";
import { pathsFrom } from "./paths.js";
import { experimentSchema } from "./schema.js";
import { valueAt } from "./value-at.js";
import { withConvention } from "./with-convention.js";

/** @throws {InputError} if lists and objects stand in each other too deep for what recurses */
export function assertShallow(where: string, value: unknown): void {
  if (!isShallow(value))
    throw new InputError(`${where}: it must not nest lists and objects more than ${DEEPEST} deep`);
}

type Path = readonly PropertyKey[];

/** What a config gives, without what it leaves undefined. */
function given(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(given);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (part === undefined ? [] : [[key, given(part)]])),
  );
}

/** What zod says of a value of another type, as a rule. */
const typeRules: Readonly<Record<string, string>> = {
  object: "be an object",
  array: "be a list",
  string: "be a text",
  number: "be a number",
  boolean: "be true or false",
};

/** What an issue of zod says, as it completes "must …". */
export function ruleOf(issue: z.core.$ZodIssue): string {
  // Our own rules complete "must …" and begin in lower case; zod's sentences do not.
  if (/^[a-z]/.test(issue.message)) return issue.message;
  const expected = "expected" in issue ? typeRules[String(issue.expected)] : undefined;
  return expected ?? "be as `rhohat config --explain` says";
}

/** Where a key of a model is that it had at its top once. */
function movedKey(unknown: string, model: unknown): string | undefined {
  const { kind } = model as { kind: string };
  return modelKind(kind).moved?.[unknown];
}

/** The kinds that have a key which this one lacks, where there are any; else the nearest of those that it has. */
function remedyFor(unknown: string, path: Path, config: unknown): string {
  const part = valueAt(config, path);
  const place = path.join() === "model" ? movedKey(unknown, part) : undefined;
  if (place !== undefined) return `it is model.${place} now`;
  const whole = path.length === 0 ? keyNamed(unknown) : undefined;
  if (whole !== undefined) return `did you mean ${whole}?`;
  const names = partAt(path, config, part).flatMap((form) => form.names);
  const elsewhere = partAt(path, config, null).filter((form) => form.names.includes(unknown));
  if (elsewhere.length === 0) return didYouMean(unknown, [...new Set(names)]);
  const { kind } = part as { kind?: unknown };
  return `it belongs to ${inWords(
    elsewhere.map((form) => form.kind),
    "and",
  )}, this is ${describeValue(kind)}`;
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
  const config = withConvention(withStandards(given(value)), { where, nameOf });
  const result = experimentSchema().safeParse(config);
  if (result.success) {
    const { $schema: _, ...data } = result.data;
    return pathsFrom(process.cwd(), JSON.parse(JSON.stringify(data)) as ResolvedConfig);
  }
  const issue = result.error.issues[0];
  const key = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const unknown = issue.keys[0];
    const full = shortened(key === "" ? unknown : `${key}.${unknown}`);
    throw new InputError(`${where}: unknown key ${full}; ${remedyFor(unknown, issue.path, config)}`);
  }
  const found = valueAt(config, issue.path);
  const got = found === undefined ? "nothing" : describeValue(found);
  if (issue.code === "invalid_union" && "discriminator" in issue) {
    const part = issue.path.slice(0, -1);
    const kinds = partAt(part, config, null).map(({ kind }) => kind);
    const named = typeof found === "string" ? found : "";
    const remedy = key === "model.kind" ? kindRemedy(named) : didYouMean(named, kinds);
    throw new InputError(`${where}: ${nameOf(key)} must name a kind, got ${got}; ${remedy}`);
  }
  throw new InputError(`${where}: ${key === "" ? "it" : nameOf(key)} must ${ruleOf(issue)}, got ${got}`);
}
