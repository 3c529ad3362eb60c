// Words one after the other, as a sentence has them.

/** "adam, sgd or gradient-descent" */
export function inWords(words: readonly string[], last: "and" | "or"): string {
  if (words.length < 2) return words.join();
  return `${words.slice(0, -1).join(", ")} ${last} ${words[words.length - 1]}`;
}

/** "1 member", "3 members" */
export const quantity = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;
