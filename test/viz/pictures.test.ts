import { describe, expect, test } from "vitest";
import { matrix } from "../../src/core/arrays.js";
import { costCurves } from "../../src/viz/curves.js";
import { encodePng } from "../../src/viz/encode-png.js";
import { panels } from "../../src/viz/panels.js";
import { rhoHatPlot } from "../../src/viz/rho-hat.js";
import { svgToPng } from "../../src/viz/svg-to-png.js";
import { tileGrid, tileLayout } from "../../src/viz/tiles.js";
import { expectImage } from "../support/image-match.js";

const golden = (name: string) => new URL(`../golden/pictures/${name}.png`, import.meta.url);

/** Gratings of rising orientation. */
const gratings = matrix(
  Float64Array.from({ length: 12 * 64 }, (_, i) => {
    const [unit, pixel] = [Math.floor(i / 64), i % 64];
    return Math.sin((pixel % 8) * Math.cos(unit / 4) + Math.floor(pixel / 8) * Math.sin(unit / 4));
  }),
  12,
  64,
);

describe("tileGrid", () => {
  test("by hand: own scale, 0 is mid grey, one-pixel gaps", () => {
    const { width, height, data } = tileGrid(matrix(Float64Array.of(2, -2, 0, 1, 0, 0, 0, 0), 2, 4), {
      shape: [2, 2],
      upscale: 1,
    });
    expect([width, height]).toEqual([7, 4]);
    const gap = 24;
    expect(Array.from(data)).toEqual([
      gap,
      gap,
      gap,
      gap,
      gap,
      gap,
      gap,
      gap,
      255,
      0,
      gap,
      128,
      128,
      gap,
      gap,
      128,
      191,
      gap,
      128,
      128,
      gap,
      gap,
      gap,
      gap,
      gap,
      gap,
      gap,
      gap,
    ]);
  });
  test("colour tiles share one scale for their three channels", () => {
    const { channels, data } = tileGrid(matrix(Float64Array.of(1, -1, 0.5), 1, 3), {
      shape: [1, 1, 3],
      upscale: 1,
    });
    expect(channels).toBe(3);
    expect(Array.from(data.subarray(12, 15))).toEqual([255, 0, 191]);
  });
  test("upscaling repeats pixels", () => {
    const once = tileGrid(gratings, { shape: [8, 8], upscale: 1 });
    const thrice = tileGrid(gratings, { shape: [8, 8], upscale: 3 });
    for (let row = 0; row < thrice.height; row++) {
      for (let column = 0; column < thrice.width; column++) {
        expect(thrice.data[row * thrice.width + column]).toBe(
          once.data[Math.floor(row / 3) * once.width + Math.floor(column / 3)],
        );
      }
    }
  });
  test("12 tiles lie 4 by 3", () => {
    const { width, height } = tileGrid(gratings, { shape: [8, 8], upscale: 1 });
    expect([width, height]).toEqual([4 * 9 + 1, 3 * 9 + 1]);
  });
  test.each([
    [25, [8, 8], 460, 80],
    [100, [8, 8], 455, 40],
    [196, [8, 8], 635, 40],
    [1000, [8, 8], 1445, 40],
    [196, [28, 28], 814, 56],
    [100, [16, 16, 3], 513, 48],
  ])("%d units of %j: %d pixels wide, a tile %d", (units, shape, width, tile) => {
    const layout = tileLayout(units, shape);
    expect([layout.width, layout.upscale * shape[1]]).toEqual([width, tile]);
  });
  test("the layout is that of the grid; flat tiles lie in few columns", () => {
    const grid = tileGrid(matrix(new Float64Array(50 * 32), 50, 32), { shape: [2, 16] });
    const { columns, width, height } = tileLayout(50, [2, 16]);
    expect([grid.width, grid.height]).toEqual([width, height]);
    expect(columns).toBe(3); // √(50 · 3/17)
  });
  test("refuses NaN and tiles of another size", () => {
    expect(() => tileGrid(matrix(Float64Array.of(Number.NaN), 1, 1), { shape: [1, 1] })).toThrow(
      /unit 0 must be finite, got NaN/,
    );
    expect(() => tileGrid(gratings, { shape: [8, 7] })).toThrow(/features must have 8·7 values a tile/);
  });
  test("looks as it was seen", () =>
    expectImage(encodePng(tileGrid(gratings, { shape: [8, 8] })), golden("tiles")));
});

const points = Array.from({ length: 41 }, (_, i) => ({
  iteration: 10 * i,
  cost: 0.45 + 40 * Math.exp(-i / 2),
  parts: {
    error: 0.36 + 4 * Math.exp(-i / 3),
    decay: 0.08,
    sparsity: i === 0 ? 0 : 0.005 + 36 * Math.exp(-i / 2),
  },
}));

describe("plots", () => {
  test("costCurves labels each part with its last value, and leaves out what a logarithm cannot show", () => {
    const svg = costCurves(points);
    for (const label of ["cost 0.450", "error 0.360", "decay 0.0800", "sparsity 0.00500"])
      expect(svg).toContain(label);
    expect(svg).not.toContain("NaN");
    expectImage(svgToPng(svg, 1), golden("curves"));
  });
  test("costCurves: the steep beginning leaves the linear axis of cost and error, and is told", () => {
    // In the second half they lie 0.45 − 0.36 apart; from a twentieth on they would take 0.45 + 40/e − 0.36, ten times
    // as much or more, from a fifth on 0.45 + 40/e⁴ − 0.36 = 0.82.
    const svg = costCurves(points);
    expect(svg).toContain("out of this range at first: cost at 40.5, error at 4.36<");
    const flat = points.map((point, i) => ({ ...point, cost: 2 - i / 40, parts: { error: 1 } }));
    expect(costCurves(flat)).not.toContain("out of this range");
  });
  test("costCurves: ρ̂ has an axis of its own, with its target", () => {
    const svg = costCurves(
      points.map((point, i) => ({ ...point, rhoHat: 0.01 + 0.5 * Math.exp(-i) })),
      undefined,
      "light",
      0.01,
    );
    for (const text of ["mean ρ̂", "ρ̂ 0.0100", "ρ = 0.01"]) expect(svg).toContain(text);
    expect(costCurves(points)).not.toContain("ρ̂");
    expectImage(svgToPng(svg, 1), golden("curves-rho-hat"));
  });
  test("costCurves draws one point, none, and a cost that stays the same", () => {
    for (const few of [points.slice(0, 1), [], [points[0], points[0]]])
      expect(costCurves(few)).not.toMatch(/NaN|undefined/);
  });
  test("rhoHatPlot shows each sparse layer", () => {
    const svg = rhoHatPlot({ 1: [0.011, 0.01, 0.009], 3: Float64Array.of(0.02, 0.012) }, 0.01);
    expect(svg).toContain("hidden layer 3");
    expectImage(svgToPng(svg, 1), golden("rho-hat"));
  });
  test("panels name each picture, and escape what they are given", () => {
    const raster = tileGrid(gratings, { shape: [8, 8], upscale: 1 });
    const svg = panels("Compared", [
      { title: "ρ = 0.01", subtitle: "error 0.3", raster },
      { title: "a < b", raster },
    ]);
    expect(svg).toContain("a &lt; b");
    expectImage(svgToPng(svg), golden("panels"));
  });
  test("the same picture has the same bytes", () => {
    expect(svgToPng(costCurves(points), 1)).toEqual(svgToPng(costCurves(points), 1));
  });
});
