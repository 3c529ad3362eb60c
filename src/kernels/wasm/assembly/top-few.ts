// The k highest ranking latents of one example where k is small: with a bound that at least k of them reach, few are left
// to be put in order, and hardly a branch depends on the values.

// @ts-nocheck: AssemblyScript
import { laneBits, rankingKey } from "./ranking";
import { lanes } from "./vector";
import { workspace } from "./workspace";

const MOST = 64;
/** More that reach the bound are not put in order here: many are equal. */
const CANDIDATES = 256;
/** In the workspace: the groups' highest, then the candidates' keys, then which they are. */
const KEYS: usize = 2048;
const INDICES: usize = KEYS + 8 * (CANDIDATES + 16);

/** Latents are in groups of their own in each lane of four vectors: twice as many groups as are kept, or a few more. */
@inline
function segmentsFor<T>(k: i32): i32 {
  return (2 * k + 4 * lanes<T>() - 1) / (4 * lanes<T>());
}

/** Whether a row is long enough for the bound to pay. */
@inline
export function fewEnough<T>(k: i32, m: i32): bool {
  return k <= MOST && m >= 16 * lanes<T>() * segmentsFor<T>(k);
}

/** What ranks, but NaN is still NaN. */
@inline
function rawKeys<T>(at: usize, scales: usize, magnitude: bool): v128 {
  let keys = v128.load(at);
  if (scales) keys = v128.mul<T>(keys, v128.load(scales));
  return magnitude ? v128.abs<T>(keys) : keys;
}

/** How many of `count` keys are higher; behind them lie −∞ up to a whole vector. */
@inline
function countHigher<T>(keys: usize, count: i32, key: T): i32 {
  const other = v128.splat<T>(key);
  let counts = i32x4.splat(0);
  for (let left = count; left > 0; left -= lanes<T>()) {
    const higher = v128.gt<T>(v128.load(keys), other);
    counts = sizeof<T>() == 4 ? i32x4.sub(counts, higher) : i64x2.sub(counts, higher);
    keys += 16;
  }
  if (sizeof<T>() == 8) return <i32>(i64x2.extract_lane(counts, 0) + i64x2.extract_lane(counts, 1));
  return (
    i32x4.extract_lane(counts, 0) +
    i32x4.extract_lane(counts, 1) +
    (i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3))
  );
}

/** A number that at least k latents reach: the k-th highest of the groups' highest. */
@inline
function boundOf<T>(k: i32, m: i32, row: usize, scales: usize, magnitude: bool): T {
  const segments = segmentsFor<T>(k), step = 4 * lanes<T>();
  const turns = m / (segments * step);
  const groups = workspace();
  for (let segment = 0; segment < segments; segment++) {
    let m0 = v128.splat<T>(<T>-Infinity), m1 = m0, m2 = m0, m3 = m0;
    let at = row, scale = scales;
    for (let turn = 0; turn < turns; turn++) {
      m0 = v128.pmax<T>(m0, rawKeys<T>(at, scale, magnitude));
      m1 = v128.pmax<T>(m1, rawKeys<T>(at + 16, scale ? scale + 16 : 0, magnitude));
      m2 = v128.pmax<T>(m2, rawKeys<T>(at + 32, scale ? scale + 32 : 0, magnitude));
      m3 = v128.pmax<T>(m3, rawKeys<T>(at + 48, scale ? scale + 48 : 0, magnitude));
      at += 64;
      if (scale) scale += 64;
    }
    row = at;
    scales = scale;
    v128.store(groups + 64 * segment, m0);
    v128.store(groups + 64 * segment, m1, 16);
    v128.store(groups + 64 * segment, m2, 32);
    v128.store(groups + 64 * segment, m3, 48);
  }
  let bound = <T>Infinity;
  for (let group = 0; group < segments * step; group++) {
    const key = load<T>(groups + <usize>group * sizeof<T>());
    if (countHigher<T>(groups, segments * step, key) < k) bound = min<T>(bound, key);
  }
  return bound;
}

/** Lists the latents that reach the bound, in their order; how many, or −1 if they are too many. */
@inline
function collect<T>(m: i32, row: usize, scales: usize, magnitude: bool, bound: T): i32 {
  const least = v128.splat<T>(bound), width = lanes<T>();
  const keys = workspace() + KEYS, indices = workspace() + INDICES;
  let count = 0;
  for (let j = 0; j < m; j += 4 * width) {
    const at = row + <usize>j * sizeof<T>();
    const scale = scales ? scales + <usize>j * sizeof<T>() : 0;
    const lower0 = v128.lt<T>(rawKeys<T>(at, scale, magnitude), least);
    const lower1 = v128.lt<T>(rawKeys<T>(at + 16, scale ? scale + 16 : 0, magnitude), least);
    const lower2 = v128.lt<T>(rawKeys<T>(at + 32, scale ? scale + 32 : 0, magnitude), least);
    const lower3 = v128.lt<T>(rawKeys<T>(at + 48, scale ? scale + 48 : 0, magnitude), least);
    if (i32x4.all_true(v128.and(v128.and(lower0, lower1), v128.and(lower2, lower3)))) continue;
    let reached =
      laneBits<T>(lower0) | (laneBits<T>(lower1) << width) | (laneBits<T>(lower2) << (2 * width)) |
      (laneBits<T>(lower3) << (3 * width));
    reached = ~reached & ((1 << min(4 * width, m - j)) - 1);
    while (reached != 0) {
      if (count == CANDIDATES) return -1;
      const place = ctz(reached);
      reached &= reached - 1;
      const offset = <usize>place * sizeof<T>();
      store<T>(keys + <usize>count * sizeof<T>(), rankingKey<T>(at + offset, scale ? scale + offset : 0, magnitude));
      store<i32>(indices + 4 * count, j + place);
      count += 1;
    }
  }
  v128.store(keys + <usize>count * sizeof<T>(), v128.splat<T>(<T>-Infinity));
  return count;
}

/** Writes which latents are the k highest, in falling order; false if it cannot tell with a bound. */
@inline
export function selectFew<T>(k: i32, m: i32, row: usize, scales: usize, magnitude: bool, chosen: usize): bool {
  const count = collect<T>(m, row, scales, magnitude, boundOf<T>(k, m, row, scales, magnitude));
  if (count < 0) return false;
  const keys = workspace() + KEYS, indices = workspace() + INDICES;
  for (let s = 0; s < k; s++) store<i32>(chosen + 4 * s, -1);
  for (let candidate = 0; candidate < count; candidate++) {
    let rank = countHigher<T>(keys, count, load<T>(keys + <usize>candidate * sizeof<T>()));
    while (rank < k && load<i32>(chosen + 4 * rank) >= 0) rank += 1; // behind its equals
    if (rank < k) store<i32>(chosen + 4 * rank, load<i32>(indices + 4 * candidate));
  }
  return true;
}
