// Functions of whole arrays, element by element.

// @ts-nocheck: AssemblyScript
import { apply, applySlope } from "./elementary";
import { EXP, LINEAR, LOG, RELU, SIGMOID, TANH } from "./operations";
import { lanes, maskFirst, storeFirst, sumLanes } from "./vector";
import { workspace, WORKSPACE_BYTES } from "./workspace";

@inline
function mapWith<T>(f: i32, length: i32, x: usize, y: usize): void {
  const whole = length - (length % lanes<T>());
  for (let i = 0; i < whole; i += lanes<T>()) {
    v128.store(y, apply<T>(f, v128.load(x)));
    x += 16;
    y += 16;
  }
  if (whole < length) storeFirst<T>(y, apply<T>(f, v128.load(x)), length - whole);
}

/** y = f(x) */
export function map<T>(f: i32, length: i32, x: usize, y: usize): void {
  if (f == SIGMOID) mapWith<T>(SIGMOID, length, x, y);
  else if (f == TANH) mapWith<T>(TANH, length, x, y);
  else if (f == RELU) mapWith<T>(RELU, length, x, y);
  else if (f == EXP) mapWith<T>(EXP, length, x, y);
  else if (f == LOG) mapWith<T>(LOG, length, x, y);
  else if (x != y) mapWith<T>(LINEAR, length, x, y);
}

/** The same in place on a strided matrix, [rows, columns]; strides in bytes. */
export function mapMatrix<T>(f: i32, rows: i32, columns: i32, x: usize, down: usize, right: usize): void {
  if (right == sizeof<T>()) {
    if (down == <usize>columns * sizeof<T>()) map<T>(f, rows * columns, x, x);
    else for (let i = 0; i < rows; i++) map<T>(f, columns, x + i * down, x + i * down);
    return;
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) map<T>(f, 1, x + i * down + j * right, x + i * down + j * right);
  }
}

@inline
function mapBiasWith<T>(f: i32, rows: i32, columns: i32, x: usize, down: usize, bias: usize): void {
  let row = 0;
  if (down == <usize>columns * sizeof<T>() && <usize>columns * 16 <= WORKSPACE_BYTES) {
    // As many rows as lanes are a whole number of vectors: the biases repeated so often lie beside them.
    const repeated = workspace();
    for (let i = 0; i < lanes<T>(); i++) {
      memory.copy(repeated + i * columns * sizeof<T>(), bias, <usize>columns * sizeof<T>());
    }
    for (; row + lanes<T>() <= rows; row += lanes<T>()) {
      let b = repeated;
      for (let j = 0; j < columns; j++) {
        v128.store(x, apply<T>(f, v128.add<T>(v128.load(x), v128.load(b))));
        x += 16;
        b += 16;
      }
    }
  }
  for (; row < rows; row++) {
    let at = x;
    let b = bias;
    for (let left = columns; left > 0; left -= lanes<T>()) {
      storeFirst<T>(at, apply<T>(f, v128.add<T>(v128.load(at), v128.load(b))), left);
      at += 16;
      b += 16;
    }
    x += down;
  }
}

/** x = f(x + bias) in place, the bias added to each row; rows contiguous, `down` bytes apart. */
export function mapBias<T>(f: i32, rows: i32, columns: i32, x: usize, down: usize, bias: usize): void {
  if (f == SIGMOID) mapBiasWith<T>(SIGMOID, rows, columns, x, down, bias);
  else if (f == TANH) mapBiasWith<T>(TANH, rows, columns, x, down, bias);
  else if (f == RELU) mapBiasWith<T>(RELU, rows, columns, x, down, bias);
  else mapBiasWith<T>(LINEAR, rows, columns, x, down, bias);
}

@inline
function backwardWith<T>(f: i32, length: i32, period: i32, a: usize, gradient: usize, slopes: usize): void {
  for (let start = 0; start < length; start += period) {
    const whole = period - (period % lanes<T>());
    let slope = slopes;
    for (let j = 0; j < whole; j += lanes<T>()) {
      let value = v128.load(gradient);
      if (slopes) value = v128.add<T>(value, v128.load(slope));
      v128.store(gradient, applySlope<T>(f, v128.load(a), value));
      gradient += 16;
      a += 16;
      slope += 16;
    }
    if (whole < period) {
      let value = v128.load(gradient);
      if (slopes) value = v128.add<T>(value, v128.load(slope));
      storeFirst<T>(gradient, applySlope<T>(f, v128.load(a), value), period - whole);
      gradient += (period - whole) * sizeof<T>();
      a += (period - whole) * sizeof<T>();
    }
  }
}

/** gradient = (gradient + slopes) f', slopes repeated every `period` elements; slopes 0 for none */
export function activationBackward<T>(
  f: i32, length: i32, period: i32, a: usize, gradient: usize, slopes: usize,
): void {
  if (f == SIGMOID) backwardWith<T>(SIGMOID, length, period, a, gradient, slopes);
  else if (f == TANH) backwardWith<T>(TANH, length, period, a, gradient, slopes);
  else if (f == RELU) backwardWith<T>(RELU, length, period, a, gradient, slopes);
  else backwardWith<T>(LINEAR, length, period, a, gradient, slopes);
}

/** How many vectors are summed in their own precision before the sum goes on in float64. */
const CHUNK = 64;

@inline
function errorWith<T>(f: i32, length: i32, a: usize, y: usize, delta: usize): f64 {
  const whole = length - (length % lanes<T>());
  let sum: f64 = 0;
  let i = 0;
  while (i < whole) {
    const end = min(whole, i + CHUNK * lanes<T>());
    let squares = v128.splat<T>(0);
    for (; i < end; i += lanes<T>()) {
      const output = v128.load(a);
      const difference = v128.sub<T>(output, v128.load(y));
      squares = v128.add<T>(squares, v128.mul<T>(difference, difference));
      v128.store(delta, applySlope<T>(f, output, difference));
      a += 16;
      y += 16;
      delta += 16;
    }
    sum += sumLanes<T>(squares);
  }
  if (whole < length) {
    const output = v128.load(a);
    const difference = v128.sub<T>(output, v128.load(y));
    sum += sumLanes<T>(maskFirst<T>(v128.mul<T>(difference, difference), length - whole));
    storeFirst<T>(delta, applySlope<T>(f, output, difference), length - whole);
  }
  return sum;
}

/** delta = (a − y) f'; returns Σ (a − y)² */
export function squaredErrorBackward<T>(f: i32, length: i32, a: usize, y: usize, delta: usize): f64 {
  if (f == SIGMOID) return errorWith<T>(SIGMOID, length, a, y, delta);
  if (f == TANH) return errorWith<T>(TANH, length, a, y, delta);
  if (f == RELU) return errorWith<T>(RELU, length, a, y, delta);
  return errorWith<T>(LINEAR, length, a, y, delta);
}
