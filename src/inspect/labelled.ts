// What tells a run from others, from its folder alone.

import { basename, dirname } from "node:path";
import { completed } from "../config/completed.js";
import type { ResolvedConfig } from "../config/config.js";
import { valueLabels } from "../core/combination-labels.js";
import type { Labelled } from "../core/run-labels.js";
import { type Settings, settingsOf } from "../core/settings.js";
import { variedIn } from "../core/varied.js";
import { readName } from "../train/about.js";
import type { RunDirectory } from "../train/run-directory.js";
import { configOrNull } from "./run-config.js";

const isMember = ({ path }: RunDirectory) => basename(dirname(path)) === "members";

/** The folder of a run, or of the sweep that it is a member of. */
const topOf = (run: RunDirectory) => (isMember(run) ? dirname(dirname(run.path)) : run.path);

/** The names that its folders give a run. */
export function folderNames(run: RunDirectory): { readonly experiment: string; readonly run: string } {
  const [top, own] = [topOf(run), basename(run.path)];
  return { experiment: basename(dirname(top)), run: isMember(run) ? `${basename(top)} · ${own}` : own };
}

/** The folder of results in which a run lies. */
export const resultsOf = (run: RunDirectory): string => dirname(dirname(topOf(run)));

/** Values of a varied part that are told. */
const MOST_VALUES = 6;

/** Varied parts of a config, such as models, by what differs between them: "k 4 | k 8"; of many how many. */
const variedParts = (config: unknown): Settings =>
  Object.fromEntries(
    variedIn(config).flatMap(({ key, values }) =>
      values.every((value) => typeof value === "object")
        ? [
            [
              key,
              values.length > MOST_VALUES
                ? `one of ${values.length}`
                : values.map(valueLabels(key, values)).join(" | "),
            ],
          ]
        : [],
    ),
  );

/** What a config sets, with what follows from its other keys, and what it varies. */
export const settingsIn = (config: ResolvedConfig): Required<Pick<Labelled, "settings" | "varied">> => ({
  settings: { ...settingsOf(completed(config)), ...variedParts(config) },
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
