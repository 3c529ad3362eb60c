// By what latents are ranked: never NaN and never −0, so that numbers and their bits have one order.

// @ts-nocheck: AssemblyScript

/** π s or |π s|; scales 0 for 1 */
@inline
export function rankingKeys<T>(activations: usize, scales: usize, magnitude: bool): v128 {
  let keys = v128.load(activations);
  if (scales) keys = v128.mul<T>(keys, v128.load(scales));
  if (magnitude) keys = v128.abs<T>(keys);
  const infinite = v128.splat<T>(<T>Infinity);
  return v128.add<T>(v128.bitselect(keys, infinite, v128.eq<T>(keys, keys)), v128.splat<T>(0));
}

/** The same of one. */
@inline
export function rankingKey<T>(activation: usize, scale: usize, magnitude: bool): T {
  let key = load<T>(activation);
  if (scale) key *= load<T>(scale);
  if (magnitude) key = abs<T>(key);
  return key == key ? key + <T>0 : <T>Infinity;
}

/** The lanes that are set, as bits. */
@inline
export function laneBits<T>(mask: v128): i32 {
  return sizeof<T>() == 4 ? i32x4.bitmask(mask) : i64x2.bitmask(mask);
}
