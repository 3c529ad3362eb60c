// Gated: one path decides which latents are active, another how much.

import { z } from "zod";
import type { Matrix } from "../core/arrays.js";
import { exp } from "../core/elementary.js";
import { key, kind, yesOrNo } from "../core/rules.js";
import type { Kernels } from "../kernels/kernels.js";
import { type Dictionary, flat } from "../sae/dictionary.js";
import { gatedLoss, gatedParameters, magnitudes } from "../sae/gated.js";
import {
  type Conventions,
  constrainedAdam,
  conventionKey,
  saelensStart,
  saelensVersions,
  sameFor,
} from "./convention.js";
import { dictionaryKeys, dictionaryKind, dictionaryModel, hasUnitAtoms } from "./dictionary-kind.js";
import type { ModelKind } from "./model-kind.js";
import { l1Keys, l1Weight } from "./penalty-keys.js";

const conventions = {
  ...sameFor(saelensVersions, {
    holds: { ...saelensStart.holds, remedy: { kind: "none" }, detached: false },
    suggests: saelensStart.suggests,
  }),
  "dictionary-learning": {
    holds: { constraint: constrainedAdam, remedy: { kind: "none" }, detached: true },
    suggests: { l1: 0.1, l1WarmUp: 2000 },
  },
  paper: { holds: { constraint: constrainedAdam, detached: true } },
} satisfies Conventions;
const schema = z.strictObject({
  kind: kind("gated"),
  ...conventionKey(conventions),
  ...dictionaryKeys,
  ...l1Keys,
  detached: key(yesOrNo().default(false), {
    description: "whether the gate's own reconstruction takes atoms as held fixed, as the paper does",
  }),
});

type GatedConfig = z.output<typeof schema>;

function activate(_kernels: Kernels, pre: Matrix, at: Dictionary): void {
  const growth = Float64Array.from(at.part("r_mag"), exp);
  magnitudes(flat(pre), { gateBias: at.encoderBias, bias: at.part("b_mag"), growth }, flat(pre));
}

export const gated: ModelKind<GatedConfig> & { readonly schema: typeof schema } = {
  ...dictionaryKind,
  kind: "gated",
  description: "Gated: one path decides which latents are active, another how much",
  schema,
  conventions,
  checked: [{}, { constraint: { kind: "unit-norm" } }],
  differentiable: { detached: false },
  create(config, data) {
    const { latents, detached, silentAfter } = config;
    const options = { ...l1Weight(config), weighted: !hasUnitAtoms(config), detached, silentAfter };
    return dictionaryModel(config, data, {
      parameters: gatedParameters({ inputs: data.inputs, latents }),
      activate,
      batchLoss: (kernels, shape, batch) => gatedLoss(kernels, shape, batch, options),
    });
  },
};
