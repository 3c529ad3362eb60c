// How many latents should be active: c_dec over L0, of the members of a sweep.

import { runLabels } from "../core/run-labels.js";
import { labelled } from "../inspect/labelled.js";
import { readModel } from "../inspect/model-at-step.js";
import { createKernels } from "../kernels/engine.js";
import { atomCosines } from "../metrics/atom-cosines.js";
import { coherenceOf } from "../metrics/atoms/coherence.js";
import type { RunDirectory } from "../train/run-directory.js";
import type { ThemeName } from "../viz/theme.js";
import { tradeOff } from "../viz/trade-off.js";

/** A member of a sweep, how sparse it is, and how alike its atoms are. */
export interface MemberAtL0 {
  readonly path: string;
  /** What tells it from the others */
  readonly label: string;
  /** Active latents of an example, on average */
  readonly l0: number;
  /** c_dec, the mean |cosine| of two atoms */
  readonly cDec: number;
  readonly fvu: number | null;
}

/**
 * L0 and c_dec of a sweep's members that are done, by rising L0. In toy models c_dec is smallest near the true L0:
 * Chanin & Garriga-Alonso, Sparse but wrong (arXiv 2508.16560).
 */
export function membersAtL0(sweep: RunDirectory): MemberAtL0[] {
  const members = sweep.members();
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
      return [{ path: member.path, label: labels[i], l0, cDec: mean, fvu: metrics?.fvu ?? null }];
    });
    return found.sort((a, b) => a.l0 - b.l0);
  } finally {
    kernels.dispose();
  }
}

/** SVG: c_dec over L0, each member named. @param members - as `membersAtL0` gives them */
export function suggestL0Figure(members: readonly MemberAtL0[], theme: ThemeName = "light"): string {
  const once = (value: number) => ({ mean: value, deviation: 0 });
  const points = members.map(({ label, l0, cDec }) => ({
    label,
    x: once(l0),
    y: once(cDec),
    members: [{ x: l0, y: cDec }],
  }));
  return tradeOff({
    title: "c_dec over L0: smallest near the true L0 in toy models",
    xLabel: "active latents per example, L0",
    yLabel: "c_dec, the mean |cosine| of two atoms",
    lines: [{ name: "", points }],
    theme,
  });
}
