// Labels beside points, where there is room.

/** Pixels of a line of a label, about. */
const LINE = 14;

/** Where something stands, in pixels, and how wide its label is. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const meet = (a: Box, b: Box) => a.x < b.x + b.width && b.x < a.x + a.width && Math.abs(a.y - b.y) < LINE;

/**
 * Where each label can stand beside its point, in pixels from it; null where it would meet another or leave the picture.
 *
 * @param width - of the picture
 */
export function labelPlaces(
  points: readonly Box[],
  width: number,
): ({ readonly dx: number; readonly dy: number } | null)[] {
  const taken: Box[] = points.map(({ x, y }) => ({ x: x - 5, y, width: 10 }));
  return points.map(({ x, y, width: own }, i) => {
    const places = [
      { dx: 9, dy: -10 },
      { dx: 9, dy: 12 },
      { dx: -9 - own, dy: -10 },
      { dx: -9 - own, dy: 12 },
      { dx: -own / 2, dy: -14 },
      { dx: -own / 2, dy: 16 },
      { dx: 9, dy: 0 },
      { dx: -9 - own, dy: 0 },
    ];
    for (const { dx, dy } of places) {
      const box = { x: x + dx, y: y + dy, width: own };
      const isInside = box.x >= 0 && box.x + own <= width;
      if (!isInside || taken.some((other, j) => j !== i && meet(box, other))) continue;
      taken.push(box);
      return { dx, dy };
    }
    return null;
  });
}
