// What is computed from the kept latents alone: rows of a matrix are gathered, four at a time. Each sum has the order of
// the slots, whatever is done at a time.

// @ts-nocheck: AssemblyScript
import { lastOfDot, rowDot } from "./rows";
import { lanes, multiplyAdd, storeFirst, sumLanes } from "./vector";

@inline
function index(at: usize, i: i32): i32 {
  return load<i32>(at + 4 * i);
}
@inline
function element<T>(at: usize, i: i32): T {
  return load<T>(at + <usize>i * sizeof<T>());
}

/** out += v w */
function addRow<T>(length: i32, out: usize, w: usize, v: T): void {
  const factor = v128.splat<T>(v);
  for (let left = length; left > 0; left -= lanes<T>()) {
    storeFirst<T>(out, multiplyAdd<T>(factor, v128.load(w), v128.load(out)), left);
    out += 16;
    w += 16;
  }
}

/** out += v0 w0, then v1 w1, v2 w2, v3 w3 */
function addFourRows<T>(
  length: i32, out: usize, w0: usize, v0: T, w1: usize, v1: T, w2: usize, v2: T, w3: usize, v3: T,
): void {
  const f0 = v128.splat<T>(v0), f1 = v128.splat<T>(v1), f2 = v128.splat<T>(v2), f3 = v128.splat<T>(v3);
  let at: usize = 0;
  for (let left = length; left > 0; left -= lanes<T>()) {
    let sum = multiplyAdd<T>(f0, v128.load(w0 + at), v128.load(out + at));
    sum = multiplyAdd<T>(f1, v128.load(w1 + at), sum);
    sum = multiplyAdd<T>(f2, v128.load(w2 + at), sum);
    sum = multiplyAdd<T>(f3, v128.load(w3 + at), sum);
    storeFirst<T>(out + at, sum, left);
    at += 16;
  }
}

/** out_b = bias + Σ_s values_s w_indices_s; bias 0 for none */
export function gatherDecode<T>(
  examples: i32, d: i32, starts: usize, indices: usize, values: usize, w: usize, wDown: usize, bias: usize,
  out: usize, outDown: usize,
): void {
  for (let b = 0; b < examples; b++) {
    const end = index(starts, b + 1);
    let s = index(starts, b);
    if (bias) memory.copy(out, bias, <usize>d * sizeof<T>());
    else memory.fill(out, 0, <usize>d * sizeof<T>());
    for (; s + 4 <= end; s += 4) {
      addFourRows<T>(
        d, out, w + index(indices, s) * wDown, element<T>(values, s),
        w + index(indices, s + 1) * wDown, element<T>(values, s + 1),
        w + index(indices, s + 2) * wDown, element<T>(values, s + 2),
        w + index(indices, s + 3) * wDown, element<T>(values, s + 3),
      );
    }
    for (; s < end; s++) addRow<T>(d, out, w + index(indices, s) * wDown, element<T>(values, s));
    out += outDown;
  }
}

/** products_0 … products_3 = r·w0 … r·w3, each with the bits of rowDot. */
function dotFourRows<T>(length: i32, r: usize, w0: usize, w1: usize, w2: usize, w3: usize, products: usize): void {
  let even0 = v128.splat<T>(0), even1 = even0, even2 = even0, even3 = even0;
  let odd0 = even0, odd1 = even0, odd2 = even0, odd3 = even0;
  let at: usize = 0;
  let left = length;
  for (; left >= 2 * lanes<T>(); left -= 2 * lanes<T>()) {
    const first = v128.load(r + at), second = v128.load(r + at, 16);
    even0 = multiplyAdd<T>(v128.load(w0 + at), first, even0);
    odd0 = multiplyAdd<T>(v128.load(w0 + at, 16), second, odd0);
    even1 = multiplyAdd<T>(v128.load(w1 + at), first, even1);
    odd1 = multiplyAdd<T>(v128.load(w1 + at, 16), second, odd1);
    even2 = multiplyAdd<T>(v128.load(w2 + at), first, even2);
    odd2 = multiplyAdd<T>(v128.load(w2 + at, 16), second, odd2);
    even3 = multiplyAdd<T>(v128.load(w3 + at), first, even3);
    odd3 = multiplyAdd<T>(v128.load(w3 + at, 16), second, odd3);
    at += 32;
  }
  const first = v128.load(r + at), second = v128.load(r + at, 16);
  even0 = v128.add<T>(lastOfDot<T>(left, w0 + at, first, second, even0), odd0);
  even1 = v128.add<T>(lastOfDot<T>(left, w1 + at, first, second, even1), odd1);
  even2 = v128.add<T>(lastOfDot<T>(left, w2 + at, first, second, even2), odd2);
  even3 = v128.add<T>(lastOfDot<T>(left, w3 + at, first, second, even3), odd3);
  store<T>(products, <T>sumLanes<T>(even0));
  store<T>(products + sizeof<T>(), <T>sumLanes<T>(even1));
  store<T>(products + 2 * sizeof<T>(), <T>sumLanes<T>(even2));
  store<T>(products + 3 * sizeof<T>(), <T>sumLanes<T>(even3));
}

/** products_s = r_b·w_indices_s; 0 where values_s ≤ 0 if rectified */
export function gatherDot<T>(
  examples: i32, d: i32, starts: usize, indices: usize, values: usize, rows: usize, down: usize,
  w: usize, wDown: usize, products: usize, rectified: bool,
): void {
  for (let b = 0; b < examples; b++) {
    const start = index(starts, b), end = index(starts, b + 1);
    let s = start;
    for (; s + 4 <= end; s += 4) {
      dotFourRows<T>(
        d, rows, w + index(indices, s) * wDown, w + index(indices, s + 1) * wDown,
        w + index(indices, s + 2) * wDown, w + index(indices, s + 3) * wDown, products + <usize>s * sizeof<T>(),
      );
    }
    for (; s < end; s++) {
      store<T>(products + <usize>s * sizeof<T>(), <T>rowDot<T>(d, w + index(indices, s) * wDown, rows));
    }
    if (rectified) {
      for (s = start; s < end; s++) {
        if (element<T>(values, s) <= 0) store<T>(products + <usize>s * sizeof<T>(), 0);
      }
    }
    rows += down;
  }
}

/** Counts how many slots each latent has, then puts each slot behind those of its latent that came before it. */
export function sortByLatent(
  examples: i32, latents: i32, codeStarts: usize, indices: usize, starts: usize, slots: usize, owners: usize,
): void {
  memory.fill(starts, 0, 4 * <usize>(latents + 1));
  const end = index(codeStarts, examples);
  for (let s = index(codeStarts, 0); s < end; s++) {
    const count = starts + 4 * index(indices, s);
    store<i32>(count, load<i32>(count) + 1);
  }
  let before = 0;
  for (let i = 0; i <= latents; i++) {
    const count = index(starts, i);
    store<i32>(starts + 4 * i, before);
    before += count;
  }
  for (let b = 0; b < examples; b++) {
    const last = index(codeStarts, b + 1);
    for (let s = index(codeStarts, b); s < last; s++) {
      const next = starts + 4 * index(indices, s);
      const place = load<i32>(next);
      store<i32>(next, place + 1);
      store<i32>(slots + 4 * place, s);
      store<i32>(owners + 4 * place, b);
    }
  }
  // Each latent's start has become its end, which is the next one's start.
  memory.copy(starts + 4, starts, 4 * <usize>latents);
  store<i32>(starts, 0);
}

/** out_i = Σ_s coefficients_s r_b and sums_i = Σ_s coefficients_s over the slots of latent i; sums 0 for none */
export function gatherByLatent<T>(
  latents: i32, d: i32, starts: usize, slots: usize, owners: usize, coefficients: usize, rows: usize, down: usize,
  out: usize, outDown: usize, sums: usize,
): void {
  for (let i = 0; i < latents; i++) {
    const start = index(starts, i), end = index(starts, i + 1);
    memory.fill(out, 0, <usize>d * sizeof<T>());
    let p = start;
    for (; p + 4 <= end; p += 4) {
      addFourRows<T>(
        d, out, rows + index(owners, p) * down, element<T>(coefficients, index(slots, p)),
        rows + index(owners, p + 1) * down, element<T>(coefficients, index(slots, p + 1)),
        rows + index(owners, p + 2) * down, element<T>(coefficients, index(slots, p + 2)),
        rows + index(owners, p + 3) * down, element<T>(coefficients, index(slots, p + 3)),
      );
    }
    for (; p < end; p++) {
      addRow<T>(d, out, rows + index(owners, p) * down, element<T>(coefficients, index(slots, p)));
    }
    if (sums) {
      let sum: f64 = 0;
      for (p = start; p < end; p++) sum += <f64>element<T>(coefficients, index(slots, p));
      store<T>(sums + <usize>i * sizeof<T>(), <T>sum);
    }
    out += outDown;
  }
}
