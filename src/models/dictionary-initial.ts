// Where a dictionary starts: the keys of a config, and what the library makes of them.

import { z } from "zod";
import { key, kind, positive, word } from "../core/rules.js";
import type { DictionaryInitial } from "../sae/dictionary-start.js";
import type { ConstraintConfig } from "./dictionary-constraint.js";
import { INITIAL, startFromFile } from "./start-from-file.js";

/** @param standard - the length of atoms where a config says none, and nothing holds it */
function shared(standard: number) {
  return {
    decoderNorm: key(positive().exactOptional(), {
      description: "length of the atoms before training",
      unless: `${standard}, or 1 where the constraint is unit-norm`,
    }),
    decoderBias: key(
      word("where b_dec starts", ["zero", "mean", "geometric-median"] as const).default("zero"),
      {
        description:
          "where b_dec starts: zero, or of up to 32 768 examples the mean or the geometric-median, which few far ones cannot pull away",
        flag: "decoder-bias",
      },
    ),
  };
}

/** The key `initial` of a kind. @param standard - the length of atoms before training */
export const dictionaryInitial = (standard: number) =>
  key(
    z
      .discriminatedUnion("kind", [
        key(
          z.strictObject({
            kind: kind("kaiming"),
            encoder: key(word("how the encoder starts", ["tied", "drawn"] as const).default("tied"), {
              description: "tied: as the atoms; drawn: from numbers of its own, ±√(6/d)",
            }),
            ...shared(standard),
          }),
          { description: "atoms of directions drawn at random" },
        ),
        key(z.strictObject({ kind: kind("data"), ...shared(standard) }), {
          description: "atoms are examples drawn from the data, each less the mean of the data, x − x̄",
        }),
        key(z.strictObject({ kind: kind("components"), ...shared(standard) }), {
          description:
            "atoms are the principal components of up to 32 768 examples, those in which they vary most first",
        }),
        startFromFile,
      ])
      .prefault({ kind: "kaiming" }),
    INITIAL,
  );

export type InitialConfig = z.output<ReturnType<typeof dictionaryInitial>>;

/** The length that atoms have before training. */
const decoderNormOf = (
  { decoderNorm }: { readonly decoderNorm?: number },
  constraint: ConstraintConfig,
  standard: number,
): number => decoderNorm ?? (constraint.kind === "unit-norm" ? 1 : standard);

/** The config with the length written down that follows from its constraint. */
export const completedInitial = (
  initial: InitialConfig,
  constraint: ConstraintConfig,
  standard: number,
): InitialConfig =>
  initial.kind === "file"
    ? initial
    : { ...initial, decoderNorm: decoderNormOf(initial, constraint, standard) };

/** What a config says, as the library has it; where θ is read from a file, that comes later. */
export function startOf(
  initial: InitialConfig,
  constraint: ConstraintConfig,
  standard: number,
): DictionaryInitial {
  if (initial.kind === "file")
    return {
      weights: { kind: "kaiming", encoder: "tied" },
      decoderNorm: standard,
      decoderBias: "zero",
    };
  const { kind: of, decoderBias } = initial;
  const weights = of === "kaiming" ? { kind: of, encoder: initial.encoder } : { kind: of };
  return { weights, decoderNorm: decoderNormOf(initial, constraint, standard), decoderBias };
}
