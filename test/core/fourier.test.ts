import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { bluestein } from "../../src/core/fourier/bluestein.js";
import { fourier2d, inverseFourier2d } from "../../src/core/fourier/fourier-2d.js";
import { mixedRadix } from "../../src/core/fourier/mixed-radix.js";
import { createRandom } from "../../src/core/random.js";
import { rounds } from "../support/campaign.js";
import { relativeError } from "../support/data.js";

const random = createRandom(0, "fourier");
const uniform = (length: number) => Float64Array.from({ length }, () => random.uniform() - 0.3);

/** Σ_r in(r) e^{−2πikr/n}, as it is written. */
function definition(re: Float64Array, im: Float64Array): [re: Float64Array, im: Float64Array] {
  const n = re.length;
  const sum = (part: (r: number, angle: number) => number) =>
    Float64Array.from({ length: n }, (_, k) => {
      let total = 0;
      for (let r = 0; r < n; r++) total += part(r, (-2 * Math.PI * ((k * r) % n)) / n);
      return total;
    });
  return [
    sum((r, angle) => re[r] * Math.cos(angle) - im[r] * Math.sin(angle)),
    sum((r, angle) => re[r] * Math.sin(angle) + im[r] * Math.cos(angle)),
  ];
}

describe("the transform of one line", () => {
  // 1, primes, prime powers, products of all kinds; both ways of doing it
  const lengths = [
    1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 25, 27, 30, 32, 48, 49, 53, 59, 64, 101, 121, 125, 210,
  ];
  test.each(lengths)("of length %d is the sum that defines it", (n) => {
    for (const transform of [mixedRadix(n), bluestein(n)]) {
      const [re, im, outRe, outIm] = [uniform(n), uniform(n), new Float64Array(n), new Float64Array(n)];
      transform(re, im, outRe, outIm);
      const [rightRe, rightIm] = definition(re, im);
      expect(relativeError([...outRe, ...outIm], [...rightRe, ...rightIm])).toBeLessThan(1e-13);
    }
  });
});

describe("fourier2d", () => {
  // numpy.fft.fft2 of ((31 r² + 17 c² + rc) mod 23)/23, both sides prime: u, v, re, im (NumPy 2.4.6)
  const golden = [
    [0, 0, 1648.2173913043478, 0.0],
    [0, 1, -1.0505673406276435, -6.275725630374424],
    [1, 0, 1.2990484050369844, -2.506952135537461],
    [7, 30, 4.282066955420799, -1.8781923523615958],
    [29, 15, -2.135253591693524, 0.39533372038748144],
    [58, 2, -6.438702973702175, -4.69097237780034],
    [31, 29, -15.419853878468352, 9.160833532931708],
  ];
  test("of 59×61 is NumPy's", () => {
    const [height, width] = [59, 61];
    const values = Float64Array.from({ length: height * width }, (_, i) => {
      const [r, c] = [Math.floor(i / width), i % width];
      return ((31 * r * r + 17 * c * c + r * c) % 23) / 23;
    });
    const { real, imaginary, columns } = fourier2d(height, width, values);
    for (const [u, v, re, im] of golden) {
      expect(real[u * columns + v]).toBeCloseTo(re, 10);
      expect(imaginary[u * columns + v]).toBeCloseTo(im, 10);
    }
  });
  test("sides of twos and threes have the bits that the shipped photographs' examples stand on", () => {
    const [height, width] = [144, 162];
    const values = Float64Array.from({ length: height * width }, (_, i) => {
      const [r, c] = [Math.floor(i / width), i % width];
      return ((31 * r + 17 * c * c) % 23) / 23;
    });
    const spectrum = fourier2d(height, width, values);
    const hash = createHash("sha256").update(new Uint8Array(spectrum.real.buffer));
    hash.update(new Uint8Array(spectrum.imaginary.buffer));
    for (let i = 0; i < values.length; i++) {
      spectrum.real[i] *= (i % 7) / 7;
      spectrum.imaginary[i] *= (i % 7) / 7;
    }
    hash.update(new Uint8Array(inverseFourier2d(spectrum).buffer));
    // of the recursive transform that each output's sum defined, part by part
    expect(hash.digest("hex").slice(0, 16)).toBe("6bf288b04da5268d");
  });
  test("is the sum over both axes, and the inverse brings the picture back, for any size", () => {
    for (let round = 0; round < rounds(60, 3000); round++) {
      const [height, width] = [1 + random.integer(70), 1 + random.integer(70)];
      const values = uniform(height * width);
      const spectrum = fourier2d(height, width, values);
      const [u, v] = [random.integer(height), random.integer(spectrum.columns)];
      let [re, im] = [0, 0];
      for (let i = 0; i < values.length; i++) {
        const angle = -2 * Math.PI * ((u * Math.floor(i / width)) / height + (v * (i % width)) / width);
        re += values[i] * Math.cos(angle);
        im += values[i] * Math.sin(angle);
      }
      const at = u * spectrum.columns + v;
      expect(spectrum.real[at], `${height}×${width} at ${u}, ${v}`).toBeCloseTo(re, 9);
      expect(spectrum.imaginary[at], `${height}×${width} at ${u}, ${v}`).toBeCloseTo(im, 9);
      const back = inverseFourier2d(spectrum);
      expect(relativeError(back, values), `${height}×${width}`).toBeLessThan(1e-13);
    }
  });
});
