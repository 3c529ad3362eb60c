// AuxK of a loss that has none of its own: the latents that have been silent for long learn what the others leave over.

import type { Kernels } from "../kernels/kernels.js";
import { type AuxKVersion, createAuxK } from "./auxk.js";
import { type DictionaryLoss, dictionaryBatchOn, scheduleCentring, scheduleEncoder } from "./dictionary.js";
import type { ParameterBlock } from "./model.js";

/** When there is such a part, and how it is made. */
export interface WithAuxKOptions {
  /** What it weighs */
  readonly coefficient: number;
  readonly version: AuxKVersion;
  /** Batches without activity after which a latent is dead */
  readonly silentAfter: number;
}

/**
 * A loss with AuxK as a part more, as `createAuxK` has it: of π = u W_encᵀ + b_enc of the dead latents, whatever makes latents of
 * π otherwise (a threshold, a penalty, a gate, whose π it is then), ranked by π ‖w‖, and of what the loss leaves over, held
 * fixed. Its own gradient goes through u too: ∂b_dec −= W_encᵀ ∂b_enc.
 */
export function withAuxK(
  kernels: Kernels,
  loss: DictionaryLoss,
  parameters: readonly ParameterBlock[],
  { coefficient, version, silentAfter }: WithAuxKOptions,
): DictionaryLoss {
  const gradient = kernels.allocate(loss.gradient.length);
  const batch = dictionaryBatchOn(kernels, { ...loss, gradient }, parameters);
  const encode = scheduleEncoder(batch);
  const auxiliary = createAuxK(batch, { coefficient, version, byMagnitude: false });
  const toCentre = scheduleCentring(batch);
  const { silentFor } = loss.state;
  const dead = new Uint8Array(silentFor.length);
  const norms = kernels.allocate(silentFor.length);
  const parts: Record<string, number> = {};
  const evaluation = { cost: 0, parts, l0: 0 };

  /** Adds the part's gradient to that of the loss. @returns the part */
  const add = (): number => {
    for (let i = 0; i < dead.length; i++) dead[i] = silentFor[i] > silentAfter ? 1 : 0;
    const count = dead.reduce((sum, one) => sum + one, 0);
    if (count === 0) return 0;
    gradient.fill(0);
    encode();
    kernels.rowNorms(batch.at.decoder, norms);
    const part = auxiliary.add(dead, count, norms);
    toCentre();
    kernels.axpy(1, gradient, loss.gradient);
    return part;
  };

  return {
    ...loss,
    evaluate(step) {
      const found = loss.evaluate(step);
      Object.assign(parts, found.parts);
      parts.aux = add();
      return Object.assign(evaluation, found, { cost: found.cost + parts.aux, parts });
    },
  };
}
