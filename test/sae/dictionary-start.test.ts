import { describe, expect, test } from "vitest";
import { type Matrix, matrix } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import { dictionaryParameters, flat, viewDictionary } from "../../src/sae/dictionary.js";
import { type DictionaryInitial, dictionaryTheta } from "../../src/sae/dictionary-start.js";
import { geometricMedian, meanExample } from "../../src/sae/geometric-median.js";
import { jumpReluParameters } from "../../src/sae/jumprelu.js";
import { matchingPursuitParameters } from "../../src/sae/matching-pursuit.js";
import { createThresholdParameter, thresholdFrom, thresholdPart } from "../../src/sae/threshold-parameter.js";

const shape = { inputs: 3, latents: 4 };
const start: DictionaryInitial = {
  weights: { kind: "kaiming", encoder: "tied" },
  decoderNorm: 0.1,
  decoderBias: "zero",
};

test.each(["exponential", "projected", "relu"] as const)("a threshold of 0.01 at first, held %s", (form) => {
  const parameters = jumpReluParameters(shape, form);
  const initial = { ...start, values: { [thresholdPart[form]]: thresholdFrom(form, 0.01) } };
  const at = viewDictionary(
    dictionaryTheta(shape, parameters, initial, { random: createRandom(0), dtype: "float64" }),
    parameters,
  );
  const threshold = createThresholdParameter(form, at, at);
  threshold.read();
  for (const theta of threshold.value) expect(theta).toBeCloseTo(0.01, 15);
  expect([...at.part("encoder.weight")]).toEqual([...at.part("W_dec")]);
});

test("a decoder alone has no encoder to ask for", () => {
  const parameters = matchingPursuitParameters(shape);
  const theta = dictionaryTheta(shape, parameters, start, { random: createRandom(0), dtype: "float64" });
  expect(theta).toHaveLength(4 * 3 + 3);
  expect(() => viewDictionary(theta, parameters).encoder).toThrow(
    "the dictionary has no part encoder.weight",
  );
});

describe("what starts from the data", () => {
  // The diagonals of this quadrangle meet in (2, 2), its corners' mean is (2.5, 2.5).
  const corners = matrix(Float64Array.of(0, 0, 4, 0, 6, 6, 0, 4), 4, 2);
  const parameters = dictionaryParameters({ inputs: 2, latents: 3 });
  const begin = (initial: Partial<DictionaryInitial>, sample?: Matrix) => {
    const made = { random: createRandom(0), dtype: "float64", sample } as const;
    const theta = dictionaryTheta({ inputs: 2, latents: 3 }, parameters, { ...start, ...initial }, made);
    return viewDictionary(theta, parameters);
  };

  test("the geometric median of a quadrangle is where its diagonals meet", () => {
    for (const value of geometricMedian(corners)) expect(value).toBeCloseTo(2, 3);
    expect([...begin({ decoderBias: "geometric-median" }, corners).decoderBias]).toEqual([
      ...geometricMedian(corners),
    ]);
  });

  test("a far example pulls the mean away, and not the geometric median", () => {
    const line = matrix(Float64Array.of(0, 1, 2, 3, 1e6), 5, 1);
    expect(geometricMedian(line)[0]).toBeCloseTo(2, 2);
    expect(meanExample(line)[0]).toBeCloseTo(200_001.2, 6);
  });

  test("b_dec starts at the mean", () => {
    expect([...begin({ decoderBias: "mean" }, corners).decoderBias]).toEqual([2.5, 2.5]);
  });

  test("atoms are the directions in which examples vary most, the first first; a mean plays no part", () => {
    // About (10, −3): ±3 along (3, 4)/5, ±1 along (−4, 3)/5.
    const along = [3, -3, 0, 0].map((a, i) => [
      10 + 0.6 * a - 0.8 * [0, 0, 1, -1][i],
      -3 + 0.8 * a + 0.6 * [0, 0, 1, -1][i],
    ]);
    const sample = matrix(Float64Array.from(along.flat()), 4, 2);
    const made = { random: createRandom(0), dtype: "float64", sample } as const;
    const initial = { ...start, weights: { kind: "components" }, decoderNorm: 2 } as const;
    const shape = { inputs: 2, latents: 2 };
    const at = viewDictionary(
      dictionaryTheta(shape, dictionaryParameters(shape), initial, made),
      dictionaryParameters(shape),
    );
    for (const part of [at.decoder, at.encoder])
      for (const [i, value] of [1.2, 1.6, 1.6, -1.2].entries()) expect(flat(part)[i]).toBeCloseTo(value, 12);
  });

  test("atoms are examples without the mean, each taken once, of the length that is asked for", () => {
    const { decoder, encoder } = begin({ weights: { kind: "data" }, decoderNorm: 2 }, corners);
    const found = [0, 1, 2].map((i) => [...decoder.data.subarray(decoder.offset + 2 * i).slice(0, 2)]);
    const directions = [
      [-2.5, -2.5],
      [1.5, -2.5],
      [3.5, 3.5],
      [-2.5, 1.5],
    ].map((row) => row.map((value) => (2 * value) / Math.hypot(...row)));
    const places = found.map(([a, b]) =>
      directions.findIndex(([c, d]) => Math.abs(a - c) + Math.abs(b - d) < 1e-12),
    );
    expect(new Set(places).size).toBe(3);
    expect(places).not.toContain(-1);
    expect([...flat(encoder)]).toEqual([...flat(decoder)]);
  });

  test("too few examples that differ from their mean are told", () => {
    const same = matrix(new Float64Array(8).fill(3), 4, 2);
    expect(() => begin({ weights: { kind: "data" } }, same)).toThrow(
      'initial "data" must have an example for each of the 3 latents, of 4 there are 0 that are not their mean',
    );
  });

  test("an encoder that is drawn has numbers of its own, and the atoms keep theirs", () => {
    const [tied, drawn] = [begin({}), begin({ weights: { kind: "kaiming", encoder: "drawn" } })];
    expect([...flat(drawn.decoder)]).toEqual([...flat(tied.decoder)]);
    for (const [i, value] of flat(drawn.encoder).entries()) {
      expect(Math.abs(value)).toBeLessThan(Math.sqrt(3));
      expect(value).not.toBe(flat(tied.encoder)[i]);
    }
  });
});
