// How many latents should be active: c_dec over L0, of the settings of a sweep.

import { combinationLabels } from "../core/combination-labels.js";
import { runLabels } from "../core/run-labels.js";
import { bySetting, type Combination, combinations, variedIn } from "../core/varied.js";
import { labelled } from "../inspect/labelled.js";
import { readModel } from "../inspect/model-at-step.js";
import { readRunConfig } from "../inspect/run-config.js";
import { createKernels } from "../kernels/engine.js";
import { atomCosines } from "../metrics/atom-cosines.js";
import { coherenceOf } from "../metrics/atoms/coherence.js";
import type { RunDirectory } from "../train/run-directory.js";
import type { ThemeName } from "../viz/theme.js";
import { tradeOff } from "../viz/trade-off.js";
import type { Repeated } from "../viz/value-charts.js";
import { repeated } from "./sweep-groups.js";

/** A member of a sweep, how sparse it is, and how alike its atoms are. */
export interface MemberAtL0 {
  readonly path: string;
  /** What tells it from the others */
  readonly label: string;
  readonly set: Combination;
  /** Active latents of an example, on average */
  readonly l0: number;
  /** c_dec, the mean |cosine| of two atoms */
  readonly cDec: number;
  readonly fvu: number | null;
}

/** A setting of a sweep, and its numbers over the members that repeat it with other seeds. */
export interface SettingAtL0 {
  /** What tells it from the others */
  readonly label: string;
  readonly l0: Repeated;
  readonly cDec: Repeated;
  readonly fvu: Repeated | null;
  readonly members: readonly MemberAtL0[];
}

/**
 * L0 and c_dec of a sweep's members that are done, by rising L0. In toy models c_dec is smallest near the true L0:
 * Chanin & Garriga-Alonso, Sparse but wrong (arXiv 2508.16560).
 */
export function membersAtL0(sweep: RunDirectory): MemberAtL0[] {
  const members = sweep.members();
  const sets = members.length === 0 ? [] : combinations(variedIn(readRunConfig(sweep)));
  const labels = runLabels(members.map((member) => labelled(member)));
  const kernels = createKernels("float64", { engine: "wasm", threads: 1 });
  try {
    const found = members.flatMap((member, i): MemberAtL0[] => {
      const { metrics } = member.readRecord();
      const l0 = metrics?.layers?.[1]?.active;
      if (l0 === undefined) return [];
      const [{ atoms }] = readModel(member, undefined, "suggest-l0").layers;
      if (atoms === null) return [];
      const { mean } = coherenceOf(atomCosines(kernels, atoms));
      const own = { path: member.path, label: labels[i], set: sets[i] ?? {} };
      return [{ ...own, l0, cDec: mean, fvu: metrics?.fvu ?? null }];
    });
    return found.sort((a, b) => a.l0 - b.l0);
  } finally {
    kernels.dispose();
  }
}

/** The settings of a sweep's members, by rising L0: means and standard deviations over seeds. */
export function settingsAtL0(members: readonly MemberAtL0[]): SettingAtL0[] {
  const settings = bySetting(members);
  const labels = combinationLabels(settings.map(({ set }) => set));
  const found = settings.map(({ members: own }, i): SettingAtL0 => {
    const numbers = own.map(({ l0, cDec, fvu }) => ({ l0, cDec, fvu }));
    return {
      label: own.length > 1 ? labels[i] : own[0].label,
      l0: repeated(numbers, "l0")!,
      cDec: repeated(numbers, "cDec")!,
      fvu: repeated(numbers, "fvu"),
      members: own,
    };
  });
  return found.sort((a, b) => a.l0.mean - b.l0.mean);
}

/** SVG: c_dec over L0, each setting named, with whiskers where seeds repeat it. */
export function suggestL0Figure(settings: readonly SettingAtL0[], theme: ThemeName = "light"): string {
  const points = settings.map(({ label, l0, cDec, members }) => ({
    label,
    x: l0,
    y: cDec,
    members: members.map((own) => ({ x: own.l0, y: own.cDec })),
  }));
  return tradeOff({
    title: "c_dec over L0: smallest near the true L0 in toy models",
    xLabel: "active latents per example, L0",
    yLabel: "c_dec, the mean |cosine| of two atoms",
    lines: [{ name: "", points }],
    theme,
  });
}
