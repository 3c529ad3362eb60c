// The operations on rows and on sparse codes: reads the operands of one and does it.

// @ts-nocheck: AssemblyScript
import { countDigits, countKept, placeRows, selectDigit } from "./batch-top-k";
import { gatherByLatent, gatherDecode, gatherDot, sortByLatent } from "./gather";
import { address, integer, number, stride } from "./operands";
import {
  ADD_TO_ROWS, CLIPPED_ADAM, COUNT_DIGITS, COUNT_KEPT, GATHER_BY_LATENT, GATHER_DECODE, GATHER_DOT, NORMALIZE_ROWS,
  PLACE_ROWS, PROJECT_ROWS, ROW_NORMS, SELECT_DIGIT, SELECT_TOP_K, SMOOTH_MAGNITUDES, SORT_BY_LATENT,
  SUM_OF_SQUARES,
} from "./operations";
import { addToRows, normalizeRows, projectRows, rowNorms, smoothMagnitudes, sumOfSquares } from "./rows";
import { selectTopK } from "./top-k";
import { clippedAdam } from "./updates";

/** The address of a matrix whose rows are contiguous, and how far apart they are. */
let down: usize = 0;
@inline
function matrixOfRows(): usize {
  const at = address();
  down = stride();
  stride();
  return at;
}

export function executeSparse<T>(operation: i32): void {
  if (operation >= SELECT_TOP_K) executeSelection<T>(operation);
  else executeRows<T>(operation);
}

function executeRows<T>(operation: i32): void {
  switch (operation) {
    case CLIPPED_ADAM: {
      const length = integer();
      const theta = address(), gradient = address(), mean = address(), square = address(), numbers = address();
      clippedAdam<T>(length, theta, gradient, mean, square, numbers);
      break;
    }
    case SUM_OF_SQUARES: {
      const length = integer();
      const x = address(), sum = address();
      store<f64>(sum, load<f64>(sum) + sumOfSquares<T>(length, x));
      break;
    }
    case SMOOTH_MAGNITUDES: {
      const epsilon = number(), length = integer();
      const x = address(), slopes = address(), sum = address();
      store<f64>(sum, load<f64>(sum) + smoothMagnitudes<T>(length, epsilon, x, slopes));
      break;
    }
    case ADD_TO_ROWS: {
      const alpha = number(), rows = integer(), columns = integer();
      const row = address();
      const x = matrixOfRows(), xDown = down;
      const out = matrixOfRows(), outDown = down;
      addToRows<T>(rows, columns, alpha, row, x, xDown, out, outDown);
      break;
    }
    case ROW_NORMS: {
      const rows = integer(), columns = integer();
      const m = matrixOfRows(), mDown = down;
      rowNorms<T>(rows, columns, m, mDown, address());
      break;
    }
    case PROJECT_ROWS: {
      const epsilon = number(), rows = integer(), columns = integer();
      const w = matrixOfRows(), wDown = down;
      const gradient = matrixOfRows(), gradientDown = down;
      projectRows<T>(rows, columns, w, wDown, gradient, gradientDown, epsilon);
      break;
    }
    case NORMALIZE_ROWS: {
      const epsilon = number(), rows = integer(), columns = integer();
      const m = matrixOfRows(), mDown = down;
      normalizeRows<T>(rows, columns, m, mDown, epsilon);
      break;
    }
    default:
      unreachable();
  }
}

function executeGathering<T>(operation: i32): void {
  switch (operation) {
    case GATHER_DECODE: {
      const examples = integer(), d = integer();
      const starts = address(), indices = address(), values = address();
      const w = matrixOfRows(), wDown = down;
      const bias = address();
      const out = matrixOfRows(), outDown = down;
      gatherDecode<T>(examples, d, starts, indices, values, w, wDown, bias, out, outDown);
      break;
    }
    case GATHER_DOT: {
      const examples = integer(), d = integer(), rectified = integer() != 0;
      const starts = address(), indices = address(), values = address();
      const rows = matrixOfRows(), rowsDown = down;
      const w = matrixOfRows(), wDown = down;
      gatherDot<T>(examples, d, starts, indices, values, rows, rowsDown, w, wDown, address(), rectified);
      break;
    }
    case SORT_BY_LATENT: {
      const examples = integer(), latents = integer();
      const codeStarts = address(), indices = address();
      const starts = address(), slots = address(), owners = address();
      sortByLatent(examples, latents, codeStarts, indices, starts, slots, owners);
      break;
    }
    case GATHER_BY_LATENT: {
      const latents = integer(), d = integer();
      const starts = address(), slots = address(), owners = address(), coefficients = address();
      const rows = matrixOfRows(), rowsDown = down;
      const out = matrixOfRows(), outDown = down;
      const sums = address();
      gatherByLatent<T>(
        latents, d, starts, slots, owners, coefficients, rows, rowsDown, out, outDown, sums,
      );
      break;
    }
    default:
      unreachable();
  }
}

function executeSelection<T>(operation: i32): void {
  switch (operation) {
    case SELECT_TOP_K: {
      const examples = integer(), m = integer(), magnitude = integer() != 0, rectified = integer() != 0;
      const activations = matrixOfRows(), rowsDown = down;
      const scales = address(), starts = address(), indices = address(), values = address();
      selectTopK<T>(examples, m, magnitude, rectified, activations, rowsDown, scales, starts, indices, values);
      break;
    }
    case COUNT_DIGITS: {
      const examples = integer(), m = integer(), magnitude = integer() != 0, digit = integer();
      const activations = matrixOfRows(), rowsDown = down;
      const scales = address(), selection = address(), counts = address();
      countDigits<T>(examples, m, magnitude, digit, activations, rowsDown, scales, selection, counts);
      break;
    }
    case SELECT_DIGIT: {
      const tiles = integer(), digit = integer();
      const counts = address(), selection = address();
      selectDigit(tiles, digit, counts, selection);
      break;
    }
    case COUNT_KEPT: {
      const examples = integer(), m = integer(), magnitude = integer() != 0;
      const activations = matrixOfRows(), rowsDown = down;
      const scales = address(), selection = address(), kept = address();
      countKept<T>(examples, m, magnitude, activations, rowsDown, scales, selection, kept);
      break;
    }
    case PLACE_ROWS: {
      const examples = integer();
      const kept = address(), selection = address(), starts = address();
      placeRows(examples, kept, selection, starts);
      break;
    }
    default:
      executeGathering<T>(operation);
  }
}
