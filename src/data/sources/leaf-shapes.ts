// Shapes of leaves, upright, each as large in area as a disc of its radius.

/** A shape that is the same on both sides of the vertical through its middle, at a size. */
export interface LeafShape {
  /** How far it reaches above and below its middle, for a radius of 1 */
  readonly above: number;
  readonly below: number;
  /** Half its width so far below its middle, for a radius */
  readonly half: (down: number, radius: number) => number;
}

const SQUARE = Math.sqrt(Math.PI) / 2;
const DIAMOND = Math.sqrt(Math.PI / 2);
/** From the middle of a triangle of equal sides to its base, half of what it is to its top */
const TRIANGLE = Math.sqrt(Math.PI / Math.sqrt(27));

/** How far any of them reaches from its middle, for a radius of 1 */
export const FURTHEST = 2 * TRIANGLE;

/** A disc, a square on its side and one on its corner, a triangle of equal sides on one of them; each of area π r². */
export const leafShapes = {
  disc: {
    above: 1,
    below: 1,
    half: (down, radius) => Math.sqrt(Math.max(0, radius * radius - down * down)),
  },
  square: { above: SQUARE, below: SQUARE, half: (_down, radius) => SQUARE * radius },
  diamond: { above: DIAMOND, below: DIAMOND, half: (down, radius) => DIAMOND * radius - Math.abs(down) },
  triangle: {
    above: 2 * TRIANGLE,
    below: TRIANGLE,
    half: (down, radius) => (down + 2 * TRIANGLE * radius) / Math.sqrt(3),
  },
} as const satisfies Readonly<Record<string, LeafShape>>;
