// What holds the weights of a dictionary: the keys of a config.

import { z } from "zod";
import { InputError } from "../core/errors.js";
import { key, kind, word } from "../core/rules.js";
import { frozenParts, LEAST_COSINE, unitNormVersions } from "../sae/decoder-constraint.js";

const COSINE = "lie inside (−1, 1)";

/** The key `constraint` of a kind. @param standard - what holds the atoms unless it says so */
export const dictionaryConstraint = (standard: "free" | "unit-norm") =>
  key(
    z
      .discriminatedUnion("kind", [
        key(z.strictObject({ kind: kind("free") }), { description: "nothing holds them" }),
        key(
          z.strictObject({
            kind: kind("unit-norm"),
            version: key(word("a version", unitNormVersions).default("constrained-adam"), {
              description:
                "constrained-adam: project the gradient, step, renormalise; topk: likewise with dictionary_learning's epsilons; openai: renormalise, project, step",
            }),
          }),
          { description: "atoms of length 1" },
        ),
        key(
          z.strictObject({
            kind: kind("frozen"),
            part: key(word("a part", frozenParts).default("decoder"), {
              description: "the part that stays as it started: decoder, encoder, or both of them",
            }),
          }),
          { description: "the atoms, the encoder, or both stay as they started: a baseline" },
        ),
        key(
          z.strictObject({
            kind: kind("soft-frozen"),
            leastCosine: key(z.number({ error: COSINE }).gt(-1, COSINE).lt(1, COSINE).default(LEAST_COSINE), {
              description: "the least cosine of an atom with its start",
            }),
          }),
          { description: "atoms turn only so far from their start" },
        ),
      ])
      .prefault({ kind: standard }),
    { description: "what holds the atoms", flag: "constraint" },
  );

export type ConstraintConfig = z.output<ReturnType<typeof dictionaryConstraint>>;

/**
 * @param hasEncoder - whether the kind has one
 * @throws {InputError} if what is to stay is not there, or an atom of length 1 is to start with another
 */
export function assertConstraint(
  constraint: ConstraintConfig,
  {
    kind: model,
    hasEncoder,
    decoderNorm,
  }: { kind: string; hasEncoder: boolean; decoderNorm: number | undefined },
): void {
  if (constraint.kind === "frozen" && constraint.part !== "decoder" && !hasEncoder)
    throw new InputError(
      `model: constraint.part must be decoder with the kind ${model}, which has no encoder, got "${constraint.part}"`,
    );
  if (constraint.kind === "unit-norm" && decoderNorm !== undefined && decoderNorm !== 1)
    throw new InputError(
      `model: initial.decoderNorm must be 1 with the constraint unit-norm, got ${decoderNorm}; leave one of them out`,
    );
}
