// Loads a program of the user's own, TypeScript or JavaScript, wherever it lies; or says in one line where it is wrong.

import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";
import { describeValue, InputError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";

/** What "rhohat" is to such a file, wherever that lies. */
const library = new URL(import.meta.url.endsWith(".ts") ? "../index.ts" : "../index.js", import.meta.url)
  .href;
const ownCode = fileURLToPath(new URL("..", import.meta.url));

/** The library as modules see it, but a name that it lacks is an error where it is used. */
function strict(exports: object): object {
  const known = Object.keys(exports);
  return new Proxy(
    { ...exports },
    {
      has: () => true,
      get(target, name) {
        const mayLack = typeof name === "symbol" || ["default", "then", "__esModule"].includes(name);
        if (!mayLack && !(name in target))
          throw new TypeError(`rhohat has no export named ${name}; ${didYouMean(name, known)}`);
        return Reflect.get(target, name);
      },
    },
  );
}

/**
 * Where in the user's own files an error arose: file:line:column of what cannot be read, both from 1 as editors count
 * them (jiti has columns from 0), file:line of what threw (compiling moves columns, not lines); undefined where that is
 * unknown.
 */
function placeOf({ message, stack = "" }: Error): string | undefined {
  const unparsed = /^\s*((?:\/.*|[A-Z]:\\.*):\d+):(\d+)\s*$/m.exec(message);
  if (unparsed !== null) return `${unparsed[1]}:${Number(unparsed[2]) + 1}`;
  for (const frame of stack.matchAll(/^\s+at (?:async )?(?:.* \()?([^(]*?):(\d+):\d+\)?$/gm)) {
    const [, file, line] = frame;
    const foreign = /^(node|file):|<anonymous>/.test(file) || file.includes(`${sep}node_modules${sep}`);
    if (!foreign && !file.startsWith(ownCode)) return `${file}:${line}`;
  }
  return undefined;
}

/**
 * What it says of a file that could not be loaded.
 *
 * @param where - who loads it
 * @param as - what it was to be: "an experiment"
 */
export function notLoaded(where: string, path: string, as: string, error: unknown): InputError {
  if (!(error instanceof Error))
    return new InputError(`${where}: ${path} must load as ${as}, it threw ${describeValue(error)}`);
  const said = error.message.split("\n")[0].trim();
  const kind = /^\w*Error\b/.test(said) || error instanceof InputError ? "" : `${error.name}: `;
  return new InputError(
    `${where}: ${placeOf(error) ?? path} must load as ${as}, loading it said: ${kind}${said}`,
    { cause: error },
  );
}

/** What a file exports; "rhohat" is this package to it. */
export async function importOwn(path: string): Promise<{ readonly default?: unknown } | null> {
  const jiti = createJiti(import.meta.url, {
    virtualModules: { rhohat: strict(await import(library)) },
    moduleCache: false,
    // What is compiled is kept nowhere: a folder that others can write is no place for code that will run.
    fsCache: false,
  });
  return jiti.import(path);
}
