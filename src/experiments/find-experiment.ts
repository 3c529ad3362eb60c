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
 * The experiments among those files, with their questions, read from the text: nothing is executed, for in a project
 * of one's own experiments/ may hold any script.
 */
export function listExperiments(): { name: string; path: string; question: string }[] {
  return experimentFiles().flatMap(({ name, path }) => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined || !stats.isFile() || stats.size > MOST_BYTES) return [];
    let tokens: string[];
    try {
      tokens = tokensOf(decodeText(readFileSync(path)));
    } catch {
      return []; // not permitted to be read
    }
    const isGiven = (key: string) => tokens.some((token, i) => token === key && tokens[i + 1] === ":");
    const isExperiment = tokens.includes("defineExperiment") || ["data", "model", "optimizer"].every(isGiven);
    return isExperiment ? [{ name, path, question: questionIn(tokens) }] : [];
  });
}
