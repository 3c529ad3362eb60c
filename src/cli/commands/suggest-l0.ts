// rhohat suggest-l0: c_dec over L0, of the members of a sweep.

import type { CommandModule } from "yargs";
import { InputError } from "../../core/errors.js";
import { runLabels } from "../../core/run-labels.js";
import { writeFigure } from "../../experiments/figures.js";
import { labelled } from "../../inspect/labelled.js";
import { readModel } from "../../inspect/model-at-step.js";
import { runSubtitle } from "../../inspect/run-subtitle.js";
import { createKernels } from "../../kernels/engine.js";
import { atomCosines } from "../../metrics/atom-cosines.js";
import { coherenceOf } from "../../metrics/atoms/coherence.js";
import type { RunDirectory } from "../../train/run-directory.js";
import { withSubtitle } from "../../viz/subtitle.js";
import { tradeOff } from "../../viz/trade-off.js";
import { colours } from "../colours.js";
import { taking } from "../declared.js";
import { findRun } from "../find-run.js";
import { figuresOption, jsonOption, resultsOption } from "../options.js";
import { print, printJson, short, shownPath, table } from "../output.js";

interface SuggestArguments {
  sweep: string;
  results: string;
  figures: boolean;
  json: boolean;
}

interface Measured {
  readonly path: string;
  readonly label: string;
  readonly l0: number;
  readonly cDec: number;
  readonly fvu: number | null;
}

/** L0 and c_dec of members that are done, by rising L0. @throws {InputError} if there are fewer than three */
function measureMembers(sweep: RunDirectory): Measured[] {
  const kernels = createKernels("float64", { engine: "wasm", threads: 1 });
  const members = sweep.members();
  const labels = runLabels(members.map((member) => labelled(member)));
  try {
    const found = members.flatMap((member, i): Measured[] => {
      const { metrics } = member.readRecord();
      const active = metrics?.layers?.[1]?.active;
      if (active === undefined) return [];
      const [{ atoms }] = readModel(member, undefined, "suggest-l0").layers;
      if (atoms === null) return [];
      const { mean } = coherenceOf(atomCosines(kernels, atoms));
      return [{ path: member.path, label: labels[i], l0: active, cDec: mean, fvu: metrics?.fvu ?? null }];
    });
    if (found.length < 3)
      throw new InputError(
        `suggest-l0: <sweep> must have three members with atoms that are done, ${shownPath(sweep.path)} has ${found.length}; make one: rhohat train --data photos --model topk --top-k 1,2,4,8,16`,
      );
    return found.sort((a, b) => a.l0 - b.l0);
  } finally {
    kernels.dispose();
  }
}

const HINT =
  "a hint, not a proof: in toy models c_dec, the mean |cosine| of two atoms, is smallest near the true L0 (arXiv 2508.16560)";

function figureOf(members: readonly Measured[]): string {
  const once = (value: number) => ({ mean: value, deviation: 0 });
  return tradeOff({
    title: "c_dec over L0: smallest near the true L0 in toy models",
    xLabel: "active latents per example, L0",
    yLabel: "c_dec, the mean |cosine| of two atoms",
    lines: [
      {
        name: "",
        points: members.map(({ label, l0, cDec }) => ({
          label,
          x: once(l0),
          y: once(cDec),
          members: [{ x: l0, y: cDec }],
        })),
      },
    ],
  });
}

export const suggestL0Command: CommandModule<object, SuggestArguments> = {
  builder: (yargs) =>
    yargs
      .positional(
        "sweep",
        taking("runs", {
          type: "string",
          demandOption: true,
          describe:
            "a sweep over k, or over a penalty's weight: its folder or name, an experiment for its newest, or latest",
        }),
      )
      .option("results", resultsOption)
      .option("figures", figuresOption)
      .option("json", jsonOption)
      .example("$0 train --data photos --model topk --top-k 1,2,4,8,16", "makes such a sweep")
      .example("$0 suggest-l0 latest", "the curve, and where it is smallest"),
  handler: ({ sweep: name, results, figures, json }) => {
    const sweep = findRun("suggest-l0", name, results);
    const members = measureMembers(sweep);
    const best = members.reduce((least, own) => (own.cDec < least.cDec ? own : least));
    const atEnd = best === members[0] || best === members[members.length - 1];
    const written = figures
      ? writeFigure(sweep, {
          file: "suggest-l0",
          content: withSubtitle(figureOf(members), runSubtitle(sweep), "light"),
        })
      : [];
    if (json) {
      printJson({ members, suggested: best.l0, atEnd, figures: written });
      return;
    }
    print(
      table(
        ["run", "L0", "c_dec", "FVU"],
        members.map((own) => [
          own.label,
          short(own.l0),
          `${short(own.cDec)}${own === best ? " ←" : ""}`,
          short(own.fvu),
        ]),
      ),
    );
    print(
      `\nc_dec is smallest at an L0 of ${colours.bold(short(best.l0))}${atEnd ? ", the end of those tried: try others beyond it" : ""}; ${HINT}`,
    );
    for (const path of written.filter((one) => one.endsWith(".png")))
      print(`\n  ${colours.cyan(shownPath(path))}`);
  },
};
