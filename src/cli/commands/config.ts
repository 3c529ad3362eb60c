// rhohat config: what stands in a config, and what an experiment's says in full.

import type { CommandModule } from "yargs";
import { completed } from "../../config/completed.js";
import { jsonSchema } from "../../config/json-schema.js";
import { type ConfigKey, configKeys } from "../../config/keys.js";
import { InputError } from "../../core/errors.js";
import { experimentPath, loadExperiment } from "../../experiments/load-experiment.js";
import { defaultOf, explainKey, keysNamed, keysWith, nearestKey, wordsOf } from "../explain-key.js";
import { assertMeant, experimentOption, jsonOption, setOption } from "../options.js";
import { print, printJson, table } from "../output.js";
import { parseOverridden } from "../override.js";

interface ConfigArguments {
  experiment: string | undefined;
  explain: string | undefined;
  schema: boolean;
  set: string[];
  json: boolean;
}

/** The keys, those of each kind of a part below its name. */
function* sections(): Generator<{ readonly title: string; readonly keys: readonly ConfigKey[] }> {
  const titleOf = ({ of }: ConfigKey) => of.map(({ at, kind }) => `${at}: ${kind}`).join(", ");
  for (const title of new Set(configKeys().map(titleOf)))
    yield { title, keys: configKeys().filter((key) => titleOf(key) === title) };
}

function explainAll(): void {
  const all = [...sections()];
  const header = ["key", "unless given", "train", "what"];
  const rows = all.flatMap(({ title, keys }) => [
    ...(title === ""
      ? []
      : [
          ["", "", "", ""],
          [title, "", "", ""],
        ]),
    ...keys.map((key) => [
      `${title === "" ? "" : "  "}${key.path}`,
      defaultOf(key),
      key.flag === undefined ? "" : `--${key.flag}`,
      key.description ?? wordsOf(key),
    ]),
  ]);
  print(table(header, rows));
}

/** The keys of a name, or those that may be the word. @throws {InputError} that names the nearest if there are none */
function keysAsked(name: string): ConfigKey[] {
  const bare = name.replace(/^--/, "");
  const found = [keysNamed(bare), keysWith(bare)].find((keys) => keys.length > 0);
  if (found !== undefined) return found;
  const best = nearestKey(bare);
  const remedy = best === undefined ? "rhohat config --explain tells of all" : `did you mean ${best}?`;
  throw new InputError(`config: --explain must name a key or a word of one, got ${name}; ${remedy}`);
}

function explain(name: string, json: boolean): void {
  const keys = name === "" ? [...configKeys()] : keysAsked(name);
  if (json) printJson(keys);
  else if (name === "") explainAll();
  else for (const key of keys) explainKey(key);
}

export const configCommand: CommandModule<object, ConfigArguments> = {
  builder: (yargs) =>
    yargs
      .positional("experiment", {
        ...experimentOption,
        describe: "a name in experiments/, an experiment file or a config.json: prints its config in full",
      })
      .option("explain", {
        type: "string",
        describe:
          "what a key means: a path, its last part, a symbol, a flag without dashes, a word that it may be; all keys unless one is named",
      })
      .option("schema", {
        type: "boolean",
        default: false,
        describe: "JSON Schema, for editors: rhohat config --schema > schema.json",
      })
      .option("set", setOption)
      .option("json", { ...jsonOption, describe: "print --explain as JSON" })
      .example("$0 config --explain", "every key: default, flag, meaning")
      .example("$0 config --explain rho", "one of them")
      .example("$0 config natural-patches --set model.rho=0.05", "what would be run"),
  handler: async ({ experiment, explain: key, schema, set, json }) => {
    const others = { explain: key === undefined ? undefined : true, schema };
    assertMeant("config", others, "without an experiment, whose config is printed", experiment === undefined);
    assertMeant("config", { set }, "with an experiment", experiment !== undefined);
    assertMeant("config", { schema }, "without --explain", key === undefined);
    assertMeant("config", { json }, "with --explain, everything else is JSON anyway", key !== undefined);
    if (
      experiment !== undefined &&
      experimentPath(experiment) === undefined &&
      keysNamed(experiment).length > 0
    )
      throw new InputError(
        `config: <experiment> must name one, ${experiment} is a key; rhohat config --explain ${experiment} tells of it`,
      );
    if (experiment !== undefined)
      printJson(
        completed(parseOverridden("config", await loadExperiment(experiment), set, `config: ${experiment}`)),
      );
    else if (schema) printJson(jsonSchema());
    else explain(key ?? "", json);
  },
};
