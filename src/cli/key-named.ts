// What the keys of the config are called by whoever typed a command.

import { type ConfigKey, configKeys } from "../config/keys.js";

/** The parts of the config whose keys functions of the library have as their arguments; else the function is the part. */
const partsOf: Readonly<Record<string, readonly string[]>> = {
  samplePatches: ["data"],
  createBatches: ["optimizer"],
  loadFolder: ["data.source"],
  openBatches: ["optimizer", "data"],
};

/** The flag of a key, by that of its names that was typed. */
function flagOf({ flag, alias }: ConfigKey, words: readonly string[]): string | undefined {
  const typed = words.map((word) => word.split("=")[0]);
  return flag && `--${alias !== undefined && typed.includes(`--${alias}`) ? alias : flag}`;
}

/**
 * How a key that a function of the library names is told: for `rhohat train` the flag "--top-k", else "model.k"; undefined
 * where it is no key.
 *
 * @param where - the function that refuses it, or the part of the config
 * @param argument - what that calls it: "k", or the key itself
 */
export function keyNamed(
  { verb, words }: { readonly verb: string | undefined; readonly words: readonly string[] },
  where: string,
  argument: string,
): string | undefined {
  const paths = [argument, ...(partsOf[where] ?? [where]).map((part) => `${part}.${argument}`)];
  const keys = configKeys().filter(({ path }) => paths.includes(path));
  const flags = verb === "train" ? keys.map((key) => flagOf(key, words)) : [];
  return flags.find((flag) => flag !== undefined) ?? keys[0]?.path;
}
