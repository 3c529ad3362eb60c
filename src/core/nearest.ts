// "Did you mean": the known word nearest to a misspelt one.

/** The least number of letters inserted, deleted, replaced, or exchanged with their neighbours (optimal string alignment). */
function editDistance(from: string, to: string): number {
  let [before, previous]: number[][] = [[], Array.from({ length: to.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = previous[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isExchanged = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const exchanged = isExchanged ? before[j - 2] + 1 : replaced;
      current.push(Math.min(replaced, exchanged, previous[j] + 1, current[j - 1] + 1));
    }
    [before, previous] = [previous, current];
  }
  return previous[to.length];
}

/** Letters of a word that are compared, at most: distances take time with the square. */
const LONGEST = 100;
/** Words that a line may hold; of more only the nearest are told. */
const MOST_LISTED = 20;
const NEAREST = 3;

const letters = (word: string) => word.slice(0, LONGEST).toLowerCase();

/** The words of `known` by their edit distance to `word` as a share of the longer one's length, ignoring case. */
function byDistance(word: string, known: readonly string[]): string[] {
  return known
    .map((candidate) => ({
      candidate,
      share: editDistance(letters(word), letters(candidate)) / Math.max(word.length, candidate.length, 1),
    }))
    .sort((a, b) => a.share - b.share)
    .map(({ candidate }) => candidate);
}

/** The nearest of `known` if it is near enough to have been meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const [best] = byDistance(word, known);
  if (best === undefined || word.length > LONGEST) return undefined;
  const distance = editDistance(letters(word), letters(best));
  return 1.5 * distance < Math.max(word.length, best.length) ? best : undefined;
}

/**
 * A sentence for the end of an error: the nearest word where one is near; else all, or the nearest few where there are
 * more than `most`.
 */
export function didYouMean(word: string, known: readonly string[], most = MOST_LISTED): string {
  if (known.length === 0) return "there are none to choose from";
  const best = nearest(word, known);
  if (best !== undefined) return `did you mean ${best}?`;
  if (known.length <= most) return `choose one of ${known.join(", ")}`;
  return `the nearest of ${known.length} are ${byDistance(word, known).slice(0, NEAREST).join(", ")}`;
}
