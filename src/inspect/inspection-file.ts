// inspection.safetensors: what is known of a trained model on its data, with the names of its columns.

import { contiguous, dtypeOf, type Matrix, matrix, view, zeros } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import { encodeSafetensors, parseSafetensors, type Tensor } from "../data/io/safetensors.js";
import { EXAMPLES_AN_INTERVAL, HISTOGRAM_BINS, INTERVALS } from "../metrics/activation-statistics.js";
import type { BudgetCurve } from "../metrics/budget-curve.js";
import { PARTNERS, type Partners } from "../metrics/coactivation.js";
import { frequencyOnBound, type GaborFit } from "../metrics/gabor-fit.js";
import type { Model } from "../sae/model.js";
import type { RunDirectory } from "../train/run-directory.js";
import { readRunFile } from "../train/run-file.js";
import { writeAtomically } from "../train/write-atomically.js";
import type { CloserLook } from "./closer-look.js";
import { gaborColumns } from "./gabor-columns.js";
import type { Inspection } from "./inspection.js";

const FILE = "inspection.safetensors";
/** Columns of fits written before it was told whether their frequency stands on its bound. */
const OLD_GABOR_COLUMNS = 10;

function gaborOf(row: ArrayLike<number>, shape: readonly number[] | null): GaborFit | null {
  if (Number.isNaN(row[0])) return null;
  const [orientation, frequency, bandwidth, phase, r, c, across, along, amplitude, r2, onBound] =
    Array.from(row);
  return {
    orientation,
    frequency,
    bandwidth: Number.isNaN(bandwidth) ? null : bandwidth,
    phase,
    centre: [r, c],
    sigma: [across, along],
    amplitude,
    r2,
    onBound:
      onBound === undefined
        ? shape !== null && frequencyOnBound({ orientation, frequency }, shape)
        : onBound === 1,
  };
}

const statisticsShapes = {
  density: [],
  mean: [],
  std: [],
  min: [],
  max: [],
  histogram: [HISTOGRAM_BINS],
  intervalCounts: [INTERVALS],
  exampleIndex: [INTERVALS, EXAMPLES_AN_INTERVAL],
  exampleActivation: [INTERVALS, EXAMPLES_AN_INTERVAL],
} as const;
type StatisticsName = keyof typeof statisticsShapes;
const statisticsNames = Object.keys(statisticsShapes) as StatisticsName[];

const partners = ["with", "instead"] as const;
const partnerColumns = { Unit: "unit", Correlation: "correlation", Together: "together" } as const;

/** Tensors of a layer's closer look, by name. */
function closerTensors({ coactivation, lossWithout }: CloserLook, units: number): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {};
  if (lossWithout !== null) tensors.lossWithout = { shape: [units], data: lossWithout };
  if (coactivation === null) return tensors;
  tensors.coactivationExamples = { shape: [1], data: Float64Array.of(coactivation.examples) };
  tensors.coactivationActive = { shape: [units], data: coactivation.active };
  for (const kind of partners)
    for (const [column, name] of Object.entries(partnerColumns))
      tensors[`${kind}${column}`] = { shape: [units, PARTNERS], data: coactivation[kind][name] };
  return tensors;
}

const budgetNames = ["k", "least", "fvu", "active"] as const;

const originColumns = [
  { name: "image", unit: "index" },
  { name: "row", unit: "pixels" },
  { name: "column", unit: "pixels" },
];

/** What the columns of a tensor are, for its entry in __metadata__. */
const columnsText = (columns: readonly { readonly name: string; readonly unit: string }[]): string =>
  JSON.stringify({
    columns: columns.map(({ name }) => name),
    units: columns.map(({ unit }) => unit),
  });

/**
 * Writes inspection.safetensors: layer1.density [units], layer1.histogram [units, bins], examples.values [named, n], ….
 * Its __metadata__ names the columns of layer1.gabor, … and examples.origin, and their units, as JSON under the
 * tensor's name; a value that is not known is NaN.
 */
export function writeInspection(
  directory: RunDirectory,
  { layers, budgets, spread, trueAtoms, examples, reconstructions }: Inspection,
): void {
  const tensors: Record<string, Tensor> = {};
  const metadata: Record<string, string> = {};
  for (const [l, { statistics, cosines, gabor, closer }] of layers.entries()) {
    const { units } = statistics;
    tensors[`layer${l + 1}.examples`] = { shape: [1], data: Float64Array.of(statistics.examples) };
    for (const name of statisticsNames)
      tensors[`layer${l + 1}.${name}`] = {
        shape: [units, ...statisticsShapes[name]],
        data: statistics[name],
      };
    for (const [name, data] of Object.entries(cosines))
      tensors[`layer${l + 1}.${name}`] = { shape: [units], data };
    for (const [name, tensor] of Object.entries(closerTensors(closer, units)))
      tensors[`layer${l + 1}.${name}`] = tensor;
    if (gabor !== null) {
      const values = gabor.flatMap((fit) =>
        gaborColumns.map(({ of }) => (fit === null ? null : of(fit)) ?? Number.NaN),
      );
      tensors[`layer${l + 1}.gabor`] = {
        shape: [units, gaborColumns.length],
        data: Float64Array.from(values),
      };
      metadata[`layer${l + 1}.gabor`] = columnsText(gaborColumns);
    }
  }
  const all = [...examples];
  const n = all[0]?.[1].values.length ?? 0;
  const values = zeros(dtypeOf(all[0]?.[1].values ?? new Float64Array(0)), all.length * n);
  for (const [i, [, example]] of all.entries()) values.set(example.values, i * n);
  tensors["examples.index"] = { shape: [all.length], data: Float64Array.from(all, ([index]) => index) };
  tensors["examples.values"] = { shape: [all.length, n], data: values };
  if (all.length > 0 && all[0][1].origin !== null) {
    tensors["examples.origin"] = {
      shape: [all.length, 3],
      data: Float64Array.from(all.flatMap(([, { origin }]) => [origin!.image, origin!.row, origin!.column])),
    };
    metadata["examples.origin"] = columnsText(originColumns);
  }
  if (budgets !== null) {
    for (const name of budgetNames)
      tensors[`budgets.${name}`] = { shape: [budgets[name].length], data: budgets[name] };
    tensors["budgets.first"] = { shape: [budgets.first.length], data: budgets.first };
  }
  if (spread !== null) tensors["data.spread"] = { shape: [1], data: Float64Array.of(spread) };
  if (trueAtoms !== null) tensors["truth.atoms"] = { shape: trueAtoms.shape, data: contiguous(trueAtoms) };
  if (reconstructions !== null) {
    const { drawn, index, x, output } = reconstructions;
    tensors["reconstructions.drawn"] = { shape: [1], data: Float64Array.of(drawn) };
    tensors["reconstructions.index"] = { shape: [index.length], data: index };
    tensors["reconstructions.x"] = { shape: x.shape, data: x.data };
    tensors["reconstructions.output"] = { shape: output.shape, data: output.data };
  }
  writeAtomically(directory.file(FILE), encodeSafetensors(tensors, metadata));
}

/** Bytes of the file, at most. */
const MOST_BYTES = 2 ** 31;

/** The tensors of the file, asked for by name and shape. @throws {InputError} unless they are of that shape */
class StoredTensors {
  constructor(
    readonly path: string,
    readonly tensors: Readonly<Record<string, Tensor>>,
  ) {}

  has(name: string): boolean {
    return this.tensors[name] !== undefined;
  }

  /** Columns of a matrix; undefined where there is none. */
  widthOf(name: string): number | undefined {
    return this.tensors[name]?.shape[1];
  }

  /** @param shape - null where any length will do */
  get(name: string, shape: readonly (number | null)[]): Tensor {
    const tensor = this.tensors[name];
    const fits =
      tensor?.shape.length === shape.length && shape.every((n, i) => n === null || n === tensor.shape[i]);
    if (!fits)
      throw new InputError(
        `readInspection: ${name} in ${this.path} must have the shape ${shape.map((n) => n ?? "any").join("×")} of the run's model, got ${tensor?.shape.join("×") ?? "nothing"}`,
      );
    return tensor;
  }

  wide(name: string, shape: readonly (number | null)[]): Float64Array {
    return Float64Array.from(this.get(name, shape).data);
  }
}

type Described = Pick<Model, "inputs" | "layers" | "ranking">;

/**
 * What writeInspection wrote; null where the run has none yet.
 *
 * @param model - the run's
 * @param imageShape - of an example that is a picture
 * @throws {InputError} if the file is broken, or is that of another model: what makes it anew is said with it
 */
export function readInspection(
  directory: RunDirectory,
  model: Described,
  imageShape: readonly number[] | null,
): Inspection | null {
  const bytes = readRunFile(directory.path, FILE, MOST_BYTES);
  if (bytes === null) return null;
  const path = directory.file(FILE);
  try {
    const stored = new StoredTensors(path, parseSafetensors(bytes, path));
    return read(stored, model, imageShape);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const fault = error.message.replace(/^\w+: /, "");
    throw new InputError(`run directory: ${fault}; rhohat describe ${directory.path} makes it anew`);
  }
}

function read(
  stored: StoredTensors,
  { inputs, layers, ranking }: Described,
  imageShape: readonly number[] | null,
): Inspection {
  return {
    layers: layers.map(({ layer, units }) => readLayer(stored, layer, units, imageShape)),
    budgets: ranking === undefined ? null : readBudgets(stored, ranking, layers[0].units),
    spread: stored.has("data.spread") ? stored.get("data.spread", [1]).data[0] : null,
    trueAtoms: stored.has("truth.atoms") ? readTrueAtoms(stored, inputs) : null,
    examples: readExamples(stored, inputs),
    reconstructions: stored.has("reconstructions.x") ? readReconstructions(stored, inputs) : null,
  };
}

function readLayer(
  stored: StoredTensors,
  layer: number,
  units: number,
  imageShape: readonly number[] | null,
): Inspection["layers"][number] {
  /** NaN in a run of before it was kept */
  const sinceKept = (name: string) =>
    stored.has(`layer${layer}.${name}`)
      ? stored.wide(`layer${layer}.${name}`, [units])
      : new Float64Array(units).fill(Number.NaN);
  const array = (name: StatisticsName) =>
    name === "std"
      ? sinceKept(name)
      : stored.wide(`layer${layer}.${name}`, [units, ...statisticsShapes[name]]);
  const arrays = Object.fromEntries(statisticsNames.map((name) => [name, array(name)])) as Record<
    StatisticsName,
    Float64Array
  >;
  const gabor = `layer${layer}.gabor`;
  const columns = stored.widthOf(gabor) === OLD_GABOR_COLUMNS ? OLD_GABOR_COLUMNS : gaborColumns.length;
  const fits = stored.has(gabor) ? stored.get(gabor, [units, columns]).data : null;
  return {
    statistics: { units, examples: stored.get(`layer${layer}.examples`, [1]).data[0], ...arrays },
    cosines: {
      largestCosine: sinceKept("largestCosine"),
      smallestCosine: sinceKept("smallestCosine"),
      meanCosine: sinceKept("meanCosine"),
    },
    closer: readCloser(stored, layer, units),
    gabor:
      fits === null
        ? null
        : Array.from({ length: units }, (_, unit) =>
            gaborOf(fits.subarray(unit * columns, (unit + 1) * columns), imageShape),
          ),
  };
}

/** Nothing in a run of before it was kept. */
function readCloser(stored: StoredTensors, layer: number, units: number): CloserLook {
  const name = (what: string) => `layer${layer}.${what}`;
  const lossWithout = stored.has(name("lossWithout")) ? stored.wide(name("lossWithout"), [units]) : null;
  if (!stored.has(name("coactivationExamples"))) return { coactivation: null, lossWithout };
  const of = (kind: (typeof partners)[number]): Partners => ({
    unit: readUnits(stored, name(`${kind}Unit`), units),
    correlation: stored.wide(name(`${kind}Correlation`), [units, PARTNERS]),
    together: stored.wide(name(`${kind}Together`), [units, PARTNERS]),
  });
  const coactivation = {
    examples: stored.get(name("coactivationExamples"), [1]).data[0],
    active: stored.wide(name("coactivationActive"), [units]),
    with: of("with"),
    instead: of("instead"),
  };
  return { coactivation, lossWithout };
}

/** @throws {InputError} if one is neither a unit nor −1 */
function readUnits(stored: StoredTensors, name: string, units: number): Float64Array {
  const found = stored.wide(name, [units, PARTNERS]);
  const wrong = found.find((unit) => !(Number.isInteger(unit) && unit >= -1 && unit < units));
  if (wrong !== undefined)
    throw new InputError(
      `readInspection: ${name} in ${stored.path} must be units below ${units} or −1, got ${wrong}`,
    );
  return found;
}

/** Null in a run of before it was kept. */
function readBudgets(
  stored: StoredTensors,
  { over }: NonNullable<Model["ranking"]>,
  units: number,
): BudgetCurve | null {
  if (!stored.has("budgets.k")) return null;
  const k = stored.wide("budgets.k", [null]);
  const of = (name: (typeof budgetNames)[number]) => stored.wide(`budgets.${name}`, [k.length]);
  return {
    over,
    k,
    least: of("least"),
    fvu: of("fvu"),
    active: of("active"),
    first: stored.wide("budgets.first", [units]),
  };
}

function readTrueAtoms(stored: StoredTensors, n: number): Matrix {
  const { data, shape } = stored.get("truth.atoms", [null, n]);
  return matrix(data, shape[0], n);
}

function readExamples(stored: StoredTensors, n: number): Inspection["examples"] {
  const index = stored.get("examples.index", [null]).data;
  if (index.length === 0) return new Map(); // no unit ever fired
  const values = stored.get("examples.values", [index.length, n]).data;
  const origin = stored.has("examples.origin") ? stored.get("examples.origin", [index.length, 3]).data : null;
  return new Map(
    Array.from(index, (example, i) => [
      example,
      {
        values: values.subarray(i * n, (i + 1) * n),
        origin:
          origin === null
            ? null
            : { image: origin[3 * i], row: origin[3 * i + 1], column: origin[3 * i + 2] },
      },
    ]),
  );
}

function readReconstructions(stored: StoredTensors, n: number): Inspection["reconstructions"] {
  const index = stored.wide("reconstructions.index", [null]);
  const matrixOf = (name: string) => view(stored.wide(name, [index.length, n]), [index.length, n]);
  // Runs of before kept those of most contrast alone.
  const name = "reconstructions.drawn";
  const drawn = stored.has(name) ? stored.get(name, [1]).data[0] : 0;
  if (!(Number.isInteger(drawn) && drawn >= 0 && drawn <= index.length))
    throw new InputError(
      `readInspection: ${name} in ${stored.path} must be a whole number up to ${index.length}, got ${drawn}`,
    );
  return { drawn, index, x: matrixOf("reconstructions.x"), output: matrixOf("reconstructions.output") };
}
