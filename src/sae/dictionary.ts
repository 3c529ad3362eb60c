// What the sparse autoencoders of the modern kind share: an encoder W_enc, b_enc and a decoder W_dec, b_dec around latents,
// with one row an latent in both; and the products of a batch with them, forward and backward side by side.

import { columns, type FloatArray, type Matrix, matrix, rows, sizeOf, transpose } from "../core/arrays.js";
import type { Kernels, Primitives } from "../kernels/kernels.js";
import { type Span, split } from "../nn/shards.js";
import { type BatchLoss, type ParameterBlock, parameterLength } from "./model.js";

/** d and M. */
export interface DictionaryShape {
  readonly inputs: number;
  readonly latents: number;
  /** Whether the encoder sees x − b_dec, or x itself; yes unless given */
  readonly centred?: boolean | undefined;
}

/** What a variant has besides, and what it leaves out. */
export interface DictionaryParts {
  /** Parameters of its own */
  readonly extra?: Readonly<Record<string, readonly number[]>>;
  /** Whether it has encoder.weight and encoder.bias; yes unless given */
  readonly encoder?: boolean;
}

/**
 * The parts of θ: encoder.weight [M, d], encoder.bias [M], W_dec [M, d], b_dec [d], then those of the variant. Both
 * weights have a row a latent, so the names are those that sparsify gives to such arrays.
 */
export function dictionaryParameters(
  { inputs, latents }: DictionaryShape,
  { extra = {}, encoder = true }: DictionaryParts = {},
): ParameterBlock[] {
  const shapes = {
    ...(encoder ? { "encoder.weight": [latents, inputs], "encoder.bias": [latents] } : {}),
    W_dec: [latents, inputs],
    b_dec: [inputs],
    ...extra,
  };
  let offset = 0;
  return Object.entries(shapes).map(([name, shape]) => {
    const block = { name, shape, offset };
    offset += sizeOf(shape);
    return block;
  });
}

/** The loss of a dictionary, whose latents may be helped by what it leaves over. */
export interface DictionaryLoss extends BatchLoss {
  /** 2/B (x̂ − x), as of the last evaluation, [B, d] */
  readonly error: Matrix;
  /** Whether its encoder sees x − b_dec, or x itself; yes unless given */
  readonly centred?: boolean | undefined;
  /** f of the batch, as of the last evaluation, [B, M]. None unless given */
  latents?(): Matrix;
}

/** Views onto θ, or onto a gradient. A part that there is not is asked for in error. */
export interface Dictionary {
  /** Whether there are W_enc and b_enc */
  readonly hasEncoder: boolean;
  /** W_enc, [M, d] */
  readonly encoder: Matrix;
  /** b_enc, [M] */
  readonly encoderBias: FloatArray;
  /** W_dec, [M, d]: the atoms */
  readonly decoder: Matrix;
  /** b_dec, [d] */
  readonly decoderBias: FloatArray;
  /** A part of the variant's own, by name */
  part(name: string): FloatArray;
}

/** The parts of θ by their names. */
export function viewDictionary(theta: FloatArray, parameters: readonly ParameterBlock[]): Dictionary {
  const part = (name: string): FloatArray => {
    const found = parameters.find((block) => block.name === name);
    if (found === undefined) throw new Error(`the dictionary has no part ${name}`);
    return theta.subarray(found.offset, found.offset + sizeOf(found.shape));
  };
  const inputs = part("b_dec").length;
  const weights = (name: string): Matrix => {
    const own = part(name);
    return matrix(own, own.length / inputs, inputs);
  };
  return {
    hasEncoder: parameters.some(({ name }) => name === "encoder.weight"),
    get encoder() {
      return weights("encoder.weight");
    },
    get encoderBias() {
      return part("encoder.bias");
    },
    decoder: weights("W_dec"),
    decoderBias: part("b_dec"),
    part,
  };
}

/** Rows of a task at most: a large encoder is read once for each task. */
const TASK_ROWS = 256;
/** Tasks that a batch is cut into at least, for threads to share. */
const FEWEST_TILES = 4;
/** Tasks over latents: enough for threads to share, each of some latents. */
const [MOST_RANGES, FEWEST_LATENTS] = [32, 32];

/** Whether latents have weights of their own that look for them; of kinds without, codes are found for each example. */
export const hasEncoder = (parameters: readonly Pick<ParameterBlock, "name">[]): boolean =>
  parameters.some(({ name }) => name === "encoder.weight");

/** The elements of a matrix that lies in one piece. */
export function flat({ data, offset, shape }: Matrix): FloatArray {
  return data.subarray(offset, offset + shape[0] * shape[1]);
}

/** A batch and its products with the dictionary. */
export interface DictionaryBatch {
  readonly kernels: Kernels;
  /** B */
  readonly batch: number;
  readonly x: Matrix;
  readonly theta: FloatArray;
  readonly gradient: FloatArray;
  readonly at: Dictionary;
  readonly slopes: Dictionary;
  /** u = x − b_dec, [B, d], or x itself where nothing is centred */
  readonly centred: Matrix;
  /** π = u W_encᵀ + b_enc, [B, M] */
  readonly pre: Matrix;
  /** 2/B (x̂ − x), [B, d]: what the mean squared error sends back */
  readonly error: Matrix;
  /** How the examples, and the latents, are cut into tasks: by the shapes alone */
  readonly tiles: readonly Span[];
  readonly ranges: readonly Span[];
  /** New memory [rows, columns] */
  memory(rows: number, columns: number): Matrix;
}

/** Memory for batches of B examples, in the engine's. */
export function createDictionaryBatch(
  kernels: Kernels,
  { inputs, centred }: DictionaryShape,
  parameters: readonly ParameterBlock[],
  batch: number,
): DictionaryBatch {
  const [theta, gradient] = [1, 2].map(() => kernels.allocate(parameterLength(parameters)));
  const [x, error] = [1, 2].map(() => matrix(kernels.allocate(batch * inputs), batch, inputs));
  return dictionaryBatchOn(kernels, { x, theta, gradient, error, centred }, parameters);
}

/** The same on examples, θ, a gradient and an error that are there: memory for u and π alone. */
export function dictionaryBatchOn(
  kernels: Kernels,
  {
    x,
    theta,
    gradient,
    error,
    centred = true,
  }: Pick<DictionaryLoss, "x" | "theta" | "gradient" | "error" | "centred">,
  parameters: readonly ParameterBlock[],
): DictionaryBatch {
  const [batch, inputs] = x.shape;
  const at = viewDictionary(theta, parameters);
  const [latents] = at.decoder.shape;
  const memory = (m: number, n: number) => matrix(kernels.allocate(m * n), m, n);
  return {
    kernels,
    batch,
    x,
    theta,
    gradient,
    at,
    slopes: viewDictionary(gradient, parameters),
    centred: centred ? memory(batch, inputs) : x,
    pre: memory(batch, latents),
    error,
    tiles: split(batch, Math.ceil(batch / Math.min(TASK_ROWS, Math.ceil(batch / FEWEST_TILES)))),
    ranges: split(latents, Math.min(MOST_RANGES, Math.ceil(latents / FEWEST_LATENTS))),
    memory,
  };
}

/** Work on each tile of examples, beside each other on the engine's threads. */
export const overTiles = (
  { kernels, tiles }: DictionaryBatch,
  work: (k: Primitives, tile: Span, index: number) => void,
): (() => void) => kernels.schedule(tiles.map((tile, index) => (k) => work(k, tile, index)));

/** The same over ranges of latents. */
export const overLatents = (
  { kernels, ranges }: DictionaryBatch,
  work: (k: Primitives, range: Span, index: number) => void,
): (() => void) => kernels.schedule(ranges.map((range, index) => (k) => work(k, range, index)));

/** u = x − b_dec (or x), π = u W_encᵀ + b_enc of some examples. */
export function encodeTile(
  k: Primitives,
  { x, centred, pre, at }: DictionaryBatch,
  { from, to }: Span,
): void {
  if (centred !== x) k.addToRows(-1, at.decoderBias, rows(x, from, to), rows(centred, from, to));
  k.dense("linear", rows(centred, from, to), at.encoder, at.encoderBias, rows(pre, from, to));
}

/** The same of the whole batch. */
export const scheduleEncoder = (batch: DictionaryBatch): (() => void) =>
  overTiles(batch, (k, tile) => encodeTile(k, batch, tile));

/** From ∂L/∂π: ∂W_enc = (∂π)ᵀ u, ∂b_enc = Σ_b ∂π; then b_dec, which u is less by: ∂b_dec −= W_encᵀ ∂b_enc. */
export function scheduleEncoderBackward(batch: DictionaryBatch, preSlopes: Matrix): () => void {
  const { centred, slopes } = batch;
  const weights = overLatents(batch, (k, { from, to }) => {
    const of = columns(preSlopes, from, to);
    k.matmul(transpose(of), centred, rows(slopes.encoder, from, to));
    k.columnSums(of, slopes.encoderBias.subarray(from, to));
  });
  const bias = scheduleCentring(batch);
  return () => {
    weights();
    bias();
  };
}

/** ∂b_dec −= W_encᵀ ∂b_enc, once ∂b_enc is whole; nothing where u is x. */
export function scheduleCentring(batch: DictionaryBatch): () => void {
  const { kernels, at, slopes, ranges, memory } = batch;
  if (batch.centred === batch.x) return () => {};
  const { encoderBias, decoderBias } = slopes;
  const shares = memory(ranges.length, decoderBias.length);
  const multiply = overLatents(batch, (k, { from, to }, range) => {
    const own = matrix(encoderBias.subarray(from, to), 1, to - from);
    k.matmul(own, rows(at.encoder, from, to), rows(shares, range, range + 1));
  });
  return () => {
    multiply();
    kernels.columnSums(shares, decoderBias, -1, 1);
  };
}

/** x̂ = f W_dec + b_dec into `out`. */
export function scheduleDecoder(batch: DictionaryBatch, f: Matrix, out: Matrix): () => void {
  const { at } = batch;
  return overTiles(batch, (k, { from, to }) => {
    k.matmul(rows(f, from, to), at.decoder, rows(out, from, to));
    k.addToRows(1, at.decoderBias, rows(out, from, to), rows(out, from, to));
  });
}

/** ∂f = e W_decᵀ, for e = ∂L/∂x̂. */
export function scheduleLatentSlopes(batch: DictionaryBatch, error: Matrix, out: Matrix): () => void {
  const { at } = batch;
  return overTiles(batch, (k, { from, to }) => {
    k.matmul(rows(error, from, to), transpose(at.decoder), rows(out, from, to));
  });
}

/** ∂W_dec = fᵀ e, ∂b_dec = Σ_b e. */
export function scheduleDecoderBackward(batch: DictionaryBatch, f: Matrix, error: Matrix): () => void {
  const { kernels, slopes } = batch;
  const weights = overLatents(batch, (k, { from, to }) => {
    k.matmul(transpose(columns(f, from, to)), error, rows(slopes.decoder, from, to));
  });
  const bias = kernels.schedule([(k) => k.columnSums(error, slopes.decoderBias)]);
  return () => {
    weights();
    bias();
  };
}

/**
 * From x̂ in `error` to 2/B (x̂ − x).
 *
 * @returns what does it, and gives the mean squared error 1/B Σ ‖x̂ − x‖²
 */
export function scheduleError(batch: DictionaryBatch, output: Matrix): () => number {
  return scheduleWithError(batch, (k, tile, squares) => errorTile(k, batch, { output, tile, squares }));
}

/** From x̂ of some examples to 2/B (x̂ − x), in place; Σ ‖x̂ − x‖² is added to `squares`. */
export function errorTile(
  k: Primitives,
  { x, batch: examples }: DictionaryBatch,
  {
    output,
    tile: { from, to },
    squares,
  }: { readonly output: Matrix; readonly tile: Span; readonly squares: FloatArray },
): void {
  const error = flat(rows(output, from, to));
  k.axpy(-1, flat(rows(x, from, to)), error);
  k.sumOfSquares(error, squares);
  k.scale(2 / examples, error, error);
}

/**
 * Work on each tile of examples that adds the squares of their errors to a number.
 *
 * @returns what does it, and gives the mean squared error 1/B Σ ‖x̂ − x‖²
 */
export function scheduleWithError(
  batch: DictionaryBatch,
  work: (k: Primitives, tile: Span, squares: FloatArray) => void,
): () => number {
  const { kernels, batch: examples, tiles } = batch;
  const squares = kernels.allocate(tiles.length, "float64");
  const run = overTiles(batch, (k, tile, i) => work(k, tile, squares.subarray(i, i + 1)));
  return () => {
    squares.fill(0);
    run();
    let sum = 0;
    for (let tile = 0; tile < squares.length; tile++) sum += squares[tile];
    return sum / examples;
  };
}
