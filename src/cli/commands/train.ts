// rhohat train: a sparse autoencoder on any data, from flags.

import type { Argv, CommandModule } from "yargs";
import type { ResolvedConfig } from "../../config/config.js";
import { parseConfig } from "../../config/parse.js";
import { withValue } from "../../config/with-value.js";
import { InputError } from "../../core/errors.js";
import { inWords } from "../../core/in-words.js";
import { variedIn } from "../../core/varied.js";
import { configFromFlags, flagOf, flagOptions, type GivenFlags, groups } from "../config-flags.js";
import { takenForShards } from "../data-named.js";
import { dataOf } from "../data-of.js";
import {
  engineOption,
  engineOptions,
  figuresOption,
  jsonOption,
  nameOption,
  newResultsOption,
  outOption,
  placeOptions,
  quietOption,
  threadsOption,
} from "../options.js";
import { attended, begin } from "../training.js";

/** The experiment's, unless given */
const NAME = "train";

interface TrainArguments extends GivenFlags {
  data: string[];
  stream: boolean;
  name: string | undefined;
  engine: string;
  threads: string;
  out: string | undefined;
  figures: boolean;
  results: string | undefined;
  json: boolean;
  quiet: boolean;
}

/** @throws {InputError} that tells what --data was taken for, where the optimiser that nobody named cannot read it so */
function assertOnBatches({ data, stream }: TrainArguments, { data: read, optimizer }: ResolvedConfig): void {
  if (read.kind !== "shards" || optimizer.kind === "adam" || optimizer.kind === "sgd") return;
  const remedies = ["--optimizer adam", "--model topk", ...(stream ? ["leave out --stream"] : [])];
  throw new InputError(
    `train: --data ${takenForShards(data)}; the classic model is trained on all examples at once unless told otherwise: add ${inWords(remedies, "or")}, or name one array or a folder of pictures`,
  );
}

/** The config that the flags say. @throws {InputError} that names the flag which is wrong */
function configOf(args: TrainArguments): ResolvedConfig {
  const start = { name: NAME, data: dataOf("train", args), model: { kind: "classic" } } as const;
  const config = configFromFlags(start, args);
  const nameOf = (key: string) => flagOf(key, args);
  const { vary, ...fixed } = config;
  for (const { key, values } of variedIn({ vary }))
    for (const value of values) parseConfig(withValue(fixed, key, value), "train", nameOf);
  const resolved = parseConfig(config, "train", nameOf);
  const decides = ({ key }: { readonly key: string }) => /^(model|optimizer)\b/.test(key);
  if (args.optimizer === undefined && !variedIn({ vary }).some(decides)) assertOnBatches(args, resolved);
  return resolved;
}

const builder = (yargs: Argv): Argv<TrainArguments> =>
  yargs
    .option("data", {
      group: groups.data,
      requiresArg: true,
      type: "string",
      array: true,
      demandOption: true,
      describe:
        "an array of examples: .npy, .npz, .csv, IDX, .mat, .safetensors, HDF5 or Parquet; several, a pattern or a folder of .npy or .safetensors files, which memory need not hold; an image, PNG, JPEG or with the package sharp WebP, TIFF or AVIF, a folder of them, photos: the shipped ones, dead-leaves: made ones; a folder of MNIST, CIFAR-10, STL-10 or a set of their form; or what is made: leaves, pictures with labels, and of features that are known sparse-toy, synth, world",
    })
    .option("stream", {
      group: groups.data,
      type: "boolean",
      default: false,
      describe:
        "read also a single .npy or .safetensors file as it is trained on, which memory need not hold then",
    })
    .options(flagOptions({ experiment: NAME, model: "classic" }))
    .option("name", nameOption)
    .option("engine", engineOption)
    .option("threads", threadsOption)
    .option("out", outOption)
    .option("figures", figuresOption)
    .option("results", newResultsOption)
    .option("json", jsonOption)
    .option("quiet", quietOption)
    .epilogue(
      "Several values make a run for each, or for each combination: --rho 0.01,0.05 --seed 0,1,2. Lists have commas of their own, so theirs are parted by /: --hidden 25/100. `rhohat config --explain` tells more of each.",
    )
    .example("$0 train --data photos/ --max-side 1000 --hidden 100", "100 features of one's own pictures")
    .example("$0 train --data X.npy --output linear --rho 0.05", "any array, examples as rows")
    .example("$0 train --data 'layer-6/*.npy' --model topk --latents 4096", "files that memory cannot hold")
    .example(
      "$0 train --data photos --rho 0.01,0.05 --seed 0,1,2",
      "six runs, compared",
    ) as unknown as Argv<TrainArguments>;

export const trainCommand: CommandModule<object, TrainArguments> = {
  builder,
  handler: async (args) => {
    const place = placeOptions("train", args);
    const config = configOf(args);
    const options = { ...place, ...engineOptions(args), name: args.name, figures: args.figures };
    await attended(args.quiet, (attending) => begin(config, { ...options, ...attending }, args));
  },
};
