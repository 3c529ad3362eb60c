// The runs of a sweep that repeat a setting with other seeds.

import { basename, dirname } from "node:path";
import { bySetting, combinations, variedIn } from "../core/varied.js";
import { checkpointIterations } from "../train/checkpoint.js";
import { isRunDirectory, RunDirectory } from "../train/run-directory.js";
import { readRunConfig } from "./run-config.js";

/** The members of its sweep that differ from a run in nothing but the seed and have a checkpoint; none of what is no member. */
export function otherSeeds({ path }: RunDirectory): RunDirectory[] {
  const members = dirname(path);
  const sweep = dirname(members);
  if (basename(members) !== "members" || !isRunDirectory(sweep)) return [];
  const directory = new RunDirectory(sweep);
  const planned = combinations(variedIn(readRunConfig(directory))).map((set, i) => ({ set, folder: i + 1 }));
  const own = Number(basename(path));
  const same = bySetting(planned).find((setting) => setting.members.some(({ folder }) => folder === own));
  const folders = new Set(same?.members.map(({ folder }) => folder));
  return directory
    .members()
    .filter((member) => member.path !== path && folders.has(Number(basename(member.path))))
    .filter((member) => checkpointIterations(member).length > 0);
}
