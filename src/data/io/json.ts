// JSON that people write by hand: where it goes wrong, by line and column, which JSON.parse tells only sometimes.

import { InputError } from "../../core/errors.js";
import { decodeText } from "./decode-text.js";
import { readInput } from "./read-file.js";

/** What is wrong with a text, "it has ']' where a value should stand", and its line:column; "" where that is unknown. */
export class JsonError extends SyntaxError {
  constructor(
    message: string,
    readonly place: string,
  ) {
    super(message);
  }
}

const BLANKS = /[ \t\r\n]*/y;
const TOKEN =
  /[{}[\],:]|"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/uy;
/** Letters in which a fault is looked for: nobody writes more by hand. */
const MOST_LETTERS = 2 ** 20;

/** What should stand at a place of the text. */
type Expected = "a value" | "a value or ]" | "a key in quotes" | "a key in quotes or }" | ":" | After;
type After = "the end" | ", or ]" | ", or }";
type Closer = "]" | "}";

const after = (open: readonly Closer[]): After =>
  open.length === 0 ? "the end" : `, or ${open[open.length - 1]}`;

/** What should stand after a token; null where the token itself should not. `open` is what is to be closed. */
function following(token: string, expected: Expected, open: Closer[]): Expected | null {
  switch (token) {
    case "]":
    case "}":
      if (!expected.endsWith(`or ${token}`)) return null;
      open.pop();
      return after(open);
    case ",":
      if (!expected.startsWith(",")) return null;
      return expected === ", or }" ? "a key in quotes" : "a value";
    case ":":
      return expected === ":" ? "a value" : null;
  }
  if (expected.startsWith("a key")) return token.startsWith('"') ? ":" : null;
  if (!expected.startsWith("a value")) return null;
  if (token === "{") open.push("}");
  else if (token === "[") open.push("]");
  else return after(open);
  return token === "{" ? "a key in quotes or }" : "a value or ]";
}

const told = (expected: Expected) => expected.replace(/[,:\]}]/g, "'$&'");

/** Where a text stops being JSON, and what should stand there; null where it is JSON. */
function faultIn(text: string): { offset: number; expected: string } | null {
  const open: Closer[] = [];
  let expected: Expected = "a value";
  for (let offset = 0; ; ) {
    BLANKS.lastIndex = offset;
    offset += BLANKS.exec(text)?.[0].length ?? 0;
    if (offset === text.length) return expected === "the end" ? null : { offset, expected: told(expected) };
    TOKEN.lastIndex = offset;
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined && text[offset] === '"')
      return { offset, expected: "a text that ends on its line, each \\ in it written as \\\\" };
    const next: Expected | null = token === undefined ? null : following(token, expected, open);
    if (next === null) return { offset, expected: told(expected) };
    expected = next;
    offset += token?.length ?? 0;
  }
}

/** @throws {JsonError} if it is none */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const fault = text.length > MOST_LETTERS ? null : faultIn(text);
    if (fault === null) throw new JsonError((error as Error).message, "");
    const { offset, expected } = fault;
    const lines = text.slice(0, offset).split(/\r\n|[\r\n]/);
    const found = /^(?:[\w.+-]{1,20}|.)/su.exec(text.slice(offset, offset + 20))?.[0];
    throw new JsonError(
      `it ${found === undefined ? "ends" : `has '${found}'`} where ${expected} should stand`,
      `${lines.length}:${lines[lines.length - 1].length + 1}`,
    );
  }
}

/**
 * What a file of JSON holds.
 *
 * @param where - what asks, for the error
 * @throws {InputError} if it cannot be read, or is no JSON: with file:line:column
 */
export function readJson(where: string, path: string): unknown {
  const text = decodeText(readInput(path));
  try {
    return parseJson(text);
  } catch (error) {
    const { message, place } = error as JsonError;
    throw new InputError(`${where}: ${[path, place].filter(Boolean).join(":")} must be JSON, ${message}`);
  }
}
