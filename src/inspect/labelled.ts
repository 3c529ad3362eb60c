// What tells a run from others, from its folder alone.

import { basename, dirname } from "node:path";
import { completed } from "../config/completed.js";
import type { ResolvedConfig } from "../config/config.js";
import type { Labelled } from "../core/run-labels.js";
import { settingsOf } from "../core/settings.js";
import { variedIn } from "../core/varied.js";
import { readName } from "../train/about.js";
import type { RunDirectory } from "../train/run-directory.js";
import { configOrNull } from "./run-config.js";

/** The names that its folders give a run. */
export function folderNames({ path }: RunDirectory): { readonly experiment: string; readonly run: string } {
  const isMember = basename(dirname(path)) === "members";
  const top = isMember ? dirname(dirname(path)) : path;
  return {
    experiment: basename(dirname(top)),
    run: isMember ? `${basename(top)} · ${basename(path)}` : basename(path),
  };
}

/** What a config sets, with what follows from its other keys, and what it varies. */
export const settingsIn = (config: ResolvedConfig): Required<Pick<Labelled, "settings" | "varied">> => ({
  settings: settingsOf(completed(config)),
  varied: variedIn(config).map(({ key }) => key),
});

/** @param config - its own, for whoever has read it already; no settings are known where it cannot be read */
export const labelled = (
  directory: RunDirectory,
  config: ResolvedConfig | null = configOrNull(directory),
): Labelled => ({
  ...folderNames(directory),
  name: readName(directory),
  ...(config === null ? { settings: {} } : settingsIn(config)),
});
