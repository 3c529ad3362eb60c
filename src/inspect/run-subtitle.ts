// What stands below the title of a run's figures, so that they say whose they are away from its folder.

import { quantity } from "../core/in-words.js";
import { inPlaces } from "../core/letter-places.js";
import { mainSettings } from "../core/run-labels.js";
import type { Settings } from "../core/settings.js";
import type { RunDirectory } from "../train/run-directory.js";
import { labelled } from "./labelled.js";
import { configOrNull } from "./run-config.js";

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

/** Where the data came from, and how long was trained: "photos · 400 iterations"; without what a sweep varies. */
function makingOf(settings: Settings, varied: readonly string[]): string[] {
  const path = ["data.source.path", "data.source.dir", "data.path", "data.dir"]
    .map((key) => settings[key])
    .find((value) => value !== undefined);
  const data = path ?? settings["data.source.kind"] ?? settings["data.kind"];
  const iterations = settings["optimizer.iterations"];
  return [
    data === undefined || varied.some((key) => key.startsWith("data"))
      ? ""
      : String(data).replace(/^.*[\\/](?=.)/, ""),
    typeof iterations === "number" ? quantity(iterations, "iteration") : "",
  ];
}

/**
 * "exercise short · ρ 0.01 · hidden 25 · seed 0 · photos · 400 iterations": its name, else its experiment, its main
 * settings, and what it was made with.
 *
 * @param isNamed - false where the name stands above already: the experiment stands in its place
 */
export function runSubtitle(directory: RunDirectory, isNamed = true): string {
  const config = configOrNull(directory);
  const run = labelled(directory, config);
  const name = inPlaces((isNamed ? run.name : null) ?? experimentOf(directory) ?? run.experiment, LONGEST);
  return [name, mainSettings(run), ...makingOf(run.settings, run.varied ?? [])].filter(Boolean).join(" · ");
}
