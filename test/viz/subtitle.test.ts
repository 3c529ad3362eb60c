import { expect, test } from "vitest";
import { costCurves } from "../../src/viz/curves.js";
import { panels } from "../../src/viz/panels.js";
import { receptiveFieldMap } from "../../src/viz/receptive-field-map.js";
import { withSubtitle } from "../../src/viz/subtitle.js";
import { svgFigure, textElement } from "../../src/viz/svg.js";
import { themes } from "../../src/viz/theme.js";

const figure = svgFigure(200, 100, themes.dark, "Title", [textElement(5, 60, "body", { fill: "red" })]);
const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text]) => text);

test("a subtitle stands below the title, all else as much lower as the figure grows", () => {
  const svg = withSubtitle(figure, "ρ < 1", "dark");
  expect(textsOf(svg)).toEqual(["Title", "ρ &lt; 1", "body"]);
  expect(svg).toContain('width="200" height="118" viewBox="0 0 200 118"');
  expect(svg).toContain(`<rect width="200" height="118" fill="${themes.dark.background}"/>`);
  expect(svg).toContain('<g transform="translate(0 18)"><text x="5" y="60"');
  expect(svg.match(/fill="#b0b4bb">ρ/)).not.toBeNull(); // faint of the dark theme
});

test("below a title of several lines stands the subtitle, and all else", () => {
  const long = svgFigure(200, 100, themes.dark, "A title of three lines that goes on", [
    textElement(5, 60, "body", { fill: "red" }),
  ]);
  expect(linesOf(long)[0]).toEqual(["A title of three", "lines that goes", "on"]);
  expect(long).toContain('width="200" height="140"');
  expect(long).toContain('<g transform="translate(0 40)"><text x="5" y="60"');
  expect(withSubtitle(long, "ρ", "dark")).toContain('<text x="16" y="84" font-size="12"');
});

test("one that is too long for the figure goes on below, and ends with an ellipsis after three lines", () => {
  // 200 − 2·16 pixels hold 24 letters of 6.8.
  const [line, full] = ["a".repeat(24), "a".repeat(72)];
  expect(linesOf(withSubtitle(figure, line, "dark"))).toEqual([["Title"], [line], ["body"]]);
  const two = withSubtitle(figure, `${line} b`, "dark");
  expect(linesOf(two)).toEqual([["Title"], [line, "b"], ["body"]]);
  expect(two).toContain('width="200" height="136"');
  expect(two).toContain('<g transform="translate(0 36)"><text x="5" y="60"');
  expect(linesOf(withSubtitle(figure, full, "dark"))[1]).toEqual([line, line, line]);
  expect(linesOf(withSubtitle(figure, `${full}a`, "dark"))[1][2]).toBe(`${"a".repeat(23)}…`);
});

test("one of wide letters does too: they take two places each", () => {
  expect(linesOf(withSubtitle(figure, "鹿".repeat(13), "dark"))[1]).toEqual(["鹿".repeat(12), "鹿"]);
});

const linesOf = (svg: string) =>
  [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, text]) =>
    text.split(/ <tspan[^>]*>|<\/tspan>/).filter(Boolean),
  );

test("titles of panels go on below where their figure or their panel ends", () => {
  const raster = { width: 1, height: 1, channels: 1 as const, data: new Uint8Array(1) };
  const svg = panels("鹿".repeat(30), [{ title: "鹿".repeat(30), raster }]);
  // 308 pixels hold 32 places of 9.5; a panel's title has 36.
  expect(linesOf(svg).slice(0, 2)).toEqual([
    ["鹿".repeat(16), "鹿".repeat(14)],
    ["鹿".repeat(18), "鹿".repeat(12)],
  ]);
});

test("subtitles of panels do too, and their rasters stand as much lower", () => {
  const raster = { width: 1, height: 1, channels: 1 as const, data: new Uint8Array(1) };
  const rasterAt = (svg: string) => Number(/<image[^>]* y="([\d.]+)"/.exec(svg)?.[1]);
  const short = panels("Title", [{ title: "a", subtitle: "b", raster }]);
  const long = panels("Title", [{ title: "a", subtitle: `${"b".repeat(46)} c`, raster }]);
  expect(linesOf(long).slice(1)).toEqual([["a"], ["b".repeat(46), "c"]]);
  expect(rasterAt(long) - rasterAt(short)).toBe(18);
});

test("curves say how low a penalty dips where the axis does not show it", () => {
  const curve = (lowest: number) =>
    [1, lowest, 1].map((sparsity, iteration) => ({ iteration, cost: 1, parts: { error: 1, sparsity } }));
  expect(costCurves(curve(0.0002))).toContain("below this range: sparsity as low as 2.0e-4");
  expect(costCurves(curve(0.1))).not.toContain("below this range"); // a tenth of its end: the axis goes there
});

test("a penalty that is 0 for long has a linear axis, from 0 on", () => {
  const points = [0, 0, 1, 0, 2].map((aux, iteration) => ({ iteration, cost: 1, parts: { error: 1, aux } }));
  const texts = textsOf(costCurves(points));
  expect(texts.filter((text) => text.includes("penalties"))).toEqual(["↑ penalties"]);
  expect(texts.filter((text) => text.startsWith("below this range"))).toEqual([]);
});

test("fields at the tile's corner are as long as others, and cut off at its frame", () => {
  const corner = {
    orientation: 0,
    frequency: 0.2,
    centre: [-0.5, -0.5] as const,
    sigma: [2, 3] as const,
    r2: 1,
  };
  const svg = receptiveFieldMap([corner], [8, 8]);
  expect(svg).toContain(
    '<clipPath id="tile-frame-8x8"><rect x="36" y="80" width="380" height="380"/></clipPath>',
  );
  // Its middle stands at the frame, 36 pixels from the left.
  expect(svg).toMatch(
    /<g clip-path="url\(#tile-frame-8x8\)"><g transform="translate\(36\.0 80\.0\) rotate\(0\.0\)"/,
  );
  expect(svg).toContain('<line x1="-126.7" x2="126.7"');
});
