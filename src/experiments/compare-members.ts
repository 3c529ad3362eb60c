// One picture of all members of a sweep.

import type { ResolvedConfig } from "../config/config.js";
import type { Combination } from "../config/vary.js";
import type { FloatNdArray } from "../core/arrays.js";
import { combinationLabel } from "../core/run-labels.js";
import { symbolOf } from "../core/setting-symbols.js";
import type { RunDirectory } from "../train/run-directory.js";
import { lineChart } from "../viz/line-chart.js";
import { type Panel, panels } from "../viz/panels.js";
import { svgToPng } from "../viz/svg-to-png.js";
import { tileGrid } from "../viz/tiles.js";
import type { RunResult } from "./run-result.js";

/** A member for the comparison: its pictures are kept, not its data. */
export interface Compared {
  readonly set: Combination;
  readonly result: RunResult;
  readonly pictures: { readonly features: FloatNdArray; readonly shape: readonly number[] } | null;
}

/** What is varied, along an axis. */
const axisName = (key: string) => (key === "model.hidden" ? "hidden units" : symbolOf(key));

function asNumber(value: unknown): number {
  return Array.isArray(value) ? Number(value[0]) : Number(value);
}

/** Their features side by side, and their numbers over the value. @returns the paths of the pictures */
export function compareMembers(
  directory: RunDirectory,
  members: readonly Compared[],
  { name, question = name }: Pick<ResolvedConfig, "name" | "question">,
): string[] {
  const drawn = members.flatMap(({ set, result, pictures }): Panel[] => {
    if (pictures === null) return [];
    const rhoHat = Object.values(result.rhoHat)[0];
    const subtitle = [
      `error ${result.parts.error.toPrecision(3)}`,
      rhoHat && `ρ̂ ${rhoHat.mean.toPrecision(2)}`,
      `roughness ${result.roughness?.toPrecision(2)}`,
    ];
    return [
      {
        title: combinationLabel(set),
        subtitle: subtitle.filter(Boolean).join(" · "),
        raster: tileGrid(pictures.features, { shape: pictures.shape, upscale: 1 }),
      },
    ];
  });
  const figures: string[] = [];
  if (drawn.length > 0) {
    const svg = panels(question, drawn);
    figures.push(
      directory.writeFigure("comparison.svg", svg),
      directory.writeFigure("comparison.png", svgToPng(svg)),
    );
  }
  const [key, ...others] = Object.keys(members[0]?.set ?? {});
  const x = others.length > 0 ? [] : members.map(({ set }) => asNumber(set[key]));
  if (x.length > 0 && x.every(Number.isFinite)) {
    const results = members.map(({ result }) => result);
    const rough = results.every(({ roughness }) => roughness !== null)
      ? { roughness: results.map(({ roughness }) => roughness as number) }
      : {};
    const svg = lineChart({
      title: `What ${axisName(key)} does`,
      xLabel: axisName(key),
      yLabel: "at the end of training",
      x,
      logX: x.every((value) => value > 0),
      series: {
        cost: results.map(({ cost }) => cost),
        error: results.map(({ parts }) => parts.error),
        ...rough,
      },
    });
    figures.push(
      directory.writeFigure("trade-off.svg", svg),
      directory.writeFigure("trade-off.png", svgToPng(svg)),
    );
  }
  return figures;
}
