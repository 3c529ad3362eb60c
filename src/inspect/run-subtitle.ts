// What stands below the title of a run's figures, so that they say whose they are away from its folder.

import { inPlaces } from "../core/letter-places.js";
import { mainSettings } from "../core/run-labels.js";
import type { RunDirectory } from "../train/run-directory.js";
import { labelled } from "./labelled.js";

/** Places of letters that a name takes, at most: the settings find room beside it. */
const LONGEST = 40;

/** The experiment's name as its config says it: a folder may have any. */
function experimentOf(directory: RunDirectory): string | undefined {
  try {
    const { name } = directory.readJson("config.json") as { name?: unknown };
    return typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
}

/** "exercise short · ρ 0.01 · hidden 25 · seed 0": its name, else its experiment, and its main settings. */
export function runSubtitle(directory: RunDirectory): string {
  const run = labelled(directory);
  const name = inPlaces(run.name ?? experimentOf(directory) ?? run.experiment, LONGEST);
  return [name, mainSettings(run)].filter(Boolean).join(" · ");
}
