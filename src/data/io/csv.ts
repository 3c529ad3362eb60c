// Numbers in a text file: a line an example, parted by commas, semicolons, tabs or spaces, with or without a header.

import { InputError, shortened } from "../../core/errors.js";

/** A table of words. */
export interface TextTable {
  /** Of the columns; null where the first line has numbers */
  readonly header: readonly string[] | null;
  /** The words of each line */
  readonly rows: readonly (readonly string[])[];
  /** Which line of the file each row is, from 1 */
  readonly lines: readonly number[];
}

const isNumber = (word: string) => word !== "" && Number.isFinite(Number(word));

/** What parts the words of a line; spaces where nothing else does. */
const separatorOf = (line: string): string => [";", "\t", ","].find((one) => line.includes(one)) ?? " ";

/** The words of a line, of which one in quotation marks may hold the separator. */
function wordsOf(line: string, separator: string): string[] {
  if (separator === " ") return line.trim().split(/ +/).map(withoutMarks);
  if (!line.includes('"')) return line.split(separator).map((word) => word.trim());
  const words: string[] = [];
  let [word, quoted] = ["", false];
  for (const letter of line) {
    if (letter === '"') quoted = !quoted;
    if (letter === separator && !quoted) {
      words.push(withoutMarks(word.trim()));
      word = "";
    } else word += letter;
  }
  return [...words, withoutMarks(word.trim())];
}

const withoutMarks = (word: string) => word.replace(/^"(.*)"$/s, "$1").replaceAll('""', '"');

/**
 * The words of a text. Empty lines and those that begin with # do not count; the first line is a header where it has a word
 * that is no number and no gap.
 *
 * @param name - of the file, for errors
 * @throws {InputError} if there is no line of values, or lines differ in how many they have
 */
export function parseTable(text: string, name: string): TextTable {
  const all = text
    .split(/\r\n|\n|\r/)
    .map((line, i) => ({ line, number: i + 1 }))
    .filter(({ line }) => line.trim() !== "" && !line.trimStart().startsWith("#"));
  if (all.length === 0) throw new InputError(`parseCsv: ${name} must hold lines of numbers, it has none`);
  const separator = separatorOf(all[0].line);
  const split = all.map(({ line }) => wordsOf(line, separator));
  const isHeader = split[0].some((word) => word !== "" && Number.isNaN(Number(word)) && !/^nan$/i.test(word));
  const from = isHeader && all.length > 1 ? 1 : 0;
  const strange = split.findIndex((words) => words.length !== split[0].length);
  if (strange >= 0)
    throw new InputError(
      `parseCsv: ${name} must have as many values in each line, line ${all[strange].number} has ${split[strange].length} and line ${all[0].number} ${split[0].length}; they are parted by ${called[separator]}`,
    );
  return {
    header: from === 1 ? split[0] : null,
    rows: split.slice(from),
    lines: all.slice(from).map(({ number }) => number),
  };
}

const called: Readonly<Record<string, string>> = {
  ";": "semicolons",
  "\t": "tabs",
  ",": "commas",
  " ": "spaces",
};

/**
 * A text of numbers, [rows, columns].
 *
 * @throws {InputError} as parseTable, or if a word is no number: with its line and column
 */
export function parseCsv(
  text: string,
  name: string,
): { shape: readonly [number, number]; data: Float64Array } {
  const { header, rows, lines } = parseTable(text, name);
  const columns = rows[0].length;
  const data = new Float64Array(rows.length * columns);
  for (const [row, words] of rows.entries())
    for (const [column, word] of words.entries()) {
      if (!isNumber(word)) {
        const place = `line ${lines[row]}, column ${column + 1}${header === null ? "" : ` (${shortened(header[column])})`}`;
        const remedy = /^[+-]?\d+,\d+$/.test(word)
          ? "write decimals with a point"
          : "fill gaps, leave out words";
        throw new InputError(
          `parseCsv: ${name} must hold numbers only, got ${word === "" ? "a gap" : JSON.stringify(shortened(word))} in ${place}; ${remedy}`,
        );
      }
      data[row * columns + column] = Number(word);
    }
  return { shape: [rows.length, columns], data };
}
