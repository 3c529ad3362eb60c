// "Did you mean": the known word nearest to a misspelt one.

/** Levenshtein's distance: the least number of inserted, deleted or replaced letters. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = previous[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[j] + 1, current[j - 1] + 1));
    }
    previous = current;
  }
  return previous[to.length];
}

/** Letters of a word that are compared, at most: distances take time with the square. */
const LONGEST = 100;

const letters = (word: string) => word.slice(0, LONGEST).toLowerCase();

/**
 * The word of `known` with the smallest edit distance to `word` as a share of the longer one's length, ignoring case;
 * undefined if `known` is empty.
 */
function nearest(word: string, known: readonly string[]): string | undefined {
  const distances = known.map(
    (candidate) =>
      editDistance(letters(word), letters(candidate)) / Math.max(word.length, candidate.length, 1),
  );
  return known[distances.indexOf(Math.min(...distances))];
}

/** A sentence for the end of an error: the nearest word where one is near, all of them where none is. */
export function didYouMean(word: string, known: readonly string[]): string {
  const best = nearest(word, known);
  if (best === undefined) return "there are none to choose from";
  const distance = editDistance(letters(word), letters(best));
  const near = word.length <= LONGEST && 1.5 * distance < Math.max(word.length, best.length);
  return near ? `did you mean ${best}?` : `choose one of ${known.join(", ")}`;
}
