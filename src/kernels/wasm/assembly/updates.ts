// The vector operations of the optimisers.

// @ts-nocheck: AssemblyScript
import { lanes, storeFirst } from "./vector";

/** y = α x + y */
export function axpy<T>(length: i32, alpha: f64, x: usize, y: usize): void {
  const factor = v128.splat<T>(<T>alpha);
  for (let left = length; left > 0; left -= lanes<T>()) {
    storeFirst<T>(y, v128.add<T>(v128.load(y), v128.mul<T>(factor, v128.load(x))), left);
    x += 16;
    y += 16;
  }
}

/** y = α x */
export function scale<T>(length: i32, alpha: f64, x: usize, y: usize): void {
  const factor = v128.splat<T>(<T>alpha);
  for (let left = length; left > 0; left -= lanes<T>()) {
    storeFirst<T>(y, v128.mul<T>(factor, v128.load(x)), left);
    x += 16;
    y += 16;
  }
}

/**
 * g = φ gradient;  m = β₁ m + (1−β₁) g;  v = β₂ v + (1−β₂) g²;  θ = θ − rate · m / (√(v · unbias) + ε):
 * rate and unbias hold the bias corrections.
 */
@inline
function adamWith<T>(
  clipped: bool, length: i32, theta: usize, gradient: usize, mean: usize, square: usize,
  rate: f64, beta1: f64, beta2: f64, epsilon: f64, unbias: f64, factor: f64,
): void {
  const keepMean = v128.splat<T>(<T>beta1), newMean = v128.splat<T>(<T>(1 - beta1));
  const keepSquare = v128.splat<T>(<T>beta2), newSquare = v128.splat<T>(<T>(1 - beta2));
  const step = v128.splat<T>(<T>rate), correction = v128.splat<T>(<T>unbias), floor = v128.splat<T>(<T>epsilon);
  const clip = v128.splat<T>(<T>factor);
  for (let left = length; left > 0; left -= lanes<T>()) {
    let g = v128.load(gradient);
    if (clipped) g = v128.mul<T>(clip, g);
    const m = v128.add<T>(v128.mul<T>(keepMean, v128.load(mean)), v128.mul<T>(newMean, g));
    const v = v128.add<T>(v128.mul<T>(keepSquare, v128.load(square)), v128.mul<T>(newSquare, v128.mul<T>(g, g)));
    const root = v128.add<T>(v128.sqrt<T>(v128.mul<T>(v, correction)), floor);
    storeFirst<T>(mean, m, left);
    storeFirst<T>(square, v, left);
    storeFirst<T>(theta, v128.sub<T>(v128.load(theta), v128.div<T>(v128.mul<T>(step, m), root)), left);
    theta += 16;
    gradient += 16;
    mean += 16;
    square += 16;
  }
}

export function adam<T>(
  length: i32, theta: usize, gradient: usize, mean: usize, square: usize,
  rate: f64, beta1: f64, beta2: f64, epsilon: f64, unbias: f64,
): void {
  adamWith<T>(false, length, theta, gradient, mean, square, rate, beta1, beta2, epsilon, unbias, 1);
}

/** The same with its numbers in memory: rate, β₁, β₂, ε, unbias, φ */
export function clippedAdam<T>(
  length: i32, theta: usize, gradient: usize, mean: usize, square: usize, numbers: usize,
): void {
  adamWith<T>(
    true, length, theta, gradient, mean, square, load<f64>(numbers), load<f64>(numbers, 8), load<f64>(numbers, 16),
    load<f64>(numbers, 24), load<f64>(numbers, 32), load<f64>(numbers, 40),
  );
}
