// rhohat convert: weights of one tool as files of another.

import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { CommandModule } from "yargs";
import { InputError } from "../../core/errors.js";
import { assertNamed } from "../../core/known-names.js";
import { importWeights } from "../../experiments/import-weights.js";
import { dictionaryOf } from "../../inspect/raw-weights.js";
import { assertWritable } from "../../train/assert-writable.js";
import { writeFolderAtomically } from "../../train/write-atomically.js";
import { convert, type Form, type Target, targets } from "../../weights/convert.js";
import { readWeights, weightsFile } from "../../weights/read-weights.js";
import { withOpenK } from "../../weights/sparsify.js";
import type { TrainedDictionary } from "../../weights/trained-dictionary.js";
import { colours } from "../colours.js";
import { shapeIn } from "../config-values.js";
import { taking } from "../declared.js";
import { findSingleRun } from "../find-run.js";
import { assertMeant, resultsOption } from "../options.js";
import { print } from "../output.js";

interface ConvertArguments {
  path: string;
  out: string;
  to: string;
  form: string | undefined;
  k: string | undefined;
  lossy: boolean;
  "image-shape": string | undefined;
  results: string;
}

/** A run's folder */
const RUN = "rhohat";
const forms: readonly Form[] = ["training", "inference"];

/** @throws {InputError} unless the folder is new or empty, and can be made */
function assertFree(out: string): void {
  const path = resolve(out);
  if (existsSync(path)) {
    if (!statSync(path).isDirectory())
      throw new InputError(`convert: <out> must be a folder, ${out} is a file`);
    if (readdirSync(path).length > 0)
      throw new InputError(`convert: <out> must be new or empty, ${out} holds files; name another`);
  }
  assertWritable("convert", dirname(path));
}

const dictionaryAt = (path: string, results: string): TrainedDictionary =>
  weightsFile(path) === null ? dictionaryOf(findSingleRun("convert", path, results)) : readWeights(path);

/** k, where the file leaves it open. @throws {InputError} if it is open, or given and not */
function withK(dictionary: TrainedDictionary, k: string | undefined): TrainedDictionary {
  const { model, latents } = dictionary;
  const isOpen = model.kind === "topk" && model.k === undefined;
  if (!isOpen) {
    if (k !== undefined)
      throw new InputError("convert: --k must be given only where the file does not say it; leave it out");
    return dictionary;
  }
  if (k === undefined) return dictionary;
  const count = Number(k);
  if (!(Number.isInteger(count) && count >= 1 && count <= latents))
    throw new InputError(`convert: --k must be a whole number from 1 to the ${latents} latents, got ${k}`);
  return withOpenK(dictionary, count);
}

export const convertCommand: CommandModule<object, ConvertArguments> = {
  builder: (yargs) =>
    yargs
      .positional("path", {
        type: "string",
        demandOption: true,
        describe: "weights, as rhohat inspect reads them, or a run: its folder, its name, latest",
      })
      .positional("out", { type: "string", demandOption: true, describe: "a folder, new or empty" })
      .option(
        "to",
        taking([...targets, RUN], {
          type: "string",
          requiresArg: true,
          demandOption: true,
          describe:
            "saelens, sparsify (of a TopK), npy: a file an array, or rhohat: a run's folder, to be viewed, evaluated and trained further",
        }),
      )
      .option(
        "form",
        taking(forms, {
          type: "string",
          requiresArg: true,
          describe:
            "of SAELens: training, or inference, what it uses after; the one that it was, and inference of other tools, unless given",
        }),
      )
      .option("k", {
        type: "string",
        requiresArg: true,
        describe: "of a TopK of sparsify without its cfg.json: latents an example",
      })
      .option("image-shape", {
        type: "string",
        requiresArg: true,
        describe: "of a run: an example as a picture, 8x8 or 8x8x3",
      })
      .option("lossy", {
        type: "boolean",
        default: false,
        describe: "convert what the other form cannot say in full too, and list what is lost",
      })
      .option("results", resultsOption)
      .example("$0 convert topk-patches sae/ --to saelens", "the newest run of an experiment, for SAELens")
      .example("$0 convert trainer_0/ae.pt sae/ --to saelens", "of dictionary_learning"),
  handler: ({ path, out, to, form, k, lossy, results, "image-shape": imageShape }) => {
    assertNamed("convert", "--to", "name a form", to, [...targets, RUN]);
    if (form !== undefined) {
      assertNamed("convert", "--form", "name a form", form, forms);
      if (to !== "saelens")
        throw new InputError("convert: --form must be given only with --to saelens; leave it out");
    }
    assertFree(out);
    const dictionary = withK(dictionaryAt(path, results), k);
    assertMeant("convert", { "image-shape": imageShape }, `with --to ${RUN}`, to === RUN);
    const assertSaid = (lost: readonly string[]) => {
      if (lost.length > 0 && !lossy)
        throw new InputError(
          `convert: ${path} must be said in full by ${to}, it is not: ${lost.join("; ")}. --lossy converts it nevertheless`,
        );
    };
    if (to === RUN) {
      const lost = dictionary.unsaid.map((clause) => `${dictionary.tool} ${clause}`);
      assertSaid(lost);
      importWeights(path, dictionary, { out: resolve(out) }, imageShape && shapeIn(imageShape));
      tellAndPrint(dictionary.notes, lost, out);
      return;
    }
    const target = to as Target;
    if (target === "saelens" && dictionary.model.kind === "topk" && dictionary.model.k === undefined)
      throw new InputError(`convert: k must be known for SAELens, ${path} does not say it; give --k`);
    const own = dictionary.tool === "saelens" ? dictionary.form : "inference";
    const converted = convert(dictionary, target, (form as Form | undefined) ?? own);
    if (converted === null)
      throw new InputError(
        `convert: ${path} must be of a kind that ${target} has, it is of the kind ${dictionary.model.kind}; --to npy writes its arrays`,
      );
    const { files, lost } = converted;
    assertSaid(lost);
    writeFolderAtomically(resolve(out), files);
    // Who asks for arrays wants them without a config.
    const alone = target === "npy" ? ["these are arrays alone, rhohat inspect tells the config"] : [];
    tellAndPrint([...dictionary.notes, ...alone], lost, out);
  },
};

/** What was done to read the weights, what their new form does not say, and where they are. */
function tellAndPrint(notes: readonly string[], lost: readonly string[], out: string): void {
  for (const note of notes) print(colours.yellow(`note: ${note}`));
  for (const clause of lost) print(colours.yellow(`lost: ${clause}`));
  print(out);
}
