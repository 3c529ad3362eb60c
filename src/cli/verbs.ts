// Every verb: how it is called and its line in the help. Its module is loaded when it is called, and only then.

import { type Declared, declared } from "./declared.js";

/** What a verb's module gives: what it reads from the command line, and what it does. */
interface VerbModule {
  readonly builder?: unknown;
  readonly handler: unknown;
}

export interface Verb {
  /** Its part of the help */
  readonly group: "Train" | "Look" | "Numbers" | "Files" | "Checks" | "Help";
  /** Its name, and what stands after it */
  readonly command: string;
  readonly describe: string;
  readonly load: () => Promise<VerbModule>;
}

export const verbs: readonly Verb[] = [
  {
    group: "Train",
    command: "run <experiment>",
    describe: "Run an experiment and write results/<experiment>/<run>/",
    load: async () => (await import("./commands/run.js")).runCommand,
  },
  {
    group: "Train",
    command: "train",
    describe: "Train a sparse autoencoder on your own data, from flags",
    load: async () => (await import("./commands/train.js")).trainCommand,
  },
  {
    group: "Train",
    command: "config [experiment]",
    describe: "What a config holds: its keys explained, its JSON Schema, an experiment's in full",
    load: async () => (await import("./commands/config.js")).configCommand,
  },
  {
    group: "Look",
    command: "list [filter..]",
    describe: "Experiments, and past runs with their headline numbers",
    load: async () => (await import("./commands/list.js")).listCommand,
  },
  {
    group: "Look",
    command: "show <runs..>",
    describe: "A run's numbers and where its pictures are; several runs side by side",
    load: async () => (await import("./commands/show.js")).showCommand,
  },
  {
    group: "Look",
    command: "compare <runs..>",
    describe: "Runs or a sweep's members side by side, and whose features come again, beside chance",
    load: async () => (await import("./commands/compare.js")).compareCommand,
  },
  {
    group: "Look",
    command: "name <run> <text>",
    describe: "Give a run a name that stands in lists and figures, or take it away",
    load: async () => (await import("./commands/name.js")).nameCommand,
  },
  {
    group: "Look",
    command: "annotations <run>",
    describe: "Stars, labels and notes of a run and its features: list, export, import, draw",
    load: async () => (await import("./commands/annotations.js")).annotationsCommand,
  },
  {
    group: "Look",
    command: "view [results]",
    describe: "Look at runs in the browser, while they train and after",
    load: async () => (await import("./commands/view.js")).viewCommand,
  },
  {
    group: "Look",
    command: "site [results]",
    describe: "Chosen runs as a folder of files for any web server, or to open from the disk",
    load: async () => (await import("./commands/site.js")).siteCommand,
  },
  {
    group: "Look",
    command: "figures <run>",
    describe:
      "Draw a run's figures again: light or dark, sorted, matched with another run, over an image, on a map",
    load: async () => (await import("./commands/figures.js")).figuresCommand,
  },
  {
    group: "Look",
    command: "describe <run>",
    describe: "Look at a run's last checkpoint again: its numbers, figures and report, also after a kill",
    load: async () => (await import("./commands/describe.js")).describeCommand,
  },
  {
    group: "Numbers",
    command: "export <run>",
    describe: "A run's numbers as CSV, JSON or .npy: over the iterations, or of each unit",
    load: async () => (await import("./commands/export.js")).exportCommand,
  },
  {
    group: "Numbers",
    command: "evaluate [run]",
    describe:
      "Cost, FVU and ρ̂ of a run, on its own data or others; of any θ on given data, for other programs",
    load: async () => (await import("./commands/evaluate.js")).evaluateCommand,
  },
  {
    group: "Numbers",
    command: "metrics [run]",
    describe: "Every metric of a run or of weights, on its own data or others, and what each means",
    load: async () => (await import("./commands/metrics.js")).metricsCommand,
  },
  {
    group: "Files",
    command: "data <path> [set]",
    describe:
      "What data are like and which preprocessing suits them; write them after it; fetch published sets",
    load: async () => (await import("./commands/data.js")).dataCommand,
  },
  {
    group: "Files",
    command: "inspect <path>",
    describe: "What weights of any tool or a run hold; nothing in them is run",
    load: async () => (await import("./commands/inspect.js")).inspectCommand,
  },
  {
    group: "Files",
    command: "convert <path> <out>",
    describe: "Weights of one tool, or of a run, as files of SAELens, sparsify or NumPy",
    load: async () => (await import("./commands/convert.js")).convertCommand,
  },
  {
    group: "Checks",
    command: "check-gradients [experiment]",
    describe: "Analytic gradients against central differences",
    load: async () => (await import("./commands/check-gradients.js")).checkGradientsCommand,
  },
  {
    group: "Checks",
    command: "sanity <run>",
    describe:
      "Whether what a run learned is more than chance: baselines, other seeds, effective units, the doctor",
    load: async () => (await import("./commands/sanity.js")).sanityCommand,
  },
  {
    group: "Checks",
    command: "suggest-l0 <sweep>",
    describe: "Where c_dec is smallest over a sweep's L0: a hint at how many latents an example has",
    load: async () => (await import("./commands/suggest-l0.js")).suggestL0Command,
  },
  {
    group: "Checks",
    command: "conformance <files..>",
    describe: "Losses, gradients, codes and metrics as other programs wrote them, computed anew and compared",
    load: async () => (await import("./commands/conformance.js")).conformanceCommand,
  },
  {
    group: "Checks",
    command: "bench",
    describe: "Measure the engines on this machine; every result is compared with the reference first",
    load: async () => (await import("./commands/bench.js")).benchCommand,
  },
  {
    group: "Help",
    command: "help [word]",
    describe: "What a verb, an option, a key of the config or a word of this field means: FVU, roughness, ρ",
    load: async () => (await import("./commands/help.js")).helpCommand,
  },
  {
    group: "Help",
    command: "completion <what>",
    describe: "What a shell needs to complete verbs, options, and the names of runs and experiments",
    load: async () => (await import("./commands/completion.js")).completionCommand,
  },
];

export const nameOf = ({ command }: Verb): string => command.split(" ")[0];

export const verbNames: readonly string[] = verbs.map(nameOf);

/** The options and positionals of a verb. */
export const declaredBy = async (verb: Verb): Promise<Declared> => declared((await verb.load()).builder);
