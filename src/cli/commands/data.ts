// rhohat data: what data are like, the same after preprocessing for other programs, and published sets from the network.

import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { CommandModule } from "yargs";
import type { ResolvedData } from "../../config/config.js";
import { parseConfig } from "../../config/parse.js";
import { contiguous, type DType, type FloatNdArray, toDType, view } from "../../core/arrays.js";
import { byteParts } from "../../core/byte-parts.js";
import { InputError } from "../../core/errors.js";
import { quantity } from "../../core/in-words.js";
import { encodeNpy } from "../../data/io/npy.js";
import { writeNpyHeader } from "../../data/io/npy-header.js";
import type { Dataset } from "../../experiments/dataset.js";
import { type DataDescription, describeData } from "../../experiments/describe-data.js";
import { loadDataset } from "../../experiments/load-dataset.js";
import { assertWritable } from "../../train/assert-writable.js";
import { writeAtomically, writePartsAtomically } from "../../train/write-atomically.js";
import { encodePng } from "../../viz/encode-png.js";
import { tileGrid } from "../../viz/tiles.js";
import { colours } from "../colours.js";
import { configFromFlags, dataFlagOptions, flagOf, type GivenFlags } from "../config-flags.js";
import { dataOf } from "../data-of.js";
import { fetchNamed } from "../fetch-named.js";
import { assertMeant, jsonOption, quietOption } from "../options.js";
import { print, printJson, printNumbers, short } from "../output.js";
import { createProgress } from "../progress.js";

interface DataArguments extends GivenFlags {
  path: string;
  set: string | undefined;
  from: string | undefined;
  out: string | undefined;
  json: boolean;
  quiet: boolean;
}

/** Tiles of a picture of examples, at most. */
const MOST_TILES = 100;

function configOf(args: DataArguments): { data: ResolvedData; seed: number; dtype: DType } {
  const named = dataOf("data", { ...args, data: [args.path] });
  const start = { name: "data", model: { kind: "classic" } } as const;
  const data = named.kind === "patches" ? { ...named, preprocess: [] } : named;
  const { vary, ...config } = configFromFlags({ ...start, data }, args);
  if (vary !== undefined)
    throw new InputError(
      "data: each option must have one value, got several; name one, and one list of steps",
    );
  return parseConfig(config, "data", (key) => flagOf(key, args));
}

/** @throws {InputError} unless a .npy or .png file can be written there */
function assertOut(out: string): void {
  if (!/\.(npy|png)$/.test(out))
    throw new InputError(
      `data: --out must end in .npy for the examples or in .png for a picture of them, got ${out}`,
    );
  const folder = dirname(resolve(out));
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new InputError(
      `data: --out must lie in a folder that is there, ${dirname(out)} is none; make it first`,
    );
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory())
    throw new InputError(`data: --out must be a file, ${out} is a folder; name one in it`);
  assertWritable("data", folder);
}

/** The values as a .npy file, an example a row or a column. */
function npyOf(x: FloatNdArray, columns: boolean, dtype: DType): Uint8Array {
  const lying = columns ? x.transpose(1, 0) : x;
  return encodeNpy(toDType(contiguous(lying), dtype), lying.shape);
}

/** All examples of files that memory need not hold, in their order, as the parts of a .npy file. */
async function* npyPartsOf(
  { examples, inOrder }: NonNullable<Dataset["streamed"]>,
  values: number,
  dtype: DType,
): AsyncGenerator<Uint8Array> {
  yield writeNpyHeader(dtype === "float32" ? "<f4" : "<f8", [examples, values]);
  for await (const rows of inOrder()) yield* byteParts(toDType(contiguous(rows), dtype));
}

/** Which examples are written where there are more; null where they are all. */
function whichOf({ kind }: ResolvedData, { x, images, test }: Dataset): string | null {
  if (kind === "patches")
    return `${quantity(x.shape[0], "patch", "patches")} drawn at random of ${quantity(images.length, "image")}; --patches says how many`;
  return test === undefined ? null : `without the ${test.x.shape[0]} examples that are set apart for a test`;
}

/** Some examples as tiles, all on one scale. @throws {InputError} if they are no pictures */
function pngOf({ x, imageShape }: Dataset): Uint8Array {
  if (imageShape === null)
    throw new InputError(
      "data: --out must end in .npy where examples are no pictures; or name their shape (--image-shape 8x8)",
    );
  const [examples, n] = x.shape;
  const count = Math.min(MOST_TILES, examples);
  const tiles = new Float64Array(count * n);
  for (let i = 0; i < count; i++)
    tiles.set(contiguous(x.pick(Math.floor((i * examples) / count), null)), i * n);
  const [low, high] = tiles.reduce(
    ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
    [tiles[0], tiles[0]],
  );
  const scale = low < high ? ([low, high] as const) : ("own" as const);
  return encodePng(tileGrid(view(tiles, [count, n]), { shape: imageShape, scale }));
}

const classesIn = (classes: NonNullable<DataDescription["classes"]>) =>
  `${classes.length}: ${classes.map(({ name, examples }) => `${name} ${examples}`).join(", ")}`;

function printDescription(path: string, about: DataDescription): void {
  const {
    what,
    examples,
    values,
    lookedAt,
    imageShape,
    min,
    max,
    mean,
    variance,
    constantShare,
    classes,
    tested,
    slope,
    correlation,
    suited,
  } = about;
  print(colours.bold(path));
  printNumbers([
    { label: "holds", value: what },
    {
      label: "examples",
      value: `${examples} of ${quantity(values, "value")}${imageShape === null ? "" : `, drawn as ${imageShape.join("×")}`}`,
    },
    ...(lookedAt === undefined || lookedAt.examples === lookedAt.of
      ? []
      : [{ label: "numbers are of", value: `${lookedAt.examples} examples, drawn at random` }]),
    ...(tested === 0 ? [] : [{ label: "for a test", value: String(tested) }]),
    { label: "range", value: `${short(min)} to ${short(max)}${about.isWhole ? ", whole numbers" : ""}` },
    { label: "mean", value: short(mean) },
    { label: "variance", value: short(variance) },
    { label: "constant features", value: `${Number((100 * constantShare).toPrecision(3))} %` },
    ...(classes === null ? [] : [{ label: "classes", value: classesIn(classes) }]),
    ...(correlation === null
      ? []
      : [{ label: "neighbouring pixels", value: `correlation ${correlation.toFixed(2)}` }]),
    ...(slope === null ? [] : [{ label: "power spectrum", value: `f^${slope.toFixed(2)}` }]),
    {
      label: "suits",
      value: suited.preprocess === "none" ? "no preprocessing" : `--preprocess ${suited.preprocess}`,
    },
  ]);
  print(`\n${suited.reason}`);
}

async function look(args: DataArguments): Promise<void> {
  if (args.set !== undefined)
    throw new InputError(
      `data: ${args.set} must stand behind fetch, got ${args.path}; data fetch ${args.set}`,
    );
  if (args.from !== undefined)
    throw new InputError("data: --from must be given only with fetch; else leave it out");
  const { out, json } = args;
  assertMeant("data", { json }, "without --out, which writes the examples", out === undefined);
  if (out !== undefined) assertOut(out);
  const { data, seed, dtype } = configOf(args);
  const progress = createProgress(args.quiet || args.json);
  const { notice } = progress;
  const dataset = await loadDataset(data, seed, { onPhase: progress.phase, onNotice: notice });
  progress.stop();
  if (out === undefined) {
    const about = await describeData(data, dataset);
    return json ? printJson({ path: args.path, ...about }) : printDescription(args.path, about);
  }
  const { streamed, x } = dataset;
  const columns = data.kind === "array" && data.examples === "columns";
  const onlySome = whichOf(data, dataset);
  if (onlySome !== null && out.endsWith(".npy")) notice(onlySome);
  if (out.endsWith(".png")) writeAtomically(resolve(out), pngOf(dataset));
  else if (streamed === undefined) writeAtomically(resolve(out), npyOf(x, columns, dtype));
  else await writePartsAtomically(resolve(out), npyPartsOf(streamed, x.shape[1], dtype));
  print(out);
}

export const dataCommand: CommandModule<object, DataArguments> = {
  builder: (yargs) =>
    yargs
      .positional("path", {
        type: "string",
        demandOption: true,
        describe:
          "examples: what train takes as --data; or fetch, for a published set: mnist, fashion-mnist, cifar10, stl10",
      })
      .positional("set", { type: "string", describe: "which set is fetched" })
      .options(dataFlagOptions())
      .option("out", {
        type: "string",
        requiresArg: true,
        defaultDescription: "none; of fetch datasets/ and the set's name",
        describe:
          "a .npy file for the examples after the steps, one a row, or with --columns one a column; a .png file for a picture of some; of fetch a folder",
      })
      .option("from", {
        type: "string",
        requiresArg: true,
        defaultDescription: "the authors' own",
        describe: "of fetch: another place that has the same files, https://…",
      })
      .option("json", jsonOption)
      .option("quiet", quietOption)
      .epilogue(
        "The spectrum's exponent is a line through log power over log frequency, about −2 of photographs. `rhohat inspect` tells what a file of weights holds.",
      )
      .example("$0 data X.mat --tensor X", "what is in it, and which preprocessing suits it")
      .example(
        "$0 data X.npy --columns --preprocess zca-whiten:epsilon=0.1 --out Y.npy",
        "for other programs",
      )
      .example("$0 data photos --out patches.png", "a look at examples")
      .example("$0 data fetch mnist", "into datasets/mnist") as never,
  handler: (args) => {
    if (args.path !== "fetch") return look(args);
    assertMeant("data", { json: args.json }, "without fetch", false);
    return fetchNamed(args);
  },
};
