// rhohat inspect: what a file of weights or data holds.

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { CommandModule } from "yargs";
import { InputError, inputError } from "../../core/errors.js";
import { whyMissing } from "../../data/io/read-file.js";
import { inspectPath, type PathContents } from "../../inspect/inspect-path.js";
import { colours } from "../colours.js";
import { namesNear, runsIn, runsNamed } from "../find-run.js";
import { jsonOption, resultsOption } from "../options.js";
import { print, printJson, printNumbers, short, table } from "../output.js";

interface InspectArguments {
  path: string;
  results: string;
  json: boolean;
}

/** Settings of a model on one line: those of parts that are objects as JSON. */
const told = (settings: Readonly<Record<string, unknown>>): string =>
  Object.entries(settings)
    .map(([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : value}`)
    .join(", ");

function printContents({ path, dictionary, why, broken, arrays }: PathContents): void {
  print(colours.bold(path));
  if (dictionary !== null) {
    const { tool, version, architecture, form, inputs, latents, model, centred, notes, unsaid } = dictionary;
    printNumbers([
      { label: "written by", value: version === null ? tool : `${tool} ${version}` },
      {
        label: "architecture",
        value: form === "training" && tool === "saelens" ? `${architecture}, in training` : architecture,
      },
      { label: "inputs d", value: String(inputs) },
      { label: "latents M", value: String(latents) },
      { label: "as a model", value: told(model) },
      { label: "π", value: centred ? "(x − b_dec) W_enc + b_enc" : "x W_enc + b_enc" },
    ]);
    for (const clause of unsaid) print(colours.yellow(`note: ${tool} ${clause}`));
    for (const note of notes) print(colours.yellow(`note: ${note}`));
  }
  print("");
  print(
    table(
      ["array", "type", "shape", "min", "max", "mean", "not finite"],
      arrays.map(({ name, dtype, shape, min, max, mean, notFinite }) => [
        name,
        dtype,
        shape.length === 0 ? "one value" : shape.join(" × "),
        short(min),
        short(max),
        short(mean),
        String(notFinite),
      ]),
    ),
  );
  if (why !== null && !broken) print(colours.yellow(`\nno dictionary: ${why}`));
}

/** The paths beside one that is not there, as they would be typed. */
function pathsBeside(path: string): string[] {
  const folder = dirname(path);
  const before = path.slice(0, path.length - basename(path).length);
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(folder).map((name) => before + name)
    : [];
}

/** The folder of a run. @throws {InputError} that names what is nearest, where there is no such run */
function runPath(name: string, results: string): string {
  const beside = pathsBeside(name);
  if (beside.includes(name)) throw inputError("inspect", "<path>", "be there", name, whyMissing(name));
  const runs = runsIn("inspect", results);
  const run = runsNamed("inspect", name, runs).at(-1);
  if (run !== undefined) return run.path;
  throw inputError(
    "inspect",
    "<path>",
    `be a file, a folder or a run in ${results}`,
    name,
    namesNear(name, runs, results, beside),
  );
}

export const inspectCommand: CommandModule<object, InspectArguments> = {
  builder: (yargs) =>
    yargs
      .epilogue("`rhohat data` tells what examples are like, and which preprocessing suits them.")
      .positional("path", {
        type: "string",
        demandOption: true,
        describe:
          "a run by its folder or name, a .npy file, or weights: a folder of SAELens, sparsify or dictionary_learning, a .safetensors or .pt file, also of openai and saev",
      })
      .option("results", resultsOption)
      .option("json", jsonOption)
      .example("$0 inspect sae/", "a folder with cfg.json and sae_weights.safetensors")
      .example("$0 inspect trainer_0/ae.pt", "read without running anything in it"),
  handler: ({ path, results, json }) => {
    const contents = inspectPath(existsSync(path) ? path : runPath(path, results));
    if (json) printJson(contents);
    else printContents(contents);
    if (contents.broken) throw new InputError(contents.why!);
  },
};
