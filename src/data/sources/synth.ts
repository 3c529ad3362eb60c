// Examples of features as those of language are said to be: few common and many rare, some only together with others,
// some more often together than by chance.

import type { FloatMatrix } from "../../core/arrays.js";
import { exp, log } from "../../core/elementary.js";
import { inputError } from "../../core/errors.js";
import type { Random } from "../../core/random.js";
import { drawStrength, type KnownExamples, recordActivations, sumsOfAtoms } from "../truth.js";

/** What examples are made of. */
export interface SynthOptions {
  /** g_j as rows, [features, n]: the first `roots` have no parent, those after them are children, of each in turn */
  readonly features: FloatMatrix;
  /** p: how often the most frequent feature is there */
  readonly probability: number;
  /** s of Zipf's law */
  readonly exponent: number;
  /** Features without a parent */
  readonly roots: number;
  /** Children of a parent */
  readonly children: number;
  /** Hidden causes: the rank of what features without a parent have in common */
  readonly causes: number;
  /** c: how much an example's cause makes its features more frequent, or less */
  readonly correlation: number;
  /** Whether a child is as strong as its parent, times its own strength */
  readonly childrenScaled: boolean;
  /** σ of how strongly a feature is there */
  readonly spread: number;
  /** How many examples */
  readonly count: number;
}

/** Numbers drawn for one use: those of a use are the same whatever else is drawn. */
export type RandomFor = (use: string) => Random;

type Tree = Pick<SynthOptions, "roots" | "children">;

/** The children of a feature, from … to − 1. */
function childrenOf({ roots, children }: Tree, feature: number, features: number): readonly [number, number] {
  const from = roots + children * feature;
  return [Math.min(features, from), Math.min(features, from + children)];
}

/** The parent of a feature; −1 where it has none. */
export const parentOf = ({ roots, children }: Tree, feature: number): number =>
  feature < roots ? -1 : Math.floor((feature - roots) / children);

/**
 * How often each feature is there, [features]: as Zipf's law has it, z_j = p (j + 1)^−s, but the children of a parent,
 * of which one is there at most, are not there more often than it: p_j = z_j min(1, p_parent / Σ_siblings z).
 */
export function synthFrequencies(
  options: Tree & Pick<SynthOptions, "probability" | "exponent">,
  features: number,
): Float64Array {
  const { probability, exponent } = options;
  const found = Float64Array.from({ length: features }, (_, j) => probability * exp(-exponent * log(j + 1)));
  for (let parent = 0; parent < features; parent++) {
    const [from, to] = childrenOf(options, parent, features);
    const siblings = found.subarray(from, to);
    const all = siblings.reduce((sum, z) => sum + z, 0);
    if (all > found[parent]) for (let j = 0; j < siblings.length; j++) siblings[j] *= found[parent] / all;
  }
  return found;
}

/** Which cause a feature goes with, and whether it is there more often with it, 1, or less, −1. */
export interface Causes {
  readonly cause: Int32Array;
  readonly sign: Int8Array;
}

/** The cause of each feature without a parent, [roots]. */
export function drawCauses(roots: number, causes: number, random: Random): Causes {
  const [cause, sign] = [new Int32Array(roots), new Int8Array(roots)];
  for (let j = 0; j < roots; j++) {
    cause[j] = random.integer(causes);
    sign[j] = random.uniform() < 0.5 ? 1 : -1;
  }
  return { cause, sign };
}

/**
 *   x = Σ_j a_j g_j
 *
 * A feature without a parent is there with probability p_j (1 + c σ_j h), where h = ±1 is an example's hidden cause that
 * it goes with and σ_j = ±1 says how: two that go with one cause have the covariance c² σ_j σ_k p_j p_k, others none, a
 * matrix of rank `causes`. A child is there only with its parent, and at most one child of a parent, so that each is
 * there p_j of the time. a_j = max(0, 1 + σ N(0, 1)), times its parent's where children are scaled.
 *
 * From one event of a feature to the next is a geometric step: work and memory go with the features that are there.
 *
 * @throws {InputError} if the most frequent feature would be there with a probability above 1
 * @see SynthSAEBench, arXiv 2602.14687, in whose manner this is: it draws correlations from a normal copula
 */
export function synth(options: SynthOptions, randomFor: RandomFor): KnownExamples {
  const { features, probability, correlation, roots, causes, count } = options;
  const most = 1 / (1 + correlation);
  if (!(probability > 0 && probability <= most))
    throw inputError(
      "synth",
      "probability",
      `lie in (0, ${Number(most.toPrecision(4))}] with the correlation ${correlation}`,
      probability,
    );
  const [known] = features.shape;
  const frequencies = synthFrequencies(options, known);
  const hidden = drawHidden(count, causes, randomFor("causes of examples"));
  const { cause, sign } = drawCauses(Math.min(roots, known), causes, randomFor("causes of features"));
  const isWith = (example: number, j: number) => hidden[example * causes + cause[j]] === sign[j];
  const found = recordActivations();
  const events: Event[][] = Array.from({ length: known }, () => []);
  for (let j = 0; j < known; j++) {
    const random = randomFor(`events ${j}`);
    if (j < roots)
      events[j] = rootEvents({ ...options, frequency: frequencies[j] }, random, (i) => isWith(i, j));
    else for (const event of events[j]) event.activation *= drawStrength(options.spread, random);
    const [from, to] = childrenOf(options, j, known);
    const choice = randomFor(`children of ${j}`);
    const shares = frequencies.subarray(from, to).map((p) => p / frequencies[j]);
    for (const { example, activation } of events[j]) {
      found.add(example, j, activation);
      const child = chosen(shares, choice);
      const scale = options.childrenScaled ? activation : 1;
      if (activation > 0 && child !== null) events[from + child].push({ example, activation: scale });
    }
    events[j] = [];
  }
  return sumsOfAtoms({ atoms: features, activations: found.rows(count, known) });
}

/** A feature that is there in an example; of a child its strength comes to what is given by its parent. */
interface Event {
  readonly example: number;
  activation: number;
}

/** ±1 for each cause of each example, [count, causes]. */
const drawHidden = (count: number, causes: number, random: Random): Int8Array =>
  Int8Array.from({ length: count * causes }, () => (random.uniform() < 0.5 ? 1 : -1));

/** Candidates come with probability p (1 + c); those whose cause is against them stay with (1 − c)/(1 + c). */
function rootEvents(
  {
    frequency,
    correlation,
    spread,
    count,
  }: Pick<SynthOptions, "correlation" | "spread" | "count"> & { readonly frequency: number },
  random: Random,
  isWith: (example: number) => boolean,
): Event[] {
  const out: Event[] = [];
  const candidate = frequency * (1 + correlation);
  const stays = (1 - correlation) / (1 + correlation);
  const step = () => (candidate >= 1 ? 0 : Math.floor(log(1 - random.uniform()) / log(1 - candidate)));
  for (let example = step(); example < count; example += 1 + step()) {
    const [keep, activation] = [random.uniform() < stays, drawStrength(spread, random)];
    if (keep || isWith(example)) out.push({ example, activation });
  }
  return out;
}

/** Which of some that exclude each other; null where none is. */
function chosen(shares: Float64Array, random: Random): number | null {
  let rest = random.uniform();
  for (let i = 0; i < shares.length; i++) {
    rest -= shares[i];
    if (rest < 0) return i;
  }
  return null;
}
