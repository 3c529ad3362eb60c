// The help of rhohat itself: every verb with its line, in groups.

import { everywhere } from "./declared.js";
import { verbs } from "./verbs.js";

/** Columns of a terminal, and of help for no terminal, at most. */
const WIDEST = 110;

/** Columns that help may take. */
export const helpWidth = (): number => Math.min(WIDEST, process.stdout.columns || WIDEST);

/** A text in lines of at most `width` letters, broken between words. */
export function broken(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trimStart();
    if (longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** What is called so, and what it is, in two columns. */
function columns(rows: readonly { readonly left: string; readonly right: string }[], wide: number): string[] {
  return rows.flatMap(({ left, right }) =>
    broken(right, Math.max(helpWidth() - wide - 4, 20)).map((line, i) =>
      `  ${(i === 0 ? left : "").padEnd(wide)}  ${line}`.trimEnd(),
    ),
  );
}

/** `rhohat --help`, without loading a verb. */
export function overview(): string {
  const wide = Math.max(...verbs.map(({ command }) => command.length));
  const groups = [...new Set(verbs.map(({ group }) => group))].map((group) => [
    `${group}:`,
    ...columns(
      verbs
        .filter((verb) => verb.group === group)
        .map(({ command, describe }) => ({ left: command, right: describe })),
      wide,
    ),
    "",
  ]);
  const options = Object.entries(everywhere).map(([name, { describe, ...option }]) => ({
    left: `${"alias" in option ? `-${option.alias}, ` : ""}--${name}`,
    right: name === "help" ? "this help; with a verb, that of the verb" : describe,
  }));
  return [
    "rhohat <verb>: train sparse autoencoders and look at what they learned.",
    "",
    ...groups.flat(),
    "Options of every verb:",
    ...columns(options, wide),
  ].join("\n");
}
