// Labels at the ends of lines that lie close together: moved apart, so that each can be read.

/**
 * Positions at least `gap` apart, in the same order and as near to the given ones as going down, then up, finds.
 *
 * @param positions - in pixels
 * @returns within [low, high] where there is room for all
 */
export function spread(positions: readonly number[], gap: number, low: number, high: number): number[] {
  const order = positions.map((_, i) => i).sort((a, b) => positions[a] - positions[b]);
  const placed = [...positions];
  order.forEach((i, rank) => {
    if (rank > 0) placed[i] = Math.max(placed[i], placed[order[rank - 1]] + gap);
    placed[i] = Math.max(placed[i], low);
  });
  for (let rank = order.length - 1; rank >= 0; rank--) {
    const limit = rank === order.length - 1 ? high : placed[order[rank + 1]] - gap;
    placed[order[rank]] = Math.min(placed[order[rank]], limit);
  }
  return placed;
}
