// Eight runs side by side: their colours can be told apart, by the colour-blind too.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { faintly, paintedColour, seriesColour } from "../../src/viewer/page/series-colour.js";

const style = readFileSync(new URL("../../src/viewer/page/style.css", import.meta.url), "utf8");
const all = [...style.matchAll(/--series-\d: (#[0-9a-f]{6});/g)].map(([, colour]) => colour);
const schemes = { light: all.slice(0, 8), dark: all.slice(8) };

type Triple = readonly number[];
const times = (rows: readonly Triple[], v: Triple) =>
  rows.map((row) => row.reduce((sum, w, i) => sum + w * v[i], 0));

/** Linear light of #rrggbb. */
const linear = (colour: string): Triple =>
  [1, 3, 5].map((at) => {
    const v = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });

/** Machado, Oliveira and Fernandes, IEEE TVCG 15 (2009), severity 1. */
const visions: Readonly<Record<string, readonly Triple[]>> = {
  "usual vision": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Oklab of linear light, B. Ottosson (2020): distances are about as large as they look. */
function oklab(rgb: Triple): Triple {
  const lms = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb.map((v) => Math.min(1, Math.max(0, v))),
  ).map(Math.cbrt);
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    lms,
  );
}

test.each(Object.entries(schemes))("%s: eight colours, 0.1 apart in Oklab in every vision", (_, colours) => {
  expect(colours).toHaveLength(8);
  for (const [vision, seen] of Object.entries(visions)) {
    const places = colours.map((colour) => oklab(times(seen, linear(colour))));
    for (const [i, a] of places.entries())
      for (const [k, b] of places.entries())
        if (i < k)
          expect(
            Math.hypot(...a.map((v, j) => v - b[j])),
            `${colours[i]} and ${colours[k]} in ${vision}`,
          ).toBeGreaterThan(0.1);
  }
});

test("forty series have forty colours: those beyond eight are hues at least 7° apart", () => {
  const colours = Array.from({ length: 40 }, (_, i) => seriesColour(i));
  expect(colours.slice(0, 8)).toEqual(Array.from({ length: 8 }, (_, i) => `var(--series-${i})`));
  const hues = colours.slice(8).map((colour) => Number(/([\d.]+)\)$/.exec(colour)?.[1]));
  for (const [i, a] of hues.entries())
    for (const b of hues.slice(0, i)) {
      const apart = Math.abs(a - b);
      expect(Math.min(apart, 360 - apart)).toBeGreaterThan(7);
    }
});

test("a canvas is given values of variables, whole or at a third of their strength", () => {
  const values: Readonly<Record<string, string>> = { "--series-2": " #898", "--series-lightness": " 0.52" };
  const paint = (index: number) => paintedColour(index, (name) => values[name]);
  expect(paint(2)).toBe("#898");
  expect(faintly(paint(2))).toBe("#88998855");
  expect(paint(8)).toMatch(/^oklch\( ?0\.52 0\.13 0\)$/);
  expect(faintly(paint(8))).toMatch(/^oklch\( ?0\.52 0\.13 0 \/ 33%\)$/);
});
