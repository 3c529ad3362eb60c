// Where atoms lie when those that are alike lie together: by UMAP, or where they are many, by their principal components.

import { UMAP } from "umap-js";
import { type FloatMatrix, type Matrix, view } from "../core/arrays.js";
import { RunError } from "../core/errors.js";
import { createRandom } from "../core/random.js";
import { rowNorms, rowOf } from "../core/rows.js";
import { principalComponents } from "../sae/principal-components.js";
import type { AtomMapAnswer } from "./answers.js";
import type { RunAnswers } from "./run-answers.js";

/** Atoms that UMAP lays out: it takes about a second for each 300 of them. */
const MOST_BY_UMAP = 3000;
/** Atoms that count as near an atom, UMAP's own default. */
const NEIGHBOURS = 15;
/** Digits of a place: more than any picture shows. */
const DIGITS = 5;

type Places = Pick<AtomMapAnswer, "method" | "x" | "y">;

/** The nearest of each row by 1 − cosine, itself first: indices and distances. @param unit - rows of norm 1, [M, d] */
function nearest(unit: FloatMatrix, count: number): { indices: number[][]; distances: number[][] } {
  const [rows, d] = unit.shape;
  const { data } = unit;
  const [indices, distances]: [number[][], number[][]] = [[], []];
  const own = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      let dot = 0;
      for (let k = 0; k < d; k++) dot += data[i * d + k] * data[j * d + k];
      own[j] = j === i ? 0 : Math.max(0, 1 - dot);
    }
    const order = Array.from({ length: rows }, (_, j) => j)
      .sort((a, b) => Number(b === i) - Number(a === i) || own[a] - own[b] || a - b)
      .slice(0, count);
    indices.push(order);
    distances.push(order.map((j) => own[j]));
  }
  return { indices, distances };
}

function byUmap(unit: FloatMatrix): number[][] {
  const [rows, d] = unit.shape;
  const neighbours = Math.min(NEIGHBOURS, rows - 1);
  const random = createRandom(0, "map of atoms");
  const umap = new UMAP({ nNeighbors: neighbours, random: () => random.uniform() });
  const { indices, distances } = nearest(unit, neighbours);
  umap.setPrecomputedKNN(indices, distances);
  return umap.fit(Array.from({ length: rows }, (_, i) => Array.from(unit.data.subarray(i * d, (i + 1) * d))));
}

function byComponents(unit: FloatMatrix): number[][] {
  const components = principalComponents(unit);
  const along = [rowOf(components, 0), rowOf(components, Math.min(1, components.shape[0] - 1))];
  return Array.from({ length: unit.shape[0] }, (_, i) => {
    const row = rowOf(unit, i);
    return along.map((axis) => axis.reduce((sum, value, k) => sum + value * row[k], 0));
  });
}

/**
 * Places of atoms in the plane, those of small 1 − cosine together: by UMAP of up to 3000, by the first two principal
 * components of their directions beyond, and of fewer than four. The same each time on a machine; UMAP's powers may differ in
 * their last bits on another. Null of atoms that are 0.
 *
 * @param atoms - [M, d]
 * @see McInnes, Healy and Melville, UMAP (2018)
 */
export function atomMap(atoms: Matrix): Places {
  const norms = rowNorms(atoms);
  const placed = Array.from(norms, (norm, i) => (norm > 0 && Number.isFinite(norm) ? i : -1)).filter(
    (i) => i >= 0,
  );
  const d = atoms.shape[1];
  const unit = new Float64Array(placed.length * d);
  for (const [to, from] of placed.entries())
    unit.set(
      rowOf(atoms, from).map((value) => value / norms[from]),
      to * d,
    );
  const method = placed.length > 3 && placed.length <= MOST_BY_UMAP ? "UMAP" : "PCA";
  const found =
    placed.length === 0 ? [] : (method === "UMAP" ? byUmap : byComponents)(view(unit, [placed.length, d]));
  const along = (axis: number) => {
    const values = new Array<number | null>(atoms.shape[0]).fill(null);
    for (const [from, to] of placed.entries()) values[to] = Number(found[from][axis].toPrecision(DIGITS));
    return values;
  };
  return { method, x: along(0), y: along(1) };
}

/** The rows of several matrices, below each other. */
export function rowsTogether(matrices: readonly Matrix[]): FloatMatrix {
  const [, d] = matrices[0].shape;
  const rows = matrices.flatMap((matrix) =>
    Array.from({ length: matrix.shape[0] }, (_, i) => rowOf(matrix, i)),
  );
  const all = new Float64Array(rows.length * d);
  for (const [i, row] of rows.entries()) all.set(row, i * d);
  return view(all, [rows.length, d]);
}

const isPlaces = (value: unknown, units: number): value is readonly (number | null)[] =>
  Array.isArray(value) &&
  value.length === units &&
  value.every((one) => one === null || Number.isFinite(one));

/**
 * The map of a run's layer as it was trained last, of the atoms of a dictionary, else of what its units look for. It is kept in
 * the run, map-layer1.json, and made anew when the run has gone on.
 */
export function keptAtomMap(answers: RunAnswers, layer: number): AtomMapAnswer {
  const { directory } = answers;
  const { step } = answers.model();
  const { units } = answers.layer(layer);
  const of = answers.first();
  const file = `map-layer${layer}.json`;
  try {
    const kept = directory.readJson(file) as AtomMapAnswer & { of?: unknown };
    if (kept.step === step && kept.of === of && isPlaces(kept.x, units) && isPlaces(kept.y, units))
      return { step, method: kept.method === "PCA" ? "PCA" : "UMAP", x: kept.x, y: kept.y };
  } catch {
    // There is none yet, or a damaged one, which is made anew.
  }
  const made = { step, ...atomMap(answers.pictures(layer, of)) };
  try {
    directory.writeJson(file, { of, ...made });
  } catch (error) {
    if (!(error instanceof RunError)) throw error; // a run that only may be read has it made each time
  }
  return made;
}
