// Every verb: how it is called and its line in the help. Its module is loaded when it is called, and only then.

import type { CommandModule } from "yargs";

interface Verb {
  /** Its name, and what stands after it */
  readonly command: string;
  readonly describe: string;
  /** What it reads from the command line, and what it does */
  readonly load: () => Promise<{ builder?: unknown; handler: unknown }>;
}

const nothing = { builder: {}, handler: () => {} };

export const verbs: readonly Verb[] = [
  {
    command: "run <experiment>",
    describe: "Run an experiment and write results/<experiment>/<run>/",
    load: async () => (await import("./commands/run.js")).runCommand,
  },
  {
    command: "train",
    describe: "Train a sparse autoencoder on your own data, from flags",
    load: async () => (await import("./commands/train.js")).trainCommand,
  },
  {
    command: "config [experiment]",
    describe: "What a config holds: its keys explained, its JSON Schema, an experiment's in full",
    load: async () => (await import("./commands/config.js")).configCommand,
  },
  {
    command: "list",
    describe: "Experiments, and past runs with their headline numbers",
    load: async () => (await import("./commands/list.js")).listCommand,
  },
  {
    command: "show <runs..>",
    describe: "A run's numbers and where its pictures are; several runs side by side",
    load: async () => (await import("./commands/show.js")).showCommand,
  },
  {
    command: "name <run> <text>",
    describe: "Give a run a name that stands in lists and figures, or take it away",
    load: async () => (await import("./commands/name.js")).nameCommand,
  },
  {
    command: "view [results]",
    describe: "Look at runs in the browser, while they train and after",
    load: async () => (await import("./commands/view.js")).viewCommand,
  },
  {
    command: "figures <run>",
    describe: "Draw a run's figures again: light or dark, sorted, matched with another run, over an image",
    load: async () => (await import("./commands/figures.js")).figuresCommand,
  },
  {
    command: "export <run>",
    describe: "A run's numbers as CSV, JSON or .npy: over the iterations, or of each unit",
    load: async () => (await import("./commands/export.js")).exportCommand,
  },
  {
    command: "evaluate [run]",
    describe:
      "Cost, FVU and ρ̂ of a run, on its own data or others; of any θ on given data, for other programs",
    load: async () => (await import("./commands/evaluate.js")).evaluateCommand,
  },
  {
    command: "check-gradients [experiment]",
    describe: "Analytic gradients against central differences",
    load: async () => (await import("./commands/check-gradients.js")).checkGradientsCommand,
  },
  {
    command: "bench",
    describe: "Measure the engines on this machine; every result is compared with the reference first",
    load: async () => (await import("./commands/bench.js")).benchCommand,
  },
];

export const nameOf = ({ command }: Verb): string => command.split(" ")[0];

/** The verbs as yargs takes them; only those that stand among the words can do more than show their line. */
export function commandModules(words: readonly string[]): Promise<CommandModule[]> {
  return Promise.all(
    verbs.map(async (verb) => {
      const { command, describe } = verb;
      const { builder, handler } = words.includes(nameOf(verb)) ? await verb.load() : nothing;
      return { command, describe, builder, handler } as CommandModule;
    }),
  );
}
