// What the commands print: tables, numbers, JSON.

import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { readableNumber } from "../core/readable-number.js";
import type { RunWarning } from "../inspect/run-warning.js";
import type { Finding } from "../train/run-record.js";
import { colours } from "./colours.js";

/** Text to standard output, nothing else on it where another program reads JSON. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What is told beside what was asked for, to standard error. */
export function printNote(text: string): void {
  process.stderr.write(`${colours.yellow(`note: ${text}`)}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** A path as it stands on the screen: from the working folder. */
export const shownPath = (path: string): string => relative(process.cwd(), path) || ".";

/** A text that somebody wrote, without what would move the cursor or colour the screen. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");

/** Places on the screen: ρ̂ is two characters and one place, a colour none. */
export const shownWidth = (text: string): number =>
  stripVTControlCharacters(text).replace(/\p{M}/gu, "").length;

/** Columns as wide as their widest cell; the first line is the header. */
export function table(header: readonly string[], texts: readonly (readonly string[])[]): string {
  const rows = texts.map((row) => row.map(oneLine));
  const widths = header.map((name, column) =>
    rows.reduce((widest, row) => Math.max(widest, shownWidth(row[column])), shownWidth(name)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell + " ".repeat(widths[column] - shownWidth(cell)))
      .join("  ")
      .trimEnd();
  return [colours.bold(line(header)), ...rows.map(line)].join("\n");
}

/** A cost or a part of it: what is not finite is null in JSON. */
export const shortCost = (value: unknown): string => (value === null ? "not finite" : short(value));

/** Four significant digits, as people read numbers; a dash where there is none. */
export function short(value: unknown): string {
  return typeof value === "number" ? readableNumber(value) : "–";
}

/** What is known, a line each: names to the left, bold numbers to the right. */
export function printNumbers(lines: readonly { readonly label: string; readonly value: string }[]): void {
  const width = Math.max(...lines.map(({ label }) => label.length));
  for (const { label, value } of lines) print(`  ${label.padEnd(width)}  ${colours.bold(value)}`);
}

/** Where pictures and pages lie that were written, a line each below an empty one. @param paths - files; only .png and .html are told */
export function printPictures(paths: readonly string[]): void {
  const seen = paths.filter((path) => /\.(png|html)$/.test(path));
  if (seen.length > 0) print(["", ...seen.map((path) => `  ${colours.cyan(shownPath(path))}`)].join("\n"));
}

/** What the doctor finds amiss, below a run's numbers, a line each; nothing where nothing is. */
export function printFindings(findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  const lines = findings.map(({ text, remedy }) => `doctor: ${text}; try ${remedy}`);
  print(`\n${colours.yellow(lines.join("\n"))}`);
}

/** A run's warning as it stands below its numbers. */
export function warningLine({ level, text }: RunWarning): string {
  return colours.yellow(`${level}: ${text}`);
}
