// Reads one operation from memory and does it.

// @ts-nocheck: AssemblyScript
import { activationBackward, map, squaredErrorBackward } from "./activations";
import {
  ACTIVATION_BACKWARD, ADAM, AXPY, COLUMN_SUMS, DENSE, DOT, MAP, MATMUL, MAX_ABS, RESULT, SCALE, SQUARED_ERROR_BACKWARD,
} from "./operations";
import { executeSparse } from "./execute-sparse";
import { address, integer, number, setCursor, stride } from "./operands";
import { dense, product } from "./products";
import { columnSums, dot, maxAbs } from "./reductions";
import { adam, axpy, scale } from "./updates";

function executeIn<T>(operation: i32, record: usize): void {
  switch (operation) {
    case MATMUL: {
      const alpha = number(), beta = number();
      const m = integer(), n = integer(), k = integer();
      const a = address(), aDown = stride(), aRight = stride();
      const b = address(), bDown = stride(), bRight = stride();
      const c = address(), cDown = stride(), cRight = stride();
      product<T>(m, n, k, alpha, a, aDown, aRight, b, bDown, bRight, beta, c, cDown, cRight);
      break;
    }
    case DENSE: {
      const f = integer();
      const m = integer(), n = integer(), k = integer();
      const x = address(), xDown = stride(), xRight = stride();
      const w = address(), wDown = stride(), wRight = stride();
      const bias = address();
      const out = address(), outDown = stride(), outRight = stride();
      dense<T>(f, m, n, k, x, xDown, xRight, w, wDown, wRight, bias, out, outDown, outRight);
      break;
    }
    case MAP: {
      const f = integer(), length = integer();
      const x = address(), y = address();
      map<T>(f, length, x, y);
      break;
    }
    case ACTIVATION_BACKWARD: {
      const f = integer(), length = integer(), period = integer();
      const a = address(), gradient = address(), slopes = address();
      activationBackward<T>(f, length, period, a, gradient, slopes);
      break;
    }
    case SQUARED_ERROR_BACKWARD: {
      const f = integer(), length = integer();
      const a = address(), y = address(), delta = address(), sum = address();
      store<f64>(sum, load<f64>(sum) + squaredErrorBackward<T>(f, length, a, y, delta));
      break;
    }
    case COLUMN_SUMS: {
      const alpha = number(), beta = number();
      const rows = integer(), columns = integer();
      const m = address(), down = stride(), right = stride();
      const sums = address();
      columnSums<T>(rows, columns, m, down, right, sums, alpha, beta);
      break;
    }
    case DOT: {
      const length = integer();
      const x = address(), y = address();
      store<f64>(record + 8 * RESULT, dot<T>(length, x, y));
      break;
    }
    case AXPY: {
      const alpha = number(), length = integer();
      const x = address(), y = address();
      axpy<T>(length, alpha, x, y);
      break;
    }
    case SCALE: {
      const alpha = number(), length = integer();
      const x = address(), y = address();
      scale<T>(length, alpha, x, y);
      break;
    }
    case MAX_ABS: {
      const length = integer();
      store<f64>(record + 8 * RESULT, maxAbs<T>(length, address()));
      break;
    }
    case ADAM: {
      const rate = number(), beta1 = number(), beta2 = number(), epsilon = number(), unbias = number();
      const length = integer();
      const theta = address(), gradient = address(), mean = address(), square = address();
      adam<T>(length, theta, gradient, mean, square, rate, beta1, beta2, epsilon, unbias);
      break;
    }
    default:
      executeSparse<T>(operation);
  }
}

/** Does the operation that is written at `record`. */
export function execute(record: usize): void {
  setCursor(record);
  const operation = integer();
  const single = integer() == 4;
  if (single) executeIn<f32>(operation, record);
  else executeIn<f64>(operation, record);
}
