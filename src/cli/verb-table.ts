// What every verb takes, as data: for completion, and to say which verb an option belongs to. Asking the verbs loads all
// of them, so the build keeps the answer beside this file.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { everywhere, type Values } from "./declared.js";
import { declaredBy, nameOf, verbs } from "./verbs.js";

interface TableOption {
  /** Without --; the first one is its own */
  readonly names: readonly string[];
  readonly describe: string;
  readonly takesValue: boolean;
  readonly values: Values;
}

export interface VerbEntry {
  readonly verb: string;
  readonly describe: string;
  readonly options: readonly TableOption[];
  /** Of the words that stand for themselves */
  readonly words: Values;
}

/** Asks every verb. */
export async function gatherVerbs(): Promise<VerbEntry[]> {
  return Promise.all(
    verbs.map(async (verb) => {
      const { options, positionals } = await declaredBy(verb);
      const all = [...options, ...Object.entries(everywhere)];
      return {
        verb: nameOf(verb),
        describe: verb.describe,
        options: all.map(([name, option]) => ({
          names: [name, ...("alias" in option ? [option.alias ?? []].flat() : [])],
          describe: option.describe ?? "",
          takesValue: option.type !== "boolean",
          values: ("values" in option ? option.values : undefined) ?? [],
        })),
        words: [...positionals.values()][0]?.values ?? [],
      };
    }),
  );
}

const kept = fileURLToPath(new URL("./verb-table.json", import.meta.url));

/** The verbs in the order of the help. */
export async function verbTable(): Promise<VerbEntry[]> {
  return existsSync(kept) ? JSON.parse(readFileSync(kept, "utf8")) : gatherVerbs();
}
