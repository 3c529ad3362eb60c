// Conventions: how a tool of a version, or a paper, computes a kind of model, as values of the kind's keys.

import { key, word } from "../core/rules.js";

/** Some keys of a model's config with their values, at any depth. */
export interface KeyValues {
  readonly [key: string]: string | number | boolean | KeyValues;
}

/** What a convention says of a kind of model. */
export interface Convention {
  /** How it computes: what a config leaves out has these values, and no other is allowed */
  readonly holds: KeyValues;
  /** What its tool begins with, weights and counts: what a config leaves out has these values */
  readonly suggests?: KeyValues;
}

/** The conventions of a kind, by name: tool and version. */
export type Conventions = Readonly<Record<string, Convention>>;

/** The key `convention` of a kind that has some. */
export const conventionKey = <Name extends string>(conventions: Readonly<Record<Name, Convention>>) => ({
  convention: key(word("a convention", Object.keys(conventions) as Name[]).exactOptional(), {
    description:
      "compute as a tool of that version does: values for other keys, none of which may be given otherwise",
    flag: "convention",
    unless: "none: each key has its own value",
  }),
});

/** The same convention under several names. */
export const sameFor = <Name extends string>(
  names: readonly Name[],
  convention: Convention,
): Record<Name, Convention> =>
  Object.fromEntries(names.map((name) => [name, convention])) as Record<Name, Convention>;

/** Where SAELens starts, and that nothing holds its atoms. Their length is an option of it, decoder_init_norm. */
export const saelensStart = {
  holds: {
    initial: { kind: "kaiming", encoder: "tied", decoderBias: "zero" },
    constraint: { kind: "free" },
  },
  suggests: { initial: { decoderNorm: 0.1 } },
} as const;

/** The versions of SAELens between which losses differ */
export const saelensVersions = ["saelens-6.18", "saelens-6.36.2", "saelens-6.48"] as const;

/** TopK and its kin in SAELens: AuxK lost b_dec in 6.36.2. */
export function saelensTopK(also: KeyValues = {}): Record<(typeof saelensVersions)[number], Convention> {
  const of = (version: string): Convention => ({
    holds: { ...saelensStart.holds, remedy: { kind: "auxk", version }, ...also },
    suggests: saelensStart.suggests,
  });
  return {
    "saelens-6.18": of("saelens-6.18"),
    "saelens-6.36.2": of("saelens-6.36.2"),
    "saelens-6.48": of("saelens-6.36.2"),
  };
}

/** Atoms of length 1, as dictionary_learning's trainers of the TopK family and JumpReLU's keep them. */
export const projectedUnitNorm = { kind: "unit-norm", version: "topk" } as const;

/** TopK and its kin in dictionary_learning. */
export const dictionaryLearningTopK = {
  holds: {
    rescale: false,
    initial: { kind: "kaiming", encoder: "tied", decoderNorm: 1, decoderBias: "geometric-median" },
    constraint: projectedUnitNorm,
    remedy: { kind: "auxk", version: "dictionary-learning" },
    silentIn: "examples",
  },
  suggests: { remedy: { coefficient: 1 / 32 }, silentAfter: 10_000_000 },
} as const satisfies Convention;

/** Atoms of length 1, as its other trainers keep them. */
export const constrainedAdam = { kind: "unit-norm", version: "constrained-adam" } as const;
