// How much room a text takes, in places of one letter: where no font can be asked.

/** Letters as wide as two others: of Chinese, Japanese and Korean with their punctuation and wide forms, and emoji. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u3029\u3030-\u303f\uff01-\uff60\uffe0-\uffe6]|\ufe0f/u;

const letters = new Intl.Segmenter("en", { granularity: "grapheme" });

const lettersOf = (text: string): string[] => Array.from(letters.segment(text), ({ segment }) => segment);

const placesOfLetter = (letter: string) => (WIDE.test(letter) ? 2 : 1);

/** The places that a text takes: one a letter with its marks, as ρ̂, two a wide one, as 鹿. */
export const letterPlaces = (text: string): number =>
  lettersOf(text).reduce((sum, letter) => sum + placesOfLetter(letter), 0);

/** A text in at most so many places: whole, or its beginning and an ellipsis. */
export function inPlaces(text: string, most: number): string {
  if (letterPlaces(text) <= most) return text;
  let [room, kept] = [most - 1, ""];
  for (const letter of lettersOf(text)) {
    room -= placesOfLetter(letter);
    if (room < 0) break;
    kept += letter;
  }
  return `${kept.trimEnd()}…`;
}

const BETWEEN = " · ";

/**
 * A label of parts, "kind · setting · setting", in at most so many places: the parts in its middle go first, since the
 * first says what it is and the last what tells it from its neighbours.
 */
export function labelInPlaces(label: string, most: number): string {
  const parts = label.split(BETWEEN);
  for (let kept = parts.length; kept > 1; kept--) {
    const last = parts.slice(parts.length - kept + 1);
    const shown = [parts[0], ...(kept < parts.length ? ["…"] : []), ...last].join(BETWEEN);
    if (letterPlaces(shown) <= most) return shown;
  }
  return inPlaces(label, most);
}

/** A word in pieces of at most so many places, the last of which may be shorter. */
function pieces(word: string, most: number): string[] {
  const found = [""];
  for (const letter of lettersOf(word)) {
    const longer = found[found.length - 1] + letter;
    if (letterPlaces(longer) > most) found.push(letter);
    else found[found.length - 1] = longer;
  }
  return found;
}

/** A text in lines of at most so many places, broken between words; a word that is longer than a line within it. */
export function inLines(text: string, most: number): string[] {
  const lines = [""];
  for (const piece of text.split(" ").flatMap((word) => pieces(word, most))) {
    const longer = [lines[lines.length - 1], piece].filter(Boolean).join(" ");
    if (letterPlaces(longer) > most) lines.push(piece);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
