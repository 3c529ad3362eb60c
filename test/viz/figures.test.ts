// Every figure in both themes, as it was looked at; and what figures refuse.

import { inflateSync } from "node:zlib";
import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import { matrix } from "../../src/core/arrays.js";
import { gaborPatch } from "../../src/core/gabor-patch.js";
import { mapPlaces } from "../../src/core/map-places.js";
import { fitGabor } from "../../src/metrics/gabor-fit.js";
import { matchAtoms } from "../../src/metrics/match-atoms.js";
import { activationHistograms } from "../../src/viz/activation-histograms.js";
import { componentsFigure, componentsFor } from "../../src/viz/components-figure.js";
import { confusionMatrix } from "../../src/viz/confusion-matrix.js";
import { costCurves } from "../../src/viz/curves.js";
import { densityHistogram } from "../../src/viz/density-histogram.js";
import { encodeApng } from "../../src/viz/encode-apng.js";
import { encodePng } from "../../src/viz/encode-png.js";
import {
  atomsBesideFeatures,
  matchedAtoms,
  reconstructionFigure,
  trainingFrames,
  trainingStrip,
} from "../../src/viz/feature-figures.js";
import { featureMap } from "../../src/viz/feature-map.js";
import { heatColour } from "../../src/viz/heat-colour.js";
import { heatMap, heatRaster } from "../../src/viz/heat-map.js";
import { countBins } from "../../src/viz/histogram-panel.js";
import { orientationColour } from "../../src/viz/orientation-colour.js";
import { panels } from "../../src/viz/panels.js";
import { type Ranked, rankingFigure } from "../../src/viz/ranking-figure.js";
import { receptiveFieldMap } from "../../src/viz/receptive-field-map.js";
import { rhoHatPlot } from "../../src/viz/rho-hat.js";
import { orderUnits } from "../../src/viz/sort-units.js";
import { stabilityFigure } from "../../src/viz/stability-figure.js";
import { withSubtitle } from "../../src/viz/subtitle.js";
import { svgToPng } from "../../src/viz/svg-to-png.js";
import { type ThemeName, themes } from "../../src/viz/theme.js";
import { tileFigure } from "../../src/viz/tile-figure.js";
import { tradeOff } from "../../src/viz/trade-off.js";
import { valueCharts } from "../../src/viz/value-charts.js";
import { randomMatrix } from "../support/data.js";
import { expectImage } from "../support/image-match.js";

const UNITS = 15;
const shapes = Array.from({ length: UNITS }, (_, i) => ({
  orientation: (i * 180) / UNITS,
  frequency: 0.12 + 0.02 * (i % 5),
  phase: 60 * i,
  centre: [2 + ((i * 5) % 7) * 0.7, 2 + ((i * 3) % 7) * 0.7] as const,
  sigma: [1.6, 2.2] as const,
  amplitude: 1,
}));
const gabors = matrix(Float64Array.from(shapes.flatMap((shape) => [...gaborPatch(shape, 8, 8)])), UNITS, 64);
const noisy = matrix(
  gabors.data.map((v, i) => v + 0.5 * (randomMatrix(UNITS, 64, 5).data[i] - 0.5)),
  UNITS,
  64,
);
const shape = [8, 8];
const picture = {
  width: 96,
  height: 64,
  channels: 1 as const,
  data: Uint8Array.from(
    { length: 96 * 64 },
    (_, i) => 60 + 100 * (Math.hypot((i % 96) - 48, i / 96 - 32) < 20 ? 1 : 0.3),
  ),
};
const map = {
  height: 57,
  width: 89,
  stride: 1,
  patch: [8, 8] as const,
  values: Float64Array.from({ length: 57 * 89 }, (_, i) =>
    Math.exp(-((Math.hypot((i % 89) - 44, Math.floor(i / 89) - 28) - 20) ** 2) / 8),
  ),
};

/** Settings by the truth that they found: baselines, some with one seed, some not known, some in one place. */
const ranked: readonly Ranked[] = [
  ["sparse-coding", false, 4.1, 0.01, 0.79, 0.01],
  ["gated · targetL0 3", false, 3, 0.13, 0.77, 0.02],
  ["topk · k 3", false, 3, 0.16, 0.72, 0.02],
  ["topk · k 8", false, 8, 0.16, 0.72, 0],
  ["PCA: abstopk · latents 32 · k 3 · and more words than there is room for", true, 3, 0.47, 0.5, 0.1],
  ["random: topk · k 32", true, 32, 0.66, 0.44, 0.05],
].map(([label, isBaseline, l0, fvu, mcc, deviation], i) => {
  const number = (mean: unknown, spread = Number(deviation)) => ({ mean: Number(mean), deviation: spread });
  return {
    label: String(label),
    isBaseline: isBaseline === true,
    numbers: {
      L0: number(l0, 0),
      FVU: number(fvu),
      MCC: number(mcc),
      F1: i === 2 ? null : number(mcc),
      silent: number(i, i % 2 === 0 ? 0 : 1.5),
    },
  };
});

/** A setting that two seeds repeat. */
const settingAt = (x: number, y: number) => ({
  label: `ρ ${x}`,
  x: { mean: x, deviation: x / 20 },
  y: { mean: y, deviation: 0.04 },
  members: [
    { x: 0.96 * x, y: y - 0.03 },
    { x: 1.04 * x, y: y + 0.03 },
  ],
});

const figures: Readonly<Record<string, (theme: ThemeName) => string>> = {
  "tile-figure": (theme) =>
    tileFigure(gabors, {
      title: "Features",
      shape,
      index: true,
      order: orderUnits(UNITS, "frequency", { frequency: shapes.map(({ frequency }) => frequency) }),
      caption: "Sorted by spatial frequency.",
      theme,
    }),
  "atoms-beside-features": (theme) => atomsBesideFeatures(gabors, noisy, { shape, theme }),
  "training-strip": (theme) =>
    trainingStrip(
      [0, 0.3, 0.7, 1].map((t) => ({
        iteration: Math.round(400 * t),
        features: matrix(
          gabors.data.map((v, i) => t * v + (1 - t) * (randomMatrix(UNITS, 64, 5).data[i] - 0.5)),
          UNITS,
          64,
        ),
      })),
      { shape, theme },
    ),
  "reconstruction-figure": (theme) =>
    reconstructionFigure(gabors, noisy, {
      shape,
      theme,
      headings: { 0: "Drawn at random", 7: "Of most contrast: the hardest" },
    }),
  "activation-histograms": (theme) =>
    activationHistograms(
      Array.from({ length: 7 }, (_, unit) => ({
        unit,
        counts: Float64Array.from({ length: 30 }, (_v, i) => Math.round(9000 * Math.exp(-i / (1 + unit)))),
        min: 0,
        max: 0.9,
        mean: 0.01 * (1 + unit),
      })),
      theme,
    ),
  "feature-map": (theme) =>
    featureMap(gabors, {
      title: "Features by orientation and spatial frequency",
      shape,
      places: mapPlaces(
        shapes.map(({ orientation }) => orientation),
        shapes.map(({ frequency }, i) => (i === 3 ? null : frequency)),
      ),
      x: { title: "orientation, °" },
      y: { title: "spatial frequency, cycles/px" },
      notes: ["Each tile on its own scale, grey is 0."],
      theme,
    }),
  "feature-map-of-runs": (theme) =>
    featureMap(matrix(Float64Array.of(...gabors.data, ...noisy.data), 2 * UNITS, 64), {
      title: "Features of 2 runs, alike ones together",
      shape,
      places: mapPlaces(
        Array.from({ length: 2 * UNITS }, (_, i) => Math.cos(i % UNITS) + (i < UNITS ? 0 : 0.05)),
        Array.from({ length: 2 * UNITS }, (_, i) => Math.sin(2 * (i % UNITS)) + (i < UNITS ? 0 : 0.04)),
      ),
      x: { title: "alike ones together, by UMAP", ticks: false },
      y: { title: "", ticks: false },
      groups: {
        names: ["seed 0", "seed 1"],
        of: Array.from({ length: 2 * UNITS }, (_, i) => Number(i >= UNITS)),
      },
      notes: ["Where frames of all colours lie together every run has learned the same."],
      theme,
    }),
  "density-histogram": (theme) =>
    densityHistogram([0, 0, 0.001, 0.002, 0.004, 0.004, 0.005, 0.006, 0.006, 0.01, 0.03, 0.2, 1], {
      floor: 1e-4,
      dense: 0.1,
      theme,
    }),
  "matched-atoms": (theme) =>
    matchedAtoms(gabors, noisy, matchAtoms(gabors, noisy), { shape, names: ["seed 0", "seed 1"], theme }),
  "receptive-field-map": (theme) =>
    receptiveFieldMap(
      [
        ...shapes.map((one, i) => ({
          ...one,
          r2: i === 3 ? 0.2 : 0.9,
          bandwidth: i === 4 ? null : 0.5 + i / 6,
          onBound: i === 5,
        })),
        null,
      ],
      shape,
      theme,
    ),
  "cost-curves": (theme) =>
    costCurves(
      Array.from({ length: 30 }, (_, i) => ({
        iteration: i,
        cost: 0.5 + 9 / (1 + i),
        parts: { error: 0.4, sparsity: 0.1 + 9 / (1 + i) },
      })),
      undefined,
      theme,
    ),
  "cost-curves-of-batches": (theme) =>
    costCurves(
      Array.from({ length: 400 }, (_, i) => ({
        iteration: 10 * i,
        cost: (3 + 9 / (1 + i / 5)) * (1 + 0.1 * Math.sin(i * i)),
        parts: {
          error: (2 + 9 / (1 + i / 5)) * (1 + 0.1 * Math.sin(i * i)),
          sparsity: 1 + 0.1 * Math.sin(i * i),
        },
        examples: 256 * i,
        l0: (4 + 40 / (1 + i / 20)) * (1 + 0.05 * Math.cos(i * i)),
        coefficient: 1 + i / 100,
        ...(i % 50 === 0 ? { heldOut: { cost: 3.3 + 9 / (1 + i / 5) } } : {}),
      })),
      undefined,
      theme,
    ),
  "rho-hat": (theme) => rhoHatPlot({ 1: [0.02, 0.011, 0.01, 0.009] }, 0.01, theme),
  "trade-off": (theme) =>
    tradeOff({
      title: "What sparsity costs",
      xLabel: "ρ̂",
      yLabel: "FVU",
      lines: [
        { name: "hidden 25", points: [0.01, 0.03, 0.1].map((x) => settingAt(x, 0.8 - 3 * x)) },
        { name: "hidden 100", points: [0.01, 0.03, 0.1].map((x) => settingAt(x, 0.6 - 3 * x)) },
      ],
      theme,
    }),
  ranking: (theme) => rankingFigure({ ranked, features: 96 }, theme),
  stability: (theme) =>
    stabilityFigure(
      [12, 40].map((features, i) => {
        const by = (of: (j: number) => number) => Float64Array.from({ length: features }, (_, j) => of(j));
        const byChance = by((j) => 0.75 + 0.1 * Math.sin(5 * j));
        const cosines = [0, 1].map((seed) =>
          by((j) => 0.97 - 0.5 * (j / features) ** 2 - 0.1 * ((j * 7 + seed) % 3)),
        );
        return {
          name: `ρ ${[0.01, 0.1][i]}`,
          means: [0.8, 0.78],
          chance: { mean: 0.53, least: 0.51, most: 0.54 },
          cosines,
          byChance,
          returns: by((j) => cosines.filter((own) => own[j] > byChance[j]).length / 2),
        };
      }),
      theme,
    ),
  "value-charts": (theme) =>
    valueCharts({
      title: "What ρ does",
      xLabel: "ρ",
      lines: ["hidden 25", "hidden 100"].map((name, line) => ({
        name,
        points: [0.01, 0.03, 0.1].map((x) => ({
          x,
          numbers: {
            "cost J": { mean: 0.4 + line / 5 + x, deviation: 0.02 },
            FVU: { mean: 0.8 - 3 * x - line / 5, deviation: line === 0 ? 0 : 0.05 },
            roughness: line === 0 ? null : { mean: 10 * x, deviation: 0 },
          },
        })),
      })),
      theme,
    }),
  "value-charts-words": (theme) =>
    valueCharts({
      title: "What activation does",
      xLabel: "activation",
      lines: [
        {
          name: "",
          points: ["sigmoid", "tanh"].map((x, i) => ({
            x,
            numbers: { FVU: { mean: 0.5 + i / 8, deviation: 0 } },
          })),
        },
      ],
      theme,
    }),
  components: (theme) =>
    componentsFigure(
      {
        eigenvalues: Float64Array.of(8, 4, 0.1, 0),
        vectors: matrix(
          Float64Array.from([1, 1, 1, 1, 1, -1, 1, -1, 1, 1, -1, -1], (v) => v / 2),
          3,
          4,
        ),
        variances: Float64Array.of(1, 0.9, 0.5),
        isTurnedBack: true,
        examples: matrix(Float64Array.of(3, 1, 3, 1, -1, 2, -1, 2), 2, 4),
        whitened: matrix(Float64Array.of(1, -1, 1, -1, -1, 1, -1, 1), 2, 4),
      },
      { shape: [2, 2], theme },
    ),
  panels: (theme) =>
    panels(
      "Compared",
      [
        { title: "one", subtitle: "error 0.3", raster: picture },
        { title: "two", raster: picture },
      ],
      2,
      theme,
    ),
  "panels-of-long-titles": (theme) =>
    withSubtitle(
      panels(
        "How many atoms have a negative twin, where latents have a sign and where they have none?",
        [
          { title: "model hierarchical-topk · k 8 (first of 3 seeds)", subtitle: "FVU 0.3", raster: picture },
          { title: "model topk · k 8", subtitle: "FVU 0.2", raster: picture },
        ],
        2,
        theme,
      ),
      "edges · 2026-01-01 12:00",
      theme,
    ),
  "confusion-matrix": (theme) =>
    confusionMatrix({
      classes: ["cat", "dog", "bird"],
      confusion: [
        [90, 8, 2],
        [5, 95, 0],
        [1, 0, 49],
      ],
      of: "250 test examples",
      theme,
    }),
  "heat-map": (theme) => heatMap(picture, map, "Feature 3 over a disc", theme),
};

/** An SVG without the pictures inside it. */
const textOf = (svg: string) => svg.replace(/base64,[^"]*/g, "");

test("an axis of values that cannot be negative begins at 0, however far they spread", () => {
  const numbers = { silent: { mean: 1, deviation: 3 } };
  const drawn = valueCharts({ title: "", xLabel: "ρ", lines: [{ name: "", points: [{ x: 1, numbers }] }] });
  expect(drawn).not.toContain(">-");
  expect(drawn).not.toContain(">−");
});

test("columns of a confusion matrix are as wide as the names of classes", () => {
  const classes = ["automobiles", "triangles"];
  const drawn = confusionMatrix({
    classes,
    confusion: [
      [1, 2],
      [0, 3],
    ],
    of: "6",
  });
  const widths = [...drawn.matchAll(/<rect [^>]*width="([\d.]+)" height="44"/g)].map(([, width]) =>
    Number(width),
  );
  expect(widths.length).toBe(3);
  for (const width of widths) expect(width).toBeGreaterThan(7 * "automobiles".length);
});

describe.each(Object.entries(figures))("%s", (name, draw) => {
  test.each(["light", "dark"] as const)("%s: looks as it was seen", (theme) => {
    const svg = draw(theme);
    expect(textOf(svg)).not.toMatch(/NaN|undefined/);
    for (const [, family] of svg.matchAll(/font-family[=:] ?"?([^";]*)/g))
      expect(family).toMatch(/, sans-serif$/);
    expect(svg).toContain("font-family");
    expectImage(svgToPng(svg, 1), new URL(`../golden/pictures/${name}-${theme}.png`, import.meta.url));
  });
});

/** WCAG's relative luminance of #rrggbb or #rgb. */
function luminance(colour: string): number {
  const hex =
    colour.slice(1).length === 3 ? [...colour.slice(1)].map((c) => c + c).join("") : colour.slice(1);
  const [r, g, b] = [0, 2, 4].map((at) => {
    const v = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test.each(["light", "dark"] as const)("text of the %s theme stands out at least 4.5 to 1", (name) => {
  const { background, ink, faint } = themes[name];
  for (const colour of [ink, faint]) {
    const [high, low] = [luminance(background), luminance(colour)].sort((a, b) => b - a);
    expect((high + 0.05) / (low + 0.05)).toBeGreaterThan(4.5);
  }
});

describe("figures of little and of much", () => {
  const none = matrix(new Float64Array(0), 0, 64);
  const many = randomMatrix(200, 64, 3);
  test("no units, one unit and 200 units can be drawn", () => {
    for (const features of [none, matrix(gabors.data.slice(0, 64), 1, 64), many]) {
      for (const svg of [
        tileFigure(features, { title: "t", shape }),
        atomsBesideFeatures(features, features, { shape }),
        trainingStrip([{ iteration: 0, features }], { shape }),
        reconstructionFigure(features, features, { shape }),
        receptiveFieldMap([], shape),
        densityHistogram([], { floor: 1e-3, dense: 0.1 }),
        activationHistograms([]),
      ])
        expect(textOf(svg)).not.toMatch(/NaN|undefined|Infinity/);
    }
  });
  test("figures grow with the units: no tile of hundreds is smaller than 32 pixels", () => {
    const svg = tileFigure(many, { title: "t", shape });
    const tiles = [...svg.matchAll(/<image [^>]*?width="([\d.]+)" height="([\d.]+)"/g)];
    expect(tiles).toHaveLength(200);
    for (const [, width, height] of tiles) expect([Number(width), Number(height)]).toEqual([32, 32]);
    expect(svg).not.toContain("the first");
  });
  test("what does not find room in 1600 or 1400 pixels is left out, and counted in the picture", () => {
    const thousands = matrix(new Float64Array(3000 * 4), 3000, 4);
    const order = Array.from({ length: 3000 }, (_, i) => 2999 - i);
    const svg = tileFigure(thousands, { title: "t", shape: [2, 2], order, index: true, caption: "Sorted" });
    // 44 columns of 32 + 4 pixels, 33 rows of 32 + 16.
    expect(svg).toContain("Sorted; the first 1452 of 3000 units");
    expect(svg.match(/<image/g)).toHaveLength(1452);
    // 25 columns of 48 + 6 pixels, 11 rows of two tiles, 48 + 3 each, and 24 for the label.
    const pairs = atomsBesideFeatures(thousands, thousands, { shape: [2, 2] });
    expect(pairs).toContain("grey is 0; the first 275 of 3000 units");
    expect(pairs.match(/<image/g)).toHaveLength(550);
    expect(trainingStrip([{ iteration: 0, features: many }], { shape })).toContain(
      "the first 12 of 200 units",
    );
  });
  test("colour tiles", () => {
    const colours = randomMatrix(4, 48, 1);
    expect(tileFigure(colours, { title: "t", shape: [4, 4, 3] })).toContain("<image");
    expect(reconstructionFigure(colours, colours, { shape: [4, 4, 3] })).toContain("0 %");
  });
  test("NaN is refused, with the unit or the value named", () => {
    const bad = matrix(new Float64Array(64).fill(Number.NaN), 1, 64);
    expect(() => tileFigure(bad, { title: "t", shape })).toThrow(/must be finite, got NaN/);
    expect(() => heatRaster(picture, { ...map, values: new Float64Array(57 * 89).fill(Number.NaN) })).toThrow(
      /finite values, got NaN/,
    );
  });
  test("tiles of different sizes are refused", () => {
    expect(() => atomsBesideFeatures(gabors, randomMatrix(15, 63, 1), { shape })).toThrow(
      /atoms must have rows of 64 values, got 63/,
    );
  });
});

describe("orderUnits", () => {
  test("activations fall, angles rise, what is not known comes last, equal ones keep their order", () => {
    expect(orderUnits(4, "mean", { mean: [0.2, null, 0.5, 0.2] })).toEqual([2, 0, 3, 1]);
    expect(orderUnits(3, "orientation", { orientation: Float64Array.of(90, Number.NaN, 10) })).toEqual([
      2, 0, 1,
    ]);
    expect(orderUnits(3, "r2", {})).toEqual([0, 1, 2]);
  });
});

describe("colours", () => {
  test("heat is clear at 0 and grows ever lighter", () => {
    expect(heatColour(0)[3]).toBe(0);
    const lightness = Array.from({ length: 11 }, (_, i) => heatColour(i / 10)).map(
      ([r, g, b]) => 0.3 * r + 0.6 * g + 0.1 * b,
    );
    for (let i = 1; i < lightness.length; i++) expect(lightness[i]).toBeGreaterThan(lightness[i - 1]);
  });
  test("orientations 0° and 180° have one colour, 0° and 90° different ones", () => {
    expect(orientationColour(180)).toBe(orientationColour(0));
    expect(orientationColour(90)).not.toBe(orientationColour(0));
  });
});

test("frames of many units have smaller tiles, up to 1200 pixels", () => {
  const [frame] = trainingFrames([{ features: matrix(new Float64Array(1600 * 64), 1600, 64) }], shape);
  expect(frame.width).toBe(3 * (40 * 9 + 1)); // 4 would be 1444
});

describe("encodeApng", () => {
  const frames = trainingFrames([{ features: noisy }, { features: noisy }, { features: gabors }], shape);
  const bytes = Buffer.from(encodeApng(frames, { delayMs: 100 }));
  test("a program without animation shows the last frame", () => {
    const { width, height, data } = PNG.sync.read(bytes);
    expect([width, height]).toEqual([frames[2].width, frames[2].height]);
    const grey = frames[2].data.map((_, i) => data[4 * i]);
    expect(Buffer.compare(grey, frames[2].data)).toBe(0);
  });
  test("which is no frame of the animation: that begins with the first", () => {
    const at = bytes.indexOf("fdAT");
    const length = bytes.readUInt32BE(at - 4) - 4; // behind the sequence number
    const [first] = frames;
    const rows = inflateSync(bytes.subarray(at + 8, at + 8 + length));
    const alone = Buffer.from(encodePng(first));
    const from = alone.indexOf("IDAT");
    const expected = inflateSync(alone.subarray(from + 4, from + 4 + alone.readUInt32BE(from - 4)));
    expect(Buffer.compare(rows, expected)).toBe(0);
  });
  test("has the chunks of the standard, numbered without a gap", () => {
    const types: string[] = [];
    const sequence: number[] = [];
    const delays: number[] = [];
    for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
      const type = bytes.toString("latin1", at + 4, at + 8);
      types.push(type);
      if (type === "acTL") expect([bytes.readUInt32BE(at + 8), bytes.readUInt32BE(at + 12)]).toEqual([3, 0]);
      if (type === "fcTL") delays.push(bytes.readUInt16BE(at + 28) / bytes.readUInt16BE(at + 30));
      if (type === "fcTL" || type === "fdAT") sequence.push(bytes.readUInt32BE(at + 8));
    }
    expect(types[0]).toBe("IHDR");
    expect(types.indexOf("acTL")).toBeLessThan(types.indexOf("IDAT"));
    expect(types.lastIndexOf("IDAT")).toBeLessThan(types.indexOf("fcTL"));
    expect(types.filter((type) => type === "fcTL")).toHaveLength(3);
    expect(types.at(-1)).toBe("IEND");
    expect(delays).toEqual([0.1, 0.1, 0.4]); // the last stays to be looked at
    expect(sequence).toEqual(sequence.map((_, i) => i));
  });
  test("refuses no frames, and frames of different sizes", () => {
    expect(() => encodeApng([])).toThrow(/hold at least one/);
    expect(() => encodeApng([frames[0], { ...frames[0], width: 1 }])).toThrow(/must all be/);
  });
});

describe("the ends of curves", () => {
  const labelled = (part: string, value: number) =>
    costCurves(
      [1, 2].map((iteration) => ({ iteration, cost: 1, parts: { error: 0.5, [part]: value / iteration } })),
    );
  /** Where the frame ends, and the labels begin. */
  const frameOf = (svg: string) =>
    Number(/<clipPath id="[^"]*"><rect [^>]*?width="(\d+)"/.exec(svg)?.[1]) + 64;
  test("are short numbers, also of what is next to nothing", () => {
    expect(labelled("sparsity", 2e-6)).toContain(">sparsity 1.00e-6<");
    expect(labelled("sparsity", 0.02)).toContain(">sparsity 0.0100<");
    expect(labelled("sparsity", 4e5)).toContain(">sparsity 2.00e+5<");
  });
  test.each([
    ["a logarithmic axis", [0.5, 0.45, 0.47]],
    ["a linear axis", [0, 0.45, 0.47]],
  ])("the target of ρ̂ is within the frame of %s, however far from where ρ̂ ends", (_, values) => {
    const points = values.map((rhoHat, iteration) => ({ iteration, cost: 1, parts: {}, rhoHat }));
    const svg = costCurves(points, undefined, "light", 0.01);
    const [, at] = /stroke-dasharray="5,4"[^>]*>\s*<line [^>]*?y1="([\d.]+)"/.exec(svg) ?? [];
    expect(Number(at)).toBeLessThanOrEqual(180 - 44);
    expect(Number(at)).toBeGreaterThan(100);
  });
  test("have room for long names", () => {
    expect(frameOf(labelled("sparsity", 0.02))).toBe(720 - 130);
    const text = "silent latents, all of them 1.00e-6";
    expect(720 - frameOf(labelled("silent latents, all of them", 2e-6))).toBeGreaterThan(7 * text.length);
  });
});

describe("the map of many receptive fields", () => {
  const field = { frequency: 0.2, bandwidth: 1, sigma: [3, 3] as const, r2: 0.9 };
  const many = Array.from({ length: 200 }, (_, i) => ({
    ...field,
    orientation: (i * 37) % 180,
    centre: [((i * 7) % 40) / 5 - 0.5, ((i * 11) % 40) / 5 - 0.5] as const,
  }));
  test("has bars that lie side by side, and no envelopes", () => {
    const svg = receptiveFieldMap(many, shape);
    expect(svg).not.toContain("<ellipse");
    const lengths = [...svg.matchAll(/<line x1="-([\d.]+)" x2="\1"/g)].map(([, half]) => 2 * Number(half));
    expect(lengths).toHaveLength(200);
    expect(Math.max(...lengths)).toBeLessThan(380 / 10); // of a side of 380 pixels
  });
  test("leaves out and counts fits on their bound, and does not count poor ones", () => {
    const svg = receptiveFieldMap(
      [...many.map((one, i) => ({ ...one, onBound: i < 48, r2: i === 50 ? 0.1 : 0.9 })), null],
      shape,
    );
    expect(svg.match(/<circle/g)).toHaveLength(152);
    expect(svg).toContain("Gabor fits of 151 of 201 units");
    expect(svg).toContain(
      "not counted: 48 with a frequency on its bound, left out; 1 that could not be fitted; 1 with R² below 0.5, faint",
    );
  });
  test("histograms count every value, those beyond in the outer bins", () => {
    expect(countBins([-1, 0, 0.9, 1, 3.99, 4, 9], [0, 4], 4)).toEqual([3, 1, 0, 3]);
  });
});

test("a fit drawn on the map is where the Gabor is", () => {
  const fit = fitGabor(gaborPatch(shapes[4], 8, 8), 8, 8)!;
  expect(receptiveFieldMap([fit], shape)).toContain(`rotate(${(-fit.orientation).toFixed(1)})`);
});

test("components are counted until they hold a share of the variance", () => {
  const eigenvalues = Float64Array.of(8, 1, 1, 0);
  expect([0.5, 0.8, 0.81, 0.9, 1].map((share) => componentsFor(eigenvalues, share))).toEqual([1, 1, 2, 2, 3]);
});
