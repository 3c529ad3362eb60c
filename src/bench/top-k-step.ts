// One training step of a TopK sparse autoencoder, as its schedules are: encode, keep the k highest, decode from them,
// gradients of what was kept, unit-norm projection, clipping to 1, Adam, and the decoder's rows back to length 1.

import { type FloatArray, type Matrix, matrix, rows } from "../core/arrays.js";
import { createRandom } from "../core/random.js";
import { ADAM_NUMBERS, writeAdamNumbers } from "../kernels/adam-numbers.js";
import { codesOf } from "../kernels/batch-top-k.js";
import type { Codes, Kernels, SlotsByLatent, Task } from "../kernels/kernels.js";
import { type Span, split } from "../nn/shards.js";
import type { Job, PreparedJob } from "./job.js";

interface TopKSize {
  /** d */
  readonly visible: number;
  /** M */
  readonly latents: number;
  readonly k: number;
  /** B */
  readonly examples: number;
}

/** A parameter and what its optimiser keeps: [rows, columns] each. */
interface Parameter {
  readonly value: Matrix;
  readonly gradient: Matrix;
  readonly mean: Matrix;
  readonly square: Matrix;
}

const RANKING = { by: "value", scales: null } as const;
/** So many bytes of gathered rows, or of gradients, are worked on at a time: they stay in a cache. */
const CACHED = 262_144;
const LONGEST_TILE = 256;
const MOST_RANGES = 32;

/** A span in pieces of at most so many. */
const pieces = ({ from, to }: Span, most: number): Span[] =>
  split(to - from, Math.ceil((to - from) / most)).map((piece) => ({
    from: from + piece.from,
    to: from + piece.to,
  }));

/** The elements of some rows of a matrix whose rows follow each other. */
function elements({ data, shape: [, columns] }: Matrix, { from, to }: Span): FloatArray {
  return data.subarray(from * columns, to * columns);
}

function filled(kernels: Kernels, length: number, seed: number, limit: number): FloatArray {
  const random = createRandom(seed, "bench");
  const memory = kernels.allocate(length);
  for (let i = 0; i < length; i++) memory[i] = limit * (2 * random.uniform() - 1);
  return memory;
}

function parameter(kernels: Kernels, count: number, columns: number, start: FloatArray | null): Parameter {
  const zeros = () => matrix(kernels.allocate(count * columns), count, columns);
  const value = start === null ? zeros() : matrix(start, count, columns);
  return { value, gradient: zeros(), mean: zeros(), square: zeros() };
}

/** All that a step works on. */
function workingMemory(kernels: Kernels, { visible, latents, k, examples }: TopKSize) {
  const slots = examples * k;
  const codes: Codes = {
    starts: kernels.allocateIndices(examples + 1),
    indices: kernels.allocateIndices(slots),
    values: kernels.allocate(slots),
  };
  for (let b = 0; b <= examples; b++) codes.starts[b] = b * k;
  const byLatent: SlotsByLatent = {
    starts: kernels.allocateIndices(latents + 1),
    slots: kernels.allocateIndices(slots),
    examples: kernels.allocateIndices(slots),
  };
  const decoder = filled(kernels, latents * visible, 1, 1);
  kernels.normalizeRows(matrix(decoder, latents, visible), 0);
  const encoder = kernels.allocate(latents * visible);
  encoder.set(decoder);
  return {
    x: matrix(filled(kernels, examples * visible, 2, 1), examples, visible),
    centred: matrix(kernels.allocate(examples * visible), examples, visible),
    error: matrix(kernels.allocate(examples * visible), examples, visible),
    codes,
    byLatent,
    slotGradients: kernels.allocate(slots),
    encoder: parameter(kernels, latents, visible, encoder),
    decoder: parameter(kernels, latents, visible, decoder),
    encoderBias: parameter(kernels, 1, latents, null),
    decoderBias: parameter(kernels, 1, visible, null),
    numbers: kernels.allocate(ADAM_NUMBERS, "float64"),
  };
}

type Memory = ReturnType<typeof workingMemory>;

/** Encodes, selects and decodes some examples; what each slot's gradient is. */
function forwardTask(
  memory: Memory,
  activations: Matrix,
  tile: Span,
  sums: FloatArray,
  squares: FloatArray,
): Task {
  const { x, centred, error, codes, encoder, decoder, encoderBias, decoderBias, slotGradients } = memory;
  const [examples, visible] = x.shape;
  const kept = codes.values.length / examples;
  const together = Math.max(1, Math.floor(CACHED / (4 * kept * visible)));
  const own = (m: Matrix, { from, to }: Span) => rows(m, from, to);
  return (kernels) => {
    const pi = rows(activations, 0, tile.to - tile.from);
    kernels.addToRows(-1, decoderBias.value.data, own(x, tile), own(centred, tile));
    kernels.dense("linear", own(centred, tile), encoder.value, encoderBias.value.data, pi);
    kernels.selectTopK(pi, RANKING, codesOf(codes, tile.from, tile.to), true);
    for (const piece of pieces(tile, together)) {
      const some = codesOf(codes, piece.from, piece.to);
      const e = elements(error, piece);
      kernels.gatherDecode(some, decoder.value, decoderBias.value.data, own(error, piece));
      kernels.squaredErrorBackward("linear", e, elements(x, piece), e, squares);
      kernels.scale(2 / examples, e, e);
      kernels.gatherDot(some, own(error, piece), decoder.value, slotGradients, true);
    }
    kernels.columnSums(own(error, tile), sums);
  };
}

/** The gradients of some latents' rows, and what they add to ‖∇‖² and to the gradient of the decoder's bias. */
function gradientTask(memory: Memory, range: Span, sums: FloatArray, squares: FloatArray): Task {
  const { centred, error, codes, byLatent, encoder, decoder, encoderBias, slotGradients } = memory;
  const visible = error.shape[1];
  return (kernels) => {
    for (const piece of pieces(range, Math.max(1, Math.floor(CACHED / (16 * visible))))) {
      const { from, to } = piece;
      const some = { ...byLatent, starts: byLatent.starts.subarray(from, to + 1) };
      const biases = encoderBias.gradient.data.subarray(from, to);
      const [ofDecoder, ofEncoder] = [rows(decoder.gradient, from, to), rows(encoder.gradient, from, to)];
      kernels.gatherByLatent(some, codes.values, error, ofDecoder, null);
      kernels.projectRows(rows(decoder.value, from, to), ofDecoder, 1e-6);
      kernels.gatherByLatent(some, slotGradients, centred, ofEncoder, biases);
      kernels.sumOfSquares(elements(decoder.gradient, piece), squares);
      kernels.sumOfSquares(elements(encoder.gradient, piece), squares);
      kernels.sumOfSquares(biases, squares);
      const share = matrix(biases, 1, to - from);
      kernels.matmul(
        share,
        rows(encoder.value, from, to),
        matrix(sums, 1, visible),
        -1,
        from === range.from ? 0 : 1,
      );
    }
  };
}

function updateTask({ encoder, decoder, numbers }: Memory, range: Span): Task {
  return (kernels) => {
    for (const piece of pieces(range, Math.max(1, Math.floor(CACHED / (16 * decoder.value.shape[1]))))) {
      for (const { value, gradient, mean, square } of [encoder, decoder]) {
        const [theta, g, m, v] = [value, gradient, mean, square].map((part) => elements(part, piece));
        kernels.clippedAdam(theta, g, m, v, numbers);
      }
      kernels.normalizeRows(rows(decoder.value, piece.from, piece.to), Number.EPSILON);
    }
  };
}

/** A step on the same examples each time that it is run; its loss and ‖∇‖ before clipping. */
export function topKStep(kernels: Kernels, size: TopKSize): PreparedJob {
  const { visible, latents, examples } = size;
  const memory = workingMemory(kernels, size);
  const { encoderBias, decoderBias, numbers } = memory;
  const tiles = pieces({ from: 0, to: examples }, Math.min(LONGEST_TILE, Math.ceil(examples / 4)));
  const ranges = split(latents, Math.min(MOST_RANGES, Math.ceil(latents / 32)));
  const longest = Math.ceil(examples / tiles.length);
  const activations = matrix(kernels.scratch(longest * latents), longest, latents);
  const sums = matrix(
    kernels.allocate((tiles.length + ranges.length) * visible),
    tiles.length + ranges.length,
    visible,
  );
  const errors = Array.from(tiles, () => kernels.allocate(1, "float64"));
  const squares = Array.from({ length: ranges.length + 1 }, () => kernels.allocate(1, "float64"));
  const sumOf = (i: number) => elements(sums, { from: i, to: i + 1 });

  const forward = kernels.schedule(
    tiles.map((tile, i) => forwardTask(memory, activations, tile, sumOf(i), errors[i])),
  );
  const sort = kernels.schedule([(k) => k.sortByLatent(memory.codes, memory.byLatent)]);
  const gradients = kernels.schedule(
    ranges.map((range, i) => gradientTask(memory, range, sumOf(tiles.length + i), squares[i])),
  );
  const biasGradient = kernels.schedule([
    (k) => {
      k.columnSums(sums, decoderBias.gradient.data);
      k.sumOfSquares(decoderBias.gradient.data, squares[ranges.length]);
    },
  ]);
  const update = kernels.schedule([
    ...ranges.map((range) => updateTask(memory, range)),
    (k) => {
      for (const { value, gradient, mean, square } of [encoderBias, decoderBias])
        k.clippedAdam(value.data, gradient.data, mean.data, square.data, numbers);
    },
  ]);

  const adam = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  let [step, loss, norm] = [0, 0, 0];
  return {
    run() {
      step += 1;
      for (const sum of [...errors, ...squares]) sum[0] = 0;
      forward();
      sort();
      gradients();
      biasGradient();
      loss = errors.reduce((total, [square]) => total + square, 0) / examples;
      norm = Math.sqrt(squares.reduce((total, [square]) => total + square, 0));
      writeAdamNumbers(numbers, { ...adam, step }, Math.min(1, 1 / (norm + 1e-6)));
      update();
    },
    result: () => [loss, norm],
  };
}

function stepJob(size: TopKSize): Job {
  const { visible, latents, k, examples } = size;
  return {
    name: `TopK step: d ${visible}, M ${latents}, k ${k}, batch ${examples}`,
    dtypes: ["float32"],
    threaded: true,
    withoutReference: latents > 1000,
    flops: 2 * examples * latents * visible,
    prepare: (kernels) => topKStep(kernels, size),
    check: (kernels) => topKStep(kernels, { ...size, latents: Math.min(latents, 512), examples: 128 }),
  };
}

export const topKJobs: readonly Job[] = [
  stepJob({ visible: 64, latents: 256, k: 8, examples: 256 }),
  stepJob({ visible: 192, latents: 3072, k: 16, examples: 1024 }),
  stepJob({ visible: 768, latents: 12_288, k: 32, examples: 1024 }),
];
