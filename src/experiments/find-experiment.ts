// Which experiments there are: files in ./experiments and in the package's own, known by their names.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeText } from "../data/io/decode-text.js";

const extensions = [".ts", ".mts", ".js", ".mjs"];
/** The experiments that ship with rhohat. */
const shipped = fileURLToPath(new URL("../../experiments", import.meta.url));

/** Names and paths of the files that may be experiments: only loading one tells whether it is. */
export function experimentFiles(): { name: string; path: string }[] {
  const found = new Map<string, string>();
  for (const folder of [resolve("experiments"), shipped]) {
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).sort()) {
      const name = basename(file, extname(file));
      if (extensions.includes(extname(file)) && !found.has(name)) found.set(name, join(folder, file));
    }
  }
  return [...found].map(([name, path]) => ({ name, path }));
}

// Each form ends at the end of its line or file at the latest, so that no file takes long.
const TOKEN = new RegExp(
  [
    /\/\/.*/, // comments
    /\/\*[\s\S]*?(?:\*\/|$)/,
    /"(?:\\[\s\S]?|[^"\\\n])*"?/, // texts
    /'(?:\\[\s\S]?|[^'\\\n])*'?/,
    /`(?:\\[\s\S]?|[^`\\])*`?/,
    /[\w$]+/,
    /\S/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);
const MOST_BYTES = 1_000_000;

/** Words, signs and texts of a program, without its comments. */
const tokensOf = (code: string) => (code.match(TOKEN) ?? []).filter((token) => !/^\/[/*]/.test(token));

/** What a text in quotes says: \n, \", \u2026 as JavaScript reads them. */
function quoted(token: string): string {
  return token
    .slice(1, -1)
    .replace(/\\(?:u\{?([\da-f]+)\}?|x([\da-f]{2})|\r?\n|([\s\S]))/gi, (_, u, x, plain) => {
      if (u ?? x) return String.fromCodePoint(Math.min(Number.parseInt(u ?? x, 16), 0x10ffff));
      return { n: "\n", t: "\t", r: "\r" }[plain as string] ?? plain ?? "";
    });
}

/** The text after `question:`, joined where it stands in parts; empty where it is computed. */
function questionIn(tokens: readonly string[]): string {
  let at = tokens.findIndex((token, i) => token === "question" && tokens[i + 1] === ":") + 2;
  if (at === 1) return "";
  let question = "";
  while (/^["'`]/.test(tokens[at] ?? "") && !/^`.*\$\{/s.test(tokens[at])) {
    question += quoted(tokens[at]);
    if (tokens[at + 1] !== "+") return question;
    at += 2;
  }
  return "";
}

/**
 * What the comment at the head of a program says after "Found:", up to the end of its paragraph; empty where it says
 * nothing.
 */
function foundIn(code: string): string {
  const head = /^(?:#!.*\n)?\s*((?:\/\/.*(?:\r?\n|$))+|\/\*[\s\S]*?\*\/)/.exec(code)?.[1] ?? "";
  const lines = head
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*(?:\/\/|\/\*+|\*(?!\/))|\*\/\s*$/g, "").trim());
  const start = lines.findIndex((line) => /^Found:/i.test(line));
  if (start < 0) return "";
  const end = lines.indexOf("", start);
  const paragraph = lines.slice(start, end < 0 ? lines.length : end).join(" ");
  return paragraph.replace(/^Found:\s*/i, "");
}

/** An experiment that can be run, as its file says. */
export interface ListedExperiment {
  readonly name: string;
  readonly path: string;
  readonly question: string;
  /** What came of it, from the comment at its head; empty where that says nothing */
  readonly found: string;
}

/** What the file of an experiment says was found; empty where there is no such file. */
export function foundBy(name: string): string {
  return listExperiments(name)[0]?.found ?? "";
}

/**
 * The experiments among those files, with their questions, read from the text: nothing is executed, for in a project
 * of one's own experiments/ may hold any script.
 *
 * @param only - the name of the one that is asked for, unless it is all
 */
export function listExperiments(only?: string): ListedExperiment[] {
  const files = experimentFiles().filter(({ name }) => only === undefined || name === only);
  return files.flatMap(({ name, path }) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined || !stats.isFile() || stats.size > MOST_BYTES) return [];
    let code: string;
    try {
      code = decodeText(readFileSync(path));
    } catch {
      return []; // not permitted to be read
    }
    const tokens = tokensOf(code);
    const isGiven = (key: string) => tokens.some((token, i) => token === key && tokens[i + 1] === ":");
    const isExperiment = tokens.includes("defineExperiment") || ["data", "model", "optimizer"].every(isGiven);
    return isExperiment ? [{ name, path, question: questionIn(tokens), found: foundIn(code) }] : [];
  });
}
