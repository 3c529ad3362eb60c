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

/** The least beginning of a word that tells which is meant. */
const BEGINNING = 3;

/** The words of `known` by their edit distance to `word` as a share of the longer one's length, ignoring case. */
function byDistance(word: string, known: readonly string[]) {
  return known
    .map((candidate) => {
      const distance = editDistance(letters(word), letters(candidate));
      const longer = Math.max(word.length, candidate.length, 1);
      return { candidate, distance, longer, share: distance / longer };
    })
    .sort((a, b) => a.share - b.share);
}

/**
 * The nearest of `known` if it is near enough to have been meant: a third of the letters of the longer word may differ,
 * one always, though not all; or it begins with `word`.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > LONGEST) return undefined;
  const begins = (candidate: string) =>
    word.length >= BEGINNING && letters(candidate).startsWith(letters(word));
  return byDistance(word, known).find(
    ({ candidate, distance, longer }) =>
      (distance <= Math.max(1, longer / 3) && distance < longer) || begins(candidate),
  )?.candidate;
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
  const names = byDistance(word, known)
    .slice(0, NEAREST)
    .map(({ candidate }) => candidate);
  return `the nearest of ${known.length} are ${names.join(", ")}`;
}
