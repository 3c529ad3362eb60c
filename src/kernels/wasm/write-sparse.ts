// The primitives on rows and on sparse codes as the operations that execute-sparse.ts reads, operands in the same order.

import type { Matrix } from "../../core/arrays.js";
import {
  type BatchSelectionPrimitives,
  type CodePrimitives,
  type Codes,
  DIGIT_VALUES,
  type Ranking,
  type RowPrimitives,
} from "../kernels.js";
import * as operations from "./assembly/operations.js";
import type { OperationWriter } from "./operation-writer.js";

/** Begins an operation with its numbers. */
const beginning =
  (writer: OperationWriter, bytes: number) =>
  (operation: number, ...numbers: readonly number[]) => {
    writer.begin(operation, bytes);
    for (const number of numbers) writer.number(number);
  };

/** Activations, and by what they are ranked. */
function writeRanked(writer: OperationWriter, activations: Matrix, { scales }: Ranking): void {
  writer.matrix(activations);
  writer.vector(scales);
}

const magnitude = ({ by }: Ranking) => Number(by === "magnitude");

export function writeRowPrimitives(writer: OperationWriter, bytes: number): RowPrimitives {
  const begin = beginning(writer, bytes);
  return {
    clippedAdam(theta, gradient, mean, square, numbers) {
      begin(operations.CLIPPED_ADAM, theta.length);
      writer.vector(theta, true);
      writer.vector(gradient);
      writer.vector(mean, true);
      writer.vector(square, true);
      writer.vector(numbers);
      writer.end();
    },
    sumOfSquares(x, sum) {
      begin(operations.SUM_OF_SQUARES, x.length);
      writer.vector(x);
      writer.vector(sum, true);
      writer.end();
    },
    smoothMagnitudes(x, epsilon, slopes, sum) {
      begin(operations.SMOOTH_MAGNITUDES, epsilon, x.length);
      writer.vector(x);
      writer.vector(slopes, true);
      writer.vector(sum, true);
      writer.end();
    },
    addToRows(alpha, row, x, out) {
      begin(operations.ADD_TO_ROWS, alpha, x.shape[0], x.shape[1]);
      writer.vector(row);
      writer.matrix(x);
      writer.matrix(out, true);
      writer.end();
    },
    rowNorms(m, norms) {
      begin(operations.ROW_NORMS, m.shape[0], m.shape[1]);
      writer.matrix(m);
      writer.vector(norms, true);
      writer.end();
    },
    projectRows(w, gradient, epsilon) {
      begin(operations.PROJECT_ROWS, epsilon, w.shape[0], w.shape[1]);
      writer.matrix(w);
      writer.matrix(gradient, true);
      writer.end();
    },
    normalizeRows(m, epsilon) {
      begin(operations.NORMALIZE_ROWS, epsilon, m.shape[0], m.shape[1]);
      writer.matrix(m, true);
      writer.end();
    },
  };
}

export function writeCodePrimitives(writer: OperationWriter, bytes: number): CodePrimitives {
  const begin = beginning(writer, bytes);
  const codes = ({ starts, indices, values }: Codes, written = false) => {
    writer.vector(starts);
    writer.vector(indices, written);
    writer.vector(values, written);
  };
  return {
    selectTopK(activations, ranking, kept, rectified) {
      const [examples, latents] = activations.shape;
      begin(operations.SELECT_TOP_K, examples, latents, magnitude(ranking), Number(rectified));
      writeRanked(writer, activations, ranking);
      codes(kept, true);
      writer.end();
    },
    gatherDecode(kept, decoder, bias, out) {
      begin(operations.GATHER_DECODE, out.shape[0], out.shape[1]);
      codes(kept);
      writer.matrix(decoder);
      writer.vector(bias);
      writer.matrix(out, true);
      writer.end();
    },
    gatherDot(kept, rows, decoder, products, rectified) {
      begin(operations.GATHER_DOT, rows.shape[0], rows.shape[1], Number(rectified));
      codes(kept);
      writer.matrix(rows);
      writer.matrix(decoder);
      writer.vector(products, true);
      writer.end();
    },
    sortByLatent({ starts, indices }, byLatent) {
      begin(operations.SORT_BY_LATENT, starts.length - 1, byLatent.starts.length - 1);
      writer.vector(starts);
      writer.vector(indices);
      writer.vector(byLatent.starts, true);
      writer.vector(byLatent.slots, true);
      writer.vector(byLatent.examples, true);
      writer.end();
    },
    gatherByLatent(byLatent, coefficients, rows, out, sums) {
      begin(operations.GATHER_BY_LATENT, out.shape[0], out.shape[1]);
      writer.vector(byLatent.starts);
      writer.vector(byLatent.slots);
      writer.vector(byLatent.examples);
      writer.vector(coefficients);
      writer.matrix(rows);
      writer.matrix(out, true);
      writer.vector(sums, true);
      writer.end();
    },
  };
}

export function writeBatchSelectionPrimitives(
  writer: OperationWriter,
  bytes: number,
): BatchSelectionPrimitives {
  const begin = beginning(writer, bytes);
  return {
    countDigits(activations, ranking, digit, selection, counts) {
      const [examples, latents] = activations.shape;
      begin(operations.COUNT_DIGITS, examples, latents, magnitude(ranking), digit);
      writeRanked(writer, activations, ranking);
      writer.vector(selection);
      writer.vector(counts, true);
      writer.end();
    },
    selectDigit(counts, digit, selection) {
      begin(operations.SELECT_DIGIT, counts.length / DIGIT_VALUES, digit);
      writer.vector(counts);
      writer.vector(selection, true);
      writer.end();
    },
    countKept(activations, ranking, selection, kept) {
      begin(operations.COUNT_KEPT, activations.shape[0], activations.shape[1], magnitude(ranking));
      writeRanked(writer, activations, ranking);
      writer.vector(selection);
      writer.vector(kept, true);
      writer.end();
    },
    placeRows(kept, selection, starts) {
      begin(operations.PLACE_ROWS, starts.length - 1);
      writer.vector(kept);
      writer.vector(selection);
      writer.vector(starts, true);
      writer.end();
    },
  };
}
