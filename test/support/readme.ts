// The README, for tests that do what it says.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./command-line.js";

export const readme: string = readFileSync(join(root, "README.md"), "utf8");

/** Its blocks of a language. */
export const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(([, text]) => text);

/** Its code: a first experiment, the library, a trained run, a page. */
export const [experiment, library, trainedRun, page] = blocks("ts");
