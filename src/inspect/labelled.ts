// What tells a run from others, from its folder alone.

import { basename, dirname } from "node:path";
import type { Labelled } from "../core/run-labels.js";
import { type Settings, settingsOf } from "../core/settings.js";
import { readName } from "../train/about.js";
import type { RunDirectory } from "../train/run-directory.js";

/** The names that its folders give a run. */
export function folderNames({ path }: RunDirectory): { readonly experiment: string; readonly run: string } {
  const isMember = basename(dirname(path)) === "members";
  const top = isMember ? dirname(dirname(path)) : path;
  return {
    experiment: basename(dirname(top)),
    run: isMember ? `${basename(top)} · ${basename(path)}` : basename(path),
  };
}

/** None where config.json cannot be read. */
function settingsIn(directory: RunDirectory): Settings {
  try {
    return settingsOf(directory.readJson("config.json"));
  } catch {
    return {};
  }
}

export const labelled = (directory: RunDirectory): Labelled => ({
  ...folderNames(directory),
  name: readName(directory),
  settings: settingsIn(directory),
});
