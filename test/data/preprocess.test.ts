import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { view } from "../../src/core/arrays.js";
import { createRandom } from "../../src/core/random.js";
import type { Image } from "../../src/data/image.js";
import { preprocessImages } from "../../src/data/preprocess/image-steps.js";
import {
  applyPreprocessing,
  fitPreprocessing,
  undoPreprocessing,
} from "../../src/data/preprocess/pipeline.js";
import type { PreprocessStep } from "../../src/data/preprocess/steps.js";
import {
  unwhitenImage,
  whitenImage,
  whitenInPlace,
  whiteningGain,
} from "../../src/data/preprocess/whiten-1-over-f.js";
import { relativeError } from "../support/data.js";

function randomImage(height: number, width: number, channels: 1 | 3 = 1, seed = 0): Image {
  const random = createRandom(seed, "image");
  return {
    name: "random",
    height,
    width,
    channels,
    data: Float64Array.from({ length: height * width * channels }, () => random.uniform()),
  };
}

describe("whiten-1-over-f", () => {
  test("a cosine of frequency f keeps its shape and is scaled by |f| exp(−(f/f0)⁴)", () => {
    const wave: Image = {
      name: "wave",
      height: 32,
      width: 40,
      channels: 1,
      data: Float64Array.from({ length: 32 * 40 }, (_, i) => Math.cos((2 * Math.PI * 6 * (i % 40)) / 40)),
    };
    const f = 6 / 40;
    const gain = f * Math.exp(-((f / 0.4) ** 4));
    const { image } = whitenImage(wave, 0.4);
    for (let i = 0; i < wave.data.length; i++) expect(image.data[i]).toBeCloseTo(gain * wave.data[i], 12);
  });
  test("the mean goes, and the gain is greatest near f0/√2 … f0", () => {
    const gain = Array.from({ length: 33 }, (_, k) => whiteningGain(k / 64, 0.4));
    expect(gain[0]).toBe(0);
    const best = gain.indexOf(Math.max(...gain)) / 64;
    expect(best).toBeCloseTo(0.4 / 4 ** 0.25, 1); // d/df f·exp(−(f/f0)⁴) = 0 at f = f0/4^¼
  });
  test("can be undone on whole images, in colour too", () => {
    for (const channels of [1, 3] as const) {
      const image = randomImage(24, 20, channels);
      const { image: whitened, means } = whitenImage(image, 0.4);
      expect(relativeError(unwhitenImage(whitened, 0.4, means).data, image.data)).toBeLessThan(1e-9);
    }
  });
  test.each([
    [64, 64],
    [96, 96],
    [31, 57],
  ])("a constant image of %d×%d becomes 0, not the rounding of its transform", (height, width) => {
    const image: Image = {
      name: "grey",
      height,
      width,
      channels: 1,
      data: new Float64Array(height * width).fill(0.3),
    };
    expect(new Set(whitenImage(image, 0.4).image.data)).toEqual(new Set([0]));
  });
  test("in place, and channel by channel, the bits are those of each channel by itself", () => {
    const [height, width] = [13, 20];
    const image = randomImage(height, width, 3);
    const before = image.data.slice();
    const channel = (data: Float64Array, c: number) => data.filter((_, i) => i % 3 === c);
    const { image: whitened, means } = whitenImage(image, 0.4);
    expect(image.data).toEqual(before);
    for (const c of [0, 1, 2]) {
      const alone: Image = { ...image, channels: 1, data: channel(before, c) };
      expect(whitenInPlace(alone, 0.4)).toEqual([means[c]]);
      expect(channel(whitened.data, c)).toEqual(alone.data);
    }
  });
  test("given to examples instead of images it is refused, with the remedy", () => {
    expect(() => fitPreprocessing([{ kind: "whiten-1-over-f" }], view(new Float64Array(4), [1, 4]))).toThrow(
      /must be given whole images.*use it with data of kind "patches"/,
    );
  });
  test("after a step on examples it is refused, with the remedy", () => {
    expect(() =>
      preprocessImages([{ kind: "remove-mean" }, { kind: "whiten-1-over-f" }], [randomImage(8, 8)]),
    ).toThrow(/whiten-1-over-f must be given whole images.*put it first/);
  });
  test("preprocessImages applies image steps only", () => {
    const image = randomImage(8, 8);
    expect(preprocessImages([{ kind: "remove-mean" }], [image])[0]).toEqual(image);
  });
});

const data = (m: number, n: number, seed: number) => {
  const random = createRandom(seed >>> 0, "preprocess");
  return view(
    Float64Array.from({ length: m * n }, () => 5 * random.normal()),
    [m, n],
  );
};

describe("steps on examples", () => {
  test("remove-mean by hand", () => {
    const { values, memory } = fitPreprocessing(
      [{ kind: "remove-mean" }],
      view(Float64Array.of(1, 3, 10, 20), [2, 2]),
    );
    expect(Array.from(values.data)).toEqual([-1, 1, -5, 5]);
    expect(Array.from(memory[0])).toEqual([2, 15]);
  });
  test("normalize-ufldl by hand: one value beyond three standard deviations is clipped", () => {
    // 50 examples [−1, 1] and one [−20, 20]: after the means are gone the variance is (50·1 + 400)/51
    const rows = Array.from({ length: 51 }, (_, i) => (i === 50 ? [-20, 20] : [-1, 1]));
    const { values, fitted } = fitPreprocessing(
      [{ kind: "normalize-ufldl" }],
      view(Float64Array.from(rows.flat()), [51, 2]),
    );
    const limit = 3 * Math.sqrt(450 / 51);
    expect(fitted).toEqual([{ kind: "normalize-ufldl", limit }]);
    expect(values.get(0, 1)).toBeCloseTo((1 / limit + 1) * 0.4 + 0.1, 14);
    expect([values.get(50, 0), values.get(50, 1)].map((v) => Number(v.toFixed(12)))).toEqual([0.1, 0.9]);
  });
  test("mean-norm takes examples to a mean length of √d, new ones by the same factor, and back", () => {
    const steps = [{ kind: "mean-norm" }] as const;
    const x = view(Float64Array.of(3, 4, 0, 1), [2, 2]); // of lengths 5 and 1
    const { fitted, values, memory } = fitPreprocessing(steps, x);
    expect(fitted).toEqual([{ kind: "mean-norm", factor: Math.SQRT2 / 3 }]);
    expect([...values.data]).toEqual([3, 4, 0, 1].map((value) => value * (Math.SQRT2 / 3)));
    expect([...applyPreprocessing(fitted, view(Float64Array.of(6, 0), [1, 2])).values.data]).toEqual([
      6 * (Math.SQRT2 / 3),
      0,
    ]);
    const back = undoPreprocessing(fitted, values, memory).data;
    for (const [i, value] of [3, 4, 0, 1].entries()) expect(back[i]).toBeCloseTo(value, 14);
    expect(() => fitPreprocessing(steps, view(new Float64Array(4), [2, 2]))).toThrow(
      "mean-norm: the data must not all be 0, they are",
    );
  });
  test("normalize-ufldl always lands in [0.1, 0.9]", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 2, max: 9 }), fc.nat(), (m, n, seed) => {
        const { values } = fitPreprocessing([{ kind: "normalize-ufldl" }], data(m, n, seed));
        for (const value of values.data) expect(value >= 0.1 - 1e-12 && value <= 0.9 + 1e-12).toBe(true);
      }),
    );
  });
  test("every list of steps is undone, but for what was clipped; the input stays as it was", () => {
    const steps = fc.array(
      fc.constantFrom<PreprocessStep>(
        { kind: "remove-mean" },
        { kind: "normalize-ufldl" },
        { kind: "scale", factor: 3 },
      ),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(steps, fc.nat(), (list, seed) => {
        const random = createRandom(seed >>> 0);
        // ±1 in turn, and less than 0.3 more: after the means nothing exceeds 1.3 and the deviation is above 0.7,
        // so nothing lies beyond three of them.
        const x = view(
          Float64Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 1 : -1) + 0.3 * random.uniform()),
          [10, 6],
        );
        const before = x.data.slice();
        const { fitted, values, memory } = fitPreprocessing(list, x);
        expect(x.data).toEqual(before);
        expect(
          relativeError(undoPreprocessing(JSON.parse(JSON.stringify(fitted)), values, memory).data, before),
        ).toBeLessThan(1e-12);
      }),
    );
  });
  test("new data are treated with the constants that were fitted", () => {
    const { fitted, values } = fitPreprocessing([{ kind: "normalize-ufldl" }], data(40, 6, 1));
    expect(applyPreprocessing(fitted, data(40, 6, 1)).values.data).toEqual(values.data);
    const half = view(data(40, 6, 1).data.slice(0, 120), [20, 6]);
    expect(Array.from(applyPreprocessing(fitted, half).values.data)).toEqual(
      Array.from(values.data.slice(0, 120)),
    );
  });
  test("constant examples cannot be normalised", () => {
    expect(() =>
      fitPreprocessing([{ kind: "normalize-ufldl" }], view(new Float64Array(6).fill(3), [2, 3])),
    ).toThrow(/data must vary within an example/);
  });
  test("constant examples are found constant though their sum is rounded, after remove-mean too", () => {
    const x = view(new Float64Array(128).fill(0.1), [2, 64]); // 64 additions of 0.1 are not 6.4
    for (const steps of [["normalize-ufldl"], ["remove-mean", "normalize-ufldl"]] as const) {
      expect(() =>
        fitPreprocessing(
          steps.map((kind) => ({ kind })),
          x,
        ),
      ).toThrow(/data must vary within an example/);
    }
  });
  test("examples that vary by their rounding alone are constant", () => {
    const x = view(Float64Array.of(1e6, 1e6 + 1e-10, 1e6, 1e6, 1e6 - 1e-10, 1e6), [2, 3]);
    for (const steps of [["normalize-ufldl"], ["remove-mean", "normalize-ufldl"]] as const)
      expect(() =>
        fitPreprocessing(
          steps.map((kind) => ({ kind })),
          x,
        ),
      ).toThrow(/data must vary within an example/);
  });
  test.each([1e-200, 1e-5, 1e40, 1e200])("data of the size %s become the same as those of size 1", (size) => {
    const small = data(20, 6, 3);
    const { values } = fitPreprocessing([{ kind: "normalize-ufldl" }], small);
    const large = view(
      small.data.map((v) => v * size),
      [20, 6],
    );
    const scaled = fitPreprocessing([{ kind: "normalize-ufldl" }], large);
    expect(relativeError(scaled.values.data, values.data)).toBeLessThan(1e-14);
  });
  const refusal = (kind: "normalize-ufldl" | "remove-mean" | "scale", ...rows: number[][]) => {
    const x = view(Float64Array.from(rows.flat()), [rows.length, rows[0].length]);
    return expect(() => fitPreprocessing([{ kind }], x));
  };
  test("values whose sums overflow are called too large, and not NaN", () => {
    for (const kind of ["normalize-ufldl", "remove-mean"] as const) {
      refusal(kind, [1, 2, 3], [1e308, 1.5e308, 1e308]).toThrow(
        /finite sums, the values of example 1 reach 1\.50e\+308; divide the data by 1e308/,
      );
      refusal(kind, [1.2e308, -1.2e308]).toThrow(/divide the data by 1e308/);
      refusal(kind, [1, Number.NaN]).toThrow(/data must be finite, example 0 is not; remove NaN/);
      refusal(kind, [1, 2], [1, Number.NEGATIVE_INFINITY]).toThrow(/example 1 is not; remove NaN and inf/);
    }
  });
  test("an outlier that hides the variation of the others is called that", () => {
    refusal("normalize-ufldl", [0.5, 1.5], [1e20, 1e20]).toThrow(
      /their largest value 1\.00e\+20, got a standard deviation of 0\.354; remove outliers/,
    );
  });
  test("scale is refused where the values are not those of 8 bits", () => {
    refusal("scale", [0, 0.25, 1]).toThrow(
      /scale must be given whole numbers 0 … 255, the largest here is 1/,
    );
  });
  test("scale takes 0 … 255 to 0 … 1, both ends exactly, or by any factor", () => {
    const x = view(Float64Array.of(0, 51, 255), [1, 3]);
    const { fitted, values } = fitPreprocessing([{ kind: "scale" }], x);
    expect([values.data[0], values.data[1], values.data[2]]).toEqual([0, 51 / 255, 1]);
    expect(fitted).toEqual([{ kind: "scale", factor: 1 / 255 }]);
    expect(fitPreprocessing([{ kind: "scale", factor: 2 }], x).values.data[1]).toBe(102);
  });
  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "a value of %s cannot be normalised, and is not called constant",
    (bad) => {
      expect(() =>
        fitPreprocessing([{ kind: "normalize-ufldl" }], view(Float64Array.of(bad, 1, 3, 4), [2, 2])),
      ).toThrow(/data must be finite, example 0 is not; remove NaN and inf/);
    },
  );
});
