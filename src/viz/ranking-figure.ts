// Settings ranked by how much of the truth they found: what sparsity costs and what it brings, and their numbers.

import * as Plot from "@observablehq/plot";
import { extent } from "../core/extent.js";
import { frontierOf } from "../core/frontier.js";
import { labelInPlaces } from "../core/letter-places.js";
import { logTicks, scaleFor } from "./axis.js";
import { labelPlaces } from "./label-places.js";
import { plotElement } from "./plot.js";
import { svgFigure, textElement } from "./svg.js";
import { type ThemeName, themes } from "./theme.js";
import type { Repeated } from "./value-charts.js";

/** A setting, by its place. */
export interface Ranked {
  readonly label: string;
  /** Whether it is what others have to beat: drawn in grey */
  readonly isBaseline: boolean;
  /** L0, FVU and MCC, which are drawn, and others; null where one is not known */
  readonly numbers: Readonly<Record<string, Repeated | null>>;
}

const [WIDTH, PLOT, HEIGHT, TOP] = [1100, 545, 380, 40];
/** Pixels of a row, of the names, of a column of numbers */
const [ROW, NAMES, COLUMN] = [20, 362, 104];
const MARGIN = 16;
const MARGINS = { left: 64, right: 24, top: 24, bottom: 44 };
/** Pixels beside the axis' ends, and of a digit. */
const [INSET, LETTER] = [16, 7];

/** A number along an axis. */
interface Axis {
  readonly name: string;
  readonly label: string;
  /** From the least to the most of its values unless given */
  readonly domain?: [number, number];
  /** Which end of it is wanted */
  readonly better: "low" | "high";
}

/** A mean, and its deviation where there is one; silent latents are counted. */
function told(name: string, number: Repeated | null): string {
  if (number === null) return "–";
  const { mean, deviation } = number;
  const counted = name === "silent" ? (deviation === 0 ? 0 : 1) : name === "L0" ? 2 : 3;
  return [mean, ...(deviation > 0 ? [deviation] : [])].map((value) => value.toFixed(counted)).join(" ± ");
}

/** One number over another: a dot a setting, with its rank where there is room, and whiskers of one standard deviation. */
function chart(
  ranked: readonly Ranked[],
  { x, y, left }: { x: Axis; y: Axis; left: number },
  theme: ThemeName,
): string {
  const { palette, faint, ink } = themes[theme];
  const points = ranked.flatMap(({ numbers, isBaseline }, i) => {
    const [across, up] = [numbers[x.name], numbers[y.name]];
    if (across == null || up == null) return [];
    return [{ rank: String(i + 1), across, up, isBaseline }];
  });
  const [low, high] = x.domain ?? extent(points.map(({ across }) => across.mean));
  const scale = x.domain === undefined ? scaleFor([low, high]) : "linear";
  const to = scale === "log" ? Math.log : Number;
  const domain: [number, number] = [low, high > low ? high : low + 1];
  const top = y.domain?.[1] ?? 1.04 * extent(points.map(({ up }) => up.mean + up.deviation))[1];
  const inner = {
    width: PLOT - MARGINS.left - MARGINS.right - 2 * INSET,
    height: HEIGHT - MARGINS.top - MARGINS.bottom,
  };
  const places = labelPlaces(
    points.map(({ rank, across, up }) => ({
      x:
        MARGINS.left +
        INSET +
        (inner.width * (to(across.mean) - to(domain[0]))) / (to(domain[1]) - to(domain[0])),
      y: HEIGHT - MARGINS.bottom - (inner.height * up.mean) / top,
      width: LETTER * rank.length,
    })),
    PLOT,
  );
  const dots = points.map(({ rank, across, up, isBaseline }, i) => ({
    rank,
    place: places[i],
    x: across.mean,
    y: up.mean,
    from: Math.max(across.mean - across.deviation, scale === "log" ? across.mean / 10 : 0),
    to: across.mean + across.deviation,
    low: up.mean - up.deviation,
    high: up.mean + up.deviation,
    colour: isBaseline ? faint : palette[1],
  }));
  const colour = { stroke: "colour", strokeOpacity: 0.5 };
  return plotElement(
    {
      width: PLOT,
      height: HEIGHT,
      theme,
      options: {
        marginTop: MARGINS.top,
        marginLeft: MARGINS.left,
        marginRight: MARGINS.right,
        marginBottom: MARGINS.bottom,
        x: {
          label: x.label,
          labelAnchor: "center",
          type: scale,
          domain,
          inset: INSET,
          tickFormat: "~g",
          ticks: scale === "log" ? logTicks(low, high, 4) : 6,
        },
        y: { label: y.label, domain: [0, top], grid: true, ticks: 6 },
        color: { type: "identity" },
        marks: [
          Plot.ruleX(dots, { x: "x", y1: "low", y2: "high", ...colour }),
          Plot.ruleY(dots, { y: "y", x1: "from", x2: "to", ...colour }),
          Plot.line(frontierOf(dots, y.better), { x: "x", y: "y", stroke: ink, strokeOpacity: 0.35 }),
          Plot.dot(dots, { x: "x", y: "y", r: 4, fill: "colour" }),
          ...dots.flatMap(({ rank, place, x, y }) =>
            place === null
              ? []
              : [
                  Plot.text([rank], {
                    x: [x],
                    y: [y],
                    text: (text) => text,
                    ...place,
                    textAnchor: "start",
                    fill: ink,
                  }),
                ],
          ),
        ],
      },
    },
    TOP,
    left,
  );
}

const l0: Axis = { name: "L0", label: "L0: active latents of an example", better: "low" };
const fvu: Axis = {
  name: "FVU",
  label: "FVU: the share of the variance that is not reconstructed",
  better: "low",
};
const mcc: Axis = {
  name: "MCC",
  label: "MCC: mean |cosine| of matched true and learned atoms",
  domain: [0, 1.08],
  better: "high",
};

/** SVG: FVU over L0 and MCC over FVU, and below them the table, the setting of the largest MCC first. */
export function rankingFigure(
  { ranked, features }: { readonly ranked: readonly Ranked[]; readonly features: number },
  theme: ThemeName = "light",
): string {
  const { ink, faint, grid, palette } = themes[theme];
  const names = Object.keys(ranked[0].numbers);
  const largest = extent(
    ranked.map(({ numbers }) => (numbers.FVU?.mean ?? 0) + (numbers.FVU?.deviation ?? 0)),
  )[1];
  const head = TOP + HEIGHT + 34;
  const at = (column: number) => NAMES + COLUMN * (column + 1) - 8;
  const heads = [
    textElement(MARGIN + 26, head, "setting", { fill: faint }),
    ...names.map((name, i) => textElement(at(i), head, name, { fill: faint, anchor: "end" })),
    `<line x1="${MARGIN}" x2="${WIDTH - MARGIN}" y1="${head + 7}" y2="${head + 7}" stroke="${grid}"/>`,
  ];
  const rows = ranked.flatMap(({ label, isBaseline, numbers }, i) => {
    const fill = isBaseline ? faint : ink;
    const y = head + ROW * (i + 1) + 4;
    return [
      textElement(MARGIN + 16, y, String(i + 1), {
        fill: isBaseline ? faint : palette[1],
        bold: true,
        anchor: "end",
      }),
      textElement(MARGIN + 26, y, labelInPlaces(label, 48), { fill }),
      ...names.map((name, k) => textElement(at(k), y, told(name, numbers[name]), { fill, anchor: "end" })),
    ];
  });
  const end = head + ROW * ranked.length + 28;
  const note = textElement(
    MARGIN,
    end,
    "Mean ± standard deviation over seeds; FVU and L0 of examples held out where there are some. Grey: something is held as it started. Line: nothing is better in both.",
    { fill: faint },
  );
  return svgFigure(
    WIDTH,
    end + 14,
    themes[theme],
    `How much of the ${features} true features each setting found, and at what error`,
    [
      chart(ranked, { x: l0, y: fvu, left: 0 }, theme),
      chart(ranked, { x: { ...fvu, domain: [0, largest] }, y: mcc, left: WIDTH - PLOT }, theme),
      ...heads,
      ...rows,
      note,
    ],
  );
}
