// What every metric means, beside what others call so.

import { latentMetrics, numberMetrics } from "./all-metrics.js";
import { coherence } from "./atoms/coherence.js";
import { monosemanticity } from "./atoms/monosemanticity.js";
import { stability, stabilityChance, stableShare } from "./atoms/stability.js";
import type { Explained } from "./metric.js";
import { f1 } from "./truth/f1.js";
import { mcc, mmcs, uniqueness } from "./truth/true-atoms.js";

const alike: readonly Explained[] = [
  {
    name: "effectiveUnits",
    says: "Latents whose contribution varies from example to example; the others are constant.",
    formula: "#{j : c_j > .01 c}, c_j = ‖w_j‖ std_i(f_ij), c the median of the largest tenth of them",
    unit: "latents",
    source: "rhohat",
    elsewhere: [],
  },
  {
    name: "constant",
    says: "Latents that add the same to every reconstruction, however well their average activation is held.",
    formula: "#{j : ‖w_j‖ std_i(f_ij) ≤ .01 c}, c the median of the largest tenth of ‖w_j‖ std_i(f_ij)",
    unit: "latents",
    source: "rhohat",
    elsewhere: [],
  },
  {
    name: "idle",
    says: "Latents that are constant, or that are active on no example and weak: the others are at work.",
    formula:
      "#{j : c_j ≤ .01 c or (c_j ≤ .1 c and no f_ij > f(0))}, c as of effectiveUnits; f(0) = ½ of a sigmoid, else 0",
    unit: "latents",
    source: "rhohat",
    elsewhere: [],
  },
  {
    name: "contribution",
    says: "How much a latent moves reconstructions.",
    formula: "c_j = ‖w_j‖ std_i(f_ij)",
    unit: "that of x",
    source: "rhohat",
    elsewhere: [],
  },
  {
    name: "lossWithout",
    says: "What all reconstructions lose when a latent is off, one after the other; negative of one that does more harm than good.",
    formula: "Σ_i (‖x_i − x̂_i without j‖² − ‖x_i − x̂_i‖²) / Σ_i ‖x_i − mean x‖²",
    unit: "none",
    source: "rhohat",
    elsewhere: [],
  },
  {
    name: "coactivation",
    says: "How two latents go together: positive of those that fire together, negative of those that fire instead of each other.",
    formula: "r_jk = (Σ_i f_ij f_ik / m − f̄_j f̄_k) / (σ_j σ_k)",
    unit: "none",
    source: "Pearson's correlation",
    elsewhere: [],
  },
  {
    name: "copies",
    says: "Atoms that have another of cosine at least .9: one feature, learned several times.",
    formula: "#{j : max_{k≠j} cos(w_j, w_k) ≥ .9}",
    unit: "latents",
    source: "rhohat",
    elsewhere: [],
  },
  {
    name: "negativeTwins",
    says: "Atoms that have another of cosine at most −.7: the two signs of one feature, which latents without a sign need.",
    formula: "#{j : min_{k≠j} cos(w_j, w_k) ≤ −.7}",
    unit: "latents",
    source: "rhohat",
    elsewhere: [],
  },
  {
    name: "roughness",
    says: "How much atoms look like noise rather than like smooth edges, on average: about .8 for edges of natural patches, 3.5 for independent pixels of 8×8.",
    formula: "Σ (differences of neighbouring pixels)² / Σ pixel²",
    unit: "none",
    source: "rhohat",
    elsewhere: [],
  },
];

/** All of them, in the order of the table. */
export const explained: readonly Explained[] = [
  ...numberMetrics,
  ...latentMetrics,
  coherence,
  ...alike,
  stability,
  stabilityChance,
  stableShare,
  mmcs,
  mcc,
  uniqueness,
  f1,
  monosemanticity,
];
