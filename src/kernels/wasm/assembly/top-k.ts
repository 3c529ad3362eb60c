// The k highest ranking latents of each example. They are kept in a heap whose root is the lowest of them, in the slots
// that they will have: values hold what they are ranked by until the end.

// @ts-nocheck: AssemblyScript
import { laneBits, rankingKey, rankingKeys } from "./ranking";
import { fewEnough, selectFew } from "./top-few";
import { lanes } from "./vector";

/** Whether the first ranks lower; of equal ones the later does. */
@inline
function lower<T>(key: T, index: i32, otherKey: T, otherIndex: i32): bool {
  return key < otherKey || (key == otherKey && index > otherIndex);
}

/** Puts a latent into the heap of `size` at `at` or below: those that rank lower move up. */
@inline
function siftDown<T>(keys: usize, indices: usize, size: i32, at: i32, key: T, index: i32): void {
  while (true) {
    let child = 2 * at + 1;
    if (child >= size) break;
    let childKey = load<T>(keys + <usize>child * sizeof<T>()), childIndex = load<i32>(indices + 4 * child);
    if (child + 1 < size) {
      const otherKey = load<T>(keys + <usize>child * sizeof<T>(), sizeof<T>());
      const otherIndex = load<i32>(indices + 4 * child, 4);
      if (lower<T>(otherKey, otherIndex, childKey, childIndex)) {
        child += 1;
        childKey = otherKey;
        childIndex = otherIndex;
      }
    }
    if (!lower<T>(childKey, childIndex, key, index)) break;
    store<T>(keys + <usize>at * sizeof<T>(), childKey);
    store<i32>(indices + 4 * at, childIndex);
    at = child;
  }
  store<T>(keys + <usize>at * sizeof<T>(), key);
  store<i32>(indices + 4 * at, index);
}

/** A heap of latents 0 … k − 1. */
function firstHeap<T>(k: i32, row: usize, scales: usize, magnitude: bool, keys: usize, indices: usize): void {
  for (let j = 0; j < k; j++) {
    const scale = scales ? scales + <usize>j * sizeof<T>() : 0;
    store<T>(keys + <usize>j * sizeof<T>(), rankingKey<T>(row + <usize>j * sizeof<T>(), scale, magnitude));
    store<i32>(indices + 4 * j, j);
  }
  for (let at = k / 2 - 1; at >= 0; at--) {
    siftDown<T>(keys, indices, k, at, load<T>(keys + <usize>at * sizeof<T>()), load<i32>(indices + 4 * at));
  }
}

/** Of the latents from `j` in one vector, those that rank higher than the root take its place. */
@inline
function offer<T>(
  k: i32, m: i32, row: usize, scales: usize, magnitude: bool, keys: usize, indices: usize, j: i32,
): void {
  const at = row + <usize>j * sizeof<T>();
  const scale = scales ? scales + <usize>j * sizeof<T>() : 0;
  const root = v128.load_splat<T>(keys);
  let higher = laneBits<T>(v128.gt<T>(rankingKeys<T>(at, scale, magnitude), root));
  if (m - j < lanes<T>()) higher &= (1 << (m - j)) - 1;
  while (higher != 0) {
    const lane = ctz(higher);
    higher &= higher - 1;
    const offset = <usize>lane * sizeof<T>();
    const key = rankingKey<T>(at + offset, scale ? scale + offset : 0, magnitude);
    if (key > load<T>(keys)) siftDown<T>(keys, indices, k, 0, key, j + lane);
  }
}

/** The lanes that cannot rank higher than the root: NaN is not among them. */
@inline
function notHigher<T>(at: usize, scales: usize, magnitude: bool, root: v128): v128 {
  let keys = v128.load(at);
  if (scales) keys = v128.mul<T>(keys, v128.load(scales));
  if (magnitude) keys = v128.abs<T>(keys);
  return v128.le<T>(keys, root);
}

/** Latents k … M − 1, four vectors at a time: nearly all of them are passed over. */
@inline
function offerRest<T>(
  k: i32, m: i32, row: usize, scales: usize, magnitude: bool, keys: usize, indices: usize,
): void {
  const width = lanes<T>();
  let root = v128.load_splat<T>(keys);
  let j = k;
  for (; j + 4 * width <= m; j += 4 * width) {
    const at = row + <usize>j * sizeof<T>();
    const scale = scales ? scales + <usize>j * sizeof<T>() : 0;
    const passed = v128.and(
      v128.and(
        notHigher<T>(at, scale, magnitude, root),
        notHigher<T>(at + 16, scale ? scale + 16 : 0, magnitude, root),
      ),
      v128.and(
        notHigher<T>(at + 32, scale ? scale + 32 : 0, magnitude, root),
        notHigher<T>(at + 48, scale ? scale + 48 : 0, magnitude, root),
      ),
    );
    if (i32x4.all_true(passed)) continue; // all bits of a lane are set, or none
    for (let vector = 0; vector < 4; vector++) {
      offer<T>(k, m, row, scales, magnitude, keys, indices, j + vector * width);
    }
    root = v128.load_splat<T>(keys);
  }
  for (; j < m; j += width) offer<T>(k, m, row, scales, magnitude, keys, indices, j);
}

/** From a heap to falling order: the lowest of those that are left goes behind them. */
function sortHeap<T>(k: i32, keys: usize, indices: usize): void {
  for (let last = k - 1; last > 0; last--) {
    const keyAt = keys + <usize>last * sizeof<T>(), indexAt = indices + 4 * last;
    const key = load<T>(keyAt), index = load<i32>(indexAt);
    store<T>(keyAt, load<T>(keys));
    store<i32>(indexAt, load<i32>(indices));
    siftDown<T>(keys, indices, last, 0, key, index);
  }
}

/** Writes which latents are the k highest, in falling order; what lies at `keys` is overwritten. */
@inline
function selectRow<T>(
  k: i32, m: i32, row: usize, scales: usize, magnitude: bool, keys: usize, indices: usize,
): void {
  if (k == 0) return;
  if (fewEnough<T>(k, m) && selectFew<T>(k, m, row, scales, magnitude, indices)) return;
  firstHeap<T>(k, row, scales, magnitude, keys, indices);
  offerRest<T>(k, m, row, scales, magnitude, keys, indices);
  sortHeap<T>(k, keys, indices);
}

export function selectTopK<T>(
  examples: i32, m: i32, magnitude: bool, rectified: bool, activations: usize, down: usize, scales: usize,
  starts: usize, indices: usize, values: usize,
): void {
  for (let b = 0; b < examples; b++) {
    const start = load<i32>(starts + 4 * b), k = load<i32>(starts + 4 * b, 4) - start;
    const row = activations + b * down;
    const kept = values + <usize>start * sizeof<T>(), own = indices + 4 * start;
    if (scales || magnitude) selectRow<T>(k, m, row, scales, magnitude, kept, own);
    else selectRow<T>(k, m, row, 0, false, kept, own);
    for (let s = 0; s < k; s++) {
      const value = load<T>(row + <usize>load<i32>(own + 4 * s) * sizeof<T>());
      store<T>(kept + <usize>s * sizeof<T>(), rectified ? max<T>(value, 0) : value);
    }
  }
}
