// Where the weights of a dictionary start: drawn at random, or taken from the data.

import { contiguous, type FloatArray, type Matrix, zeros } from "../core/arrays.js";
import { InputError } from "../core/errors.js";
import type { Random } from "../core/random.js";
import { type DictionaryShape, flat, viewDictionary } from "./dictionary.js";
import { geometricMedian, meanExample } from "./geometric-median.js";
import { type ParameterBlock, parameterLength } from "./model.js";
import { principalComponents } from "./principal-components.js";

/** How atoms and encoder begin. */
type StartingWeights =
  /** W_dec uniform in ±√(6/d), rows rescaled; W_enc = W_dec, or drawn likewise with its own numbers, not rescaled */
  | { readonly kind: "kaiming"; readonly encoder: "tied" | "drawn" }
  /** Atoms are examples without the mean, each taken once, rescaled; W_enc = W_dec */
  | { readonly kind: "data" }
  /** Atoms are the principal components of the examples, those in which they vary most first, rescaled; W_enc = W_dec */
  | { readonly kind: "components" };

/** Where b_dec begins: of the sample of the data. */
type StartingBias = "zero" | "mean" | "geometric-median";

/** Where the weights of a dictionary start. */
export interface DictionaryInitial {
  readonly weights: StartingWeights;
  /** The length of each decoder row */
  readonly decoderNorm: number;
  readonly decoderBias: StartingBias;
  /** Values of all elements of other parts, by name; 0 unless given */
  readonly values?: Readonly<Record<string, number>>;
}

/** Whether a start has to know examples. */
export const startsFromData = ({ weights, decoderBias }: DictionaryInitial): boolean =>
  weights.kind !== "kaiming" || decoderBias !== "zero";

/**
 * θ before training: `StartingWeights` say how W_dec and W_enc begin, each row of W_dec rescaled to a norm; b_dec is 0, or
 * of the examples; all else is 0 or what is given.
 *
 * @param sample - some examples, [m, d]; may be left out where the start knows none
 * @throws {InputError} if fewer of them differ from their mean than there are latents, and atoms are examples; or there are
 *   fewer components than latents
 */
export function dictionaryTheta(
  { inputs, latents }: DictionaryShape,
  parameters: readonly ParameterBlock[],
  initial: DictionaryInitial,
  { random, dtype, sample }: { random: Random; dtype: "float32" | "float64"; sample?: Matrix | undefined },
): FloatArray {
  const theta = zeros(dtype, parameterLength(parameters));
  const { decoder, part } = viewDictionary(theta, parameters);
  const { weights, decoderNorm, values = {} } = initial;
  const limit = Math.sqrt(6 / inputs);
  const drawn = (length: number) => Float64Array.from({ length }, () => limit * (2 * random.uniform() - 1));
  const examples = () => {
    if (sample === undefined) throw new Error("a start that knows examples has to be given some");
    return sample;
  };
  const atom = {
    kaiming: () => () => drawn(inputs),
    data: () => exampleAtoms(examples(), latents, random),
    components: () => componentAtoms(examples(), latents),
  }[weights.kind]();
  for (let i = 0; i < latents; i++) {
    const row = atom(i);
    const scale = decoderNorm / (lengthOf(row) || 1);
    for (let j = 0; j < inputs; j++) decoder.data[decoder.offset + i * inputs + j] = row[j] * scale;
  }
  for (const { name } of parameters) {
    if (name === "encoder.weight")
      part(name).set(
        weights.kind === "kaiming" && weights.encoder === "drawn" ? drawn(latents * inputs) : flat(decoder),
      );
    else if (name === "b_dec") part(name).set(startingBias(initial.decoderBias, inputs, examples));
    else if (name !== "W_dec") part(name).fill(values[name] ?? 0);
  }
  return theta;
}

function startingBias(bias: StartingBias, inputs: number, examples: () => Matrix): Float64Array {
  if (bias === "zero") return new Float64Array(inputs);
  return bias === "mean" ? meanExample(examples()) : geometricMedian(examples());
}

function lengthOf(row: Float64Array): number {
  let squares = 0;
  for (const value of row) squares += value * value;
  return Math.sqrt(squares);
}

/** Examples less their mean, in an order drawn at random, those left out that are the mean itself. */
function exampleAtoms(sample: Matrix, latents: number, random: Random): (latent: number) => Float64Array {
  const [examples, inputs] = sample.shape;
  const mean = meanExample(sample);
  const data = contiguous(sample);
  const centred = (i: number) => Float64Array.from(mean, (value, j) => data[i * inputs + j] - value);
  const order = Int32Array.from({ length: examples }, (_, i) => i);
  for (let i = examples - 1; i > 0; i--) {
    const other = random.integer(i + 1);
    [order[i], order[other]] = [order[other], order[i]];
  }
  const usable = order.filter((i) => lengthOf(centred(i)) > 0);
  if (usable.length < latents)
    throw new InputError(
      `model: initial "data" must have an example for each of the ${latents} latents, of ${examples} there are ${usable.length} that are not their mean; use kaiming, fewer latents or more data`,
    );
  return (latent) => centred(usable[latent]);
}

/** Principal components, the first first. */
function componentAtoms(sample: Matrix, latents: number): (latent: number) => Float64Array {
  const [, inputs] = sample.shape;
  if (latents > inputs)
    throw new InputError(
      `model: initial "components" must have a component for each of the ${latents} latents, of ${inputs} inputs there are ${inputs}; use at most ${inputs} latents, or kaiming`,
    );
  const components = contiguous(principalComponents(sample));
  return (latent) => Float64Array.from(components.subarray(latent * inputs, (latent + 1) * inputs));
}
