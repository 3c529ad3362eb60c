// Labels in a file beside the examples: numbers of any format of arrays, or words, a line each.

import { sizeOf } from "../../core/arrays.js";
import { InputError } from "../../core/errors.js";
import { parseTable } from "../io/csv.js";
import { decodeText } from "../io/decode-text.js";
import { readInput } from "../io/read-file.js";
import { type Labels, labelsFrom } from "../labels.js";
import { arrayFormat } from "./array-format.js";
import { openArrays } from "./open-arrays.js";

const wrongCount = (path: string, count: number, got: string) =>
  new InputError(
    `labels: ${path} must have a label for each of the ${count} examples, got ${got}; a file of as many numbers, or words, a line each`,
  );

/** The words of a text; numbers where all are. A first word is a label too where there are as many with it. */
function wordsOf(path: string, count: number): (string | number)[] {
  const table = parseTable(decodeText(readInput(path)), path);
  const withFirst = table.header === null ? table.rows : [table.header, ...table.rows];
  const rows = withFirst.length === count ? withFirst : table.rows;
  if (rows[0].length !== 1)
    throw new InputError(`labels: ${path} must have one label in each line, got ${rows[0].length} values`);
  const words = rows.map(([word]) => word);
  return words.every((word) => word !== "" && Number.isFinite(Number(word))) ? words.map(Number) : words;
}

/**
 * The labels of a file: the classes are the values that it has, numbers by size and words by letters, so that those of
 * MATLAB, which count from 1, keep their names.
 *
 * @param count - of the examples
 * @throws {InputError} if it cannot be read, has another number of labels, or some are no whole numbers
 */
export async function readLabels(path: string, count: number): Promise<Labels> {
  const format = arrayFormat(path);
  if (format === "csv" || format === null) {
    const words = wordsOf(path, count);
    if (words.length !== count) throw wrongCount(path, count, String(words.length));
    return labelsFrom(words);
  }
  const opened = await openArrays(path);
  const fitting = opened.arrays.filter(
    ({ shape }) => sizeOf(shape) === count && Math.max(1, ...shape) === count,
  );
  if (fitting.length !== 1)
    throw wrongCount(
      path,
      count,
      opened.arrays.map(({ name, shape }) => `${name} ${shape.join("×")}`.trim()).join(", "),
    );
  const values = await opened.read(fitting[0].name);
  const broken = values.findIndex((value) => !Number.isSafeInteger(value));
  if (broken >= 0)
    throw new InputError(`labels: ${path} must hold whole numbers, got ${values[broken]} at place ${broken}`);
  return labelsFrom(values);
}
