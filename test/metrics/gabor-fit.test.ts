import { describe, expect, test } from "vitest";
import { type GaborShape, gaborPatch } from "../../src/core/gabor-patch.js";
import { createRandom } from "../../src/core/random.js";
import { fitGabor } from "../../src/metrics/gabor-fit.js";

/** Degrees between two orientations. */
const between = (a: number, b: number) => Math.abs(((((a - b + 90) % 180) + 180) % 180) - 90);

/** Random Gabors whose envelope holds at least one cycle and lies in the tile. */
function gabors(count: number, side: number, narrowest: number, finest: number): GaborShape[] {
  const random = createRandom(side, "gabors");
  const uniform = (low: number, high: number) => low + (high - low) * random.uniform();
  return Array.from({ length: count }, () => {
    const sigma = [uniform(narrowest, side / 4), uniform(narrowest, side / 4)] as const;
    return {
      orientation: uniform(0, 180),
      frequency: uniform(Math.max(0.1, 0.5 / sigma[0]), finest),
      phase: uniform(0, 360),
      centre: [side * uniform(0.3, 0.7) - 0.5, side * uniform(0.3, 0.7) - 0.5] as const,
      sigma,
      amplitude: uniform(0.2, 2),
    };
  });
}

describe.each([8, 12, 16])("fitGabor on tiles of %i pixels", (side) => {
  const shapes = gabors(60, side, 1.5, 0.4);
  test("finds orientation, frequency, centre and width of a Gabor", () => {
    for (const shape of shapes) {
      const fit = fitGabor(gaborPatch(shape, side, side), side, side)!;
      expect(between(fit.orientation, shape.orientation)).toBeLessThan(0.01);
      expect(fit.frequency / shape.frequency).toBeCloseTo(1, 3);
      expect(fit.centre[0]).toBeCloseTo(shape.centre[0], 2);
      expect(fit.centre[1]).toBeCloseTo(shape.centre[1], 2);
      expect(fit.r2).toBeGreaterThan(0.9999);
    }
  });
  test("what it found draws the tile again: amplitude and phase are right too", () => {
    for (const shape of shapes) {
      const tile = gaborPatch(shape, side, side);
      const again = gaborPatch(fitGabor(tile, side, side)!, side, side);
      for (let i = 0; i < tile.length; i++) expect(again[i]).toBeCloseTo(tile[i], 2);
    }
  });
});

test("with noise of a tenth of the amplitude: orientation within 2°, frequency within 5 %", () => {
  const random = createRandom(1, "noise");
  const noise = () => Array.from({ length: 12 }, () => random.uniform()).reduce((sum, v) => sum + v, -6);
  for (const shape of gabors(100, 16, 2, 0.35)) {
    const tile = gaborPatch(shape, 16, 16).map((v) => v + 0.1 * shape.amplitude * noise());
    const fit = fitGabor(tile, 16, 16)!;
    expect(between(fit.orientation, shape.orientation)).toBeLessThan(2);
    expect(Math.abs(fit.frequency / shape.frequency - 1)).toBeLessThan(0.05);
  }
});

describe("fitGabor", () => {
  test("says whether the frequency stands on its bound: a blob has none of its own, nor have stripes of one pixel", () => {
    const onBound = (value: (row: number, column: number) => number) =>
      fitGabor(
        Float64Array.from({ length: 64 }, (_, i) => value(Math.floor(i / 8), i % 8)),
        8,
        8,
      )!.onBound;
    const blob = (row: number, column: number) => Math.exp(-((row - 3.5) ** 2 + (column - 3.5) ** 2) / 8);
    expect(onBound(blob)).toBe(true);
    expect(onBound((_, column) => (column % 2 === 0 ? 1 : -1))).toBe(true);
    expect(onBound((row) => [1, 0, -1, 0][row % 4])).toBe(false);
  });
  test("by hand: vertical stripes have orientation 90°, horizontal ones 0°", () => {
    const vertical = Float64Array.from({ length: 64 }, (_, i) => [1, 0, -1, 0][i % 4]);
    const horizontal = Float64Array.from({ length: 64 }, (_, i) => [1, 0, -1, 0][Math.floor(i / 8) % 4]);
    expect(between(fitGabor(vertical, 8, 8)!.orientation, 90)).toBeLessThan(0.5);
    expect(between(fitGabor(horizontal, 8, 8)!.orientation, 0)).toBeLessThan(0.5);
    expect(fitGabor(vertical, 8, 8)!.frequency).toBeCloseTo(0.25, 2);
  });
  test("stripes that rise to the right have an orientation of 45°", () => {
    const rising = Float64Array.from({ length: 144 }, (_, i) =>
      Math.cos(0.9 * ((i % 12) + Math.floor(i / 12))),
    );
    expect(between(fitGabor(rising, 12, 12)!.orientation, 45)).toBeLessThan(1);
  });
  test("scaling the tile scales the amplitude and nothing else", () => {
    const tile = gaborPatch(gabors(1, 8, 1.5, 0.3)[0], 8, 8);
    const [one, ten] = [
      fitGabor(tile, 8, 8)!,
      fitGabor(
        tile.map((v) => 16 * v),
        8,
        8,
      )!,
    ];
    expect({ ...ten, amplitude: 0 }).toEqual({ ...one, amplitude: 0 });
    expect(ten.amplitude).toBe(16 * one.amplitude);
  });
  test("noise is no Gabor", () => {
    const random = createRandom(3, "tiles");
    const fits = Array.from({ length: 20 }, () =>
      fitGabor(
        Float64Array.from({ length: 144 }, () => random.uniform() - 0.5),
        12,
        12,
      ),
    );
    for (const fit of fits) expect(fit!.r2).toBeLessThan(0.4);
  });
  test("gives null for a tile of zeros, and for one with NaN", () => {
    expect(fitGabor(new Float64Array(64), 8, 8)).toBeNull();
    expect(fitGabor(new Float64Array(64).fill(Number.NaN), 8, 8)).toBeNull();
  });
  test("the bandwidth is that of Jones and Palmer's definition", () => {
    // σ = 3 px, f = 0.25: half-amplitude at ± √(2 ln 2)/(2π·3) = ± 0.06246; log₂((.25+.06246)/(.25−.06246)) = 0.7365
    const shape = {
      orientation: 30,
      frequency: 0.25,
      phase: 0,
      centre: [8, 8],
      sigma: [3, 3],
      amplitude: 1,
    } as const;
    expect(fitGabor(gaborPatch(shape, 17, 17), 17, 17)!.bandwidth).toBeCloseTo(0.7365, 3);
  });
});
