// What must stay when a run goes on: all that decides its numbers but how long it trains and where its data lie.

import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { DataConfig, ExperimentConfig, ResolvedConfig } from "../config/config.js";
import { InputError } from "../core/errors.js";
import type { RunDirectory, RunRecord } from "../train/run-directory.js";

/** Parts of data that may have the path: what patches are cut from, and known features. */
const PARTS = ["source", "features"] as const;

/** The data without the path to them: the fingerprint proves that they are the same. */
function withoutPath(data: object): object {
  const { path: _path, dir: _dir, ...rest } = { path: "", dir: "", ...data } as Record<string, unknown>;
  for (const part of PARTS) {
    const own = rest[part];
    if (typeof own === "object" && own !== null) rest[part] = withoutPath(own);
  }
  return rest;
}

const hashOf = (value: unknown) =>
  createHash("sha256")
    .update(JSON.stringify(value) ?? "")
    .digest("hex")
    .slice(0, 16);

/** A hash of each part of a config that must stay, for run.json. */
export function fixedParts({
  seed,
  dtype,
  data,
  through,
  model: named,
  optimizer: all,
}: ResolvedConfig): Record<string, string> {
  const { iterations: _iterations, epochs: _epochs, ...optimizer } = { epochs: undefined, ...all };
  const model =
    "initial" in named && named.initial.kind === "runs"
      ? { ...named, initial: { ...named.initial, runs: named.initial.runs.length } }
      : named;
  const parts = {
    seed,
    dtype,
    data: withoutPath(data),
    model,
    optimizer,
    ...(through && { through: through.map(({ run: _run, ...passage }) => passage) }),
  };
  return Object.fromEntries(Object.entries(parts).map(([key, value]) => [key, hashOf(value)]));
}

/**
 * @param done - the iterations of the checkpoint to go on from
 * @throws {InputError} if `config` is not that of the run, or asks for fewer iterations than are done
 */
export function assertSameRun(
  directory: RunDirectory,
  { fixed = {} }: RunRecord,
  config: ResolvedConfig,
  done: number,
): void {
  for (const [key, hash] of Object.entries(fixedParts(config))) {
    if (fixed[key] !== undefined && fixed[key] !== hash) {
      throw new InputError(
        `resume: ${key} must stay as ${directory.path} was started with, it has changed in config.json; put it back or start a new run`,
      );
    }
  }
  const { iterations = done } = config.optimizer; // where epochs are given it is known with the data
  if (iterations < done) {
    throw new InputError(
      `resume: optimizer.iterations must be at least the ${done} that are done, got ${iterations}; start a new run for fewer`,
    );
  }
}

/** The paths in a text, which has commas between several. */
const pathsIn = (text: string): string[] => text.split(",").map((path) => resolve(path.trim()));

/** The same data at another place; null where they have none. */
function dataAt(data: object, path: string): object | null {
  if ("path" in data)
    return { ...data, path: "kind" in data && data.kind === "shards" ? pathsIn(path) : resolve(path) };
  if ("dir" in data) return { ...data, dir: resolve(path) };
  for (const part of PARTS) {
    const own: object | undefined = (data as Partial<Record<typeof part, object>>)[part];
    const key = ["path", "dir"].find((name) => own !== undefined && name in own);
    if (key !== undefined) return { ...data, [part]: { ...own, [key]: resolve(path) } };
  }
  return null;
}

/**
 * The same data at another place, and so those of stages that have their own.
 *
 * @throws {InputError} that begins with `where` if the data have no place
 */
export function withDataPath<
  Config extends { readonly data: DataConfig; readonly stages?: ExperimentConfig["stages"] },
>(where: string, config: Config, path: string): Config {
  const data = dataAt(config.data, path);
  if (data === null)
    throw new InputError(
      `${where}: --data-path must be given for a folder or a file of data, this run has none`,
    );
  const stages = config.stages?.map((stage) => {
    const { data: own } = stage.set ?? {};
    const moved = typeof own === "object" && own !== null ? dataAt(own, path) : null;
    return moved === null ? stage : { ...stage, set: { ...stage.set, data: moved } };
  });
  return { ...config, data, ...(stages && { stages }) };
}
