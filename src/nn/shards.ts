// How the examples are cut: into tiles small enough for the cache, and the tiles into shards, one task each. The cut
// depends on the shapes alone, never on the machine, so that every sum has the same order everywhere.

/** Rows [from, to) */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a tile's examples and activations may take, in numbers: 512 KiB of float32. */
const TILE_VALUES = 131_072;
const FEWEST_ROWS = 128;
/** Each shard sums a gradient of its own: at most so many numbers together. */
const GRADIENT_VALUES = 8_388_608;
const MOST_SHARDS = 64;

/** [0, length) in `pieces` consecutive spans whose lengths differ by one at most. */
export function split(length: number, pieces: number): Span[] {
  return Array.from({ length: pieces }, (_, piece) => ({
    from: Math.floor((piece * length) / pieces),
    to: Math.floor(((piece + 1) * length) / pieces),
  }));
}

/**
 * The tiles of each shard.
 *
 * @param examples - m
 * @param valuesPerExample - how many numbers of an example and its activations are in use at a time
 * @param parameters - the length of θ
 */
export function planShards(examples: number, valuesPerExample: number, parameters: number): Span[][] {
  const rows = Math.max(FEWEST_ROWS, Math.floor(TILE_VALUES / valuesPerExample));
  const tiles = split(examples, Math.max(1, Math.ceil(examples / rows)));
  const most = Math.max(1, Math.min(MOST_SHARDS, Math.floor(GRADIENT_VALUES / parameters)));
  return split(tiles.length, Math.min(tiles.length, most)).map(({ from, to }) => tiles.slice(from, to));
}
