// What a kind of model puts in the place of parts that a config leaves out.

import type { ModelStandards } from "../models/model-kind.js";
import { standardsOf } from "../models/registry.js";
import type { ResolvedConfig } from "./config.js";
import { DEFAULT_BATCH } from "./optimizer-schema.js";

/** What the kind of model of a config asks for. */
export function standardsFor(config: unknown): ModelStandards {
  const { model } = (config ?? {}) as { model?: { kind?: unknown } | null };
  return standardsOf(model?.kind);
}

/** Examples of a batch that a config has which says nothing of them. */
export function standardBatch(config: Pick<ResolvedConfig, "model" | "optimizer">): number {
  const { optimizer } = standardsFor(config);
  const batch = optimizer?.kind === config.optimizer.kind ? optimizer.batch : undefined;
  return Number(batch ?? DEFAULT_BATCH);
}

/** The config with what its kind of model asks for where it says nothing. */
export function withStandards(config: unknown): unknown {
  const { optimizer, checkpointEvery, preprocess } = standardsFor(config);
  if (typeof config !== "object" || config === null || Array.isArray(config)) return config; // for the schema to refuse
  const { data, optimizer: own } = config as {
    data?: { kind?: unknown; preprocess?: unknown };
    optimizer?: { kind?: unknown };
  };
  const { iterations: _, ...endless } = { iterations: 0, ...optimizer };
  const isItsKind = optimizer !== undefined && own?.kind === optimizer.kind;
  const isLeft = preprocess !== undefined && data?.kind === "patches" && data.preprocess === undefined;
  return {
    ...(optimizer === undefined ? {} : { optimizer }),
    ...(checkpointEvery === undefined ? {} : { checkpointEvery }),
    ...config,
    ...(isItsKind ? { optimizer: { ...("epochs" in own ? endless : optimizer), ...own } } : {}),
    ...(isLeft ? { data: { ...data, preprocess } } : {}),
  };
}
