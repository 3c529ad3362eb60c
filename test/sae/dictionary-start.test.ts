import { expect, test } from "vitest";
import { createRandom } from "../../src/core/random.js";
import { dictionaryTheta, viewDictionary } from "../../src/sae/dictionary.js";
import { jumpReluParameters } from "../../src/sae/jumprelu.js";
import { matchingPursuitParameters } from "../../src/sae/matching-pursuit.js";
import { createThresholdParameter, thresholdFrom, thresholdPart } from "../../src/sae/threshold-parameter.js";

const shape = { inputs: 3, latents: 4 };

test.each(["exponential", "projected", "relu"] as const)("a threshold of 0.01 at first, held %s", (form) => {
  const parameters = jumpReluParameters(shape, form);
  const initial = { decoderNorm: 0.1, values: { [thresholdPart[form]]: thresholdFrom(form, 0.01) } };
  const at = viewDictionary(
    dictionaryTheta(shape, parameters, initial, createRandom(0), "float64"),
    parameters,
  );
  const threshold = createThresholdParameter(form, at, at);
  threshold.read();
  for (const theta of threshold.value) expect(theta).toBeCloseTo(0.01, 15);
  expect([...at.part("encoder.weight")]).toEqual([...at.part("W_dec")]);
});

test("a decoder alone has no encoder to ask for", () => {
  const parameters = matchingPursuitParameters(shape);
  const theta = dictionaryTheta(shape, parameters, { decoderNorm: 0.1 }, createRandom(0), "float64");
  expect(theta).toHaveLength(4 * 3 + 3);
  expect(() => viewDictionary(theta, parameters).encoder).toThrow(
    "the dictionary has no part encoder.weight",
  );
});
