// What a verb says of itself: its options and positionals, read from its builder without parsing anything.

import type { Argv, Options } from "yargs";

/** The words that an option takes, for completion: all of them, or what they name */
export type Values = readonly string[] | "runs" | "experiments" | "figures" | "keys" | "words";

/** An option as a verb declares it. */
export interface DeclaredOption extends Options {
  readonly values?: Values;
}

/** Puts `values` to an option or a positional; yargs has no place for them, and leaves them alone. */
export const taking = <Option extends object>(values: Values, option: Option): Option => ({
  ...option,
  values,
});

export interface Declared {
  readonly options: ReadonlyMap<string, DeclaredOption>;
  /** In order */
  readonly positionals: ReadonlyMap<string, DeclaredOption>;
}

/** What every verb has besides. */
export const everywhere = {
  debug: { type: "boolean", default: false, describe: "show the stack of an error" },
  help: { type: "boolean", alias: "h", describe: "this help" },
  version: { type: "boolean", alias: "v", describe: "the version of rhohat" },
} as const;

/** An option as it is typed: imageShape is --image-shape. */
export const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * The one of an option's names that was typed: yargs gives its value by each of them, by that one first.
 *
 * @param names - the first one is its own
 * @param given - what yargs read
 */
export const typedName = (
  [own, ...others]: readonly [string, ...(string | undefined)[]],
  given: Readonly<Record<string, unknown>>,
): string =>
  Object.keys(given)
    .map(kebab)
    .find((name) => name === own || others.includes(name)) ?? own;

/** Asks a builder what it declares. */
export function declared(builder: unknown): Declared {
  const options = new Map<string, DeclaredOption>();
  const positionals = new Map<string, DeclaredOption>();
  const recorder: object = new Proxy(
    {},
    {
      get: (_, method) => (name: string | Record<string, DeclaredOption>, option: DeclaredOption) => {
        if (method === "option") options.set(name as string, option);
        if (method === "options") for (const [each, its] of Object.entries(name)) options.set(each, its);
        if (method === "positional") positionals.set(name as string, option);
        return recorder;
      },
    },
  );
  if (typeof builder === "function") (builder as (yargs: Argv) => unknown)(recorder as Argv);
  return { options, positionals };
}
