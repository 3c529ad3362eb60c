// What nothing else is better than in both of two numbers.

interface Place {
  readonly x: number;
  readonly y: number;
}

/** The places than which none has less of x and is better in y, by rising x. @param better - which end of y is wanted */
export function frontierOf<Own extends Place>(points: readonly Own[], better: "low" | "high"): Own[] {
  const worth = ({ y }: Place) => (better === "high" ? y : -y);
  const kept: Own[] = [];
  for (const point of [...points].sort((a, b) => a.x - b.x || worth(b) - worth(a)))
    if (kept.length === 0 || worth(point) > worth(kept[kept.length - 1])) kept.push(point);
  return kept;
}
